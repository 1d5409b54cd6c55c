"""The ledger: one row per order, searched, filtered, sorted and paged in the database.

Nothing here brings more than a page of orders to Python. Verdicts (late, open, due) are judged in
polars from the dates of that page, by as-of and promise. Imports `query` and `definitions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import polars as pl

from ordertrack.metrics.definitions.delivery import DAYS_LATE, DUE, LATE, NOT_DELIVERED, UNDATED
from ordertrack.metrics.model.measures import Measure, Window, spoken
from ordertrack.metrics.orders.search import Products, searched
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, all_of, source, used, uses_tiers
from ordertrack.metrics.query.tiers import tier_table
from ordertrack.scope import Scope
from ordertrack.words import t

Show = Literal["all", "open", "overdue", "due_soon", "late", "moved"]
SOON_DAYS = 7
OPEN = ("counted", NOT_DELIVERED, f"NOT {UNDATED}")
# Of one of its lines, or of the order as a whole.
MOVED = "COALESCE(promise_changes > 0 OR promised_first <> promised_latest, FALSE)"

# Each quick filter: what it asks, and whether of the orders placed in the period or of all so far.
SHOWN: Mapping[Show, tuple[tuple[str, ...], Window]] = {
    "all": ((), "period"),
    "open": (OPEN, "stock"),
    "overdue": ((*OPEN, DUE), "stock"),
    "due_soon": ((*OPEN, "{promise} >= $closed", "{promise} < $soon"), "stock"),
    "late": (("counted", DUE, f"NOT {UNDATED}", LATE), "period"),
    "moved": ((MOVED,), "period"),
}

# What the ledger can show, and the SQL of each column where it is not that of `order_facts`.
_HELD = (
    *("order_no", "customer_id", "customer_name", "first_product", "product_count", "line_count"),
    *("ordered_at", "order_day", "quantity", "sales_rep", "sales_rep_name", "team", "region"),
    *("channel", "status", "counted", "promised_first", "promised_latest", "promise_changes"),
    *("production_owner", "logistics_owner", "payment_due", "paid_amount", "carrier"),
    *("tracking_no", "delay_reason", "satisfaction", "exception_note", "complaint_count"),
    *("currency", "remark"),
)
# A day after as-of has not come: the order is shown as it stood.
_HAPPENED = (
    *("delivered_at", "production_started_at", "shipped_at", "accepted_at"),
    *("finished_at", "paid_at"),
)
SORTS = frozenset({*_HELD, *_HAPPENED, "amount", "days_late"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked of the ledger beyond the scope; `sort` is one of `SORTS`.

    `products` are the product keys that each word of the search fits (see `ledger_search.fitting`).
    """

    search: str = ""
    show: Show = "all"
    sort: str = "ordered_at"
    descending: bool = True
    products: Products | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many orders match, and what they add up to (counted orders only)."""

    orders: int
    lines: int
    counted: int
    amount: Any
    late: int


def totals(asked: Asked, scope: Scope, reader: Reader) -> Totals:
    """Count the matching orders, sum their amounts, count the late ones among them."""
    rows = _matching(asked, scope)
    late = _said(f"{DUE} AND NOT {UNDATED} AND {LATE}", scope)
    sql = (
        "SELECT COUNT(*) AS orders, CAST(COALESCE(SUM(line_count), 0) AS BIGINT) AS lines, "
        f"COUNT(CASE WHEN counted THEN 1 END) AS counted, "
        f"SUM(CASE WHEN counted THEN {rows.amount} END) AS amount, "
        f"COUNT(CASE WHEN counted AND {late} THEN 1 END) AS late {_from(rows)}"
    )
    return Totals(**_ask(sql, rows, scope, reader).row(0, named=True))


def counts(asked: Asked, scope: Scope, reader: Reader) -> dict[Show, int]:
    """How many orders each quick filter would show, in two looks at the data."""
    found: dict[str, int] = {}
    for window in ("period", "stock"):
        shown = {show: where for show, (where, kind) in SHOWN.items() if kind == window}
        base: Show = "all" if window == "period" else "open"
        rows = _matching(replace(asked, show=base), scope)
        sums = [f"COUNT({_when(where, scope)}) AS {show}" for show, where in shown.items()]
        sql = f"SELECT {', '.join(sums)} {_from(rows)}"
        found |= _ask(sql, rows, scope, reader).row(0, named=True)
    return {show: found[show] for show in SHOWN}


def page(
    asked: Asked, scope: Scope, reader: Reader, *, limit: int, offset: int = 0
) -> pl.DataFrame:
    """One page of the ledger in a stable order, judged: see `judged` for the verdict columns.

    Raises:
        ValueError: a column that cannot be sorted by.
    """
    if asked.sort not in SORTS:
        raise ValueError(f"sort == {asked.sort!r}, must be one of {sorted(SORTS)}")
    rows = _matching(asked, scope)
    way = "DESC" if asked.descending else "ASC"
    order = f"ORDER BY {asked.sort} {way} NULLS LAST, order_no {way}"
    # A deep page sorts few columns; the others are read for its own rows only.
    stood = as_it_stood(scope, rows.amount)
    sql = (
        f"WITH picked AS (SELECT order_no AS picked_no, order_day AS picked_day FROM "
        f"(SELECT {stood} {_from(rows)}) AS orders {order} LIMIT $limit OFFSET $offset) "
        f"SELECT {stood} FROM {rows.table} JOIN picked "
        f"ON picked_no = order_no AND picked_day = order_day WHERE {all_of(rows.where)} {order}"
    )
    bounded = replace(rows, values={**rows.values, "limit": limit, "offset": offset})
    return judged(_ask(sql, bounded, scope, reader), scope)


def matching_orders(
    asked: Asked, scope: Scope, reader: Reader
) -> tuple[str, dict[str, Any], dict[str, pl.DataFrame]]:
    """The matching order numbers as SQL, with its parameters and tables, for longer queries."""
    rows = _matching(asked, scope)
    sql = f"SELECT DISTINCT order_no {_from(rows)}"
    values, tables = _given(rows, scope, reader)
    return sql, used(sql, values), tables


def judged(orders: pl.DataFrame, scope: Scope) -> pl.DataFrame:
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


def _matching(asked: Asked, scope: Scope) -> Source:
    """The orders that the scope lets through and that match the search and the quick filter."""
    where, window = SHOWN[asked.show]
    measure = Measure("ledger", t("Orders in the ledger."), where=where, window=window)
    rows = source(measure, (), scope)
    # A ledger lists cancelled orders and drafts too; they are marked, and no total counts them.
    listed = tuple(condition for condition in rows.where if condition != "counted")
    found, values = searched(asked.search, asked.products)
    conditions = (*listed, *(spoken(condition, scope.conventions) for condition in where), *found)
    return replace(rows, where=conditions, values={**rows.values, **values})


def _from(rows: Source) -> str:
    return f"FROM {rows.table} WHERE {all_of(rows.where)}"


def as_it_stood(scope: Scope, amount: str = "amount") -> str:
    """The columns of `order_facts` as they stood at as-of, with what `judged` needs."""
    happened = [f"CASE WHEN {name} <= $as_of THEN {name} END AS {name}" for name in _HAPPENED]
    late, undated = _said(DAYS_LATE.value, scope), _said(UNDATED, scope)
    own = [f"{amount} AS amount", f"{late} AS days_late", f"{undated} AS undated"]
    return ", ".join([*_HELD, *happened, *own, f"{MOVED} AS promise_moved"])


def _when(where: Iterable[str], scope: Scope) -> str:
    conditions = [_said(condition, scope) for condition in where]
    return f"CASE WHEN {' AND '.join(conditions)} THEN 1 END" if conditions else "*"


def _said(sql: str, scope: Scope) -> str:
    return spoken(sql, scope.conventions)


def _ask(sql: str, rows: Source, scope: Scope, reader: Reader) -> pl.DataFrame:
    values, tables = _given(rows, scope, reader)
    return reader.sql(sql, used(sql, values), tables)


def _given(
    rows: Source, scope: Scope, reader: Reader
) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    soon = scope.closed_before + timedelta(days=SOON_DAYS)
    tables = tier_table(scope, reader) if uses_tiers((), scope) else {}
    return {**rows.values, "soon": soon}, tables
