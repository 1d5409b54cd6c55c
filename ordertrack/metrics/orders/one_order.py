"""One order: its facts, lines, complaints, how its promises moved. Imports `ledger` and `query`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.orders.ledger import as_it_stood, judged
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import source, used
from ordertrack.scope import Scope
from ordertrack.words import t

LOOK_BACK = 60  # releases in which a promise is looked for; each costs a read


def facts(order_no: str, scope: Scope, reader: Reader) -> dict[str, Any] | None:
    """The order as it stood at as-of, with `verdict` and `verdict_days`.

    None where there is no such order, it was not placed yet, or the viewer may not see it.
    Filters and period do not matter: whoever has the number of an order can open it.
    """
    measure = Measure("order", t("One order."), where=("order_no = $order_no",), window="stock")
    rows = source(measure, (), replace(scope, filters=(), period=None))
    where = " AND ".join(
        (*(held for held in rows.where if held != "counted"), "order_no = $order_no")
    )
    sql = f"SELECT {as_it_stood(scope)} FROM {rows.table} WHERE {where}"
    found = reader.sql(sql, used(sql, {**rows.values, "order_no": order_no}))
    return judged(found, scope).row(0, named=True) if found.height else None


def lines(order: Mapping[str, Any], reader: Reader) -> pl.DataFrame:
    """The lines of an order (as `facts` gives it), in their order."""
    return reader.sql(
        "SELECT line_no, product, product_name, product_line, quantity, unit_price, amount, cost, "
        "quantity_delivered, promised_first, promised_latest, promise_changes, delivered_at "
        # The day lets the database skip all files and row groups but one.
        "FROM line_facts WHERE order_day = $day AND order_no = $order_no "
        "ORDER BY LENGTH(line_no), line_no",
        {"day": order["order_day"], "order_no": order["order_no"]},
    )


def complaints(order: Mapping[str, Any], scope: Scope, reader: Reader) -> pl.DataFrame:
    """The complaints up to as-of, the oldest first; a later answer is not known yet."""
    return reader.sql(
        "SELECT complaint_id, raised_at, raised_at_day_only, "
        "CASE WHEN first_response_at <= $as_of THEN first_response_at END AS first_response_at, "
        "first_response_at_day_only, kind, description, resolution FROM complaint_facts "
        "WHERE order_no = $order_no AND (raised_at IS NULL OR raised_at <= $as_of) "
        "ORDER BY raised_at, complaint_id",
        {"order_no": order["order_no"], "as_of": scope.as_of},
    )


def raw(order_no: str, reader: Reader) -> dict[str, Any]:
    """What the export said about the order itself, column by column, without the empty ones."""
    found = reader.sql("SELECT * FROM orders WHERE order_no = $order_no", {"order_no": order_no})
    row = found.row(0, named=True) if found.height else {}
    return {name: value for name, value in row.items() if value is not None}


# --- how promises moved -------------------------------------------------------------------------


class ReleaseLike(Protocol):
    """What the history needs to know of a release."""

    @property
    def number(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def parent(self) -> int | None: ...
    @property
    def versions(self) -> Mapping[str, int]: ...
    @property
    def created_at(self) -> datetime: ...


MOVES = {
    "release": pl.Int64,
    "published": pl.Datetime("us", "UTC"),
    "line_no": pl.String,
    "product": pl.String,
    "before": pl.Date,
    "after": pl.Date,
}


def lineage(
    release: ReleaseLike, find: Callable[[int], ReleaseLike], limit: int = LOOK_BACK
) -> list[ReleaseLike]:
    """The imports that made up this release, oldest first; what was undone is left out."""
    found: list[ReleaseLike] = []
    here: ReleaseLike | None = release
    while here is not None and len(found) < limit:
        before = find(here.parent) if here.parent else None
        if here.kind == "undo":
            # An undo stands where the parent of the undone release stood.
            here = find(before.parent) if before and before.parent else None
            continue
        found.append(here)
        here = before
    return found[::-1]


def moves(
    order_no: str, releases: Sequence[ReleaseLike], open_reader: Callable[[Any], Reader]
) -> pl.DataFrame:
    """Each change of a promised day, release by release; `before` is null for the first promise.

    Columns: release, published, line_no, product, before, after.
    """
    held: dict[str | None, Any] = {}
    seen: list[dict[str, Any]] = []
    versions = None
    for release in releases:
        now = tuple(release.versions.get(table) for table in ("orders", "order_lines"))
        if now == versions:
            continue
        versions = now
        for line_no, product, promised in _promised(order_no, open_reader(release)).iter_rows():
            if promised is not None and held.get(line_no) != promised:
                seen.append(
                    {
                        "release": release.number,
                        "published": release.created_at,
                        "line_no": line_no,
                        "product": product,
                        "before": held.get(line_no),
                        "after": promised,
                    }
                )
                held[line_no] = promised
    return pl.DataFrame(seen, schema=MOVES)


def _promised(order_no: str, reader: Reader) -> pl.DataFrame:
    return reader.sql(
        "SELECT l.line_no, COALESCE(l.product_name, l.product) AS product, "
        "COALESCE(l.promised_date, o.promised_date) AS promised "
        "FROM orders AS o LEFT JOIN order_lines AS l ON l.order_no = o.order_no "
        "WHERE o.order_no = $order_no ORDER BY LENGTH(l.line_no), l.line_no",
        {"order_no": order_no},
    )
