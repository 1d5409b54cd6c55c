"""The weekly meeting pack (周协调会材料): progress, exceptions, next week, minutes, actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from ordertrack.alerts.find import untold
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.period import Period
from ordertrack.records.journal.action_kinds import PARTS
from ordertrack.reports.content import (
    agreed,
    basis,
    handling,
    outlook,
    parts,
    red_alerts,
    sitting,
    week_progress,
)
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import (
    Basis,
    Block,
    Document,
    Paragraph,
    Section,
)
from ordertrack.reports.content.parts import Part
from ordertrack.reports.content.week import Week, on_time, promises, read
from ordertrack.views import formats
from ordertrack.views.tracking import meetings
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

KIND = "weekly"
TITLE = Label("Weekly meeting pack", "周协调会材料")
HELP = t(
    "What the last closed weekly meeting saw, or the week up to as-of: progress, exceptions, what "
    "comes next week, minutes and actions."
)
SUMMARY = Label("Summary", "概述")
NO_MEETING = t("No weekly meeting was closed yet: its minutes and what changed since are left out.")
NOTHING = t("The data tell nothing of these days.")


def basis_of(context: Context) -> Basis:
    """Return what the pack rests on: the figures on what the meeting saw, if one was closed.

    Minutes and texts are read as they stand at the position of the request.
    """
    return replace(basis.basis(sitting.sitting(context).context), position=context.position)


def build(context: Context) -> Document:
    """Return the pack of the last closed meeting, or of the week up to as-of."""
    week = read(sitting.sitting(context))
    told = parts.document(
        week.sitting.context,
        KIND,
        TITLE,
        _subtitle(week),
        (
            Part(_summary(week)),
            week_progress.progress(week),
            _exceptions(week),
            _next(week),
            agreed.minutes(week),
            agreed.record(week.rows, week.view),
        ),
    )
    return replace(told, basis=basis_of(context))


def _subtitle(week: Week) -> Text | Label:
    days = week.sitting.days.name
    filters = basis.SEPARATOR.join(basis.filter_texts(week.view))
    if week.sitting.held:
        held = formats.day(week.sitting.held["held_on"])
        days = t("Meeting of {day}, {days}", day=held, days=days)
    return t("{days} | {filters}", days=days, filters=filters) if filters else days


# --- the summary ----------------------------------------------------------------------------------


def _summary(week: Week) -> Section:
    text = parts.sentences(_sentences(week), week.lang) or NOTHING.to(week.lang)
    return Section("summary", SUMMARY.to(week.lang), (Paragraph(text, key="summary"),))


def _sentences(week: Week) -> Iterator[Text]:
    counts = {row["key"]: row for row in week.happened.frame.to_dicts()}
    days = week.sitting.days.name
    placed, delivered = counts.get("placed"), counts.get("delivered")
    if placed and delivered:
        yield t(
            "{days}: {placed} placed and {delivered} delivered, against {earlier} and "
            "{delivered_earlier} in as many days before.",
            days=days,
            placed=parts.orders(int(placed["orders"])),
            delivered=int(delivered["orders"]),
            earlier=int(placed["orders_before"]),
            delivered_earlier=int(delivered["orders_before"]),
        )
    elif placed:
        yield t(
            "{days}: {placed} placed, against {earlier} in as many days before.",
            days=days,
            placed=parts.orders(int(placed["orders"])),
            earlier=int(placed["orders_before"]),
        )
    if rate := on_time(week):
        yield rate
    if _tells_alerts(week.view):
        yield from _alerts_since(week)
    if not week.not_done.is_empty:
        late = week.not_done.frame.height
        many = t("{count} promises are past their day.", count=late)
        yield t("1 promise is past its day.") if late == 1 else many
    if week.due.height:
        yield outlook.promised_text(week.due, meetings.next_week(week.view), week.view)


def _alerts_since(week: Week) -> Iterator[Text]:
    """Say what came and went since the last meeting; without one only how many are red."""
    red = week.exceptions["new"].height
    if week.sitting.before:
        yield meetings.in_words(week.exceptions, week.sitting.before)
    elif red:
        yield t("1 alert is red.") if red == 1 else t("{count} alerts are red.", count=red)


# --- exceptions -----------------------------------------------------------------------------------


def _exceptions(week: Week) -> Part:
    found, before = week.exceptions, week.sitting.before
    blocks: list[Block | None] = []
    if _tells_alerts(week.view):
        red = pl.concat([found["new"], found["still"]])
        told = [red_alerts.rules_text(red)]
        if before:
            told.insert(0, meetings.in_words(found, before))
        blocks.append(Paragraph(parts.sentences(told, week.lang)))
    for kind, frame in found.items():
        title = meetings.KINDS[kind] if before else meetings.RED
        blocks.append(outlook.red_table(frame, week.view, title))
    blocks.append(parts.table(week.view, week.not_done, t("Promised and not done")))
    title = PARTS["exceptions"]
    rules = red_alerts.rules_of(pl.concat([one.select("rule") for one in found.values()]))
    source = basis.source(week.view, title, alerts=rules)
    section = parts.section("exceptions", title, blocks, week.lang, source)
    no_meeting = () if before else (NO_MEETING,)
    return Part(section, (*handling.silent_rules(week.view), *no_meeting))


def _tells_alerts(view: View) -> bool:
    """Return whether any rule can be judged: of data that tell none, no alert is not none."""
    return len(untold(view.scope, view.reader)) < len(ALERT_RULES)


# --- next week ------------------------------------------------------------------------------------


def _next(week: Week) -> Part:
    view, days = week.view, meetings.next_week(week.view)
    blocks: list[Block | None] = [Paragraph(text.to(week.lang)) for text in _due_text(week, days)]
    key_orders = outlook.due_sheet(week.due, view)
    caption = t("Key orders to be delivered")
    blocks.append(parts.table(view, key_orders, caption, most=meetings.KEY_ORDERS))
    if week.contacts:
        blocks.append(parts.table(view, week.contacts, t("Renewals and promised contacts")))
    blocks.append(parts.table(view, week.actions_due, t("Actions due")))
    title = t("Next week: {days}", days=days.name)
    return Part(parts.section("next", title, blocks, week.lang))


def _due_text(week: Week, days: Period) -> Iterator[Text]:
    if week.due.is_empty():
        if promises(week):
            yield t("No open order is promised for {days}.", days=days.name)
        return
    yield outlook.promised_text(week.due, days, week.view)
