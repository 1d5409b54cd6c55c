"""The weekly meeting pack (周协调会材料): progress, exceptions, next week, minutes, actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ordertrack.alerts.find import untold
from ordertrack.errors import OrdertrackError
from ordertrack.metrics.analysis import events
from ordertrack.metrics.analysis.effect import Effect
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.period import Period
from ordertrack.records.journal.action_kinds import PARTS
from ordertrack.reports.content import basis, handling, outlook, parts, red_alerts, sitting
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import (
    Block,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Section,
)
from ordertrack.reports.content.parts import Line, Part
from ordertrack.reports.content.sitting import Sitting
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import actions, effects, meetings
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
NO_MINUTES = t("Minutes are left out: none were written down at the meeting.")
NO_ACTIONS = t("Actions are left out: none is planned.")
NOTHING = t("The data tell nothing of these days.")
NO_EVENTS = t("What happened to orders is left out: the data tell no day of it.")


@dataclass(frozen=True)
class Week:
    """What several sections speak of, read once."""

    sitting: Sitting
    exceptions: Mapping[str, pl.DataFrame]
    happened: Sheet
    due: pl.DataFrame
    contacts: Sheet | None
    actions_due: Sheet
    not_done: Sheet

    @property
    def view(self) -> View:
        return self.sitting.context.view

    @property
    def lang(self) -> str:
        return self.view.lang

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.sitting.context.written("action")


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
            _progress(week),
            _exceptions(week),
            _next(week),
            _minutes(week),
            _actions(week),
        ),
    )
    # Minutes and texts are read as they stand at the position of the request.
    return replace(told, basis=replace(told.basis, position=context.position))


def read(found: Sitting) -> Week:
    """Return what the meeting looks at."""
    seen = found.context
    view = seen.view
    alerts = red_alerts.now(seen)
    next_days = meetings.next_week(view)
    promised = can_tell(view, "on_time_rate")
    due = events.promised(next_days, view.scope, view.reader, outlook.ALL if promised else 0)
    return Week(
        found,
        sitting.exceptions(found, alerts),
        meetings.progress(view, found.days),
        due,
        outlook.renewals_ahead(view, next_days),
        meetings.due_actions(seen.written("action"), view),
        meetings.not_done(seen.written("action"), seen.written("subtask"), alerts, view),
    )


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
            "{days}: {placed} orders were placed and {delivered} delivered, against {earlier} and "
            "{delivered_earlier} in as many days before.",
            days=days,
            placed=int(placed["orders"]),
            delivered=int(delivered["orders"]),
            earlier=int(placed["orders_before"]),
            delivered_earlier=int(delivered["orders_before"]),
        )
    elif placed:
        yield t(
            "{days}: {placed} orders were placed, against {earlier} in as many days before.",
            days=days,
            placed=int(placed["orders"]),
            earlier=int(placed["orders_before"]),
        )
    if rate := _on_time(week):
        yield rate
    if _tells_alerts(week.view):
        yield meetings.in_words(week.exceptions, week.sitting.before)
    if not week.not_done.is_empty:
        yield t("{count} promises are past their day.", count=week.not_done.frame.height)
    if week.due.height:
        yield outlook.promised_text(week.due, meetings.next_week(week.view), week.view)


def _on_time(week: Week) -> Text | None:
    return meetings.on_time(week.view, week.sitting.days) if _promises(week) else None


def _promises(week: Week) -> bool:
    return can_tell(week.view, "on_time_rate")


# --- progress -------------------------------------------------------------------------------------


def _progress(week: Week) -> Part:
    rate = _on_time(week)
    note = currencies.currency_note(week.view)
    stages = meetings.stages(week.view)
    some = not week.happened.is_empty
    caption = t("Orders: these days and as many before")
    blocks: list[Block | None] = [
        _happened_figures(week) if some else None,
        Paragraph(rate.to(week.lang)) if rate else None,
        Paragraph(note.to(week.lang)) if note else None,
        _happened_chart(week) if some else None,
        parts.table(week.view, week.happened, caption),
        _stages_chart(week.view, stages),
        parts.table(week.view, stages, t("Where open orders stand")),
    ]
    section = parts.section("progress", PARTS["progress"], blocks, week.lang)
    return Part(section, () if some else (NO_EVENTS,))


def _happened_figures(week: Week) -> Figures:
    """Return what happened as key figures; a figure's change is that against the year before."""
    told = tuple(
        Figure(
            label=row["event"],
            text=formats.value(row["orders"], "count", week.lang),
            number=row["orders"],
            unit="count",
            note=_against(row, week.lang),
        )
        for row in week.happened.frame.to_dicts()
    )
    caption = t("What happened in these days").to(week.lang)
    return Figures(told, caption, basis.source(week.view, caption))


