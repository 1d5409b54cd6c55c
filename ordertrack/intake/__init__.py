"""Intake: files as people export them become checked rows, and checked rows become one release."""
