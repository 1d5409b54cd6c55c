"""What is told about rows, tables and the release once all rows are taken in."""
