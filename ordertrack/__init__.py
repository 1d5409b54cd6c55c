"""ordertrack: sales orders through their whole life, and how well selling works."""

__version__ = "0.1.0"
