"""How fast import and evaluation are, against plain DuckDB and pandas: `make bench`."""
