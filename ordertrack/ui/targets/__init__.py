"""The Targets page: what was reached, at which pace, and why the rest is missing."""
