"""Values → accepted and set aside. One streaming pass over a raw table reads every cell; only the
rows that fail are looked at again, to say why. Imports words and its siblings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ordertrack.intake.checking.cells import Cell
from ordertrack.intake.checking.derived_columns import Choices, derived
from ordertrack.intake.checking.rejected_rows import REASONS
from ordertrack.intake.column_names import DAY_ONLY
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.parsing import misread, reason
from ordertrack.intake.values.profiling import stamp_of
from ordertrack.progress import Share
from ordertrack.words import Text, t

ROWS_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Checked:
    """A raw table whose cells are read: files with `_row`, `_bad` and one column per spot.

    Rows with `_bad` stay in the file, for they hold their place among the lines of an order.
    `problems` are files that tell why: `row`, `position`, `value`, `code`, one line per cell.
    Both paths are patterns of file names.
    `misread` says that a column is not in the form that its samples had: survey it whole.
    """

    src: int
    tables: tuple[str, ...]
    headers: tuple[str, ...]
    path: Path
    columns: tuple[str, ...]
    rows: int
    bad: int
    cells: tuple[Cell, ...]
    by_line: bool = False
    problems: Path | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    misread: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that decides how a raw table is read, beside its cells."""

    tables: tuple[str, ...]
    required: Mapping[str, str]  # spot → code of the reason when it is blank
    choices: Choices = field(default_factory=Choices)
    by_line: bool = False


def check(
    src: int,
    raw: RawTable,
    cells: Sequence[Cell],
    reading: Reading,
    staging: Path,
    report: Share,
) -> Checked:
    """Read all cells of a raw table into typed columns, and explain what failed.

    It goes part by part, for the memory that one streaming pass takes grows with its rows.
    """
    folder = staging / f"checked-{_fingerprint(raw.path, cells, reading)}"
    folder.mkdir(exist_ok=True)
    total = int(pl.scan_parquet(raw.path).select(pl.len()).collect().item())
    columns = columns_of(cells, reading)
    rows = bad = 0
    for start in range(0, max(total, 1), ROWS_AT_ONCE):
        part = _part(src, raw.path, start, cells, reading, columns, folder)
        rows, bad = rows + part.rows, bad + part.bad
        if part.odd:
            break
        report(min(start + ROWS_AT_ONCE, total) / max(total, 1))
    return Checked(
        src=src,
        tables=reading.tables,
        headers=raw.headers,
        path=folder / "rows-*.parquet",
        columns=columns,
        rows=rows,
        bad=bad,
        cells=tuple(cells),
        by_line=reading.by_line,
        problems=folder / "problems-*.parquet" if bad else None,
        texts=_texts(src, cells),
        misread=part.odd,
    )


class _Part(NamedTuple):
    rows: int
    bad: int
    odd: bool


def _part(
    src: int,
    path: Path,
    start: int,
    cells: Sequence[Cell],
    reading: Reading,
    columns: Sequence[str],
    folder: Path,
) -> _Part:
    """Read one part of the rows; what a plan before this one wrote is not written again."""
    name = f"{start // ROWS_AT_ONCE:05}.parquet"
    target, raw = folder / f"rows-{name}", pl.scan_parquet(path).slice(start, ROWS_AT_ONCE)
    frame = _read(raw, cells, reading)
    _once(frame.select("_row", "_bad", "_odd", *columns), target)
    counts = pl.scan_parquet(target).select(pl.len(), pl.col("_bad").sum(), pl.col("_odd").any())
    part = _Part(*counts.collect().row(0))
    if part.bad and not part.odd:
        _once(_explained(src, raw, target, cells, reading), folder / f"problems-{name}")
    return part


def bad_code(src: int, spot: str) -> str:
    """The name of the reason "this cell was not understood"."""
    return f"bad:{src}:{spot}"


def _once(frame: pl.LazyFrame, target: Path) -> None:
    if target.exists():
        return
    part = target.with_suffix(".part")
    frame.sink_parquet(part, compression="uncompressed")
    part.replace(target)


# --- reading the cells ---


def columns_of(cells: Sequence[Cell], reading: Reading) -> tuple[str, ...]:
    """The columns of a checked file: what was read and what follows from it."""
    empty = pl.LazyFrame(schema={"_row": pl.UInt32, **{cell.raw: pl.String for cell in cells}})
    names = _read(empty, cells, reading).collect_schema().names()
    return tuple(sorted(name for name in names if not name.startswith("_")))


