"""A column of what was paid back on an order: taken off its amount, where a person says so.

Imports words and its siblings.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.column_names import AMOUNT, ORDER_AMOUNT, REFUND, amount_from
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.returns.looking import (
    Settling,
    amount_of,
    cell_text,
    folded_headers,
    free_headers,
    position_of,
    rows_of_returns,
    rows_off,
    with_column,
    written,
)
from ordertrack.model.columns import spellings
from ordertrack.words import Text, t

HEADERS = spellings("""
    refunded amount, amount refunded, refund amount, refund total, total refund, total refunded,
    order refund amount, order refund total, order refund, refunds, refund, refunded, refund value,
    return amount, returned amount, amount returned, total refunded amount, refunded total,
    退款金额, 已退款金额, 退款总额, 退款, 退款额, 已退金额, 退货金额, 买家退款金额, 订单退款金额,
    实际退款金额, 实退金额, 退款总金额, 累计退款金额, 商品退款金额, 退货额
""")


class _Refunds(NamedTuple):
    """Refunds of orders that count: in how many, how much, and whether each line repeats it."""

    orders: int
    amount: float
    repeated: bool


def settle_refunds(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Ask whether refunds lower their orders, and tell what they add up to."""
    if "order_no" not in mapping.names:
        return mapping
    if REFUND in mapping.names:
        return _as_said(mapping, settling)
    for m in free_headers(mapping, folded_headers(HEADERS)):
        refunds = _look(mapping, m, settling)
        if refunds.orders:
            return _settled(mapping, m, refunds, settling)
    return mapping


def _settled(
    mapping: TableMapping, m: Mapped, refunds: _Refunds, settling: Settling
) -> TableMapping:
    answer = None
    if _has_amount(mapping):
        question = settling.decisions.answer(_question(mapping, m, refunds))
        settling.found.questions.append(question)
        answer = question.answer
    text = _not_taken(mapping, m, refunds)
    if answer == "yes":
        text = _taken(mapping, m, refunds)
        mapping = _once_per_order(mapping, m, settling) if refunds.repeated else mapping
        mapping = with_column(mapping, m, "refund")
    severity = "info" if answer == "yes" else "warning"
    settling.found.findings.append(Finding("refunds", severity, text, refunds.orders))
    return mapping


def _as_said(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Take off refunds that a person named, once per order as those that are asked about."""
    m = next(m for m in mapping.mapped if m.used and m.target == ("orders", "refund"))
    refunds = _look(mapping, m, settling)
    if not refunds.orders or not _has_amount(mapping):
        return mapping
    told = Finding("refunds", "info", _taken(mapping, m, refunds), refunds.orders)
    settling.found.findings.append(told)
    return _once_per_order(mapping, m, settling) if refunds.repeated else mapping


def _has_amount(mapping: TableMapping) -> bool:
    names = mapping.names
    if "order_lines" in mapping.tables:
        return AMOUNT in names or amount_from(names) is not None
    return ORDER_AMOUNT in names


def _look(mapping: TableMapping, m: Mapped, settling: Settling) -> _Refunds:
    position = position_of(mapping, "order_no")
    assert position is not None
    frame = pl.scan_parquet(mapping.to_read.path).select(
        order=cell_text(position),
        refund=settling.figure(mapping, m.position).abs(),
        off=rows_off(mapping),
        sold=_sold(mapping, settling),
    )
    own = pl.col("refund").filter("sold")  # of a line that is a return already nothing comes off
    orders = frame.group_by("order").agg(
        pl.len().alias("lines"),
        own.sum().alias("all"),
        own.max().alias("most"),
        alike=(pl.col("refund").n_unique() == 1) & (pl.len() > 1),
        off=pl.col("off").any(),
    )
    paid = orders.filter((pl.col("all") > 0) & ~pl.col("off")).collect()
    several = paid.filter(pl.col("lines") > 1)
    repeated = several.height > 0 and bool(several.get_column("alike").all())
    amount = paid.get_column("most" if repeated else "all").sum()
    return _Refunds(paid.height, float(amount), repeated)


def _sold(mapping: TableMapping, settling: Settling) -> pl.Expr:
    """Rows from whose amount a refund is taken off."""
    below = (amount_of(mapping, settling) < 0).fill_null(False)
    return ~below & ~rows_of_returns(mapping, settling)


def _once_per_order(mapping: TableMapping, m: Mapped, settling: Settling) -> TableMapping:
    """Return the mapping with the refund on the first line of each order from which it comes off.

    A row that stands twice keeps it, so that it is still seen to stand twice.
    """
    raw_table, position = mapping.to_read, position_of(mapping, "order_no")
    assert position is not None
    order, name, sold = cell_text(position), f"c{m.position}", _sold(mapping, settling)
    cells = [f"c{at}" for at in range(len(raw_table.headers))]
    row = pl.struct(cells).hash()
    first = row == row.filter(sold).first().over(order)
    kept = pl.when(first).then(pl.col(name)).alias(name)
    raw_table = altered(
        raw_table,
        "refund-once",
        (position, m.position, sold.meta.serialize()),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(kept),
    )
    return mapping.with_rows(raw_table)


def _question(mapping: TableMapping, m: Mapped, refunds: _Refunds) -> Question:
    text = t(
        '{count} orders in {file} have refunds in "{header}" ({amount}). Are they still in the'
        " amounts? Yes: each is taken off its order; no: the amounts are less them already.",
        **_values(mapping, m, refunds),
    )
    name = question_id("refunds", mapping.key, m.header)
    choices = (Choice("yes", YES), Choice("no", NO))
    return Question(
        name, "refunds", mapping.key, text, choices, suggested="yes", rows=refunds.orders
    )


def _taken(mapping: TableMapping, m: Mapped, refunds: _Refunds) -> Text:
    return t(
        'Refunds of {amount} in "{header}" of {file} ({count} orders) are taken off their orders.',
        **_values(mapping, m, refunds),
    )


def _not_taken(mapping: TableMapping, m: Mapped, refunds: _Refunds) -> Text:
    return t(
        'Refunds of {amount} in "{header}" of {file} ({count} orders) are not taken off.',
        **_values(mapping, m, refunds),
    )


def _values(mapping: TableMapping, m: Mapped, refunds: _Refunds) -> dict[str, str | int]:
    return {
        "count": refunds.orders,
        "file": mapping.key,
        "header": m.header,
        "amount": written(refunds.amount),
    }
