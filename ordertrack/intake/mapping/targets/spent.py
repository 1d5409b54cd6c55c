"""Expenses as finance draws them, with months or kinds of expenses in columns, made long.

Imports siblings of its folder and the one above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.targets.about import (
    speaks_of,
    speaks_of_spending,
    stand_in,
    year_of,
    year_taken,
)
from ordertrack.intake.mapping.targets.by_period import (
    in_columns,
    lacks_year,
    one_row_per_period,
)
from ordertrack.intake.mapping.targets.made_long import EXPENSES, Planned
from ordertrack.intake.mapping.targets.parts import stacked
from ordertrack.intake.mapping.targets.period_words import sum_headers, year_header
from ordertrack.intake.mapping.targets.units import in_header_units
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, spoken, strength

_MONTH, _CATEGORY, _AMOUNT, _BUDGET = "费用月份", "费用类别", "费用金额", "预算金额"
_BESIDE = ("team", "sales_rep", "channel", "customer_id")
_PLANNED = re.compile(r"预算|计划|\b(?:budget\w*|plan|planned)\b")
_REACHED = re.compile(r"实际|发生|\b(?:actuals?|spent)\b")
_KIND = re.compile(
    r"费(?:用)?$|支出$|开支$|工资|薪酬|奖金|提成|佣金|租金|"
    r"\b(?:expenses?|fees?|costs?|travel|advertising|salary|salaries|commissions?|rent|meals)\b"
)
_NO_CATEGORY = frozenset({"序号", "no", "备注", "说明", "note", "notes", "remark", "remarks"})
_LEAST_KINDS = 2


def spent(raw_table: RawTable, decisions: Decisions, context: Context) -> Planned | None:
    """Return expenses with a row for each month and kind; None for other tables."""
    planned = _is_budget(raw_table)
    if planned is None:
        return None
    value = _BUDGET if planned else _AMOUNT
    if in_columns(raw_table):
        return _by_month(raw_table, value, decisions, context)
    return _by_kind(raw_table, value)


def _is_budget(raw_table: RawTable) -> bool | None:
    """Whether the amounts are planned; None where what stands around them says both."""
    around = (*raw_table.titles, raw_table.sheet or "", PurePath(raw_table.file).stem)
    words = " ".join(map(spoken, around))
    planned, reached = bool(_PLANNED.search(words)), bool(_REACHED.search(words))
    return None if planned and reached else planned


def _by_month(
    raw_table: RawTable, value: str, decisions: Decisions, context: Context
) -> Planned | None:
    if speaks_of(raw_table) != "other" or not _of_expenses(raw_table):
        return None
    asked = None
    if lacks_year(raw_table.headers):
        asked = year_of(raw_table, decisions, context.today)
    year = stand_in(asked, context) if asked else None
    wide = in_header_units(raw_table, None, decisions)
    made = one_row_per_period(wide, year, None)
    category = _category(made.headers[:-2])
    if category is None:
        return None
    headers = [*made.headers[:-2], _MONTH, value]
    headers[category] = _CATEGORY
    return Planned(
        replace(made, headers=tuple(headers)),
        year=asked,
        wide=wide,
        told=tuple(year_taken(raw_table, asked)),
        holds=EXPENSES,
    )


def _of_expenses(raw_table: RawTable) -> bool:
    named = any(strength(header, EXPENSES, "category") for header in raw_table.headers)
    return named or speaks_of_spending(raw_table)


def _category(headers: Sequence[str]) -> int | None:
    """Return where the kind of expense stands: by its name, else the first that is nothing else."""
    for at, header in enumerate(headers):
        if strength(header, EXPENSES, "category"):
            return at
    others = (at for at, header in enumerate(headers) if not _is_beside(header))
    return next(others, None)


def _is_beside(header: str) -> bool:
    known = any(strength(header, EXPENSES, column) for column in (*_BESIDE, "expense_id"))
    return known or fold(header) in _NO_CATEGORY


def _by_kind(raw_table: RawTable, value: str) -> Planned | None:
    """A column per kind of expense, a row per month or day."""
    headers = raw_table.headers
    if not speaks_of_spending(raw_table) or not _has_day(headers):
        return None
    sums = {*sum_headers(headers), year_header(headers)}
    kinds = [at for at, header in enumerate(headers) if at not in sums and _is_kind(header)]
    if len(kinds) < _LEAST_KINDS or any(_is_long(header) for header in headers):
        return None
    kept = [at for at in range(len(headers)) if at not in kinds and at not in sums]
    cells = [(pl.lit(headers[at]), pl.col(f"c{at}")) for at in kinds]
    made = altered(
        raw_table,
        "kinds",
        headers,
        lambda: stacked(pl.scan_parquet(raw_table.path), kept, cells),
    )
    named = (*(headers[at] for at in kept), _CATEGORY, value)
    return Planned(replace(made, headers=named), holds=EXPENSES)


def _has_day(headers: Sequence[str]) -> bool:
    return any(strength(h, EXPENSES, name) for h in headers for name in ("day", "month"))


def _is_kind(header: str) -> bool:
    return bool(_KIND.search(spoken(header))) and not _is_beside(header)


def _is_long(header: str) -> bool:
    """Whether a header shows that there is a row for each expense, or that these are orders."""
    long = any(strength(header, EXPENSES, name) for name in ("category", "amount", "budget"))
    return long or bool(strength(header, "orders", "order_no"))
