"""The weekly coordination meeting in three steps: progress, exceptions, next week.

A meeting remembers what it looked at (release, as-of, position of the journal), so that it opens
again as it was, and the next one can say what changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import inf
from typing import Any

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.wording import rule_name
from ordertrack.metrics.analysis import events
from ordertrack.metrics.catalog import CATALOG
from ordertrack.period import ONE_DAY, Period
from ordertrack.records.journal.action_kinds import CADENCES, HELD
from ordertrack.scope import moment
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.tracking.actions import LIVE, standing
from ordertrack.views.tracking.snapshots import order_of
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

Row = Mapping[str, Any]
TITLE = Label("Meeting", "会议")
WEEK = 7  # days, of the first meeting and of what comes next
KEY_ORDERS = 12  # readable from the back of the room
OF_EACH = 3  # red alerts of a rule that are on the screen
EVENTS: Mapping[str, Label] = {
    "placed": Label("Placed", "新下单"),
    "shipped": Label("Shipped", "已发货"),
    "delivered": Label("Delivered", "已交付"),
    "completed": Label("Completed", "已完成"),
    "collected": Label("Collected", "已回款"),
}
STAGES: Mapping[str, Label] = {
    "placed": Label("placed", "已下单"),
    "in_production": Label("in production", "生产中"),
    "shipped": Label("shipped", "已发货"),
    "awaiting_acceptance": Label("awaiting acceptance", "待验收"),
}
RED = Label("Red now", "当前红色")  # where there is no earlier meeting
KINDS: Mapping[str, Label] = {
    "new": Label("Newly red", "新增红色"),
    "still": Label("Still red", "仍为红色"),
    "cleared": Label("Cleared since", "已解除"),
}
CUSTOMER, ORDER = Label("Customer", "客户"), Label("Order", "订单号")
OWNER, AMOUNT = Label("Owner", "负责人"), Label("Amount", "金额")


def last(rows: Sequence[Row], now: Row, as_of: datetime) -> Row | None:
    """Return the closed meeting before one: of its kind, and of an earlier moment.

    Two of one moment stand in the order in which they were closed; one that is open is the last.
    """
    place = (as_of, now["changed_position"] if now["state"] == "closed" else inf)
    earlier = [
        row
        for row in rows
        if row["state"] == "closed" and row["cadence"] == now["cadence"] and order_of(row) < place
    ]
    return max(earlier, key=order_of, default=None)


def window(view: View, before: Row | None) -> Period:
    """Return the days since the last meeting up to as-of; a week where there was none."""
    end = view.scope.as_of.date() + ONE_DAY
    usual = end - timedelta(days=WEEK)
    start = moment(before["as_of"]).date() + ONE_DAY if before else usual
    return Period(start, end) if start < end else Period(usual, end)


# --- progress -------------------------------------------------------------------------------------


def progress(view: View, days: Period) -> Sheet:
    """Return what happened in these days and in as many before: orders and amounts."""
    before = Period(days.start - timedelta(days=days.days), days.start)
    now, then = (events.happened(one, view.scope, view.reader) for one in (days, before))
    frame = now.join(then, on="event", how="left", suffix="_before", maintain_order="left")
    frame = frame.with_columns(
        key="event",
        event=pl.col("event").replace_strict({k: v.to(view.lang) for k, v in EVENTS.items()}),
        more=pl.col("orders") - pl.col("orders_before"),
    )
    money = currencies.unit(view, CATALOG["revenue"])
    return Sheet(
        frame,
        (
            Column("event", Label("Orders", "订单")),
            Column("orders", Label("These days", "本期"), "count"),
            Column("orders_before", Label("As many days before", "上期"), "count"),
            Column("more", Label("Change", "变化"), "count", signed=True),
            Column("amount", AMOUNT, money),
        ),
    )


def stages(view: View) -> Sheet:
    """Return the open orders by how far they have come."""
    found = events.stages(view.scope, view.reader)
    names = {code: label.to(view.lang) for code, label in STAGES.items()}
    frame = found.with_columns(key="stage", stage=pl.col("stage").replace_strict(names))
    return Sheet(
        frame,
        (
            Column("stage", Label("Open orders by stage", "在手订单阶段")),
            Column("orders", Label("Orders", "订单数"), "count"),
            Column("amount", AMOUNT, currencies.unit(view, CATALOG["revenue"])),
        ),
    )


def on_time(view: View, days: Period) -> Text | None:
    """Say the on-time rate of what was due in these days and in those before."""
    before = Period(days.start - timedelta(days=days.days), days.start)
    rates = []
    for one in (days, before):
        scope = replace(view.scope, period=one, comparison=None, stock_as_of=None)
        row = view.evaluate(("on_time_rate",), (), scope).row(0, named=True)
        rates.append((row["on_time_rate"], row["on_time_rate__denominator"]))
    (now, due), (then, _) = rates
    if now is None:
        return None
    values = {"now": formats.percent(now), "then": formats.percent(then)}
    if due == 1:
        return t("On time: {now} of the 1 order due; before {then}.", **values)
    return t("On time: {now} of {due} orders due; before {then}.", due=due, **values)


# --- exceptions -----------------------------------------------------------------------------------


def exceptions(
    now: pl.DataFrame, then: pl.DataFrame | None, written: pl.DataFrame, as_of: datetime
) -> dict[str, pl.DataFrame]:
    """Return the red alerts that are new, still there, and gone since the last meeting.

    Args:
        written: the rows of cases at as-of; those that are gone say what came of them.
    """
    red = now.filter(pl.col("level") == "red")
    if then is None:
        return {"new": red, "still": red.clear(), "cleared": red.clear()}
    before = then.filter(pl.col("level") == "red")
    on = ("rule", "subject")
    gone = before.join(red, on=on, how="anti", maintain_order="left")
    return {
        "new": red.join(before, on=on, how="anti", maintain_order="left"),
        "still": red.join(before, on=on, how="semi", maintain_order="left"),
        "cleared": cases.ended_since(gone, written, as_of),
    }


def first_of_each_rule(found: pl.DataFrame) -> pl.DataFrame:
    """Return the largest alerts of each rule, so that a rule with many hides none of the others."""
    return found.group_by("rule", maintain_order=True).head(OF_EACH)


def exceptions_sheet(found: pl.DataFrame, view: View) -> Sheet:
    """Return red alerts as rows; a row's key is the order, empty where it is about a customer."""
    states = {code: label.to(view.lang) for code, label in cases.SHOWN_STATES.items()}
    rules = [rule_name(*pair, view.lang) for pair in found.select("rule", "subject").iter_rows()]
    frame = found.select(
        key=pl.col("order_no").fill_null(""),
        about=pl.coalesce("order_no", pl.when(pl.col("customer").is_null()).then("subject")),
        rule=pl.Series(rules, dtype=pl.String),
        customer="customer",
        tier="tier",
        amount="amount",
        owner="owner_name",
        state=pl.col("state").replace(states),
        solution="solution",
        result="result",
    )
    result = (Column("result", Label("Result", "处理结果")),) if frame["result"].count() else ()
    about = (Column("about", ORDER),) if frame["about"].count() else ()
    return Sheet(
        frame,
        (
            *about,
            Column("rule", Label("Rule", "规则")),
            Column("customer", CUSTOMER),
            Column("tier", Label("Tier", "分层")),
            Column("amount", AMOUNT, currencies.order_unit(view)),
            Column("owner", OWNER),
            Column("state", Label("State", "状态")),
            Column("solution", Label("Solution", "解决方案")),
            *result,
        ),
    )


