"""Rows that take something back: returns become negative, quotes drafts, refunds come off.

Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Set

import polars as pl

from ordertrack.intake.column_names import (
    AMOUNT,
    COST,
    DELIVERED_QTY,
    DOCUMENT_TYPE,
    ORDER_AMOUNT,
    ORDER_QUANTITY,
    OTHER_STATUS,
    PAID,
    PROFIT,
    QUANTITY,
    REFUND,
    RETURNED,
    STATUS,
    UNIT_PRICE,
    amount_from,
)
from ordertrack.intake.mapping.choices import Choices
from ordertrack.intake.values.signs import RETURN, RETURN_MARK, SALE, contradictory

_MONEY = pl.Decimal(18, 4)
_PARTS = (AMOUNT, QUANTITY, COST, ORDER_AMOUNT, ORDER_QUANTITY, PAID, DELIVERED_QTY)

Step = Callable[[pl.LazyFrame], pl.LazyFrame]


def steps_before_amounts(has: Set[str], choices: Choices) -> list[Step]:
    """Return what makes the figures of returns negative, whatever sign they were written with."""
    is_return = _is_return(has, choices)
    if is_return is None:
        return []
    values = {name: _negative(name, is_return) for name in _PARTS if name in has}
    basis = next((name for name in (AMOUNT, QUANTITY, UNIT_PRICE) if name in has), None)
    if PROFIT in has and basis:
        written_positive = is_return & (pl.col(basis) > 0)
        profit = pl.when(written_positive).then(-pl.col(PROFIT)).otherwise(pl.col(PROFIT))
        values[PROFIT] = profit
    if choices.apart:
        values["order_no"] = pl.col("order_no") + RETURN_MARK
    return [lambda frame: frame.with_columns(**values)]


def steps_behind_amounts(has: Set[str], tables: tuple[str, ...], choices: Choices) -> list[Step]:
    """Return what is done once each line has its amount, worked out or not."""
    found: list[Step] = []
    worked_out = "order_lines" in tables and AMOUNT not in has and amount_from(has) is not None
    is_return = _is_return(has, choices)
    if is_return is not None and worked_out:
        again = {name: _negative(name, is_return) for name in (AMOUNT, QUANTITY)}
        found.append(lambda frame: frame.with_columns(**again))
    if choices.signs in (RETURN, SALE):
        found.append(_one_sign(has, choices.signs))
    status = _status(has, choices)
    if status is not None:
        found.append(lambda frame: frame.with_columns(status.alias(STATUS)))
    amounts = [n for n in (AMOUNT, ORDER_AMOUNT) if n in has or (n == AMOUNT and worked_out)]
    if REFUND in has and amounts:
        cancelled = pl.lit(False) if status is None and STATUS not in has else _cancelled()
        left = [_less_refund(amount, cancelled) for amount in amounts]
        found.append(lambda frame: frame.with_columns(left))
    return found


def _is_return(has: Set[str], choices: Choices) -> pl.Expr | None:
    if choices.returns:
        return pl.lit(True)
    if DOCUMENT_TYPE not in has:
        return None
    return (pl.col(DOCUMENT_TYPE) == "return").fill_null(False)


def _negative(name: str, is_return: pl.Expr) -> pl.Expr:
    return pl.when(is_return).then(-pl.col(name).abs()).otherwise(pl.col(name)).alias(name)


def _one_sign(has: Set[str], signs: str) -> Step:
    """Give quantity and amount of unlike sign the same one."""
    lines = AMOUNT in has
    amount, quantity = (AMOUNT, QUANTITY) if lines else (ORDER_AMOUNT, ORDER_QUANTITY)
    price = pl.col(UNIT_PRICE) if lines and UNIT_PRICE in has else pl.lit(None, _MONEY)
    unlike = contradictory(pl.col(quantity), pl.col(amount), price).fill_null(False)
    turned = [
        pl.when(unlike)
        .then(-pl.col(name).abs() if signs == RETURN else pl.col(name).abs())
        .otherwise(pl.col(name))
        .alias(name)
        for name in (amount, quantity)
    ]
    return lambda frame: frame.with_columns(turned)


def _status(has: Set[str], choices: Choices) -> pl.Expr | None:
    """The status of a row: what ends the order wins, a quote is a draft."""
    ended = [pl.col(name) == "cancelled" for name in (OTHER_STATUS, RETURNED) if name in has]
    if choices.returned:
        ended = [pl.lit(True)]
    if not ended and not choices.quotes:
        return None
    known = pl.col(STATUS) if STATUS in has else pl.lit(None, pl.String)
    if choices.quotes and DOCUMENT_TYPE in has:
        quote = (pl.col(DOCUMENT_TYPE) == "quote").fill_null(False)
        known = pl.when(quote).then(pl.lit("draft")).otherwise(known)
    if not ended:
        return known
    off = pl.any_horizontal([one.fill_null(False) for one in ended])
    return pl.when(off).then(pl.lit("cancelled")).otherwise(known)


def _cancelled() -> pl.Expr:
    return (pl.col(STATUS) == "cancelled").fill_null(False)


def _less_refund(amount: str, cancelled: pl.Expr) -> pl.Expr:
    """The amount less what was paid back; an order that does not count stays whole."""
    left = pl.col(amount) - pl.col(REFUND).abs().fill_null(0)
    taken = (pl.col(amount) >= 0) & ~cancelled & pl.col(REFUND).is_not_null()
    return pl.when(taken).then(left.cast(_MONEY)).otherwise(pl.col(amount)).alias(amount)
