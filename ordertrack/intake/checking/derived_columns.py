"""What follows from other columns of the same row, and is never guessed: an amount from quantity
and unit price, a cost from a profit. Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Set

import polars as pl

from ordertrack.intake.checking.returned_rows import steps_before_amounts, steps_behind_amounts
from ordertrack.intake.column_names import (
    AMOUNT,
    COST,
    DAY_ONLY,
    DELIVERED_QTY,
    DISCOUNT,
    DISCOUNT_AMOUNT,
    DISCOUNT_KEPT,
    PROFIT,
    QUANTITY,
    SHIPPED,
    UNIT_PRICE,
    amount_from,
    prefixed,
)
from ordertrack.intake.mapping.choices import Choices
from ordertrack.model import TABLES
from ordertrack.model.measure_words import PERCENT_ABOVE

MONEY = pl.Decimal(18, 4)
QTY = pl.Decimal(18, 3)
_WIDE = pl.Decimal(38, 10)  # keeps every digit of quantity × price × (1 − discount)
_TOO_LARGE = 1e24  # a thousand times this (the largest discount) is still within _WIDE
_ONE = pl.lit(1).cast(_WIDE)
_HAN = r"\p{Han}"


Step = Callable[[pl.LazyFrame], pl.LazyFrame]


def derived(
    frame: pl.LazyFrame, has: Set[str], tables: tuple[str, ...], choices: Choices
) -> pl.LazyFrame:
    """Add what follows from the columns, and drop those that are only read for it."""
    for step in _steps(has, tables, choices):
        frame = step(frame)
    only_read = {prefixed(t, c.name) for t in tables for c in TABLES[t].columns if c.only_input}
    return frame.drop(sorted(only_read & has))


def _steps(has: Set[str], tables: tuple[str, ...], choices: Choices) -> list[Step]:
    found: list[Step] = []
    found += steps_before_amounts(has, choices)
    if "order_lines" in tables:
        found += _line_steps(has, choices)
    found += steps_behind_amounts(has, tables, choices)
    if choices.ship_as_delivery and SHIPPED in has:
        found.append(_shipped_is_delivered("order_lines" in tables))
    if DELIVERED_QTY in has:
        found.append(undelivered_is_zero(has))
    if tables == ("targets",):
        found.append(_rates_of_percent(has, choices))
        found.append(_company_is_nobody(has, choices))
    if tables == ("expenses",) and "month" in has:
        found.append(_month_is_day(has))
    if tables == ("people",) and "name" not in has and {"first_name", "last_name"} & has:
        found.append(_full_name(has))
    constants = _constants(has, tables, choices)
    if constants:
        found.append(lambda frame: frame.with_columns(**constants))
    return found


def _line_steps(has: Set[str], choices: Choices) -> list[Step]:
    found: list[Step] = []
    if choices.no_amounts and AMOUNT not in has:
        unknown = pl.lit(None, MONEY).alias(AMOUNT)
        found.append(lambda frame: frame.with_columns(unknown))
    if AMOUNT not in has and amount_from(has):
        if QUANTITY not in has:
            one = pl.when(pl.col(UNIT_PRICE).is_not_null()).then(pl.lit(1)).cast(QTY)
            found.append(lambda frame: frame.with_columns(one.alias(QUANTITY)))
        if choices.discount_in_tenths and DISCOUNT_KEPT in has:
            found.append(lambda frame: frame.with_columns(_kept_of_ten()))
        if choices.discount_in_percent and DISCOUNT in has:
            share = pl.col(DISCOUNT).cast(_WIDE) / 100
            found.append(lambda frame: frame.with_columns(share.cast(_WIDE).alias(DISCOUNT)))
        found.append(lambda frame: frame.with_columns(line_amount(has).alias(AMOUNT)))
    if COST not in has and PROFIT in has and (AMOUNT in has or amount_from(has)):
        cost = (pl.col(AMOUNT) - pl.col(PROFIT)).cast(MONEY, strict=False).alias(COST)
        found.append(lambda frame: frame.with_columns(cost))
    return found


def _kept_of_ten() -> pl.Expr:
    """The share that is paid where 9 and 85 stand for 9折 and 85折, and were read as percent.

    0.9 among them is a share as it stands.
    """
    kept = pl.col(DISCOUNT_KEPT)
    size = kept.abs()
    tenths = pl.when(size > 0.1).then(kept).when(size >= 0.01).then(kept * 10)
    return tenths.otherwise(kept * 100).alias(DISCOUNT_KEPT)


def line_amount(has: Set[str]) -> pl.Expr:
    """Quantity × price less discount; null where that is more than can be stored."""
    rough = pl.col(UNIT_PRICE).cast(pl.Float64) * pl.col(QUANTITY).cast(pl.Float64)
    price = pl.when(rough.abs() < _TOO_LARGE).then(pl.col(UNIT_PRICE)).cast(_WIDE)
    whole = price * pl.col(QUANTITY).cast(_WIDE)
    return _less_discount(whole, has).cast(MONEY, strict=False)


def _less_discount(whole: pl.Expr, has: Set[str]) -> pl.Expr:
    """`whole` less the discount; some systems write a minus before what is taken off."""
    left = whole
    if DISCOUNT in has:
        left = left * (_ONE - pl.col(DISCOUNT).cast(_WIDE).abs().fill_null(0))
    if DISCOUNT_KEPT in has:
        kept = pl.col(DISCOUNT_KEPT).cast(_WIDE).abs()
        left = left * pl.when(kept != 0).then(kept).otherwise(_ONE)
    if DISCOUNT_AMOUNT not in has:
        return left
    # What is returned has a negative amount, and its discount makes it less negative.
    off = pl.col(DISCOUNT_AMOUNT).cast(_WIDE).abs().fill_null(0)
    taken = pl.when(whole < 0).then(whole + off).otherwise(whole - off)
    return pl.when(off != 0).then(taken).otherwise(left)


def _shipped_is_delivered(lines: bool) -> Step:
    name = prefixed("order_lines" if lines else "orders", "delivered_date")
    copies = {name: SHIPPED, name + DAY_ONLY: SHIPPED + DAY_ONLY}
    return lambda frame: frame.with_columns(**{new: pl.col(old) for new, old in copies.items()})


def undelivered_is_zero(has: Set[str]) -> Step:
    """Read a blank delivered quantity of a line that is not delivered as none."""
    zero = pl.lit(0).cast(QTY)
    open_still = pl.col("l_delivered_date").is_null() if "l_delivered_date" in has else pl.lit(True)
    blank = pl.col(DELIVERED_QTY).is_null() & open_still
    value = pl.when(blank).then(zero).otherwise(pl.col(DELIVERED_QTY)).alias(DELIVERED_QTY)
    return lambda frame: frame.with_columns(value)


def _rates_of_percent(has: Set[str], choices: Choices) -> Step:
    """Read a target of a rate that is above what rates can be as percent: 90 is 0.9."""
    measure = pl.col("measure") if "measure" in has else pl.lit(choices.measure, pl.String)
    most = measure.replace_strict(PERCENT_ABOVE, default=None, return_dtype=pl.Int64)
    share = (pl.col("value").cast(_WIDE) / 100).cast(MONEY)
    value = pl.when(pl.col("value") > most).then(share).otherwise(pl.col("value"))
    return lambda frame: frame.with_columns(value=value) if "value" in has else frame


def _company_is_nobody(has: Set[str], choices: Choices) -> Step:
    """Leave out what a file calls the company: two tables must not state its target twice."""
    level = pl.col("level") if "level" in has else pl.lit(choices.level, pl.String)
    named = pl.when(level.ne_missing("company")).then(pl.col("who")) if "who" in has else None
    return lambda frame: frame if named is None else frame.with_columns(who=named)


def _month_is_day(has: Set[str]) -> Step:
    """Place an expense of a month on its first day; a quarter or a year is no month."""
    first = (pl.col("month") + "-01").str.to_date("%Y-%m-%d", strict=False)
    day = pl.coalesce("day", first) if "day" in has else first
    return lambda frame: frame.with_columns(day=day)


def _full_name(has: Set[str]) -> Step:
    first, last = (
        pl.col(part) if part in has else pl.lit(None, dtype=pl.String)
        for part in ("first_name", "last_name")
    )
    western = pl.concat_str([first, last], separator=" ", ignore_nulls=True)
    chinese = pl.concat_str([last, first], ignore_nulls=True)
    is_chinese = chinese.str.contains(_HAN)
    return lambda frame: frame.with_columns(
        name=pl.when(is_chinese).then(chinese).otherwise(western)
    )


def _constants(has: Set[str], tables: tuple[str, ...], choices: Choices) -> dict[str, pl.Expr]:
    """What the headers say about every row: a won date means won, a rep's target is a person's."""
    if tables == ("leads",) and choices.won and "outcome" not in has:
        won = pl.when(pl.col("closed_at").is_not_null()).then(pl.lit("won"))
        return {"outcome": won}
    if tables != ("targets",):
        return {}
    fixed = {"level": choices.level, "measure": choices.measure}
    return {name: pl.lit(value) for name, value in fixed.items() if value and name not in has}
