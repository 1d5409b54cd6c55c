"""What the weekly pack is about: the last closed weekly meeting as it was, or the week up to as-of.

A meeting that was closed within the week before as-of is shown as it saw things. Where there is
none, the pack prepares the next one: it shows things at as-of, held against the last meeting there
was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import polars as pl

from ordertrack.period import Period
from ordertrack.records.journal.alert_kinds import CASE
from ordertrack.records.journal.reading import frame_of
from ordertrack.reports.content import red_alerts
from ordertrack.reports.content.context import Context
from ordertrack.scope import moment
from ordertrack.views.tracking import meetings, snapshots

Row = Mapping[str, Any]
WEEK = timedelta(days=meetings.WEEK)


@dataclass(frozen=True)
class Sitting:
    """What is looked at, the days since the meeting before it, and that meeting.

    `held` is the closed meeting that is shown; None where the pack prepares the next one. `asked`
    is the context of the request: minutes are read as they stand at its position.
    """

    asked: Context
    context: Context
    days: Period
    held: Row | None
    before: Row | None

    @property
    def told_of(self) -> Row | None:
        """The meeting whose minutes there are: the one shown, else the last one."""
        return self.held or self.before


def sitting(asked: Context) -> Sitting:
    """Return what the pack of a request is about."""
    end = asked.at(_end(asked))
    rows = [row for row in asked.written("meeting") if _counts(row, end)]
    last = max(rows, key=snapshots.order_of, default=None)
    if last is None or end.view.scope.as_of.date() - moment(last["as_of"]).date() >= WEEK:
        return _of(asked, end, None, last)
    return _of(
        asked, _as_it_was(asked, last), last, meetings.last(rows, last, moment(last["as_of"]))
    )


def _end(context: Context) -> Any:
    """Return the end of a chosen week that is over, else as-of."""
    period = context.view.scope.period
    is_week = period is not None and period.days <= meetings.WEEK
    return context.view.scope.stock_moment if is_week else context.view.scope.as_of


def _counts(row: Row, end: Context) -> bool:
    is_weekly = row["state"] == "closed" and row["cadence"] == "weekly"
    return is_weekly and moment(row["as_of"]) <= end.view.scope.as_of


def _as_it_was(context: Context, row: Row) -> Context:
    return context.as_it_was(int(row["release"]), int(row["position"]), moment(row["as_of"]))


def _of(asked: Context, seen: Context, held: Row | None, before: Row | None) -> Sitting:
    days = meetings.window(seen.view, before)
    scope = seen.view.scope.with_period(days)
    return Sitting(asked, replace(seen, view=replace(seen.view, scope=scope)), days, held, before)


def exceptions(found: Sitting, alerts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the red alerts that are new, still there and gone since the meeting before."""
    then = red_alerts.now(_as_it_was(found.asked, found.before)) if found.before else None
    written = frame_of(CASE, found.context.written("case"))
    return meetings.exceptions(alerts, then, written, found.context.view.scope.as_of)


def minutes(found: Sitting) -> list[dict[str, Any]]:
    """Return what was written down at the meeting, in order."""
    if found.told_of is None:
        return []
    mine = [
        row for row in found.asked.written("minute") if row["meeting"] == found.told_of["subject"]
    ]
    return sorted(mine, key=lambda row: (row["changed_position"], row["subject"]))
