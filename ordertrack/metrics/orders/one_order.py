"""One order: its facts, lines, complaints, how its promises moved. Imports `ledger` and `query`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.orders.case_notes import with_case_notes
from ordertrack.metrics.orders.ledger import columns_as_of, with_verdicts
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t

LOOK_BACK = 60  # releases in which a promise is looked for; each costs a read


def facts(order_no: str, scope: Scope, reader: Reader) -> dict[str, Any] | None:
    """Return the order as it stood at as-of, with `verdict` and `verdict_days`.

    None where there is no such order, it was not placed yet, or the viewer may not see it.
    Filters and period do not matter: whoever has the number of an order can open it.
    """
    rows = Source(replace(scope, filters=(), period=None), reader).rows(
        Measure("order", t("One order."), without=("counted",), window="stock")
    )
    one = rows.filtered("order_no = $order_no", order_no=order_no).of(*columns_as_of(scope))
    found = with_case_notes(reader.run(one), scope, reader)
    return with_verdicts(found, scope).row(0, named=True) if found.height else None


def lines(order: Mapping[str, Any], scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the lines of an order (as `facts` gives it), in their order."""
    columns = (
        *("line_no", "product", "product_name", "product_line", "quantity", "unit_price"),
        *("amount", "cost", "quantity_delivered", "promised_first", "promised_latest"),
        *("promise_changes", "delivered_at", "CASE WHEN cancelled THEN line_status END AS status"),
    )
    rows = Source(scope, reader).plain("line_facts", *columns)
    # The day lets the database skip all files and row groups but one.
    of_order = rows.filtered(
        "order_day = $day",
        "order_no = $order_no",
        day=order["order_day"],
        order_no=order["order_no"],
    )
    return reader.run(of_order.ordered("LENGTH(line_no)", "line_no"))


def complaints(order: Mapping[str, Any], scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the complaints up to as-of, the oldest first; a later answer is not known yet."""
    columns = (
        *("complaint_id", "raised_at", "raised_at_day_only"),
        "CASE WHEN first_response_at <= $as_of THEN first_response_at END AS first_response_at",
        *("first_response_at_day_only", "kind", "description", "resolution"),
    )
    rows = Source(scope, reader).plain("complaint_facts", *columns)
    of_order = rows.filtered(
        "order_no = $order_no",
        "(raised_at IS NULL OR raised_at <= $as_of)",
        order_no=order["order_no"],
        as_of=scope.as_of,
    )
    return reader.run(of_order.ordered("raised_at", "complaint_id"))


def imported_fields(order_no: str, scope: Scope, reader: Reader) -> dict[str, Any]:
    """Return what the export says about the order itself, by column, without the empty ones."""
    rows = Source(scope, reader).plain("orders", "*")
    found = reader.run(rows.filtered("order_no = $order_no", order_no=order_no))
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
    def restores(self) -> int | None: ...
    @property
    def versions(self) -> Mapping[str, int]: ...
    @property
    def created_at(self) -> datetime: ...


PROMISE_CHANGES = {
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
    """Return the imports that made up this release, oldest first; what was undone is left out."""
    found: list[ReleaseLike] = []
    here: ReleaseLike | None = release
    while here is not None and len(found) < limit:
        before = find(here.parent) if here.parent else None
        if here.kind == "undo":  # it stands where the release that it brought back stood
            number = here.restores
            if number is None:  # published before that was written down
                number = before.parent if before else None
            here = find(number) if number else None
            continue
        found.append(here)
        here = before
    return found[::-1]


def promise_changes(
    order_no: str,
    scope: Scope,
    releases: Sequence[ReleaseLike],
    open_reader: Callable[[Any], Reader],
) -> pl.DataFrame:
    """Return each change of a promised day, release by release.

    Columns: release, published, line_no, product, before (null for the first promise), after.
    """
    promised: dict[str | None, Any] = {}
    found: list[dict[str, Any]] = []
    versions = None
    for release in releases:
        now = tuple(release.versions.get(table) for table in ("orders", "order_lines"))
        if now == versions:
            continue
        versions = now
        lines = _promised(order_no, scope, open_reader(release))
        for line_no, product, day in lines.iter_rows():
            if day is not None and promised.get(line_no) != day:
                found.append(
                    {
                        "release": release.number,
                        "published": release.created_at,
                        "line_no": line_no,
                        "product": product,
                        "before": promised.get(line_no),
                        "after": day,
                    }
                )
                promised[line_no] = day
    return pl.DataFrame(found, schema=PROMISE_CHANGES)


def _promised(order_no: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    rows = Source(scope, reader).plain(
        "orders AS o LEFT JOIN order_lines AS l ON l.order_no = o.order_no",
        "l.line_no",
        "COALESCE(l.product_name, l.product) AS product",
        "COALESCE(l.promised_date, o.promised_date) AS promised",
    )
    of_order = rows.filtered("o.order_no = $order_no", order_no=order_no)
    return reader.run(of_order.ordered("LENGTH(l.line_no)", "l.line_no"))
