"""The raw rows of imports: as they stood in their files, kept beside the tables.

They are for looking an order up, not for computing: what is lost of them loses no figure.
Imports storage and records.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ordertrack.records import RawFile, Records, Release
from ordertrack.warehouse.storage import Storage

LOOK_BACK = 60  # imports in which an order is looked for; each costs a read
# What an order's number is written with in a file and stored without.
_WRITTEN = r"^[='\"\s]+|[\"\s]+$|\.0+$"


class RawRows(NamedTuple):
    """The rows of one file that name an order: `row` and the cells `c0`, `c1`, …"""

    file: RawFile
    rows: pl.DataFrame


def keep(
    storage: Storage, records: Records, release: Release, files: Sequence[tuple[Path, RawFile]]
) -> None:
    """Keep files of raw rows with a release that is there already."""
    kept = []
    for path, file in files:
        if storage.link(path, storage.raw / release.token / file.name):
            kept.append(file)
    records.raw_files.keep(kept)


def of_order(storage: Storage, records: Records, release: Release, order_no: str) -> list[RawRows]:
    """Return the rows that named an order, from the newest import to the oldest, each once."""
    find = records.releases.get
    numbers = records.releases.lineage(release)[:LOOK_BACK]
    found, seen = [], set()
    for file in records.raw_files.of(numbers):
        rows = _rows(storage.raw / find(file.number).token / file.name, file, order_no)
        new = [row for row in rows.rows() if (file.headers, row[1:]) not in seen]
        seen |= {(file.headers, row[1:]) for row in new}
        if new:
            found.append(RawRows(file, pl.DataFrame(new, schema=rows.schema, orient="row")))
    return found


def _rows(path: Path, file: RawFile, order_no: str) -> pl.DataFrame:
    cells = [f"c{at}" for at in range(len(file.headers))]
    empty = pl.DataFrame(schema={"row": pl.UInt32, **dict.fromkeys(cells, pl.String)})
    if not path.exists():
        return empty
    written = pl.col(f"c{file.position}").str.normalize("NFKC").str.replace_all(_WRITTEN, "")
    try:
        frame = pl.scan_parquet(path).select(pl.col("_row").alias("row"), *cells)
        found = frame.filter(written == order_no).sort("row").collect()
        if found.is_empty():  # a person had numbers made unique: 17-20240601
            found = frame.filter(pl.lit(order_no).str.starts_with(written + "-")).collect()
    except (OSError, pl.exceptions.PolarsError):
        return empty  # damaged: no figure hangs on it
    return found
