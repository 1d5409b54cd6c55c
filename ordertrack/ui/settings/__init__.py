"""The Settings page: the daily scan, messages, what the environment sets."""
