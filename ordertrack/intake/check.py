"""Values → accepted and set aside. One streaming pass over a raw table reads every cell; only the
rows that fail are looked at again, to say why. Imports model, words and its siblings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import polars as pl

from ordertrack.intake.derive import Choices, derived
from ordertrack.intake.mapped import Mapped
from ordertrack.intake.read import RawTable
from ordertrack.intake.reasons import REASONS
from ordertrack.intake.spots import DAY_ONLY, spot
from ordertrack.intake.values import Form, Parsed, parse, reason, survey
from ordertrack.model import TABLES, Column, Kind
from ordertrack.words import Text, t

PROBLEMS = {
    "row": pl.UInt32,
    "position": pl.Int32,
    "value": pl.String,
    "code": pl.String,
    "other": pl.String,
}
Words = Mapping[str, Mapping[str, str]]  # column → word as written → stored word, as a person says


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a raw table that is read: where it stands, what it becomes."""

    spot: str
    position: int
    column: Column
    form: Form
    allowed: Mapping[str, tuple[str, ...]] | None = None
    names: tuple[tuple[str, str], ...] = ()  # ids and the names that replace them (a lookup)

    @property
    def certain(self) -> bool:
        """Whether the survey left no doubt, so that looking for bad values would be wasted."""
        return self.column.kind == "text" or self.form.plain


