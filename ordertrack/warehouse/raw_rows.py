"""The raw rows of imports: as they stood in their files, kept beside the tables.

They are for looking an order up, not for computing: what is lost of them loses no figure.
Imports storage and records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ordertrack.records import RawFile, Records, Release
from ordertrack.warehouse.storage import Storage

LOOK_BACK = 60  # imports in which an order is looked for; each costs a read
# What an order's number is written with in a file and stored without.
_WRITTEN = r"^[='\"\s]+|[\"\s]+$|\.0+$"

PLACES = {"order_no": pl.String, "raw_file": pl.String, "raw_row": pl.String}


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


def of_orders(
    storage: Storage, records: Records, release: Release, order_nos: Sequence[str]
) -> list[RawRows]:
    """Return the rows that named these orders, from the newest import to the oldest, each once."""
    found, seen = [], set()
    for path, file in _files(storage, records, release):
        rows = _rows(path, file, order_nos).drop("order_no").unique(maintain_order=True)
        new = [row for row in rows.rows() if (file.headers, row[1:]) not in seen]
        seen |= {(file.headers, row[1:]) for row in new}
        if new:
            found.append(RawRows(file, pl.DataFrame(new, schema=rows.schema, orient="row")))
    return found


def places(
    storage: Storage, records: Records, release: Release, order_nos: Iterable[str]
) -> pl.DataFrame:
    """Return where orders stood in the newest import that named them.

    Columns: order_no, raw_file, raw_row; several files and their rows are parted by semicolons.
    """
    left, found = list(dict.fromkeys(order_nos)), []
    for _, files in groupby(_files(storage, records, release), lambda pair: pair[1].number):
        here = [_places_in(path, file, left) for path, file in files] if left else []
        if here:
            of_import = pl.concat(here).group_by("order_no", maintain_order=True)
            found.append(of_import.agg(pl.col("raw_file", "raw_row").str.join("; ")))
            known = set(found[-1]["order_no"])
            left = [number for number in left if number not in known]
    return pl.concat(found) if found else pl.DataFrame(schema=PLACES)


def _files(storage: Storage, records: Records, release: Release) -> Iterator[tuple[Path, RawFile]]:
    """The files kept with the imports that made up a release, those of the newest first."""
    numbers = records.releases.lineage(release)[:LOOK_BACK]
    for file in records.raw_files.of(numbers):
        yield storage.raw / records.releases.get(file.number).token / file.name, file


def _places_in(path: Path, file: RawFile, order_nos: Sequence[str]) -> pl.DataFrame:
    name = f"{file.file} › {file.sheet}" if file.sheet else file.file
    rows = _rows(path, file, order_nos, cells=())
    of_order = rows.group_by("order_no", maintain_order=True)
    listed = of_order.agg(raw_row=pl.col("row").cast(pl.String).str.join(", "))
    return listed.select("order_no", pl.lit(name).alias("raw_file"), "raw_row")


def _rows(
    path: Path, file: RawFile, order_nos: Sequence[str], cells: Sequence[str] | None = None
) -> pl.DataFrame:
    """order_no, row and cells (all of them unless told) of the rows that name these orders."""
    cells = [f"c{at}" for at in range(len(file.headers))] if cells is None else cells
    schema = {"order_no": pl.String, "row": pl.UInt32, **dict.fromkeys(cells, pl.String)}
    if not path.exists():
        return pl.DataFrame(schema=schema)
    written = pl.col(f"c{file.position}").str.normalize("NFKC").str.replace_all(_WRITTEN, "")
    try:
        frame = pl.scan_parquet(path).select(pl.col("_row").alias("row"), *cells, written=written)
        found = _named(frame, [(number, number) for number in order_nos])
        missing = set(order_nos) - set(found["order_no"])
        # A person had numbers made unique: 17-20240601.
        shorter = [(one[:at], one) for one in missing for at in _dashes(one)]
        if shorter:
            found = pl.concat([found, _named(frame, shorter)])
    except (OSError, pl.exceptions.PolarsError):
        return pl.DataFrame(schema=schema)  # damaged: no figure hangs on it
    return found.sort("row").select(list(schema))


def _named(frame: pl.LazyFrame, names: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """The rows in which something is written that stands for an order; `names`: what for which."""
    known = pl.DataFrame(names, schema={"written": pl.String, "order_no": pl.String}, orient="row")
    return frame.join(known.lazy(), on="written", how="inner").collect()


def _dashes(number: str) -> list[int]:
    return [at for at, letter in enumerate(number) if letter == "-"]
