"""The Overview page: how the period is going."""