def _against(row: Mapping[str, Any], lang: str) -> str:
    """Say how many it were in as many days before."""
    earlier = formats.value(row["orders_before"], "count", lang)
    return t("{earlier} in as many days before", earlier=earlier).to(lang)


def _happened_chart(week: Week) -> Chart | None:
    now, before = week.happened.columns[1], week.happened.columns[2]
    lines = [Line(one.name, one.label) for one in (before, now)]
    source = basis.source(week.view, t("What happened to orders"))
    return parts.chart("columns", week.happened.frame, "event", lines, source, week.lang)


def _stages_chart(view: View, stages: Sheet) -> Chart | None:
    source = basis.source(view, t("Open orders by stage"))
    lines = [Line("orders", Label("Orders", "订单数"))]
    return parts.chart("bars", stages.frame, "stage", lines, source, view.lang)


# --- exceptions -----------------------------------------------------------------------------------


def _exceptions(week: Week) -> Part:
    found, before = week.exceptions, week.sitting.before
    blocks: list[Block | None] = []
    if _tells_alerts(week.view):
        blocks.append(Paragraph(meetings.in_words(found, before).to(week.lang)))
    for kind, frame in found.items():
        title = meetings.KINDS[kind] if before else meetings.RED
        blocks.append(outlook.red_table(frame, week.view, title, states=kind != "cleared"))
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
        if _promises(week):
            yield t("No open order is promised for {days}.", days=days.name)
        return
    yield outlook.promised_text(week.due, days, week.view)


# --- minutes and actions --------------------------------------------------------------------------


def _minutes(week: Week) -> Part:
    row = week.sitting.told_of
    if row is None:
        return Part(None)
    said = sitting.minutes(week.sitting)
    told = [
        {"part": PARTS[one["part"]].to(week.lang), "note": one["note"], "who": one["changed_by"]}
        for one in said
    ]
    sheet = Sheet(
        pl.DataFrame(told, schema=dict.fromkeys(("part", "note", "who"), pl.String)),
        (
            Column("part", Label("Step", "环节")),
            Column("note", Label("Said or decided", "记录与决议")),
            Column("who", Label("Written by", "记录人")),
        ),
    )
    title = t("Minutes and decisions of {day}", day=formats.day(row["held_on"]))
    blocks: list[Block | None] = [parts.table(week.view, sheet, title, most=0)]
    if row["present"] and said:
        present = t("Present: {people}.", people=row["present"])
        blocks.insert(0, Paragraph(present.to(week.lang)))
    section = parts.section("minutes", title, blocks, week.lang)
    return Part(section, () if section else (NO_MINUTES,))


def _actions(week: Week) -> Part:
    """Return the actions with how they stand, and the record of owners and departments."""
    rows, view = week.rows, week.view
    if not rows:
        return Part(None, (NO_ACTIONS,))
    today = view.scope.as_of.date()
    judged = {row["subject"]: _judged(row, view) for row in rows}
    worked = {key: one.verdict for key, one in judged.items() if isinstance(one, Effect)}
    said = {key: _said(one).to(week.lang) for key, one in judged.items()}
    blocks: list[Block | None] = [
        parts.table(
            view, actions.listed(rows, today, said, week.lang), t("Actions and how they stand")
        )
    ]
    for of, caption in (("owner", t("Record by owner")), ("department", t("Record by department"))):
        record = actions.record(rows, of, today, worked, week.lang)
        blocks.append(parts.table(view, _without_zeros(record), caption))
    return Part(parts.section("actions", actions.TITLE, blocks, week.lang))


def _without_zeros(record: Sheet) -> Sheet:
    """Return a record without the verdicts that no action has."""
    kept = [
        one
        for one in record.columns
        if one.name not in actions.VERDICTS or record.frame[one.name].sum()
    ]
    return replace(record, columns=tuple(kept))


def _judged(row: Mapping[str, Any], view: View) -> Effect | Text:
    """Return whether an action worked, or why nobody can say."""
    try:
        return effects.judged(row, view)
    except OrdertrackError as error:
        return error.text


def _said(found: Effect | Text) -> Text | Label:
    return actions.VERDICTS[found.verdict] if isinstance(found, Effect) else found
