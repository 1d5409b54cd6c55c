"""What lies ahead: orders due, those likely late, the overdue backlog, renewals, open red cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ordertrack.alerts.early_warning import Warnings
from ordertrack.metrics.analysis import events
from ordertrack.period import ONE_DAY, Period
from ordertrack.reports.content import parts, red_alerts
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Block, Bullets, Paragraph, Table
from ordertrack.reports.content.parts import Part
from ordertrack.views import currencies, formats
from ordertrack.views.alerts import early
from ordertrack.views.evaluation import delivery
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import meetings, renewals
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

LISTED = 10
ALL = 10_000_000  # rows of a list that is counted
PAST = ("31+", "8-30", "1-7")  # of `metrics.analysis.delivery.AGES`


@dataclass(frozen=True)
class Outlook:
    """What is known at as-of of the days that follow; None where the data cannot tell it."""

    days: Period
    due: pl.DataFrame | None
    warned: Warnings | None
    overdue: Sheet | None
    ending: Sheet | None
    red: pl.DataFrame


def outlook(context: Context, days: Period, alerts: pl.DataFrame) -> Outlook:
    """Return what lies ahead at as-of of the view; `alerts` are those of that moment."""
    view = context.view
    promised = can_tell(view, "on_time_rate")
    return Outlook(
        days,
        events.promised(days, view.scope, view.reader, ALL) if promised else None,
        early.warned(view),
        _overdue(view),
        renewals_ahead(view, days),
        alerts.filter(pl.col("level") == "red"),
    )


def following(view: View) -> Period:
    """Return the month after the period; of one that is not over, all days up to its end."""
    tomorrow = view.scope.as_of.date() + ONE_DAY
    period = view.scope.period
    if period is None:
        return Period(tomorrow, Period.around(tomorrow, "month").end)
    month = Period.around(period.end, "month")
    return Period(min(month.start, tomorrow), month.end) if view.scope.is_cut else month


def _overdue(view: View) -> Sheet | None:
    """Return the backlog past its promise; None where there is none."""
    if not can_tell(view, "backlog_past_due"):
        return None
    at_once = replace(view, scope=replace(view.scope, stocks="now", stock_as_of=None))
    sheet = delivery.backlog(at_once)
    late = sheet.frame.filter(pl.col("age").is_in(PAST), pl.col("orders") > 0)
    kept = tuple(one for one in sheet.columns if one.name != "share")
    return Sheet(late, kept) if late.height else None


def renewals_ahead(view: View, days: Period) -> Sheet | None:
    """Return contracts that end and contacts that are due in these days, missed ones among them."""
    if "customer" not in view.dimensions:
        return None
    found = renewals.renewals(renewals.known(view), view.reader.typed("renewal"), view)
    sheet = renewals.calendar(found, view)
    soon = sheet.frame.filter(pl.col("day") < pl.lit(days.end))
    return replace(sheet, frame=soon) if soon.height else None


# --- the section ----------------------------------------------------------------------------------


def risks(context: Context, found: Outlook) -> Part:
    """Return the risks of the days ahead as points, and the lists behind them."""
    view, lang = context.view, context.lang
    points = tuple(text.to(lang) for text in texts(found, view))
    note = currencies.currency_note(view)
    blocks: list[Block | None] = [Bullets(points) if points else None]
    blocks.append(Paragraph(note.to(lang)) if note else None)
    blocks += [_warned_table(found, view), _due_table(found, view)]
    if found.overdue:
        caption = t("Backlog past its promised day")
        blocks.append(parts.table(view, found.overdue, caption, ("backlog_past_due",)))
    if found.ending:
        caption = t("Renewals and promised contacts")
        blocks.append(parts.table(view, found.ending, caption, most=LISTED))
    caption = t("Open red alerts, the largest of each rule")
    blocks.append(red_table(found.red, view, caption))
    title = t("Risks of {period}", period=found.days.name)
    return Part(parts.section("risks", title, blocks, lang))


def texts(found: Outlook, view: View) -> list[Text]:
    """Say in a sentence each what lies ahead; nothing of what is not there."""
    told = [_due_text(found, view), _overdue_text(found, view)]
    if found.warned:
        told.insert(1, early.sentence(found.warned))
    if found.ending and found.ending.frame.height == 1:
        day = found.days.last
        told.append(t("1 contract ends or promised contact is due up to {day}.", day=day))
    elif found.ending:
        told.append(
            t(
                "{count} contracts end or promised contacts are due up to {day}.",
                count=found.ending.frame.height,
                day=found.days.last,
            )
        )
    if found.red.height == 1:
        told.append(t("1 red alert is carried over."))
    elif found.red.height:
        told.append(t("{count} red alerts are carried over.", count=found.red.height))
    return [text for text in told if text]


def _due_text(found: Outlook, view: View) -> Text | None:
    if found.due is None or found.due.is_empty():
        return None
    return promised_text(found.due, found.days, view)


def promised_text(due: pl.DataFrame, days: Period, view: View) -> Text:
    """Say how many orders are promised for some days, and what they are worth."""
    worth = worth_of(due["amount"].sum(), view)
    words: dict[str, Any] = {"count": due.height, "period": days.name}
    if due.height == 1 and worth is None:
        return t("1 open order is promised for {period}.", period=days.name)
    if due.height == 1:
        return t("1 open order worth {worth} is promised for {period}.", worth=worth, **words)
    if worth is None:
        return t("{count} open orders are promised for {period}.", **words)
    return t("{count} open orders worth {worth} are promised for {period}.", worth=worth, **words)


def _overdue_text(found: Outlook, view: View) -> Text | None:
    if not found.overdue:
        return None
    frame = found.overdue.frame
    worth = worth_of(frame["amount"].sum(), view)
    count = int(frame["orders"].sum())
    if count == 1 and worth is None:
        return t("1 order is past its promised day and not delivered.")
    if count == 1:
        return t("1 order worth {worth} is past its promised day and not delivered.", worth=worth)
    if worth is None:
        return t("{count} orders are past their promised day and not delivered.", count=count)
    return t(
        "{count} orders worth {worth} are past their promised day and not delivered.",
        count=count,
        worth=worth,
    )


def worth_of(amount: Any, view: View) -> str | None:
    """Return an amount of orders in words; None where nothing or several currencies add up."""
    found = currencies.of_release(view)
    if amount is None or not amount or len(found) > 1:
        return None
    return formats.value(amount, currencies.order_unit(view), view.lang)


def _due_table(found: Outlook, view: View) -> Table | None:
    if found.due is None:
        return None
    caption = t("The largest orders promised for {period}", period=found.days.name)
    return parts.table(view, due_sheet(found.due, view), caption, most=LISTED)


def due_sheet(due: pl.DataFrame, view: View) -> Sheet:
    """Return orders that are promised, the largest first; a row's key is the order."""
    names = {code: label.to(view.lang) for code, label in meetings.STAGES.items()}
    frame = due.with_columns(
        key="order_no",
        promised=pl.col("promised").cast(pl.Date).cast(pl.String),
        stage=pl.col("stage").replace(names),
    )
    return Sheet(
        frame,
        (
            Column("order_no", meetings.ORDER),
            Column("customer_name", meetings.CUSTOMER),
            Column("amount", meetings.AMOUNT, currencies.order_unit(view)),
            Column("promised", Label("Promised", "承诺交付")),
            Column("stage", Label("Stage", "阶段")),
            Column("owner", meetings.OWNER),
        ),
    )


def _warned_table(found: Outlook, view: View) -> Table | None:
    if not found.warned:
        return None
    sheet = early.sheet(found.warned, view)
    return parts.table(view, sheet, t("Open orders that are likely late"), most=LISTED)


def red_table(red: pl.DataFrame, view: View, caption: parts.Name) -> Table | None:
    """Return the largest red alerts of each rule, and how many more there are."""
    shown = meetings.first_of_each_rule(red)
    sheet = meetings.exceptions_sheet(shown, view)
    rules = red_alerts.rules_of(shown)
    table = parts.table(view, sheet, caption, most=0, alerts=rules)
    return replace(table, more=red.height - shown.height) if table else None