def not_done(
    actions: Sequence[Row], subtasks: Sequence[Row], alerts: pl.DataFrame, view: View
) -> Sheet:
    """Return what was promised and is not done: actions, sub-tasks and cases past their day."""
    today = view.scope.as_of.date()
    rows = [
        _promise(row["measure"], row["owner"], row["due"], today)
        for row in actions
        if standing(row, today) == "late"
    ]
    rows += [
        _promise(row["task"], row["owner"], row["due"], today)
        for row in subtasks
        if row["done_day"] is None and row["due"] < today
    ]
    open_cases = cases.only(alerts, cases.OPEN)
    rows += [
        _promise(
            row["solution"] or rule_name(row["rule"], row["subject"], view.lang),
            row["owner_name"],
            row["due"],
            today,
        )
        for row in open_cases.filter(pl.col("due") < pl.lit(today)).to_dicts()
    ]
    schema = {"key": pl.String, "what": pl.String, "owner": pl.String, "due": pl.String}
    frame = pl.DataFrame(rows, schema=schema | {"late": pl.Int64}).sort("due")
    return Sheet(
        frame,
        (
            Column("what", Label("Promised", "承诺事项")),
            Column("owner", OWNER),
            Column("due", Label("Due", "完成期限")),
            Column("late", Label("Days late", "逾期天数"), "count"),
        ),
    )


