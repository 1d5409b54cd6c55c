"""What the sections of the weekly pack speak of, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.metrics.analysis import events
from ordertrack.reports.content import outlook, red_alerts, sitting
from ordertrack.reports.content.sitting import Sitting
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import meetings
from ordertrack.views.view import View
from ordertrack.words import Text

RATE = "on_time_rate"


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


def read(found: Sitting) -> Week:
    """Return what the meeting looks at."""
    seen = found.context
    view = seen.view
    alerts = red_alerts.now(seen)
    next_days = meetings.next_week(view)
    promised = can_tell(view, RATE)
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


def on_time(week: Week) -> Text | None:
    return meetings.on_time(week.view, week.sitting.days) if promises(week) else None


def promises(week: Week) -> bool:
    return can_tell(week.view, RATE)
