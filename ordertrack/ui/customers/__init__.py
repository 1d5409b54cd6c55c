"""The Customers page, and the page of one customer."""
