"""Headers that name a month, a quarter or the sum of all. Imports spellings and its siblings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ordertrack.intake.mapping.targets.figure_words import says_beside, says_target, without_target
from ordertrack.intake.mapping.targets.whose import says_who
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, strength
from ordertrack.intake.values.period_names import named_period
from ordertrack.model.header_units import without_money

_SUM_WORDS = "全年 合计 总计 汇总 年合计 年总计 全年合计 全年总计 年度合计 年度总计 年度汇总 总额"
_SUMS = frozenset(_SUM_WORDS.split()) | {"total", "yeartotal", "totalyear", "fullyear", "sum"}
_SUMS |= {"annualtotal", "grandtotal"}
_SUBTOTALS = frozenset({"小计", "合计", "季度合计", "季度小计", "total", "subtotal"})
_YEARLY = frozenset({"年", "年度", "annual", "year", "yearly"})  # a sum beside a word for targets
_YEARS = frozenset({"year", "calendaryear", "fiscalyear", "年", "年份", "年度", "财年"})
_ASIDE = frozenset({"序号", "no", "备注", "说明", "note", "notes", "remark", "remarks", ""})
_DAY = re.compile(r"\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_SOLD = re.compile(r"销售|\bsales\b")
_MOST_PERIODS = 60  # ways to write the months and quarters of a year
ENOUGH = 3  # fewer headers like periods are a coincidence, unless the others speak of targets too


def period_headers(headers: Sequence[str]) -> dict[int, str]:
    """Position → `2024-06`, `2024-Q2`, or `-06` and `-Q2` without a year of its own."""
    found = {i: period_of(header) for i, header in enumerate(headers)}
    periods = {i: period for i, period in found.items() if period}
    if sum(bool(_DAY.match(headers[i])) for i, period in found.items() if not period) > 1:
        return {}  # the first of a month is one of many days
    if len(periods) >= ENOUGH:
        return periods
    return periods if nothing_else(headers) else {}


def periods_below(raw_table: RawTable, at: int) -> dict[str, str]:
    """Cell → period of a column; nothing where a cell is none, or names its year as others do."""
    cells = pl.scan_parquet(raw_table.path).select(pl.col(f"c{at}").unique()).collect()
    filled = [cell for cell in cells.to_series().drop_nulls() if cell.strip()]
    if len(filled) > _MOST_PERIODS:
        return {}
    found = {cell: period for cell in filled if (period := period_of(cell))}
    alone = all(period.startswith("-") for period in found.values())
    return found if alone and len(found) == len(filled) else {}


def nothing_else(headers: Sequence[str]) -> bool:
    """Return whether all columns are what a table of targets by period has."""
    return all(period_of(header) or _beside_periods(header) for header in headers)


def whose_is_open(headers: Sequence[str]) -> str | None:
    """Return the header that may say whose targets by period they are, where none does for sure."""
    if any(
        says_who(header) or strength(header, "targets", column)
        for header in headers
        for column in ("who", "level")
    ):
        return None
    others = (h for h in headers if not (period_of(h) or _beside_periods(h) or says_beside(h)))
    return next(others, None)


def sum_headers(headers: Sequence[str]) -> list[int]:
    """Return where the sum over all periods stands, beside periods in columns."""
    return [i for i, header in enumerate(headers) if _is_sum(header)]


def year_header(headers: Sequence[str]) -> int | None:
    """Return where the year stands in a column of its own."""
    return next((i for i, header in enumerate(headers) if fold(header) in _YEARS), None)


def carry_years(periods: Mapping[Any, str]) -> bool:
    """Return whether each period names its year."""
    return not any(period.startswith("-") for period in periods.values())


def period_of(header: str) -> str | None:
    """Return the period that the header is, with or without a word for targets."""
    name = unicodedata.normalize("NFKC", without_money(header)).strip().casefold()
    found = named_period(name) or _in_quarter(name)
    return found or (named_period(_rest(name)) if says_target(name) else None)


def _in_quarter(name: str) -> str | None:
    """The month below the heading of its quarter, or the quarter's own sum there."""
    above, _, last = name.rpartition(" ")
    quarter = named_period(above) if above else None
    if quarter is None or "Q" not in quarter:
        return None
    if last in _SUBTOTALS:
        return quarter
    month = named_period(_rest(last) if says_target(last) else last)
    alone = month is not None and month.startswith("-")
    return quarter.partition("-")[0] + month if month and alone else month


def _rest(header: str) -> str:
    """The header without its words for targets and for selling."""
    return " ".join(_SOLD.sub(" ", without_target(header)).split())


def _is_sum(header: str) -> bool:
    if strength(header, "targets", "measure"):
        return False
    said, plain = says_target(header), without_money(header)
    rest = re.sub(r"^(?:19|20)\d\d", "", fold(_rest(plain) if said else plain))
    return rest in _SUMS or (said and rest in _YEARLY) or bool(strength(header, "targets", "value"))


def _beside_periods(header: str) -> bool:
    """Whether a table of targets by period has such a column: for whom, of what, a sum, a year."""
    known = any(strength(header, "targets", column) for column in ("level", "who", "measure"))
    plain = fold(header)
    return known or says_who(header) or plain in _YEARS | _ASIDE or _is_sum(header)
