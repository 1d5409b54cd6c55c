"""What numbers say about each other: two releases beside each other."""