def _promise(what: str, owner: str | None, due: date, today: date) -> dict[str, Any]:
    late = (today - due).days
    return {"key": what, "what": what, "owner": owner, "due": formats.day(due), "late": late}


def in_words(found: Mapping[str, pl.DataFrame], since: Row | None) -> Text:
    """Say how many are new, still there and gone."""
    counts = {name: frame.height for name, frame in found.items()}
    if since is None:
        if counts["new"] == 1:
            return t("1 red alert; there is no earlier meeting to hold it against.")
        return t(
            "{new} red alerts; there is no earlier meeting to hold them against.",
            new=counts["new"],
        )
    return t(
        "Since the meeting of {day}: {new} newly red, {still} still red, {cleared} cleared.",
        day=formats.day(since["held_on"]),
        **counts,
    )


# --- next week ------------------------------------------------------------------------------------


def next_week(view: View) -> Period:
    """Return the seven days that follow the as-of day."""
    start = view.scope.as_of.date() + ONE_DAY
    return Period(start, start + timedelta(days=WEEK))


def key_orders(view: View) -> Sheet:
    """Return the largest orders promised for the next seven days; a row's key is the order."""
    found = events.promised(next_week(view), view.scope, view.reader, KEY_ORDERS)
    names = {code: label.to(view.lang) for code, label in STAGES.items()}
    frame = found.with_columns(
        key="order_no",
        promised=pl.col("promised").cast(pl.Date).cast(pl.String),
        stage=pl.col("stage").replace(names),
    )
    return Sheet(
        frame,
        (
            Column("order_no", ORDER),
            Column("customer_name", CUSTOMER),
            Column("amount", AMOUNT, currencies.order_unit(view)),
            Column("promised", Label("Promised", "承诺交付")),
            Column("stage", Label("Stage", "阶段")),
            Column("owner", OWNER),
        ),
    )


def due_actions(rows: Sequence[Row], view: View) -> Sheet:
    """Return the actions that are due in the next seven days, the soonest first."""
    today, end = view.scope.as_of.date(), next_week(view).end
    due = sorted(
        (row for row in rows if row["state"] in LIVE and today <= row["due"] < end),
        key=lambda row: (row["due"], row["subject"]),
    )
    told = [
        {
            "key": row["subject"],
            "measure": row["measure"],
            "owner": row["owner"],
            "due": formats.day(row["due"]),
        }
        for row in due
    ]
    schema = dict.fromkeys(("key", "measure", "owner", "due"), pl.String)
    return Sheet(
        pl.DataFrame(told, schema=schema),
        (
            Column("measure", Label("Action", "措施")),
            Column("owner", OWNER),
            Column("due", Label("Due", "完成期限")),
        ),
    )


def held_sheet(rows: Sequence[Row], minutes: Sequence[Row], lang: str) -> Sheet:
    """Return the meetings that were held, the newest first; a row's key is the meeting."""
    said: dict[str, list[str]] = {}
    for one in sorted(minutes, key=lambda one: one["changed_position"]):
        said.setdefault(one["meeting"], []).append(one["note"])
    newest = sorted(rows, key=lambda row: row["changed_position"], reverse=True)
    told = [
        {
            "key": row["subject"],
            "held": formats.day(row["held_on"]),
            "cadence": CADENCES[row["cadence"]].to(lang),
            "state": HELD[row["state"]].to(lang),
            "as_of": formats.when(moment(row["as_of"])),
            "present": row["present"],
            "notes": " · ".join(said.get(row["subject"], ())) or None,
        }
        for row in newest
    ]
    names = ("key", "held", "cadence", "state", "as_of", "present", "notes")
    schema = dict.fromkeys(names, pl.String)
    return Sheet(
        pl.DataFrame(told, schema=schema),
        (
            Column("held", Label("Held on", "日期")),
            Column("cadence", Label("Meeting", "会议类型")),
            Column("state", Label("State", "状态")),
            Column("as_of", Label("As of", "截止时点")),
            Column("present", Label("Present", "参会人")),
            Column("notes", Label("Minutes", "会议记录")),
        ),
    )
