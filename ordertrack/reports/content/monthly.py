"""The monthly order execution report (月度订单执行报告)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.reports.content import (
    advice,
    agreed,
    basis,
    delivered,
    groups,
    handling,
    outlook,
    parts,
    red_alerts,
)
from ordertrack.reports.content.aims import aims
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Document, Paragraph, Section
from ordertrack.reports.content.outlook import Outlook
from ordertrack.reports.content.parts import Part
from ordertrack.reports.content.red_alerts import Flow, days_of
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import delivery
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import review
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

KIND = "monthly"
TITLE = Label("Monthly order execution report", "月度订单执行报告")
HELP = t(
    "Delivery against targets, exceptions and their handling, causes of delay, the trend of twelve "
    "months, the risks of the month to come, actions and the record of who is in charge of them."
)
SUMMARY = Label("Summary", "概述")


@dataclass(frozen=True)
class Month:
    """What several sections speak of: the end of the period with its alerts, and what follows."""

    context: Context
    end: Context
    alerts: pl.DataFrame
    flow: Flow
    ahead: Outlook


def build(context: Context) -> Document:
    """Return the report of the period of the view, a month as a rule."""
    month = read(context)
    return parts.document(
        context,
        KIND,
        TITLE,
        Label(*(basis.scope_text(context.view),) * 2),
        (
            Part(summary(month)),
            delivered.rates(context),
            handling.exceptions(context, month.end, month.alerts),
            delivered.causes(context),
            handling.handling(month.end, month.flow, days_of(month.end.view)),
            delivered.trend(context),
            groups.comparison(context, month.end),
            outlook.risks(month.end, month.ahead),
            agreed.record(review.of_period(context.written("action"), context.view), context.view),
            Part(advice.suggestions(context, month.flow, month.ahead)),
        ),
    )


def read(context: Context) -> Month:
    """Return what stood at the end of the period, or stands at as-of while it runs."""
    end = context.at(context.view.scope.stock_moment)
    alerts = red_alerts.now(end)
    flow = red_alerts.flow(end, days_of(end.view), alerts)
    ahead = outlook.outlook(end, outlook.following(end.view), alerts)
    return Month(context, end, alerts, flow, ahead)


# --- the summary ----------------------------------------------------------------------------------


def summary(month: Month) -> Section:
    """Return the report in three to five sentences, which people may write anew."""
    lang = month.context.lang
    text = parts.sentences(_sentences(month), lang)
    return Section("summary", SUMMARY.to(lang), (Paragraph(text, key="summary"),))


def _sentences(month: Month) -> Iterator[Text]:
    view = month.context.view
    yield _orders(view)
    yield from _on_time(view)
    yield from parts.not_alike(view, ("yoy",))
    yield from _cause(view)
    yield from _exceptions(month)
    yield from outlook.texts(month.ahead, view)[:1]


def _orders(view: View) -> Text:
    """Say how many orders came in, and what they are worth where that is known."""
    names = [name for name in ("orders", "revenue") if can_tell(view, name)]
    if len(currencies.currencies_of(view)) > 1:
        names.remove("revenue")  # what several currencies add up to is no amount
    if not names:
        return t("The data hold no orders.")
    period = basis.period_text(view.scope.period, view.lang)
    first, days = view.release.data_from, view.scope.period
    if first and days and days.end <= first:
        return t("{period}: the data begin only on {day}.", period=period, day=first)
    found = figures.compared(view, names, ("yoy",))
    if view.scope.is_cut:
        period = t("{period} up to {day}", period=period, day=view.scope.as_of.date())
    words = {"period": period, "orders": parts.orders(int(found.now.get("orders") or 0))}
    if found.now.get("revenue") is None:
        return t("{period}: {orders}.", **words)
    words["revenue"] = parts.said(view, "revenue", found.now["revenue"])
    change = parts.year_before(view, CATALOG["revenue"], found)
    if change is None:
        return t("{period}: {orders} worth {revenue}.", **words)
    return t(
        "{period}: {orders} worth {revenue}, {change} against the year before.",
        change=change.text,
        **words,
    )


def _on_time(view: View) -> Iterator[Text]:
    if not can_tell(view, "on_time_rate"):
        return
    found = figures.compared(view, ["on_time_rate"], ("yoy",))
    rate, due = found.now["on_time_rate"], found.now["on_time_rate__denominator"]
    if rate is None:
        yield t("No order was due.")
        return
    said = t(
        "{rate} of the {due} orders due were delivered on time",
        rate=formats.percent(rate),
        due=int(due),
    )
    yield t("{sentence}{beside}.", sentence=said, beside=_beside(view, found))


def _beside(view: View, found: figures.Compared) -> Text | str:
    """Say target and year before of the on-time rate, as far as there are any."""
    aim = aims(view, ["on_time_rate"], found.now).get("on_time_rate")
    change = parts.year_before(view, CATALOG["on_time_rate"], found)
    words = {"change": change.text if change else ""}
    if aim is None:
        return t(", {change} against the year before", **words) if change else ""
    words |= {"target": aim.target(view.lang), "distance": aim.distance(view.lang)}
    if change is None:
        return t(" (target {target}, distance {distance})", **words)
    return t(" (target {target}, distance {distance}; {change} against the year before)", **words)


def _cause(view: View) -> Iterator[Text]:
    if not can_tell(view, "delay_days"):
        return
    found = delivery.causes(view)
    if not found.total or not found.known:
        return
    first = found.frame.filter(pl.col("key") != "").row(0, named=True)
    yield t(
        "{late} were late, most often for {cause} ({count} of the {known} with a reason).",
        late=found.total,
        cause=first["name"],
        count=int(first["late"]),
        known=found.known,
    )


def _exceptions(month: Month) -> Iterator[Text]:
    red = month.flow.open
    if red.is_empty():
        return
    yield t(
        "{open} red alerts are open on {day}; {new} came in the period and {closed} were cleared.",
        open=red.height,
        day=month.flow.end.date(),
        new=month.flow.new.height,
        closed=month.flow.closed.height,
    )
