"""Whether an amount is the line's own, or the order's total repeated on each of its lines.

A header does not tell (订单金额 stands over both); quantity × price does, or a person.
Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ordertrack.intake.column_names import (
    AMOUNT,
    COST,
    PRODUCT,
    PROFIT,
    QUANTITY,
    UNIT_PRICE,
)
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.order_totals import Figures, with_own_amounts
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.raw_rows import rows_of
from ordertrack.model import TABLES
from ordertrack.words import t

LINE, ORDER = "line", "order"
FIRST_ROWS = 20_000  # lines of an order that differ here spare a look at the others
FEW_ROWS = 1_000  # of each of several tables
_FILLED = pl.col("order").str.strip_chars() != ""
MOSTLY = 0.8
LEAST_ALONE, LEAST_PRICED = 3, 2  # orders of several lines that are worth a question
_PRICE = re.compile(r"price|价", re.IGNORECASE)
_OF_ORDER = re.compile(r"order|total|订单|整单|总|合计|实付|应付", re.IGNORECASE)


class Seen(NamedTuple):
    """What the orders of several lines say; shares are of these orders.

    `by_line`: quantity × price is the amount of each line; `exact`, `near`: added up, it is the
    amount, or about it. `differ` counts orders whose lines differ in quantity × price.
    """

    orders: int
    unlike: int
    amounts: int
    products: float
    by_line: float | None
    exact: float | None
    near: float | None
    differ: int


@dataclass
class Grains:
    """The mappings with amounts that are each line's own, and what was asked and told.

    `decided` are questions that quantity × price answered.
    """

    mappings: list[TableMapping] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    decided: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def settle_grains(mappings: Sequence[TableMapping], decisions: Decisions) -> Grains:
    """Part totals that are repeated on each line of their order among these lines."""
    found = Grains()
    all_positions = {mapping.src: _positions(mapping) for mapping in mappings}
    due = [
        mapping
        for mapping in mappings
        if {"order_no", AMOUNT} <= all_positions[mapping.src].keys()
        if "order_lines" in mapping.tables
    ]
    several = _with_several_lines(due, all_positions)
    due = [mapping for mapping in due if mapping.src in several]
    open_still = {mapping.src for mapping in due} - _unlike_at_once(due, all_positions)
    for mapping in mappings:
        if mapping.src in open_still:
            mapping = _settled(mapping, all_positions[mapping.src], decisions, found)
        found.mappings.append(mapping)
    return found


def _positions(mapping: TableMapping) -> dict[str, int]:
    """Where the columns stand; a price that no column takes helps to find out, too."""
    found = mapping.positions
    price = TABLES["order_lines"].column("unit_price")
    for m in mapping.mapped if QUANTITY in found else ():
        if not m.used and _PRICE.search(m.header) and mapping.fits(m.position, price, guessed=True):
            found.setdefault(UNIT_PRICE, m.position)
    return found


def _settled(
    mapping: TableMapping, positions: dict[str, int], decisions: Decisions, found: Grains
) -> TableMapping:
    seen = _seen(mapping, positions)
    way = grain(seen) if seen else LINE
    header = mapping.to_read.headers[positions[AMOUNT]]
    asked = _question(mapping, header, seen) if seen else None
    if asked and seen and way == LINE and _could_be_of_order(seen):
        way = None if decisions.all_answers.get(asked.id) == ORDER else LINE
    if asked and seen and way is None:
        question = decisions.answer(asked)
        found.questions.append(question)
        way = question.answer
    elif asked and seen and way == ORDER:
        found.decided.append(replace(asked, answer=ORDER))
        found.findings.append(_told(mapping, header, seen))
    if way != ORDER:
        return mapping
    raw_table = mapping.to_read
    for name in (AMOUNT, *_repeated(mapping, positions)):
        figures = Figures.of(raw_table, {**positions, AMOUNT: positions[name]})
        raw_table = with_own_amounts(raw_table, figures)
    return mapping.with_rows(raw_table)


def _repeated(mapping: TableMapping, positions: dict[str, int]) -> list[str]:
    """Costs and profits that are the same on all lines of each order: they are of the order too."""
    frame, order = pl.scan_parquet(mapping.to_read.path), pl.col(f"c{positions['order_no']}")
    found = [name for name in (COST, PROFIT) if name in positions]
    unlike = [(pl.col(f"c{positions[name]}").n_unique() > 1).alias(name) for name in found]
    if not found:
        return []
    orders = frame.filter(order.is_not_null()).group_by(order.alias("order")).agg(unlike)
    differs = orders.select(pl.col(name).any() for name in found).collect().row(0, named=True)
    return [name for name in found if not differs[name]]


def grain(seen: Seen) -> str | None:
    """Return whose the amount is; None where that should be asked."""
    if not seen.orders or seen.unlike:
        return LINE
    if seen.by_line is None or seen.exact is None or seen.near is None:
        several = seen.orders >= LEAST_ALONE and seen.amounts > 1 and seen.products == 1
        return None if several else LINE
    if seen.by_line >= MOSTLY:
        return LINE
    if seen.exact >= MOSTLY or (seen.near >= MOSTLY and seen.orders >= LEAST_ALONE):
        return ORDER
    # About the worth of several unlike lines, and the same on each of them: hardly a line's own.
    about = seen.near >= MOSTLY and seen.differ > 0
    return None if about or min(seen.differ, seen.orders) >= LEAST_PRICED else LINE


def _could_be_of_order(seen: Seen) -> bool:
    """Return whether too few orders tell whose the amount is, and none contradicts what is known.

    A short export of headers that were settled before says no more than that.
    """
    return bool(seen.orders) and not seen.unlike and (seen.by_line or 0) < MOSTLY


# --- what the orders say ---


def _with_several_lines(
    mappings: Sequence[TableMapping], positions: Mapping[int, Mapping[str, int]]
) -> set[int]:
    """The tables in which an order number stands twice, found in one pass per layout."""
    layouts: dict[tuple[object, ...], dict[int, Path]] = {}
    for mapping in mappings:
        layout = (mapping.to_read.headers, positions[mapping.src]["order_no"])
        layouts.setdefault(layout, {})[mapping.src] = mapping.to_read.path
    found: set[int] = set()
    for (_, order), paths in layouts.items():
        number = pl.col(f"c{order}").str.strip_chars().alias("order")
        rows = rows_of(paths).select("_src", number).drop_nulls("order")
        counts = rows.group_by("_src").agg(pl.len(), pl.col("order").n_unique())
        several = counts.filter(pl.col("len") > pl.col("order")).select("_src")
        found |= set(several.collect().to_series())
    return found


def _unlike_at_once(
    mappings: Sequence[TableMapping], positions: Mapping[int, Mapping[str, int]]
) -> set[int]:
    """The tables whose amounts are each line's own, found in one pass per layout.

    Their first rows show unlike amounts, or they are short and no order has several lines.
    """
    layouts: dict[tuple[object, ...], dict[int, Path]] = {}
    short = {m.src for m in mappings if m.raw_table.header_row + m.raw_table.read <= FEW_ROWS}
    for mapping in mappings:
        places, raw_table = positions[mapping.src], mapping.to_read
        if raw_table is mapping.raw_table:
            layout = (raw_table.headers, places["order_no"], places[AMOUNT])
            layouts.setdefault(layout, {})[mapping.src] = raw_table.path
    found: set[int] = set()
    for (_, order, amount), paths in layouts.items():
        if len(paths) > 1:
            rows = rows_of(paths).filter(pl.col("_row") <= FEW_ROWS)
            rows = rows.select("_src", order=f"c{order}", amount=f"c{amount}")
            found |= set(_unlike(rows).get_column("_src"))
            repeated = rows.filter(pl.struct("_src", "order").is_duplicated(), _FILLED)
            several = repeated.select(pl.col("_src").unique()).collect().to_series()
            found |= short & paths.keys() - set(several)
    return found


def _unlike(rows: pl.LazyFrame) -> pl.DataFrame:
    """The orders (by table) whose lines differ in their amount."""
    orders = rows.drop_nulls("order").group_by("_src", "order").agg(pl.col("amount").n_unique())
    return orders.filter(pl.col("amount") > 1).collect()


def _seen(mapping: TableMapping, positions: dict[str, int]) -> Seen | None:
    """Look at all orders, or at the first ones only where these contradict already."""
    raw_table = mapping.to_read
    if raw_table is not mapping.raw_table:
        return None
    frame = pl.scan_parquet(raw_table.path)
    order, amount = (pl.col(f"c{positions[name]}") for name in ("order_no", AMOUNT))
    rows = frame.head(FIRST_ROWS).select(pl.lit(0).alias("_src"), order=order, amount=amount)
    if not _unlike(rows).is_empty():
        return None
    return _looked(frame, Figures.of(raw_table, positions), positions)


def _looked(frame: pl.LazyFrame, figures: Figures, positions: dict[str, int]) -> Seen:
    product = pl.col(f"c{positions[PRODUCT]}") if PRODUCT in positions else pl.lit(None, pl.String)
    priced = {QUANTITY, UNIT_PRICE} <= positions.keys()
    lines = (
        frame.drop("_row")
        .unique()
        .select(
            order=figures.order,
            total=figures.amount,
            worth=figures.worth,
            product=product,
        )
    )
    near = (pl.col("total") - pl.col("worth")).abs() <= _tolerance(pl.col("total"))
    orders = (
        lines.filter(pl.col("order").is_not_null(), pl.col("order") != "")
        .group_by("order")
        .agg(
            pl.len().alias("lines"),
            pl.col("total").n_unique().alias("totals"),
            pl.col("total").first(),
            pl.col("worth").sum(),
            (pl.col("worth").n_unique() > 1).alias("differ"),
            near.mean().alias("by_line"),
            (pl.col("product").n_unique() > 1).alias("products"),
        )
        .filter(pl.col("lines") > 1)
    )
    total, worth = pl.col("total"), pl.col("worth")
    exact = (total - worth).abs() <= _tolerance(total)
    about = (total / worth).is_between(0.7, 1.3)
    counts = orders.select(
        pl.len().alias("orders"),
        (pl.col("totals") > 1).sum().alias("unlike"),
        total.n_unique().alias("amounts"),
        pl.col("products").mean() if PRODUCT in positions else pl.lit(1.0).alias("products"),
        pl.col("by_line").mean(),
        exact.mean().alias("exact"),
        about.mean().alias("near"),
        pl.col("differ").sum(),
    )
    seen = Seen(*counts.collect().row(0))
    return seen if priced else seen._replace(by_line=None, exact=None, near=None)


def _tolerance(amount: pl.Expr) -> pl.Expr:
    """Half a cent per price, however many of them."""
    return pl.max_horizontal(amount.abs() * 0.001, pl.lit(0.011))


# --- what is asked and told ---


def _question(mapping: TableMapping, header: str, seen: Seen) -> Question:
    return Question(
        question_id("amount-of", mapping.key, header),
        "amount-of",
        mapping.key,
        t(
            'In {file}, "{header}" is the same on all lines of each order ({count} orders of'
            " several lines): is it the amount of the line or of the whole order?",
            file=mapping.key,
            header=header,
            count=seen.orders,
        ),
        (
            Choice(LINE, t("Of the line: the lines are added up")),
            Choice(ORDER, t("Of the order: it counts once, in parts on its lines")),
        ),
        suggested=ORDER if _OF_ORDER.search(header) else None,
        rows=seen.orders,
    )


def _told(mapping: TableMapping, header: str, seen: Seen) -> Finding:
    text = t(
        '"{header}" in {file} is the order total, repeated on each line ({count} orders of several'
        " lines; quantity × unit price shows it): it counts once, in parts on the lines.",
        header=header,
        file=mapping.key,
        count=seen.orders,
    )
    return Finding("order-total-repeated", "warning", text, seen.orders)
