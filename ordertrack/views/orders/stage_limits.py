"""What is said of the time limits of stages: on an order's timeline, and of all that are past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ordertrack.metrics.orders.stage_limits import of_order, overdue
from ordertrack.metrics.query.stage_clocks import Limits, limits_in_force
from ordertrack.model import STAGES
from ordertrack.views import formats, verdicts
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

LISTED = 200  # stages past their limit
COLUMNS = (
    Column("order_no", Label("Order no.", "订单号")),
    Column("stage", Label("Stage not reached", "未到达节点")),
    Column("owner", Label("Owner", "负责人")),
    Column("started", Label("Since", "起算")),
    Column("due", Label("Limit", "期限")),
    Column("elapsed", Label("Elapsed", "已用")),
    Column("over", Label("Over by", "超出")),
    Column("stale_since", Label("Stale since", "无人跟进自")),
)


def limits_of(view: View, zone: str) -> Limits:
    """Return the limits in force at the as-of moment of a view."""
    return limits_in_force(view.reader.typed, view.scope.as_of.date(), zone)


def clocks_of(view: View, number: str, limits: Limits) -> dict[str, Mapping[str, Any]]:
    """Return the clock of each stage of an order that has a limit, by stage."""
    return {one["stage"]: one for one in of_order(number, limits, view.scope, view.reader)}


def notes(clock: Mapping[str, Any], lang: str) -> list[str]:
    """Say until when a stage is to be reached, what has elapsed, and by how much it is over."""
    said = [t("limit {day}", day=formats.day(clock["due"]))]
    if clock["running"]:
        said.append(t("{days} elapsed", days=days(clock["elapsed"], clock["clock"])))
    if (clock["over"] or 0) > 0:
        said.append(t("over by {days}", days=days(clock["over"], clock["clock"])))
    if clock["stale_since"]:
        said.append(t("stale since {day}", day=formats.day(clock["stale_since"])))
    return [one.to(lang) for one in said]


def days(count: int, clock: str) -> Text:
    """Return a number of days of a clock."""
    if clock == "working":
        return t("1 working day") if count == 1 else t("{count} working days", count=count)
    return verdicts.day_count(count)


def past_limit(view: View, zone: str) -> Sheet | None:
    """Return the stages of the view's orders that run past their limit, the longest first.

    None where no limit is set.
    """
    limits = limits_of(view, zone)
    if not limits.stages:
        return None
    found = overdue(limits, view.scope, view.reader, LISTED)
    rows = [
        {
            "order_no": one["order_no"],
            "stage": STAGES[one["stage"]].to(view.lang),
            "owner": one["owner"],
            "started": formats.day(one["started"]),
            "due": formats.day(one["due"]),
            "elapsed": days(one["elapsed"], one["clock"]).to(view.lang),
            "over": days(one["over"], one["clock"]).to(view.lang),
            "stale_since": formats.day(one["stale_since"]) if one["stale_since"] else None,
            "key": one["order_no"],
        }
        for one in found.iter_rows(named=True)
    ]
    schema = dict.fromkeys((*(column.name for column in COLUMNS), "key"), pl.String())
    return Sheet(pl.DataFrame(rows, schema=schema), COLUMNS)
