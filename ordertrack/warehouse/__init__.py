"""The warehouse: Delta Lake tables, releases, the only place that opens DuckDB over data files.

`Warehouse.publish` turns staged rows into one release or none, `Warehouse.reader` answers SQL over
one release. Imports model, facts, records, settings, progress.
"""

from __future__ import annotations

from ordertrack.records import Records, Release
from ordertrack.warehouse.publish.compare import Difference, Staged, rows_in
from ordertrack.warehouse.reader import Reader
from ordertrack.warehouse.schema import dtype, schema
from ordertrack.warehouse.warehouse import Warehouse

__all__ = [
    "Difference",
    "Reader",
    "Records",
    "Release",
    "Staged",
    "Warehouse",
    "dtype",
    "rows_in",
    "schema",
]
