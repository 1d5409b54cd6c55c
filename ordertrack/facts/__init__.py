"""What is derived once per release: the fact tables, as SQL over the canonical tables."""
