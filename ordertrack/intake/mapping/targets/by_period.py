"""Target tables as planners draw them — a month per column, or year and quarter apart — made long.

Imports words and its siblings. Everything stays text; `_row` stays the row of the file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import polars as pl

from ordertrack.intake.mapping.match import level_of
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, strength

_YEAR = frozenset({"year", "calendaryear", "fiscalyear", "年", "年份", "年度", "财年"})
_QUARTER = frozenset({"quarter", "calendarquarter", "fiscalquarter", "季", "季度"})
_MONTH = frozenset({"month", "calendarmonth", "monthno", "月", "月份"})
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WITH_YEAR = re.compile(r"(20\d\d|19\d\d)\s*[-/.年]?\s*(0?[1-9]|1[0-2])\s*月?(?:份)?")
_NUMBERED = re.compile(r"(?:m|month)\s*(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])\s*月(?:份)?")
_QUARTERED = re.compile(r"q\s*([1-4])|第?\s*([1-4一二三四])\s*季度?")
_HAN = {"一": 1, "二": 2, "三": 3, "四": 4}
_ENOUGH_PERIODS = 3  # fewer period-like headers are a coincidence
VALUE = "value"


def reshape(raw_table: RawTable, staging: Path) -> RawTable | None:
    """Return the table with one target per row; None when it is not such a table."""
    if any(strength(header, "orders", "order_no") for header in raw_table.headers):
        return None
    periods = period_headers(raw_table.headers)
    year = _first(raw_table.headers, _YEAR)
    if len(periods) >= _ENOUGH_PERIODS and (year is not None or _carry_years(periods)):
        return one_row_per_target(raw_table, periods, year, staging)
    if year is not None and any(
        strength(header, "targets", "value") for header in raw_table.headers
    ):
        return _joined(raw_table, year, staging)
    return None


def has_months(headers: tuple[str, ...]) -> bool:
    """Return whether months or quarters stand in columns."""
    return len(period_headers(headers)) >= _ENOUGH_PERIODS


def period_apart(raw_table: RawTable, staging: Path) -> RawTable | None:
    """Return the table with its period in one column; None where it has none."""
    headers, year = raw_table.headers, _first(raw_table.headers, _YEAR)
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
    many = len(periods) >= _ENOUGH_PERIODS and not _carry_years(periods)
    return many and _first(headers, _YEAR) is None


# --- a period per column ---


def period_headers(headers: tuple[str, ...]) -> dict[int, str]:
    """Position → `2024-06`, `-06` or `-Q2` (without a year of its own)."""
    found = {i: _period(header) for i, header in enumerate(headers)}
    return {i: period for i, period in found.items() if period}


def _period(header: str) -> str | None:
    name = unicodedata.normalize("NFKC", header).strip().casefold()
    if match := _WITH_YEAR.fullmatch(name):
        return f"{match[1]}-{int(match[2]):02}"
    if match := _NUMBERED.fullmatch(name):
        return f"-{int(match[1] or match[2]):02}"
    if match := _QUARTERED.fullmatch(name):
        quarter = match[1] or match[2]
        return f"-Q{_HAN.get(quarter, quarter)}"
    if name[:3] in _MONTH_NAMES and name.isalpha() and len(name) <= 9:
        return f"-{_MONTH_NAMES.index(name[:3]) + 1:02}"
    return None


def _carry_years(periods: dict[int, str]) -> bool:
    return not any(period.startswith("-") for period in periods.values())


def one_row_per_target(
    raw_table: RawTable, periods: dict[int, str], year: int | None, staging: Path
) -> RawTable:
    """Return one row per cell that is filled; the other columns are repeated."""
    kept = [i for i in range(len(raw_table.headers)) if i not in periods and i != year]
    frame = pl.scan_parquet(raw_table.path)
    prefix = _year_text(year) if year is not None else pl.lit("")
    cells = pl.concat(
        [
            frame.select(
                "_row",
                *(f"c{i}" for i in kept),
                _period=(prefix if period.startswith("-") else pl.lit("")) + pl.lit(period),
                _value=pl.col(f"c{i}"),
            )
            for i, period in periods.items()
        ]
    )
    filled = cells.filter(pl.col("_value").str.strip_chars().is_in(["", "-", "—", "–"]).not_())
    named = {f"c{i}": f"c{place}" for place, i in enumerate(kept)}
    named |= {"_period": f"c{len(kept)}", "_value": f"c{len(kept) + 1}"}
    headers = (*(raw_table.headers[i] for i in kept), "period", VALUE)
    return _written(raw_table, filled.rename(named).sort("_row"), headers, staging)


# --- year and quarter (or month) apart ---


def _joined(raw_table: RawTable, year: int, staging: Path) -> RawTable | None:
    quarter, month = _first(raw_table.headers, _QUARTER), _first(raw_table.headers, _MONTH)
    part = quarter if quarter is not None else month
    if part is None:
        return None
    digits = pl.col(f"c{part}").str.extract(r"(\d+)")
    end = pl.lit("-Q") + digits if part == quarter else pl.lit("-") + digits.str.zfill(2)
    frame = pl.scan_parquet(raw_table.path).with_columns((_year_text(year) + end).alias(f"c{part}"))
    headers = tuple(
        "period" if i == part else "" if i == year else header
        for i, header in enumerate(raw_table.headers)
    )
    return _written(raw_table, frame, headers, staging)


def _year_text(position: int) -> pl.Expr:
    return pl.col(f"c{position}").str.extract(r"(\d{4})")


def _first(headers: tuple[str, ...], words: frozenset[str]) -> int | None:
    return next((i for i, header in enumerate(headers) if fold(header) in words), None)


def _written(
    raw_table: RawTable, frame: pl.LazyFrame, headers: tuple[str, ...], staging: Path
) -> RawTable:
    path = staging / f"{raw_table.path.stem}-long.parquet"
    frame.sink_parquet(path)
    return replace(raw_table, path=path, headers=headers)


def targets_level(headers: tuple[str, ...]) -> str:
    """Whom a target table without a level column speaks of: a person, a team, a product, all."""
    levels = [level_of(header) for header in headers]
    return next((level for level in levels if level != "company"), "company")