def _read(
    raw: pl.LazyFrame, cells: Sequence[Cell], reading: Reading, explained: bool = False
) -> pl.LazyFrame:
    """All cells of these rows read, with `_bad` and `_odd`.

    With `explained`, the raw cells and a flag per cell stay in the frame.
    """
    parsed = {cell.spot: (cell, cell.parsed()) for cell in cells}
    flags = {
        name + DAY_ONLY: p.day_only for name, (_, p) in parsed.items() if p.day_only is not None
    }
    doubtful = [cell for cell in cells if not cell.certain]
    guessed = [cell for cell in cells if cell.guessed]
    frame = raw.select(
        "_row",
        *(cell.value().alias(name) for name, (cell, _) in parsed.items()),
        *(flag.alias(name) for name, flag in flags.items()),
        *(parsed[cell.spot][1].filled.alias(f"filled {cell.spot}") for cell in doubtful),
        *(pl.col(cell.raw).alias(f"raw {cell.spot}") for cell in (cells if explained else guessed)),
    )
    # In a second step, for an expression that is mentioned twice in one is worked out twice.
    bad = {c.spot: pl.col(c.spot).is_null() & pl.col(f"filled {c.spot}") for c in doubtful}
    odd = [
        misread(pl.col(f"raw {c.spot}"), pl.col(c.spot), c.form).fill_null(False) for c in guessed
    ]
    frame = frame.with_columns(
        *((failed.alias(f"bad {name}") for name, failed in bad.items()) if explained else ()),
        _bad=pl.any_horizontal(list(bad.values())) if bad else pl.lit(False),
        _odd=pl.any_horizontal(odd) if odd else pl.lit(False),
    ).drop(f"filled {cell.spot}" for cell in doubtful)
    if not explained:
        frame = frame.drop(f"raw {cell.spot}" for cell in guessed)
    frame = derived(frame, {*parsed, *flags}, reading.tables, reading.choices)
    if reading.required:
        blank = pl.any_horizontal([pl.col(name).is_null() for name in reading.required])
        frame = frame.with_columns(_bad=pl.col("_bad") | blank)
    return frame


# --- saying why ---


def _explained(
    src: int, raw: pl.LazyFrame, target: Path, cells: Sequence[Cell], reading: Reading
) -> pl.LazyFrame:
    """One line per cell that failed, of the failing rows only."""
    failed = pl.scan_parquet(target).filter("_bad").select("_row").unique()
    failing = raw.join(failed, on="_row", how="semi")
    frame = _read(failing, cells, reading, explained=True)
    by_spot = {cell.spot: cell for cell in cells}
    found = [
        _problem(pl.col(f"bad {cell.spot}"), cell, bad_code(src, cell.spot))
        for cell in cells
        if not cell.certain
    ]
    for name, code in reading.required.items():
        cell = by_spot.get(name)
        blank = pl.col(name).is_null()
        if cell is not None and not cell.certain:
            blank = blank & ~pl.col(f"bad {name}")
        found.append(_problem(blank, cell, code))
    listed = frame.select(row="_row", problem=pl.concat_list(found).list.drop_nulls())
    told = listed.explode("problem").filter(pl.col("problem").is_not_null()).unnest("problem")
    return told.select("row", "position", "value", "code")


def _problem(failed: pl.Expr, cell: Cell | None, code: str) -> pl.Expr:
    known = pl.col(f"raw {cell.spot}") if cell else pl.lit(None, pl.String)
    position = pl.lit(cell.position if cell else None, pl.Int32)
    why = pl.struct(position=position, value=known, code=pl.lit(code))
    return pl.when(failed).then(why)


def _texts(src: int, cells: Sequence[Cell]) -> dict[str, Text]:
    said = {
        bad_code(src, cell.spot): t(
            '"{value}" {reason}', reason=reason(cell.column.kind, cell.form, cell.allowed)
        )
        for cell in cells
    }
    return {**REASONS, **said}


def _fingerprint(path: Path, cells: Sequence[Cell], reading: Reading) -> str:
    said = repr((stamp_of(path), [cell.told for cell in cells], reading))
    return hashlib.sha256(said.encode()).hexdigest()[:24]
