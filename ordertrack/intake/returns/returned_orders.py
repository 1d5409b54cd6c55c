"""A file or sheet of its own for what came back: a list of order numbers, or lines of returns.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import NamedTuple

import polars as pl

from ordertrack.intake.column_names import (
    AMOUNT,
    DOCUMENT_TYPE,
    ORDER_AMOUNT,
    ORDER_DATE,
    UNIT_PRICE,
)
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.questions import which_table
from ordertrack.intake.mapping_types import FAMILY, Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.returns.looking import (
    CAME_BACK,
    SENT_BACK,
    Settling,
    amount_of,
    cell_text,
    flag_of,
    folded_headers,
    free_headers,
    position_of,
    with_column,
    words_at,
    written,
)
from ordertrack.intake.spellings import strength
from ordertrack.model.columns import spellings
from ordertrack.words import Text, t

_NAMED = re.compile(
    r"(?<![a-z])(?:return(?:s|ed)?|refund(?:s|ed)?|credit[ _-]?(?:note|memo)s?|rma)(?![a-z])"
    r"|退[货貨单單款]|[销銷]退",
    re.IGNORECASE,
)
_OFF = re.compile(r"(?<![a-z])cancel(?:l?ed|l?ations?)(?![a-z])|取消|作[废廢]", re.IGNORECASE)
_MIXED = re.compile(
    r"(?<![a-z])(?:and|with|incl\w*|sales(?![ _-]*(?:return|refund))|policy)(?![a-z])"
    r"|[&+及和与與含]|[销銷]售(?!退)",
    re.IGNORECASE,
)
DATES = spellings("""
    退货日期, 退货时间, 退款日期, 退款时间, 退单日期, return date, returned date, returned on,
    date returned, returned at, refund date, refunded at, credit date
