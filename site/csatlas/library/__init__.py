"""From the files under content/ to checked, immutable things."""
