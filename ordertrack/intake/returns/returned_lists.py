"""A file or sheet of its own that lists the numbers of orders that came back.

Imports model, words, warehouse and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.column_names import (
    AMOUNT,
    ORDER_AMOUNT,
    ORDER_DATE,
    UNIT_PRICE,
)
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.questions import which_table
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice, Question
from ordertrack.intake.returns.looking import (
    CAME_BACK,
    NAMED,
    SENT_BACK,
    Settling,
    about_returns,
    amount_of,
    cell_text,
    day_of_return,
    flags_of,
    is_named,
    number_of,
    position_of,
    with_column,
    words_at,
    written,
)
from ordertrack.warehouse import Reader
from ordertrack.words import t

_OFF = re.compile(r"(?<![a-z])cancel(?:l?ed|l?ations?)(?![a-z])|取消|作[废廢]", re.IGNORECASE)


class _Sold(NamedTuple):
    """What the other files say of the orders of a list."""

    listed: int
    known: int
    amount: float


@dataclass(frozen=True, slots=True)
class OrderList:
    """A list of orders that came back: where their number stands, and a flag if there is one."""

    mapping: TableMapping
    number: Mapped
    flag: Mapped | None


def list_of(mapping: TableMapping) -> OrderList | None:
    if mapping.tables not in ((), ("orders",)) or ORDER_DATE in mapping.names:
        return None
    if mapping.names & {AMOUNT, ORDER_AMOUNT} and day_of_return(mapping):
        return None
    number = number_of(mapping)
    flag = next(flags_of(mapping, CAME_BACK), None)
    if number is None or not (flag or is_named(mapping, NAMED) or is_named(mapping, _OFF)):
        return None
    return OrderList(mapping, number, flag)


def settled_list(
    listed: OrderList, others: Sequence[TableMapping], settling: Settling
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


def _numbers(listed: OrderList) -> pl.DataFrame:
    """The different order numbers of a list, of flagged rows only."""
    frame = pl.scan_parquet(listed.mapping.to_read.path)
    if listed.flag is not None:
        came_back = list(words_at(listed.mapping, listed.flag, SENT_BACK))
        frame = frame.filter(cell_text(listed.flag.position).is_in(came_back))
    return frame.select(order=cell_text(listed.number.position)).drop_nulls().unique().collect()


def _sold(numbers: pl.DataFrame, others: Sequence[TableMapping], settling: Settling) -> _Sold:
    """What the files beside a list say of its orders, and the release of those that they lack."""
    by_line = sorted(others, key=lambda other: "order_lines" not in other.tables)
    said = [
        _sold_by(other, position, numbers, settling)
        for other in by_line
        if (position := position_of(other, "order_no")) is not None
    ]
    if settling.context.reader is not None:
        said.append(released(numbers, settling.context.reader))
    if not said:
        return _Sold(numbers.height, 0, 0.0)
    orders = pl.concat(said).group_by("order").agg(pl.col("value").drop_nulls().first())
    return _Sold(numbers.height, orders.height, float(orders.get_column("value").sum()))


def _sold_by(
    other: TableMapping, position: int, numbers: pl.DataFrame, settling: Settling
) -> pl.DataFrame:
    worth = bool(other.names & {AMOUNT, ORDER_AMOUNT, UNIT_PRICE})
    value = amount_of(other, settling) if worth else pl.lit(None, pl.Float64)
    rows = pl.scan_parquet(other.to_read.path).select(order=cell_text(position), value=value)
    repeated = AMOUNT not in other.names and {"order_lines"} & set(other.tables)
    amounts = pl.col("value").drop_nulls()
    worth_of = amounts.first() if repeated and ORDER_AMOUNT in other.names else amounts.sum()
    same = rows.join(numbers.lazy(), on="order", how="semi").group_by("order")
    return same.agg(pl.when(pl.col("value").count() > 0).then(worth_of).alias("value")).collect()


def released(numbers: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """Return which of these orders (`order`) the release has, each with what it is worth."""
    query = (
        'SELECT order_no AS "order", CAST(amount AS DOUBLE) AS value FROM order_facts'
        ' WHERE order_no IN (SELECT "order" FROM listed)'
    )
    select = replace(Select.text(query, Access.everything()), frames={"listed": numbers})
    return reader.run(select)


def _as_orders(listed: OrderList) -> TableMapping:
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
    return about_returns(mapping, text, choices, suggested, sold.listed)
