"""The People page, and with `?person=` the page of one salesperson."""
