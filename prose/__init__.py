"""The linter of our prose: textlint with the Japanese presets, and our own lists of words."""
