"""How fast import and evaluation are, against plain DuckDB and pandas: `make bench`.

`python -m bench.structure` prints how the house is built: folders, import chains, wide functions.
"""
