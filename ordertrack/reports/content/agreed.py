"""What was agreed: the minutes of the weekly meeting, and the actions with what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ordertrack.metrics.analysis.effect import Effect
from ordertrack.records.journal.action_kinds import PARTS
from ordertrack.reports.content import parts, sitting, telling_columns
from ordertrack.reports.content.document import Block, Paragraph
from ordertrack.reports.content.parts import Part
from ordertrack.reports.content.week import Week
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.tracking import actions, review
from ordertrack.views.view import View
from ordertrack.words import Label, t

NO_MINUTES = t("Minutes are left out: none were written down at the meeting.")
NO_ACTIONS = t("Actions are left out: none is planned.")


def minutes(week: Week) -> Part:
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


def record(rows: Sequence[Mapping[str, Any]], view: View) -> Part:
    """Return actions with how they stand, and the record of owners and departments."""
    if not rows:
        return Part(None, (NO_ACTIONS,))
    today = view.scope.as_of.date()
    judged = {row["subject"]: review.judged(row, view) for row in rows}
    worked = {key: one.verdict for key, one in judged.items() if isinstance(one, Effect)}
    said = {key: review.said(one).to(view.lang) for key, one in judged.items()}
    blocks: list[Block | None] = [
        parts.table(
            view, actions.listed(rows, today, said, view.lang), t("Actions and how they stand")
        )
    ]
    for of, caption in (("owner", t("Record by owner")), ("department", t("Record by department"))):
        found = actions.record(rows, of, today, worked, view.lang)
        told = telling_columns.without_zeros(found, actions.VERDICTS)
        blocks.append(parts.table(view, told, caption))
    return Part(parts.section("actions", actions.TITLE, blocks, view.lang))