""")
_OWN_NUMBER = re.compile(r"退|return|refund|credit|rma", re.IGNORECASE)
NEGATIVE, WRITTEN = "negative", "written"


class _Sold(NamedTuple):
    """What the other files say of the orders of a list."""

    listed: int
    known: int
    amount: float


@dataclass(frozen=True, slots=True)
class _List:
    """A list of orders that came back: where their number stands, and a flag if there is one."""

    mapping: TableMapping
    number: Mapped
    flag: Mapped | None


def returned_orders(mappings: Sequence[TableMapping], settling: Settling) -> list[TableMapping]:
    """Return the mappings with lists of returned orders and sheets of returns read as such."""
    found = []
    for mapping in mappings:
        if not any(q.kind == "table" and q.answer is not None for q in mapping.questions):
            listed = _list_of(mapping)
            if listed is not None:
                others = [other for other in mappings if other is not mapping]
                mapping = _settled_list(listed, others, settling)
            elif _lines_of_returns(mapping):
                mapping = _settled_lines(mapping, settling)
        found.append(mapping)
    return found


# --- order numbers alone ---


def _list_of(mapping: TableMapping) -> _List | None:
    if mapping.tables not in ((), ("orders",)) or ORDER_DATE in mapping.names:
        return None
    if mapping.names & {AMOUNT, ORDER_AMOUNT} and _date_of(mapping):
        return None
    number = _number(mapping)
    flag = flag_of(mapping, CAME_BACK)
    if number is None or not (flag or _is_named(mapping, _NAMED) or _is_named(mapping, _OFF)):
        return None
    return _List(mapping, number, flag)


def _number(mapping: TableMapping) -> Mapped | None:
    """The header of the order number: the one that is read, or one that no table takes."""
    used = [m for m in mapping.mapped if m.used and m.column == "order_no"]
    free = [m for m in mapping.mapped if strength(m.header, "orders", "order_no") and not m.used]
    return next(iter((*used, *free)), None)


def _is_named(mapping: TableMapping, words: re.Pattern[str]) -> bool:
    raw_table = mapping.raw_table
    name = raw_table.sheet or PurePath(raw_table.file).stem
    if raw_table.sheet and not words.search(name) and not mapping.tables:
        name = PurePath(raw_table.file).stem
    return bool(words.search(name)) and not _MIXED.search(name)


def _settled_list(
    listed: _List, others: Sequence[TableMapping], settling: Settling
) -> TableMapping:
    mapping, numbers = listed.mapping, _numbers(listed)
    sold = _sold(numbers, others, settling)
    certain = listed.flag is not None and 0 < sold.listed == sold.known
    if not sold.known and settling.context.reader is None:
        return mapping
    if not certain:
        question = settling.decisions.answer(_ask_about_list(mapping, sold))
        settling.found.questions.append(question)
        if question.answer != "yes":
            return mapping
    text = t(
        "{count} orders are returned or cancelled by {file} ({amount}): they do not count.",
        count=sold.listed,
        file=mapping.key,
        amount=written(sold.amount),
    )
    settling.found.findings.append(Finding("returned-orders", "warning", text, sold.listed))
    if listed.flag is None:
        settling.found.choose(mapping.src, returned=True)
    return _as_orders(listed)


def _numbers(listed: _List) -> pl.DataFrame:
    """The different order numbers of a list, of flagged rows only."""
    frame = pl.scan_parquet(listed.mapping.to_read.path)
    if listed.flag is not None:
        came_back = list(words_at(listed.mapping, listed.flag, SENT_BACK))
        frame = frame.filter(cell_text(listed.flag.position).is_in(came_back))
    return frame.select(order=cell_text(listed.number.position)).drop_nulls().unique().collect()


def _sold(numbers: pl.DataFrame, others: Sequence[TableMapping], settling: Settling) -> _Sold:
    known, amount = 0, 0.0
    by_line = sorted(others, key=lambda other: "order_lines" not in other.tables)
    for other in by_line:
        position = position_of(other, "order_no")
        if position is None:
            continue
        value = pl.lit(0.0)
        if other.names & {AMOUNT, ORDER_AMOUNT, UNIT_PRICE}:
            value = amount_of(other, settling)
        rows = pl.scan_parquet(other.to_read.path).select(order=cell_text(position), value=value)
        same = rows.join(numbers.lazy(), on="order", how="semi")
        seen, worth = (
            same.select(pl.col("order").n_unique(), pl.col("value").sum()).collect().row(0)
        )
        known, amount = max(known, seen), amount or worth or 0.0
    return _Sold(numbers.height, known, amount)


def _as_orders(listed: _List) -> TableMapping:
    """Return the list read as orders; its flag says of which rows."""
    mapping = listed.mapping
    if not mapping.tables:
        number = replace(listed.number, table="orders", column="order_no", kind="exact")
        mapped = tuple(number if m is listed.number else m for m in mapping.mapped)
        questions = tuple(
            which_table(mapping.key, ("orders",)) if q.kind == "table" else q
            for q in mapping.questions
        )
        mapping = replace(mapping, tables=("orders",), mapped=mapped, questions=questions)
    return with_column(mapping, listed.flag, "returned") if listed.flag else mapping


def _ask_about_list(mapping: TableMapping, sold: _Sold) -> Question:
    text = t(
        "{file} lists {count} orders, of which {known} are known here ({amount}). Are they returned"
        " or cancelled? Yes: they do not count.",
        file=mapping.key,
        count=sold.listed,
        known=sold.known,
        amount=written(sold.amount),
    )
    choices = (Choice("yes", YES), Choice("no", NO))
    figures = mapping.names & {AMOUNT, ORDER_AMOUNT}  # part of an order may have come back
    suggested = None if figures else "yes"
    return _question(mapping, text, choices, suggested, sold.listed)


def _question(
    mapping: TableMapping,
    text: Text,
    choices: tuple[Choice, ...],
    suggested: str | None,
    rows: int,
) -> Question:
    name = question_id("returned-orders", mapping.key)
    key = mapping.key
    return Question(name, "returned-orders", key, text, choices, suggested=suggested, rows=rows)


# --- lines of returns ---


def _date_of(mapping: TableMapping) -> Mapped | None:
    return next(iter(free_headers(mapping, folded_headers(DATES))), None)


def _lines_of_returns(mapping: TableMapping) -> bool:
    """Return whether a file speaks of returns only, each with its day and its amount."""
    if "order_no" not in mapping.names or not set(mapping.tables) <= set(FAMILY):
        return False
    if DOCUMENT_TYPE in mapping.names or not mapping.names & {AMOUNT, ORDER_AMOUNT, UNIT_PRICE}:
        return False
    if ORDER_DATE in mapping.names:
        return _is_named(mapping, _NAMED)
    return _date_of(mapping) is not None


def _settled_lines(mapping: TableMapping, settling: Settling) -> TableMapping:
    amount = amount_of(mapping, settling)
    frame = pl.scan_parquet(mapping.to_read.path).select(amount=amount)
    amount = pl.col("amount")
    counts = frame.select(
        (amount > 0).sum().alias("positive"), pl.len(), amount.abs().sum().alias("total")
    )
    positive, rows, total = counts.collect().row(0)
    if ORDER_DATE in mapping.names and not positive:
        return mapping  # written negative, on their own days: nothing is open
    text = t(
        "Does {file} hold returns only ({count} rows, {amount})? They are then negative, on their"
        " own days.",
        file=mapping.key,
        count=rows,
        amount=written(total),
    )
    choices = (Choice(NEGATIVE, YES), Choice(WRITTEN, NO))
    asked = _question(mapping, text, choices, NEGATIVE, rows)
    question = settling.decisions.answer(asked)
    settling.found.questions.append(question)
    return _negative(mapping, settling) if question.answer == NEGATIVE else mapping


def _negative(mapping: TableMapping, settling: Settling) -> TableMapping:
    number, day = _number(mapping), _date_of(mapping)
    apart = number is None or not _OWN_NUMBER.search(number.header)
    settling.found.choose(mapping.src, returns=True, apart=apart)
    if ORDER_DATE in mapping.names or day is None:
        return mapping
    dated = replace(day, table="orders", column="order_date", kind="exact")
    mapped = [dated if m is day else m for m in mapping.mapped]
    if mapping.tables == ("order_lines",):
        mapped += [replace(m, table="orders") for m in mapped if m.used and m.column == "order_no"]
    tables = FAMILY if "order_lines" in mapping.tables else mapping.tables
    return replace(mapping, tables=tables, mapped=tuple(mapped))
