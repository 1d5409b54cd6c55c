"""Every row of every file accounted for, and what the staged tables add up to. Imports siblings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ordertrack.intake.checking.check import Checked
from ordertrack.intake.checking.rejected_rows import SetAside
from ordertrack.intake.column_names import DAY_ONLY, PREFIX, plain
from ordertrack.intake.result import Total
from ordertrack.intake.rows.workspace import Sorter, joined, text
from ordertrack.model import TABLES
from ordertrack.warehouse import Staged
from ordertrack.words import Text

FIRST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Fate:
    """How many rows of a source were set aside, and skipped by kind."""

    set_aside: int
    skipped: Mapping[str, int]


def fates(sorter: Sorter) -> dict[int, Fate]:
    """What became of the rows that were not accepted, by source."""
    aside = dict(sorter.run("SELECT src, COUNT(DISTINCT row) FROM aside GROUP BY src"))
    skipped: dict[int, dict[str, int]] = {}
    for src, kind, rows in sorter.run(
        "SELECT src, kind, COUNT(DISTINCT row) FROM skipped GROUP BY ALL"
    ):
        skipped.setdefault(src, {})[kind] = rows
    return {src: Fate(aside.get(src, 0), skipped.get(src, {})) for src in {*aside, *skipped}}


def keep_aside(sorter: Sorter, checked: Sequence[Checked], texts: Mapping[str, Text]) -> SetAside:
    """Write the rows set aside where the plan can show them."""
    if not sorter.one("SELECT COUNT(*) FROM aside"):
        return SetAside(sorter.raw)
    places = [
        f"({part.src}, {text(cell.spot)}, {_original(sorter, part, cell.position)})"
        for part in checked
        for cell in part.cells
    ]
    query = (
        "SELECT a.src, a.row, CAST(p.position AS INTEGER) AS position, a.value, a.code, a.other,"
        " a.line_no FROM aside AS a"
        f" LEFT JOIN (VALUES {joined(places)}) AS p (src, spot, position)"
        " ON p.src = a.src AND p.spot = a.spot"
    )
    path, _rows = sorter.write("aside", query)
    return SetAside(sorter.raw, path, texts)


def _original(sorter: Sorter, part: Checked, position: int) -> str:
    """The place of the cell in the file itself, which may have been reshaped for reading."""
    headers, read_from = sorter.raw[part.src].headers, part.headers
    if headers == read_from:
        return str(position)
    name = read_from[position]
    return str(headers.index(name)) if name in headers else "NULL"


def total(sorter: Sorter, staged: Staged) -> Total:
    """Rows, the sum of amounts and the range of dates of a staged table."""
    table = TABLES[staged.table]
    amount = "SUM(amount)" if "amount" in staged.columns else "NULL"
    dated = table.dated_by if table.dated_by in staged.columns else None
    first, last = (f"CAST({end}({dated}) AS DATE)" if dated else "NULL" for end in ("MIN", "MAX"))
    row = sorter.run(f"SELECT {amount}, {first}, {last} FROM ({staged.query})")
    return Total(staged.rows, *row[0])


def preview(part: Checked) -> pl.DataFrame:
    """The first rows as understood, titled "table.column"."""
    names = {name: _title(part.tables, name) for name in part.columns if DAY_ONLY not in name}
    frame = pl.scan_parquet(part.path).filter(~pl.col("_bad")).select("_row", *names)
    return frame.sort("_row").head(FIRST_ROWS).rename(names).collect()


def _title(tables: Sequence[str], name: str) -> str:
    for table, prefix in PREFIX.items():
        if name.startswith(prefix) and table in tables:
            return f"{table}.{plain(name)}"
    return f"{tables[0]}.{name}"
