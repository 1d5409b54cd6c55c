"""Values → accepted and set aside. One streaming pass over a raw table reads every cell; only the
rows that fail are looked at again, to say why. Imports words and its siblings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ordertrack.intake.cells import Cell
from ordertrack.intake.derive import Choices, derived
from ordertrack.intake.read import RawTable
from ordertrack.intake.reasons import REASONS
from ordertrack.intake.spots import DAY_ONLY
from ordertrack.intake.surveying import stamp_of
from ordertrack.intake.values import reason
from ordertrack.words import Text, t


@dataclass(frozen=True, slots=True)
class Checked:
    """A raw table whose cells are read: `path` has `_row`, `_bad` and one column per spot.

    Rows with `_bad` stay in the file, for they hold their place among the lines of an order.
    `problems` is a file that tells why: `row`, `position`, `value`, `code`, one line per cell.
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
    src: int, raw: RawTable, cells: Sequence[Cell], reading: Reading, staging: Path
) -> Checked:
    """Read all cells of a raw table into a file of typed columns, and explain what failed."""
    stem = f"{_fingerprint(raw.path, cells, reading)}.parquet"
    target, problems = staging / f"checked-{stem}", staging / f"problems-{stem}"
    frame, columns = _read(raw.path, cells, reading)
    _once(frame.select("_row", "_bad", "_odd", *columns), target)
    counts = pl.scan_parquet(target).select(pl.len(), pl.col("_bad").sum(), pl.col("_odd").any())
    rows, bad, odd = counts.collect().row(0)
    if bad and not odd:
        _once(_explained(src, raw.path, target, cells, reading), problems)
    return Checked(
        src=src,
        tables=reading.tables,
        headers=raw.headers,
        path=target,
        columns=columns,
        rows=rows,
        bad=bad,
        cells=tuple(cells),
        by_line=reading.by_line,
        problems=problems if bad and not odd else None,
        texts=_texts(src, cells),
        misread=odd,
    )


def bad_code(src: int, spot: str) -> str:
    """The name of the reason "this cell was not understood"."""
    return f"bad:{src}:{spot}"


def _once(frame: pl.LazyFrame, target: Path) -> None:
    """Write the frame unless a plan before this one did."""
    if target.exists():
        return
    part = target.with_suffix(".part")
    frame.sink_parquet(part, compression="lz4")
    part.replace(target)


# --- reading the cells ---


def _read(
    path: Path,
    cells: Sequence[Cell],
    reading: Reading,
    of: pl.LazyFrame | None = None,
    explained: bool = False,
) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """All cells read, with `_bad`; `of` are the rows to read, all when not given.

    With `explained`, the raw cells and a flag per cell stay in the frame.
    """
    parsed = {cell.spot: (cell, cell.parsed()) for cell in cells}
    flags = {
        name + DAY_ONLY: p.day_only for name, (_, p) in parsed.items() if p.day_only is not None
    }
    doubtful = {name: p.bad for name, (cell, p) in parsed.items() if not cell.certain}
    odd = [
        p.value.is_null() & pl.col(cell.raw).is_not_null()
        for cell, p in parsed.values()
        if cell.guessed
    ]
    frame = (pl.scan_parquet(path) if of is None else of).select(
        "_row",
        *(cell.value().alias(name) for name, (cell, _) in parsed.items()),
        *(flag.alias(name) for name, flag in flags.items()),
        *((bad.alias(f"bad {name}") for name, bad in doubtful.items()) if explained else ()),
        *((pl.col(cell.raw).alias(f"raw {cell.spot}") for cell in cells) if explained else ()),
        _bad=pl.any_horizontal(list(doubtful.values())) if doubtful else pl.lit(False),
        _odd=pl.any_horizontal(odd) if odd else pl.lit(False),
    )
    frame, columns = derived(frame, {*parsed, *flags}, reading.tables, reading.choices)
    if reading.required:
        blank = pl.any_horizontal([pl.col(name).is_null() for name in reading.required])
        frame = frame.with_columns(_bad=pl.col("_bad") | blank)
    return frame, tuple(sorted(columns))


# --- saying why ---


def _explained(
    src: int, path: Path, target: Path, cells: Sequence[Cell], reading: Reading
) -> pl.LazyFrame:
    """One line per cell that failed, of the failing rows only."""
    failed = pl.scan_parquet(target).filter("_bad").select("_row").unique()
    of = pl.scan_parquet(path).join(failed, on="_row", how="semi")
    frame, _columns = _read(path, cells, reading, of, explained=True)
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