@dataclass(frozen=True, slots=True)
class Checked:
    """A raw table whose cells are read: `path` has `_row`, `_bad` and one column per spot.

    Rows with `_bad` stay in the file, for they hold their place among the lines of an order.
    """

    src: int
    tables: tuple[str, ...]
    headers: tuple[str, ...]
    path: Path
    columns: tuple[str, ...]
    rows: int
    cells: tuple[Cell, ...]
    problems: pl.DataFrame
    texts: Mapping[str, Text] = field(default_factory=dict)

    @property
    def bad(self) -> int:
        return self.problems.get_column("row").n_unique()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that decides how a raw table is read, beside its cells."""

    tables: tuple[str, ...]
    required: Mapping[str, str]  # spot → code of the reason when it is blank
    choices: Choices = field(default_factory=Choices)


def forms_of(
    path: Path,
    wanted: Sequence[tuple[int, Kind]],
    day_first: Mapping[int, bool],
    zone: str,
) -> dict[tuple[int, Kind], Form]:
    """How each wanted column is written; a column wanted as two kinds is surveyed twice."""
    found: dict[tuple[int, Kind], Form] = {}
    rest = list(dict.fromkeys(wanted))
    while rest:
        now = dict(reversed(rest))
        forms = _survey(_file(path), tuple(now.items()), tuple(day_first.items()), zone)
        found |= {(position, kind): forms[position] for position, kind in now.items()}
        rest = [item for item in rest if item not in found]
    return found


def check(
    src: int, raw: RawTable, cells: Sequence[Cell], reading: Reading, staging: Path
) -> Checked:
    """Read all cells of a raw table into a file of typed columns, and explain what failed."""
    path = raw.path
    target = staging / f"checked-{_fingerprint(path, cells, reading)}.parquet"
    frame, columns = _read(path, cells, reading)
    if not target.exists():
        part = target.with_suffix(".part")
        frame.sink_parquet(part, compression="lz4")
        part.replace(target)
    rows, bad = pl.scan_parquet(target).select(pl.len(), pl.col("_bad").sum()).collect().row(0)
    problems = pl.DataFrame(schema=PROBLEMS)
    if bad:
        problems = _problems(src, path, target, cells, reading)
    texts = _texts(src, cells)
    return Checked(
        src, reading.tables, raw.headers, target, columns, rows, tuple(cells), problems, texts
    )


def bad_code(src: int, cell: Cell) -> str:
    """The name of the reason "this cell was not understood"."""
    return f"bad:{src}:{cell.spot}"


# --- reading the cells ---


def _read(
    path: Path, cells: Sequence[Cell], reading: Reading
) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    parsed = {cell.spot: (cell, _parsed(cell)) for cell in cells}
    values = [_value(cell, p).alias(name) for name, (cell, p) in parsed.items()]
    flags = {
        name + DAY_ONLY: p.day_only for name, (_, p) in parsed.items() if p.day_only is not None
    }
    doubtful = [p.bad for cell, p in parsed.values() if not cell.certain]
    not_understood = pl.any_horizontal(doubtful) if doubtful else pl.lit(False)
    frame = pl.scan_parquet(path).select(
        "_row", *values, *(e.alias(n) for n, e in flags.items()), _bad=not_understood
    )
    frame, columns = derived(frame, {*parsed, *flags}, reading.tables, reading.choices)
    if reading.required:
        blank = pl.any_horizontal([pl.col(name).is_null() for name in reading.required])
        frame = frame.with_columns(_bad=pl.col("_bad") | blank)
    return frame.select("_row", "_bad", *sorted(columns)), tuple(sorted(columns))


def _parsed(cell: Cell) -> Parsed:
    form = cell.form
    return parse(f"c{cell.position}", cell.column.kind, form, cell.allowed)


def _value(cell: Cell, parsed: Parsed) -> pl.Expr:
    if not cell.names:
        return parsed.value
    ids, names = zip(*cell.names, strict=True)
    return parsed.value.replace(list(ids), list(names))


# --- saying why ---


def _problems(
    src: int, path: Path, target: Path, cells: Sequence[Cell], reading: Reading
) -> pl.DataFrame:
    """One line per cell that failed, of the failing rows only."""
    failed = pl.scan_parquet(target).filter("_bad").select("_row").unique()
    raw = pl.scan_parquet(path).join(failed, on="_row", how="semi").collect()
    typed, _columns = _read(path, cells, reading)
    values = typed.join(failed, on="_row", how="semi").collect()
    found = [_not_understood(src, raw, cell) for cell in cells]
    found += [_blank(values, raw, name, code, cells) for name, code in reading.required.items()]
    return pl.concat(found).unique(subset=["row", "position", "code"], maintain_order=True)


def _not_understood(src: int, raw: pl.DataFrame, cell: Cell) -> pl.DataFrame:
    return raw.filter(_parsed(cell).bad).select(
        row="_row",
        position=pl.lit(cell.position, pl.Int32),
        value=pl.col(f"c{cell.position}"),
        code=pl.lit(bad_code(src, cell)),
        other=pl.lit(None, pl.String),
    )


def _blank(
    values: pl.DataFrame, raw: pl.DataFrame, name: str, code: str, cells: Sequence[Cell]
) -> pl.DataFrame:
    """Required cells without a value, unless the cell itself was not understood."""
    cell = next((cell for cell in cells if cell.spot == name), None)
    rows = values.filter(pl.col(name).is_null()).select("_row")
    if cell is not None:
        bad = raw.filter(_parsed(cell).bad).select("_row")
        rows = rows.join(bad, on="_row", how="anti")
    return rows.select(
        row="_row",
        position=pl.lit(cell.position if cell else None, pl.Int32),
        value=pl.lit(None, pl.String),
        code=pl.lit(code),
        other=pl.lit(None, pl.String),
    )


def _texts(src: int, cells: Sequence[Cell]) -> dict[str, Text]:
    said = {
        bad_code(src, cell): t(
            '"{value}" {reason}', reason=reason(cell.column.kind, cell.form, cell.allowed)
        )
        for cell in cells
    }
    return {**REASONS, **said}


# --- not reading twice ---


def _file(path: Path) -> tuple[str, int, int]:
    stat = path.stat()
    return str(path), stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=256)
def _survey(
    file: tuple[str, int, int],
    wanted: tuple[tuple[int, Kind], ...],
    day_first: tuple[tuple[int, bool], ...],
    zone: str,
) -> dict[int, Form]:
    columns = {f"c{position}": kind for position, kind in wanted}
    answers = {f"c{position}": first for position, first in day_first}
    forms = survey(pl.scan_parquet(file[0]), columns, zone=zone, day_first=answers)
    return {position: forms[f"c{position}"] for position, _ in wanted}


def _fingerprint(path: Path, cells: Sequence[Cell], reading: Reading) -> str:
    said = repr((_file(path), [_told(cell) for cell in cells], reading))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _told(cell: Cell) -> tuple[object, ...]:
    return (cell.spot, cell.position, cell.column.kind, cell.form, cell.allowed, cell.names)


def cells_of(
    mapping: Sequence[Mapped],
    forms: Mapping[tuple[int, Kind], Form],
    words: Words,
    names: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[Cell, ...]:
    """The cells to read; the order number of orders and lines is one cell."""
    found: dict[str, Cell] = {}
    for m in mapping:
        if not m.used or m.table is None or m.column is None:
            continue
        column = TABLES[m.table].column(m.column)
        name = spot(m.table, m.column)
        form = forms[m.position, column.kind]
        allowed = _with_words(column, words.get(name, {}))
        found.setdefault(name, Cell(name, m.position, column, form, allowed, names.get(name, ())))
    return tuple(found.values())


def _with_words(column: Column, said: Mapping[str, str]) -> Mapping[str, tuple[str, ...]] | None:
    if not column.allowed:
        return None
    extra: dict[str, tuple[str, ...]] = {}
    for word, stored in said.items():
        extra[stored] = (*extra.get(stored, ()), word)
    return {key: (*words, *extra.get(key, ())) for key, words in column.allowed.items()}
