"""What happened in the days of the weekly pack, and where open orders stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ordertrack.metrics.catalog import CATALOG
from ordertrack.period import Period
from ordertrack.records.journal.action_kinds import PARTS
from ordertrack.reports.content import basis, parts
from ordertrack.reports.content.document import Block, Chart, Figure, Figures, Paragraph
from ordertrack.reports.content.outlook import worth_of
from ordertrack.reports.content.parts import Line, Part
from ordertrack.reports.content.week import RATE, Week, on_time, promises
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.tracking import meetings
from ordertrack.views.view import View
from ordertrack.words import Label, t

NO_EVENTS = t("What happened to orders is left out: the data tell no day of it.")


def progress(week: Week) -> Part:
    rate = on_time(week)
    note = currencies.currency_note(week.view)
    stages = meetings.stages(week.view)
    some = not week.happened.is_empty
    caption = t("Orders: these days and as many before")
    blocks: list[Block | None] = [
        _happened_figures(week) if some else None,
        Paragraph(rate.to(week.lang)) if rate and not some else None,
        Paragraph(note.to(week.lang)) if note else None,
        _happened_text(week),
        _happened_chart(week) if some else None,
        parts.table(week.view, week.happened, caption),
        _stages_text(week.view, stages),
        _stages_chart(week.view, stages),
        parts.table(week.view, stages, t("Where open orders stand")),
    ]
    section = parts.section("progress", PARTS["progress"], blocks, week.lang)
    return Part(section, () if some else (NO_EVENTS,))


def _happened_figures(week: Week) -> Figures | None:
    """Return what happened as key figures; a single one is what the table says."""
    told = [
        Figure(
            label=row["event"],
            text=formats.value(row["orders"], "count", week.lang),
            number=row["orders"],
            unit="count",
            note=_against(row, week.lang),
        )
        for row in week.happened.frame.to_dicts()
    ]
    told += _rate_figure(week)
    if len(told) == 1:
        return None
    caption = t("What happened in these days").to(week.lang)
    return Figures(tuple(told), caption, basis.source(week.view, caption))


def _rate_figure(week: Week) -> Iterator[Figure]:
    """Give the on-time rate of what was due in these days, where anything was."""
    metric, days = CATALOG[RATE], week.sitting.days
    before = Period(days.start - timedelta(days=days.days), days.start)
    if not promises(week):
        return
    now, then = (
        figures.figures(week.view, [RATE], replace(week.view.scope, period=one, comparison=None))
        for one in (days, before)
    )
    if now[RATE] is not None:
        earlier = formats.percent(then[RATE])
        yield Figure(
            label=metric.label.to(week.lang),
            text=formats.percent(now[RATE]),
            number=now[RATE],
            unit=metric.unit,
            note=t("{earlier} in as many days before", earlier=earlier).to(week.lang),
        )


def _against(row: Mapping[str, Any], lang: str) -> str:
    """Say how many it were in as many days before."""
    earlier = formats.value(row["orders_before"], "count", lang)
    return t("{earlier} in as many days before", earlier=earlier).to(lang)


def _happened_text(week: Week) -> Paragraph | None:
    """Say what came in and went out, with the change on as many days before."""
    rows = {row["key"]: row for row in week.happened.frame.to_dicts()}
    told = {
        name: int(row["orders"])
        for name, row in rows.items()
        if name in ("placed", "delivered") and (row["orders"] or row["orders_before"])
    }
    changes = {f"{name}_more": formats.signed(rows[name]["more"], week.lang) for name in told}
    if len(told) < 2:
        return None
    text = t(
        "Placed {placed} ({placed_more}), delivered {delivered} ({delivered_more}) against the "
        "days before.",
        **told,
        **changes,
    )
    return Paragraph(text.to(week.lang))


def _stages_text(view: View, stages: Sheet) -> Paragraph | None:
    """Say how many orders are open, what they are worth, and where most of them stand."""
    frame = stages.frame
    count = int(frame["orders"].sum() or 0) if frame.height > 1 else 0
    if not count:
        return None
    most = frame.sort("orders", "stage", descending=[True, False]).row(0, named=True)
    words = {"count": count, "most": int(most["orders"]), "stage": most["stage"]}
    worth = worth_of(frame["amount"].sum(), view)
    if worth is None:
        text = t("{count} orders are open, the most of them ({most}) {stage}.", **words)
    else:
        text = t(
            "{count} orders worth {worth} are open, the most of them ({most}) {stage}.",
            worth=worth,
            **words,
        )
    return Paragraph(text.to(view.lang))


def _happened_chart(week: Week) -> Chart | None:
    now, before = week.happened.columns[1], week.happened.columns[2]
    lines = [Line(one.name, one.label) for one in (before, now)]
    source = basis.source(week.view, t("What happened to orders"))
    return parts.chart("columns", week.happened.frame, "event", lines, source, week.lang)


def _stages_chart(view: View, stages: Sheet) -> Chart | None:
    source = basis.source(view, t("Open orders by stage"))
    lines = [Line("orders", Label("Orders", "订单数"))]
    return parts.chart("bars", stages.frame, "stage", lines, source, view.lang)
