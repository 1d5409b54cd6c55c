"""A report as a presentation with charts that can be edited."""
