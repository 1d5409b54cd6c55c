"""The Actions page."""
