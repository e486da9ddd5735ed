"""The site as a folder of finished files, and the server in front of it."""
