"""The Flask application: it finds, refuses and renders."""
