"""Every row of every file accounted for, and what the staged tables add up to. Imports siblings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from ordertrack.intake.checking.checked import Checked
from ordertrack.intake.checking.rejected_rows import NOT_SAID
from ordertrack.intake.column_names import DAY_ONLY, PREFIX, unprefixed
from ordertrack.intake.rows.sql import joined, literal
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.model import TABLES
from ordertrack.warehouse import Staged

FIRST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Total:
    """What the staged rows of one table add up to, to be compared with the source."""

    rows: int
    amount: Decimal | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows of a raw table were rejected, and skipped by kind."""

    rejected: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)


def count_rows(workspace: Workspace) -> dict[int, RowCounts]:
    """Count the rows that were not accepted, by raw table."""
    rejected = dict(workspace.run("SELECT src, COUNT(DISTINCT row) FROM rejected GROUP BY src"))
    skipped: dict[int, dict[str, int]] = {}
    for src, kind, rows in workspace.run(
        "SELECT src, kind, COUNT(DISTINCT row) FROM skipped GROUP BY ALL"
    ):
        skipped.setdefault(src, {})[kind] = rows
    return {
        src: RowCounts(rejected.get(src, 0), skipped.get(src, {})) for src in {*rejected, *skipped}
    }


def save_rejected(workspace: Workspace, all_checked: Sequence[Checked]) -> Path | None:
    """Write the rejected rows to a file that outlives the workspace; None if there are none."""
    if not workspace.one("SELECT COUNT(*) FROM rejected"):
        return None
    places = [
        f"({checked.src}, {literal(cell.name)}, {_in_the_file(checked, cell.position)})"
        for checked in all_checked
        for cell in checked.cells
    ]
    query = (
        "SELECT a.src, a.row, CAST(p.position AS INTEGER) AS position, a.value, a.code, a.other,"
        " a.line_no FROM rejected AS a"
        f" LEFT JOIN (VALUES {joined(places)}) AS p (src, column_name, position)"
        " ON p.src = a.src AND p.column_name = a.column_name"
    )
    path = workspace.write("rejected", query)[0]
    for checked in all_checked:
        if checked.headers != checked.raw_table.headers:
            _place_reshaped(path, checked)
    return name_what_was_seen(path, all_checked)


def _place_reshaped(path: Path, checked: Checked) -> None:
    """Say in which column of the file a bad value stands that was read from a column of many."""
    found, headers = pl.read_parquet(path), checked.raw_table.headers
    lost = (pl.col("src") == checked.src) & pl.col("position").is_null()
    lost &= pl.col("value").is_not_null()
    rows = found.filter(lost).get_column("row")
    made = [at for at, header in enumerate(headers) if header not in checked.headers]
    if rows.is_empty() or not made:
        return
    raw = pl.scan_parquet(checked.raw_table.path).filter(pl.col("_row").is_in(rows.implode()))
    cells = raw.unpivot([f"c{at}" for at in made], index="_row", value_name="value").select(
        row="_row", value="value", at=pl.col("variable").str.slice(1).cast(pl.Int32)
    )
    known = found.filter(lost).join(
        cells.collect(), on=["row", "value"], how="left", maintain_order="left"
    )
    placed = known.with_columns(position=pl.coalesce("at", "position")).drop("at")
    pl.concat([found.filter(~lost), placed.unique(maintain_order=True)]).write_parquet(path)


def name_what_was_seen(path: Path, all_checked: Sequence[Checked]) -> Path:
    """Tell a cell that says nothing (待定, n/a) from an empty one, in the file of rejected rows."""
    found = pl.read_parquet(path)
    doubtful = found.filter(pl.col("code").is_in(NOT_SAID), pl.col("position").is_not_null())
    raw = {checked.src: checked.raw_table.path for checked in all_checked}
    seen = [
        pl.scan_parquet(raw[src])
        .filter(pl.col("_row").is_in(rows["row"].implode()))
        .select(
            src=pl.lit(src, pl.Int32),
            row=pl.col("_row"),
            position=pl.lit(position, pl.Int32),
            seen=pl.col(f"c{position}").str.strip_chars(),
        )
        .filter(pl.col("seen") != "")
        for (src, position), rows in doubtful.group_by("src", "position")
    ]
    if seen:
        cells = pl.concat(seen).collect()
        known = found.join(cells, on=["src", "row", "position"], how="left", maintain_order="left")
        said = pl.col("seen").is_not_null() & pl.col("code").is_in(NOT_SAID)
        known.with_columns(
            code=pl.when(said).then(pl.col("code") + "-seen").otherwise("code"),
            other=pl.when(said).then("seen").otherwise("other"),
        ).drop("seen").write_parquet(path)
    return path


def _in_the_file(checked: Checked, position: int) -> str:
    """The place of the cell in the file itself, which may have been reshaped for reading."""
    in_file, read_from = checked.raw_table.headers, checked.headers
    if in_file == read_from:
        return str(position)
    name = read_from[position]
    return str(in_file.index(name)) if name in in_file else "NULL"


def total(workspace: Workspace, staged: Staged) -> Total:
    """Rows, the sum of amounts and the range of dates of a staged table."""
    table = TABLES[staged.table]
    amount = "SUM(amount)" if "amount" in staged.columns else "NULL"
    dated = table.dated_by if table.dated_by in staged.columns else None
    first, last = (f"CAST({end}({dated}) AS DATE)" if dated else "NULL" for end in ("MIN", "MAX"))
    row = workspace.run(f"SELECT {amount}, {first}, {last} FROM ({staged.query})")
    return Total(staged.rows, *row[0])


def previews(all_checked: Sequence[Checked]) -> dict[int, pl.DataFrame]:
    """Return by raw table the first rows as understood, titled "table.column"."""
    files: dict[Path, list[Checked]] = {}
    for checked in all_checked:
        files.setdefault(checked.path, []).append(checked)
    return {src: frame for alike in files.values() for src, frame in _previews(alike).items()}


def _previews(alike: Sequence[Checked]) -> dict[int, pl.DataFrame]:
    """The first rows of raw tables that share a checked file."""
    first = alike[0]
    names = {name: _title(first.tables, name) for name in first.columns if DAY_ONLY not in name}
    frame = pl.scan_parquet(first.path).filter(~pl.col("_bad")).select("_src", "_row", *names)
    rows = frame.sort("_row") if len(alike) == 1 else frame.sort("_src", "_row")
    rows = rows.head(FIRST_ROWS) if len(alike) == 1 else rows.group_by("_src").head(FIRST_ROWS)
    found = rows.rename(names).collect().partition_by("_src", as_dict=True, include_key=False)
    nothing = rows.rename(names).drop("_src").head(0).collect()
    return {checked.src: found.get((checked.src,), nothing) for checked in alike}


def _title(tables: Sequence[str], name: str) -> str:
    for table, prefix in PREFIX.items():
        if name.startswith(prefix) and table in tables:
            return f"{table}.{unprefixed(name)}"
    return f"{tables[0]}.{name}"
