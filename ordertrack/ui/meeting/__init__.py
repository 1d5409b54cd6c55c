"""The Meeting page: three steps on a shared screen."""
