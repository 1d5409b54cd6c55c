"""Headers become columns: which table a file feeds, what each header means, what to ask."""
