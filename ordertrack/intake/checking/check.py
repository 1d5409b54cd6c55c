"""Values → accepted and rejected. One streaming pass over a raw table reads every cell; only the
rows that fail are looked at again, to say why. Imports words and its siblings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ordertrack.intake.checking.checked import (
    ROWS_AT_ONCE,
    Cell,
    Checked,
    CheckRules,
    bad_code,
    bad_codes,
)
from ordertrack.intake.checking.derived_columns import derived
from ordertrack.intake.checking.rejected_rows import REASONS
from ordertrack.intake.column_names import DAY_ONLY
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.raw_rows import rows_of
from ordertrack.intake.values.form import Parsed
from ordertrack.intake.values.numbers import OWN_UNIT
from ordertrack.intake.values.parsing import misread, parse, reason
from ordertrack.intake.values.profiling import version_of
from ordertrack.model.measure_words import IN_MONEY
from ordertrack.progress import Share
from ordertrack.words import Text, t

MONEY = pl.Decimal(18, 4)
WIDE = pl.Decimal(38, 4)


def check_alike(
    mappings: Sequence[TableMapping], rules: CheckRules, report: Share, *, staging: Path
) -> list[Checked]:
    """Check raw tables with the same headers and the same rules in the same files.

    It goes part by part, for the memory that one streaming pass takes grows with its rows.
    """
    paths = {mapping.src: mapping.to_read.path for mapping in mappings}
    folder = staging / f"checked-{_fingerprint(paths, rules)}"
    folder.mkdir(exist_ok=True)
    total = int(pl.scan_parquet([*paths.values()]).select(pl.len()).collect().item())
    counts = dict.fromkeys(paths, _Counts())
    for start in range(0, max(total, 1), ROWS_AT_ONCE):
        found = check_part(paths, start, rules, folder)
        counts |= {src: counts[src].plus(part) for src, part in found.items()}
        if any(part.odd for part in found.values()):
            counts = {src: part._replace(odd=True) for src, part in counts.items()}
            break
        report(min(start + ROWS_AT_ONCE, total) / max(total, 1))
    return [_checked(mapping, rules, folder, counts[mapping.src]) for mapping in mappings]


class _Counts(NamedTuple):
    rows: int = 0
    bad: int = 0
    odd: bool = False

    def plus(self, part: _Counts) -> _Counts:
        return _Counts(self.rows + part.rows, self.bad + part.bad, part.odd)


def _checked(mapping: TableMapping, rules: CheckRules, folder: Path, counts: _Counts) -> Checked:
    return Checked(
        src=mapping.src,
        tables=rules.tables,
        raw_table=mapping.raw_table,
        headers=mapping.to_read.headers,
        path=folder / "rows-*.parquet",
        columns=columns_in(folder / _part_name(0)),
        rows=counts.rows,
        bad=counts.bad,
        cells=rules.cells,
        by_line=rules.by_line,
        problems=folder / "problems-*.parquet" if counts.bad else None,
        texts=_texts(mapping.src, rules),
        misread=counts.odd,
    )


def check_part(
    paths: Mapping[int, Path],
    start: int,
    rules: CheckRules,
    folder: Path,
) -> dict[int, _Counts]:
    """Read one part of the rows; what a plan before this one wrote is not written again."""
    target, raw = folder / _part_name(start), rows_of(paths).slice(start, ROWS_AT_ONCE)
    frame = read_cells(raw, rules)
    _once(frame.select("_src", "_row", "_bad", "_odd", pl.exclude("^_.*$")), target)
    counts = pl.scan_parquet(target).group_by("_src")
    counts = counts.agg(pl.len(), pl.col("_bad").sum(), pl.col("_odd").any())
    found = {src: _Counts(*part) for src, *part in counts.collect().iter_rows()}
    if any(part.bad for part in found.values()) and not any(part.odd for part in found.values()):
        _once(
            explain_bad_cells(raw, target, rules), folder / target.name.replace("rows", "problems")
        )
    return found


def _part_name(start: int) -> str:
    return f"rows-{start // ROWS_AT_ONCE:05}.parquet"


def _once(frame: pl.LazyFrame, target: Path) -> None:
    if target.exists():
        return
    part = target.with_suffix(".part")
    frame.sink_parquet(part, compression="uncompressed")
    part.replace(target)


# --- reading the cells ---


def columns_in(path: Path) -> tuple[str, ...]:
    """Return the columns of a checked file: what was read and what follows from it."""
    names = pl.read_parquet_schema(path)
    return tuple(sorted(name for name in names if not name.startswith("_")))


def read_cells(raw: pl.LazyFrame, rules: CheckRules, explained: bool = False) -> pl.LazyFrame:
    """Return all cells of these rows read, with `_bad` and `_odd`.

    With `explained`, the raw cells and a flag per cell stay in the frame.
    """
    cells = rules.cells
    parsed = {cell.name: parse_cell(cell) for cell in cells}
    flags = {name + DAY_ONLY: p.day_only for name, p in parsed.items() if p.day_only is not None}
    doubtful = [cell for cell in cells if not cell.certain and not cell.lenient]
    guessed = [cell for cell in cells if cell.guessed]
    frame = raw.select(
        "_src",
        "_row",
        *(_value(cell, parsed).alias(cell.name) for cell in cells),
        *(flag.alias(name) for name, flag in flags.items()),
        *(parsed[cell.name].filled.alias(f"filled {cell.name}") for cell in doubtful),
        *(pl.col(cell.raw).alias(f"raw {cell.name}") for cell in (cells if explained else guessed)),
    )
    # In a second step, for an expression that is mentioned twice in one is worked out twice.
    bad = {c.name: pl.col(c.name).is_null() & pl.col(f"filled {c.name}") for c in doubtful}
    odd = [
        misread(pl.col(f"raw {c.name}"), pl.col(c.name), c.form).fill_null(False) for c in guessed
    ]
    frame = frame.with_columns(
        *((failed.alias(f"bad {name}") for name, failed in bad.items()) if explained else ()),
        _bad=pl.any_horizontal(list(bad.values())) if bad else pl.lit(False),
        _odd=pl.any_horizontal(odd) if odd else pl.lit(False),
    ).drop(f"filled {cell.name}" for cell in doubtful)
    if not explained:
        frame = frame.drop(f"raw {cell.name}" for cell in guessed)
    frame = derived(frame, {*parsed, *flags}, rules.tables, rules.choices)
    if rules.required:
        blank = pl.any_horizontal([rules.is_blank(name) for name in rules.required])
        frame = frame.with_columns(_bad=pl.col("_bad") | blank)
    return frame


def parse_cell(cell: Cell) -> Parsed:
    """Return the expressions that read the cell."""
    return parse(cell.raw, cell.column.kind, cell.form, cell.allowed)


def _value(cell: Cell, parsed: Mapping[str, Parsed]) -> pl.Expr:
    """The value as stored: with the names of a lookup, in the unit of the model."""
    value = parsed[cell.name].value
    if cell.names:
        ids, names = zip(*cell.names, strict=True)
        return value.replace(list(ids), list(names))
    if cell.times == 1:
        return value
    counted = (value.cast(WIDE) * cell.times).cast(MONEY, strict=False)
    # A cell that names the unit itself (5万, 3k) has been counted in it already.
    has_unit = pl.col(cell.raw).str.contains(OWN_UNIT)
    if cell.column.kind == "aim" and "measure" in parsed:  # rates and days are counted in no 万元
        has_unit |= ~parsed["measure"].value.is_in(list(IN_MONEY)).fill_null(True)
    return pl.when(has_unit).then(value).otherwise(counted)


# --- saying why ---


def explain_bad_cells(raw: pl.LazyFrame, target: Path, rules: CheckRules) -> pl.LazyFrame:
    """Return one line per cell that failed, of the failing rows only."""
    failed = pl.scan_parquet(target).filter("_bad").select("_src", "_row").unique()
    failing = raw.join(failed, on=["_src", "_row"], how="semi")
    frame = read_cells(failing, rules, explained=True)
    by_name = {cell.name: cell for cell in rules.cells}
    found = [
        _problem(pl.col(f"bad {cell.name}"), cell, bad_codes(cell.name))
        for cell in rules.cells
        if not cell.certain and not cell.lenient
    ]
    for name, code in rules.required.items():
        cell = by_name.get(name)
        blank = rules.is_blank(name)
        if cell is not None and not cell.certain:
            blank = blank & ~pl.col(f"bad {name}")
        found.append(_problem(blank, cell, pl.lit(code)))
    listed = frame.select("_src", row="_row", problem=pl.concat_list(found).list.drop_nulls())
    problems = listed.explode("problem").filter(pl.col("problem").is_not_null()).unnest("problem")
    return problems.select("_src", "row", "position", "value", "code")


def _problem(failed: pl.Expr, cell: Cell | None, code: pl.Expr) -> pl.Expr:
    known = pl.col(f"raw {cell.name}") if cell else pl.lit(None, pl.String)
    position = pl.lit(cell.position if cell else None, pl.Int32)
    why = pl.struct(position=position, value=known, code=code)
    return pl.when(failed).then(why)


def _texts(src: int, rules: CheckRules) -> dict[str, Text]:
    texts = {
        bad_code(src, cell.name): t(
            '"{value}" {reason}', reason=reason(cell.column.kind, cell.form, cell.allowed)
        )
        for cell in rules.cells
    }
    return {**REASONS, **texts}


def _fingerprint(paths: Mapping[int, Path], rules: CheckRules) -> str:
    versions = [(src, version_of(path)) for src, path in paths.items()]
    return hashlib.sha256(repr((versions, rules)).encode()).hexdigest()[:24]
