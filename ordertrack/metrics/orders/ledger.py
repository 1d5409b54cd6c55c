"""The ledger: one row per order, searched, filtered, sorted and paged in the database.

Nothing here brings more than a page of orders to Python. Verdicts (late, open, due) are judged in
polars from the dates of that page, by as-of and promise. Imports `query` and `definitions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any, Literal, NamedTuple

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.definitions.delivery import (
    DAYS_LATE,
    DELIVERED,
    DUE,
    LATE,
    NOT_DELIVERED,
    UNDATED,
)
from ordertrack.metrics.model.measures import Measure, Window
from ordertrack.metrics.model.metric import Part
from ordertrack.metrics.orders.case_notes import with_case_notes
from ordertrack.metrics.orders.search import Products, search_conditions
from ordertrack.metrics.query.conventions import resolved
from ordertrack.metrics.query.listing import list_orders
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, part_scope
from ordertrack.scope import Scope
from ordertrack.words import t

QuickFilter = Literal["all", "late", "moved", "not_counted", "open", "overdue", "due_soon"]
Basis = Literal["order", "promise", "delivery"]
SOON_DAYS = 7
OPEN = ("counted", NOT_DELIVERED, f"NOT {UNDATED}")
# Of one of its lines, or of the order as a whole.
MOVED = "COALESCE(promise_changes > 0 OR promised_first <> promised_latest, FALSE)"

# Cancelled orders and drafts are listed apart: what else is listed is what the numbers count.
LISTED = Measure("ledger", t("Orders in the ledger."), without=("counted",))
# What places an order in the period: the day, and what must have happened by as-of.
BASES: Mapping[Basis, tuple[str, tuple[str, ...]]] = {
    "order": ("order_day", ()),
    "promise": ("{promise}", ()),
    "delivery": ("delivered_at", (DELIVERED,)),
}
# Each quick filter: what it asks, and whether of the orders of the period or of all so far.
QUICK_FILTERS: Mapping[QuickFilter, tuple[tuple[str, ...], Window]] = {
    "all": (("counted",), "period"),
    "late": (("counted", DUE, f"NOT {UNDATED}", LATE), "period"),
    "moved": (("counted", MOVED), "period"),
    "not_counted": (("NOT counted",), "period"),
    "open": (OPEN, "stock"),
    "overdue": ((*OPEN, DUE), "stock"),
    "due_soon": ((*OPEN, "{promise} >= $closed", "{promise} < $soon"), "stock"),
}

# What the ledger can show, and the SQL of each column where it is not that of `order_facts`.
ORDER_COLUMNS = (
    *("order_no", "customer_id", "customer_name", "first_product", "product_count", "line_count"),
    *("ordered_at", "order_day", "quantity", "sales_rep", "sales_rep_name", "team", "region"),
    *("channel", "status", "counted", "promised_first", "promised_latest", "promise_changes"),
    *("production_owner", "logistics_owner", "payment_due", "paid_amount", "carrier"),
    *("tracking_no", "delay_reason", "satisfaction", "exception_note", "complaint_count"),
    *("currency", "remark"),
)
# A day after as-of has not come: the order is shown as it stood.
DATED_COLUMNS = (
    *("delivered_at", "production_started_at", "shipped_at", "accepted_at"),
    *("finished_at", "paid_at"),
)
SORTS = frozenset({*ORDER_COLUMNS, *DATED_COLUMNS, "amount", "filtered_amount", "days_late"})


class Number(NamedTuple):
    """A part of a metric, whose orders are wanted."""

    metric: str
    part: Part


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """What a person wants of the ledger beyond the scope; `sort` is one of `SORTS`.

    `basis` is the day that places an order in the period. With `behind` the ledger lists the orders
    behind a number, placed as the number places them. `products` are the product keys that each
    word of the search fits (see `search.fitting`).
    """

    search: str = ""
    quick_filter: QuickFilter = "all"
    sort: str = "ordered_at"
    descending: bool = True
    products: Products | None = None
    basis: Basis = "order"
    behind: Number | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many orders match, how many are late, and what they add up to.

    `filtered`: what they hold of the products that the scope is narrowed to, else all of it.
    """

    orders: int
    lines: int
    amount: Any
    filtered: Any
    late: int


