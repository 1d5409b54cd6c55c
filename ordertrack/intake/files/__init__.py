"""Files of any kind become raw tables of text."""
