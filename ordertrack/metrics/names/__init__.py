"""Names in two writings: where they stand, and which of them may be one."""