def looked_from(query: LedgerQuery, scope: Scope) -> Scope:
    """Return the scope at the moment from which the listed orders are judged.

    What is open is a stock: of a period that is over it is that of the period's end. The orders
    behind a number are judged from the moment at which it is counted.
    """
    if query.behind:
        window = metric_named(query.behind.metric).measures(query.behind.part)[0].window
    else:
        window = QUICK_FILTERS[query.quick_filter][1]
    if window != "stock":
        return scope
    return replace(scope, as_of=scope.stock_moment, stock_as_of=None)


def totals(query: LedgerQuery, scope: Scope, reader: Reader) -> Totals:
    """Count the matching orders, sum their amounts, count the late ones among them."""
    scope = looked_from(query, scope)
    rows = _matching(query, scope, reader)
    late = resolved(f"{DUE} AND NOT {UNDATED} AND {LATE}", scope.conventions)
    found = rows.of(
        "COUNT(*) AS orders",
        "CAST(COALESCE(SUM(line_count), 0) AS BIGINT) AS lines",
        "SUM(amount) AS amount",
        f"SUM({rows.amount}) AS filtered",
        f"COUNT(CASE WHEN counted AND {late} THEN 1 END) AS late",
    )
    return Totals(**reader.run(found).row(0, named=True))


def amounts(query: LedgerQuery, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return currency, amount and filtered of the matching orders, a row for each currency."""
    rows = _matching(query, looked_from(query, scope), reader)
    sums = rows.of(
        "currency",
        "SUM(amount) AS amount",
        f"SUM({rows.amount}) AS filtered",
        group_by=("currency",),
    )
    return reader.run(sums).sort("currency", nulls_last=True)


def counts(query: LedgerQuery, scope: Scope, reader: Reader) -> dict[QuickFilter, int]:
    """Return how many orders each quick filter would show, in few looks at the data."""
    found: dict[str, int] = {}
    for _, names in groupby(QUICK_FILTERS, key=_population):
        filters = {name: _asked(query, name) for name in names}
        first = next(iter(filters))  # what it asks, the others ask too
        there = looked_from(replace(query, quick_filter=first), scope)
        rows = _matching(replace(query, quick_filter=first), there, reader)
        sums = [f"COUNT({_when(where, there)}) AS {name}" for name, where in filters.items()]
        found |= reader.run(rows.of(*sums)).row(0, named=True)
    return {name: found[name] for name in QUICK_FILTERS}


def _population(name: QuickFilter) -> tuple[Window, bool]:
    """Whether a quick filter is about the period or a stock, and about counted orders."""
    where, window = QUICK_FILTERS[name]
    return window, "counted" in where


def page(
    query: LedgerQuery, scope: Scope, reader: Reader, *, limit: int, offset: int = 0
) -> pl.DataFrame:
    """Return one page of the ledger in a stable order, judged: see `judged` for the verdicts.

    Raises:
        ValueError: a column that cannot be sorted by.
    """
    if query.sort not in SORTS:
        raise ValueError(f"sort == {query.sort!r}, must be one of {sorted(SORTS)}")
    scope = looked_from(query, scope)
    rows = _matching(query, scope, reader)
    way = "DESC" if query.descending else "ASC"
    order = (f"{query.sort} {way} NULLS LAST", f"order_no {way}")
    # A deep page sorts few columns; the others are read for its own rows only.
    stood = columns_as_of(scope, rows.amount)
    picked = (
        rows.of(*stood)
        .nested("orders")
        .of("order_no AS picked_no", "order_day AS picked_day")
        .ordered(*order)
        .page(limit, offset)
    )
    on_page = rows.joined("JOIN picked ON picked_no = order_no AND picked_day = order_day")
    found = reader.run(on_page.of(*stood).ordered(*order).using("picked", picked))
    return with_verdicts(with_case_notes(found, scope, reader), scope)


def matching_orders(query: LedgerQuery, scope: Scope, reader: Reader) -> Select:
    """Return the matching order numbers, for longer queries."""
    return _matching(query, looked_from(query, scope), reader).of("DISTINCT order_no")


def with_verdicts(orders: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Add `verdict` and `verdict_days` to orders as `as_it_stood` gives them.

    Verdicts: on_time and late (delivered; days late, negative when early), overdue and due (open;
    days past, or to go), no_promise, delivered (but never promised), undated (finished, no delivery
    day), not_counted.
    """
    promise = pl.col(f"promised_{scope.conventions.promise_basis}")
    delivered, late = pl.col("delivered_at").is_not_null(), pl.col("days_late")
    over = promise < scope.closed_before
    verdict = (
        pl.when(~pl.col("counted"))
        .then(pl.lit("not_counted"))
        .when(delivered & late.is_null())
        .then(pl.lit("delivered"))
        .when(delivered)
        .then(pl.when(late > 0).then(pl.lit("late")).otherwise(pl.lit("on_time")))
        .when(pl.col("undated"))
        .then(pl.lit("undated"))
        .when(promise.is_null())
        .then(pl.lit("no_promise"))
        .otherwise(pl.when(over).then(pl.lit("overdue")).otherwise(pl.lit("due")))
    )
    days = pl.when(verdict == "due").then(-late).otherwise(late)
    return orders.with_columns(verdict=verdict, verdict_days=days)


def _matching(query: LedgerQuery, scope: Scope, reader: Reader) -> Select:
    """The orders that the scope lets through and that match the search and the quick filter."""
    soon = scope.closed_before + timedelta(days=SOON_DAYS)
    conditions, words = search_conditions(query.search, query.products, reader.named)
    rows = _behind(query, scope, reader) if query.behind else _placed(query, scope, reader)
    return rows.filtered(*conditions, soon=soon, **words)


def _placed(query: LedgerQuery, scope: Scope, reader: Reader) -> Select:
    """The orders of the period by their basis; what looks at a stock is not placed at all."""
    where, window = QUICK_FILTERS[query.quick_filter]
    day, happened = BASES[query.basis] if window == "period" else BASES["order"]
    listed = replace(LISTED, where=(*where, *happened), window=window, date=day)
    if "counted" in where:  # a line that is cancelled is none of a counted order's
        listed = replace(listed, without=())
    return Source(scope, reader).counting(listed)


def _behind(query: LedgerQuery, scope: Scope, reader: Reader) -> Select:
    """The orders behind a number, and of those what the quick filter asks for."""
    assert query.behind
    name, part = query.behind
    metric = metric_named(name)
    numbers = list_orders(metric, part, scope, reader)
    window: Window = "stock" if metric.measures(part)[0].window == "stock" else "ever"
    listed = replace(LISTED, where=_asked(query, query.quick_filter), window=window)
    rows = Source(part_scope(metric, part, scope), reader).counting(listed)
    return rows.using("behind", numbers).filtered("order_no IN (SELECT order_no FROM behind)")


def _asked(query: LedgerQuery, name: QuickFilter) -> tuple[str, ...]:
    """What a quick filter asks; all orders behind a number may be cancelled ones."""
    return () if query.behind and name == "all" else QUICK_FILTERS[name][0]


def columns_as_of(scope: Scope, amount: str = "amount") -> tuple[str, ...]:
    """Return the columns of `order_facts` as they stood at as-of, with what `judged` needs.

    `filtered_amount` is what the order holds of the products that the scope is narrowed to.
    """
    happened = [f"CASE WHEN {name} <= $as_of THEN {name} END AS {name}" for name in DATED_COLUMNS]
    late, undated = (resolved(sql, scope.conventions) for sql in (DAYS_LATE.value, UNDATED))
    own = [f"{late} AS days_late", f"{undated} AS undated", f"{MOVED} AS promise_moved"]
    return *ORDER_COLUMNS, *happened, "amount", f"{amount} AS filtered_amount", *own


def _when(where: Iterable[str], scope: Scope) -> str:
    conditions = [resolved(condition, scope.conventions) for condition in where]
    return f"CASE WHEN {' AND '.join(conditions)} THEN 1 END" if conditions else "*"
