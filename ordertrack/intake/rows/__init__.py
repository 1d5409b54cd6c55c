"""Checked rows of all files become one row per key, in staged tables."""
