"""A file or sheet of its own of lines that came back: negative, on their own days.

Imports words and its siblings.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.column_names import (
    AMOUNT,
    DOCUMENT_TYPE,
    ORDER_AMOUNT,
    ORDER_DATE,
    UNIT_PRICE,
)
from ordertrack.intake.mapping_types import FAMILY, Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice
from ordertrack.intake.returns.looking import (
    NAMED,
    Settling,
    about_returns,
    amount_of,
    cell_text,
    day_of_return,
    is_named,
    number_of,
    written,
)
from ordertrack.words import t

_OWN_NUMBER = re.compile(r"退|return|refund|credit|rma", re.IGNORECASE)
NEGATIVE, WRITTEN = "negative", "written"


def lines_of_returns(mapping: TableMapping) -> bool:
    """Return whether a file speaks of returns only, each with its day and its amount."""
    if "order_no" not in mapping.names or not set(mapping.tables) <= set(FAMILY):
        return False
    if DOCUMENT_TYPE in mapping.names or not mapping.names & {AMOUNT, ORDER_AMOUNT, UNIT_PRICE}:
        return False
    if ORDER_DATE in mapping.names:
        return is_named(mapping, NAMED)
    return day_of_return(mapping) is not None


def settled_lines(mapping: TableMapping, settling: Settling) -> TableMapping:
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
    asked = about_returns(mapping, text, choices, NEGATIVE, rows)
    question = settling.decisions.answer(asked)
    settling.found.questions.append(question)
    return _negative(mapping, settling) if question.answer == NEGATIVE else mapping


def _negative(mapping: TableMapping, settling: Settling) -> TableMapping:
    number, day = number_of(mapping), day_of_return(mapping)
    apart = number is None or not _OWN_NUMBER.search(number.header)
    settling.found.choose(mapping.src, returns=True, apart=apart)
    if day is None:
        return mapping
    before = mapping.positions.get(ORDER_DATE)
    if before is not None:
        mapping = _with_day_of_order(mapping, day.position, before)
    dated = replace(day, table="orders", column="order_date", kind="exact")
    mapped = [
        dated if m is day else Mapped(m.header, m.position) if m.position == before else m
        for m in mapping.mapped
    ]
    if mapping.tables == ("order_lines",):
        mapped += [replace(m, table="orders") for m in mapped if m.used and m.column == "order_no"]
    tables = FAMILY if "order_lines" in mapping.tables else mapping.tables
    return replace(mapping, tables=tables, mapped=tuple(mapped))


def _with_day_of_order(mapping: TableMapping, day: int, before: int) -> TableMapping:
    """Return the mapping with the day of the order where a row has no day of its return."""
    filled = cell_text(day).replace("", None).fill_null(pl.col(f"c{before}")).alias(f"c{day}")
    raw_table = altered(
        mapping.to_read,
        "return-days",
        (day, before),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(filled),
    )
    return mapping.with_rows(raw_table)
