"""The Reports page: choose, look, write over the drafts, make the file, find earlier ones."""
