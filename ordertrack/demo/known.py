"""What the company's systems knew at the moment of each export. Imports `story` only.

There are three exports: the history, one a week ago, and this morning's. What happened later is not
in them yet, and a promise stands as it had been moved by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from ordertrack.demo.story import Company

DAYS_AGO = (42, 7, 0)
HAPPENS = ("started_at", "shipped_at", "delivered_at", "accepted_at", "completed_at")


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its place in the sequence (1 is the history) and its moment."""

    number: int
    moment: datetime


def exports(today: date) -> tuple[Export, ...]:
    """List the exports up to today, oldest first; each is taken at half past eight."""
    moments = [datetime.combine(today - timedelta(days=ago), time(8, 30)) for ago in DAYS_AGO]
    return tuple(Export(number, moment) for number, moment in enumerate(moments, 1))


def since(today: date, export: Export) -> datetime:
    """Return the moment of the export before this one; for the first, before everything."""
    before = [other.moment for other in exports(today) if other.number < export.number]
    return before[-1] if before else datetime(1, 1, 1)


def by_then(column: str, moment: datetime) -> pl.Expr:
    """Return the value of a date or moment if it had come by then."""
    return pl.when(pl.col(column) <= moment).then(column)


def lines(company: Company, export: Export) -> pl.DataFrame:
    """Order lines as known: the promise as moved so far, deliveries up to the moment."""
    moment = export.moment
    going = pl.col("side").is_null()
    delivered = going & (pl.col("delivered_at") <= moment)
    begun = going & (pl.col("part_at") <= moment)
    return company.lines.filter(pl.col("ordered_at") <= moment).with_columns(
        promised_date=pl.when("promised").then(_promise(company.today, export)),
        delivered_at=pl.when(delivered).then("delivered_at"),
        quantity_delivered=pl.when(delivered)
        .then("quantity_delivered")
        .when(begun)
        .then("part_quantity")
        .otherwise(0),
    )


def _promise(today: date, export: Export) -> pl.Expr:
    """Each export after the one in which the order first appears may bring a moved promise."""
    first, second, _third = exports(today)
    if export.number == 1:
        return pl.col("promised_first")
    if export.number == 2:
        old = pl.col("ordered_at") <= first.moment
        return pl.when(old).then("promised_second").otherwise("promised_first")
    old = pl.col("ordered_at") <= second.moment
    return pl.when(old).then("promised_third").otherwise("promised_first")


def orders(company: Company, export: Export) -> pl.DataFrame:
    """Orders as known, with the status that follows from what had happened."""
    moment = export.moment
    stopped = pl.col("side_at") <= moment
    asked = pl.col("asked_at") <= moment
    overdue = pl.col("promised_first").dt.offset_by("1d") < moment.date()
    paid = pl.col("paid_at") < moment.date()
    frame = company.orders.filter(pl.col("ordered_at") <= moment)
    frame = frame.with_columns(by_then(stage, moment) for stage in HAPPENS).with_columns(
        side=pl.when(stopped).then("side"),
        paid_at=pl.when(paid).then("paid_at"),
        paid_amount=pl.when(paid).then("paid_amount"),
        payment_due=pl.when(pl.col("completed_at") <= moment).then("payment_due"),
        satisfaction=pl.when(asked).then("satisfaction"),
        delay_reason=pl.when(overdue).then("delay_reason"),
        exception_note=pl.when(overdue).then("exception_note"),
    )
    frame = frame.with_columns(
        pl.when(pl.col("shipped_at").is_not_null()).then(name)
        for name in ("carrier", "tracking_no")
    )
    reached = lines(company, export).group_by("order").agg(arrived=pl.col("delivered_at").count())
    frame = frame.join(reached, on="order", how="left", maintain_order="left")
    return frame.with_columns(status=_status())


def _status() -> pl.Expr:
    """The newest stage that an order has reached; being stopped outweighs every stage."""
    settled = (pl.col("paid_amount") == pl.col("amount")) & pl.col("completed_at").is_not_null()
    return (
        pl.when(pl.col("side").is_not_null())
        .then("side")
        .when(settled)
        .then(pl.lit("paid"))
        .when(pl.col("completed_at").is_not_null())
        .then(pl.lit("completed"))
        .when(pl.col("delivered_at").is_not_null())
        .then(pl.lit("awaiting_acceptance"))
        .when(pl.col("arrived") > 0)
        .then(pl.lit("partly_delivered"))
        .when(pl.col("shipped_at").is_not_null())
        .then(pl.lit("shipped"))
        .when(pl.col("started_at").is_not_null())
        .then(pl.lit("in_production"))
        .otherwise(pl.lit("placed"))
    )


def complaints(company: Company, export: Export) -> pl.DataFrame:
    """Complaints raised by then; an answer that came later is still missing."""
    answered = pl.col("first_response_at") <= export.moment
    frame = company.complaints.filter(pl.col("raised_at") <= export.moment)
    return frame.with_columns(
        pl.when(answered).then(column) for column in ("first_response_at", "resolution")
    )


def leads(company: Company, export: Export) -> pl.DataFrame:
    """Leads created by then; those decided later are still open."""
    closed = pl.col("closed_at") <= export.moment
    frame = company.leads.filter(pl.col("created_at") <= export.moment)
    return frame.with_columns(
        pl.when(closed).then(column)
        for column in ("closed_at", "lost_reason", "customer_id", "order_no")
    ).with_columns(
        first_follow_up_at=by_then("first_follow_up_at", export.moment),
        outcome=pl.when(closed).then("outcome").otherwise(pl.lit("open")),
    )


def expenses(company: Company, export: Export) -> pl.DataFrame:
    """Expenses booked by then."""
    return company.expenses.filter(pl.col("day") < export.moment.date())


def customers(company: Company, export: Export) -> pl.DataFrame:
    """Customers who had ordered by then; the owner is who looks after them now."""
    frame = company.customers.filter(pl.col("first_order_date") <= export.moment.date())
    left = pl.col("owner").replace_strict(
        company.people["sales_rep"], company.people["active_to"], return_dtype=pl.Date
    )
    gone = left.is_not_null() & (left <= export.moment.date())
    return frame.with_columns(owner=pl.when(gone).then("cover").otherwise("owner"))
