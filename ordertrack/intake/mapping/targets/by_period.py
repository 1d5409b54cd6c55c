"""Target tables as planners draw them — a month per column, or year and quarter apart — made long.

Imports words and its siblings. Everything stays text; `_row` stays the row of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.mapping.targets.parts import (
    MEASURE,
    VALUE,
    is_stated,
    parts_of,
    parts_only,
    stacked,
)
from ordertrack.intake.mapping.targets.period_words import (
    carry_years,
    period_headers,
    sum_headers,
    year_header,
)
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, strength
from ordertrack.intake.values.period_names import named_period

_QUARTER = frozenset({"quarter", "calendarquarter", "fiscalquarter", "季", "季度"})
_MONTH = frozenset({"month", "calendarmonth", "monthno", "月", "月份"})


def in_columns(raw_table: RawTable) -> bool:
    """Return whether months or quarters stand in columns, of whatever they are."""
    headers = raw_table.headers
    numbered = any(strength(header, "orders", "order_no") for header in headers)
    return not numbered and has_months(headers)


def joined_periods(raw_table: RawTable, staging: Path) -> RawTable | None:
    """Return the table of targets with year and quarter or month in one column."""
    headers, year = raw_table.headers, year_header(raw_table.headers)
    numbered = any(strength(header, "orders", "order_no") for header in headers)
    valued = any(strength(header, "targets", "value") for header in headers)
    return (
        _joined(raw_table, year, staging) if valued and not numbered and year is not None else None
    )


def has_months(headers: Sequence[str]) -> bool:
    """Return whether months or quarters stand in columns."""
    return bool(period_headers(headers))


def period_apart(raw_table: RawTable, staging: Path) -> RawTable | None:
    """Return the table with its period in one column; None where it has none."""
    headers, year = raw_table.headers, year_header(raw_table.headers)
    if year is not None and (joined := _joined(raw_table, year, staging)):
        return joined
    if any(strength(header, "targets", "period") for header in headers):
        return raw_table
    if year is None:
        return None
    return replace(raw_table, headers=(*headers[:year], "period", *headers[year + 1 :]))


def lacks_year(headers: tuple[str, ...]) -> bool:
    """Return whether these are months or quarters in columns, and nothing says of which year."""
    periods = period_headers(headers)
    return bool(periods) and not carry_years(periods) and year_header(headers) is None


# --- a period per column ---


def one_row_per_period(raw_table: RawTable, year: str | None, figure: str | None) -> RawTable:
    """Return one row per cell that is filled; the other columns are repeated.

    `year` is that of periods without one, `figure` what the targets are of where no column says it.
    """
    headers = raw_table.headers
    periods, sums, at = period_headers(headers), sum_headers(headers), year_header(headers)
    parts = parts_of(periods, sums)
    kept = [i for i in range(len(headers)) if i not in periods and i not in sums and i != at]
    before = pl.lit(year or "") if at is None else _year_text(at)
    cells = [(_dated(period, before), pl.col(f"c{i}")) for i, period in periods.items()]
    if sums and (year_of_all := _whole_year(periods, before)) is not None:
        cells.append((year_of_all, pl.col("whole")))
    named = any(strength(headers[i], "targets", MEASURE) for i in kept)
    said = None if named else figure
    made = altered(
        raw_table,
        "periods",
        (headers, year),
        lambda: stacked(_whole(raw_table, parts, sums), kept, cells),
    )
    names = (*(headers[i] for i in kept), "period", VALUE)
    if said is not None:
        made, names = _with_figure(made, said, len(names)), (*names, MEASURE)
    return replace(made, headers=names)


def _dated(period: str, year: pl.Expr) -> pl.Expr:
    return year + pl.lit(period) if period.startswith("-") else pl.lit(period)


def _whole_year(periods: Mapping[int, str], year: pl.Expr) -> pl.Expr | None:
    """The year that a sum over all periods is of; None where they are of several."""
    years = {period.partition("-")[0] for period in periods.values()}
    (first, *others) = years
    return None if others else pl.lit(first) if first else year


def _whole(
    raw_table: RawTable, parts: Mapping[int, Sequence[int]], sums: Sequence[int]
) -> pl.LazyFrame:
    """Return the table with `whole`: the first of its sums that is stated.

    A sum beside stated parts is blank: the parts count.
    """
    frame = parts_only(pl.scan_parquet(raw_table.path), parts)
    stated = [pl.when(is_stated(f"c{at}")).then(f"c{at}") for at in sums]
    return frame.with_columns(whole=pl.coalesce(*stated, pl.lit(None, pl.String)))


def _with_figure(made: RawTable, figure: str, place: int) -> RawTable:
    said = pl.lit(figure).alias(f"c{place}")
    return altered(made, "figure", figure, lambda: pl.scan_parquet(made.path).with_columns(said))


# --- year and quarter (or month) apart ---


def _joined(raw_table: RawTable, year: int, staging: Path) -> RawTable | None:
    quarter, month = _first(raw_table.headers, _QUARTER), _first(raw_table.headers, _MONTH)
    part = quarter if quarter is not None else month
    if part is None:
        return None
    frame = pl.scan_parquet(raw_table.path)
    cells = frame.select(pl.col(f"c{part}").drop_nulls().unique()).collect().to_series()
    periods = {cell: _part_of_year(cell, part == quarter) for cell in cells}
    frame = frame.with_columns(_with_year(f"c{part}", _year_text(year), periods))
    headers = tuple(
        "period" if i == part else "" if i == year else header
        for i, header in enumerate(raw_table.headers)
    )
    return _written(raw_table, frame, headers, staging)


def _part_of_year(cell: str, quarter: bool) -> str:
    """Return `-06` or `-Q2`, with its year where it names one; what is no period stays as it is."""
    digits = re.search(r"\d+", cell)
    number = f"-Q{digits[0]}" if digits and quarter else f"-{digits[0]:0>2}" if digits else cell
    return named_period(cell) or number


def _with_year(name: str, year: pl.Expr, periods: Mapping[str, str]) -> pl.Expr:
    """The periods with their year; what names another one, or is none, is no period with it."""
    period = pl.col(name).replace_strict(periods, default=None, return_dtype=pl.String)
    yearless = period.str.starts_with("-")
    own = period.str.starts_with(pl.coalesce(year, pl.lit("?")))
    both = pl.concat_str(year, name, separator=" ")
    return pl.when(yearless).then(year + period).when(own).then(period).otherwise(both).alias(name)


def _year_text(position: int) -> pl.Expr:
    return pl.col(f"c{position}").str.extract(r"(\d{4})")


def _first(headers: Sequence[str], words: frozenset[str]) -> int | None:
    return next((i for i, header in enumerate(headers) if fold(header) in words), None)


def _written(
    raw_table: RawTable, frame: pl.LazyFrame, headers: tuple[str, ...], staging: Path
) -> RawTable:
    path = staging / f"{raw_table.path.stem}-long.parquet"
    frame.sink_parquet(path)
    return replace(raw_table, path=path, headers=headers)
