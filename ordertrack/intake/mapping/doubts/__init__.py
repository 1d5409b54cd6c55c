"""What headers alone do not settle: other files, or a person, say it."""
