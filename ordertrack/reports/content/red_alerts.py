"""What was red in some days: at their beginning and end, what came and went, who handles it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.find import find
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.period import ONE_DAY, Period
from ordertrack.records.journal.alert_kinds import CASE, DEPARTMENTS, RULES, STATES
from ordertrack.records.journal.reading import frame_of
from ordertrack.reports.content import telling_columns
from ordertrack.reports.content.context import Context
from ordertrack.scope import end_of_day
from ordertrack.views.alerts import board
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, listed, t

KEY = ("rule", "subject")
A_DAY = timedelta(days=1)
RULE, RED, OWNER = Label("Rule", "规则"), Label("Red", "红色"), Label("Owner", "负责人")
DEPARTMENT = Label("Department", "责任部门")
HANDLED: dict[str, Label] = {
    "open": Label("Red alerts", "红色预警"),
    "untouched": Label("Not taken up yet", "尚未受理"),
    "in_progress": Label("In progress", "处理中"),
    "overdue": Label("Past due", "超过完成期限"),
    "put_aside": Label("Put aside or ended", "已暂缓或结案"),
}


def now(context: Context) -> pl.DataFrame:
    """Return the alerts at as-of with their cases and the department that each belongs to."""
    view = context.view
    found = find(view.scope, view.reader)
    written = frame_of(CASE, context.written("case"))
    records = context.warehouse.records
    return with_departments(cases.with_cases(found, written, records, view.scope.as_of))


def rules_of(found: pl.DataFrame) -> list[str]:
    """Return the rules that alerts are of, in the order of the catalogue."""
    named = set(found["rule"])
    return [name for name in ALERT_RULES if name in named]


def with_departments(found: pl.DataFrame) -> pl.DataFrame:
    """Name the department of each alert: the one that people chose, else that of its rule."""
    usual = {name: rule.department for name, rule in ALERT_RULES.items()}
    return found.with_columns(
        department=pl.coalesce("department", pl.col("rule").replace_strict(usual))
    )


def days_of(view: View) -> Period:
    """Return the days of the period that are over at as-of; at least its first one."""
    today = view.scope.as_of.date()
    period = view.scope.period or Period.around(today, "month")
    end = min(period.end, today + ONE_DAY)
    return Period(period.start, max(end, period.start + ONE_DAY))


# --- what came and went ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Flow:
    """The red alerts of some days; each is there once, whether it came, went or stayed.

    `open` are those at the end, with their cases. `before` + `new` - `closed` = `open`.
    """

    before: pl.DataFrame
    new: pl.DataFrame
    closed: pl.DataFrame
    open: pl.DataFrame
    end: datetime

    @property
    def is_empty(self) -> bool:
        return self.touched.is_empty()

    @property
    def touched(self) -> pl.DataFrame:
        """All that were red on any of the days: rule, subject, since."""
        return pl.concat([one.select(*KEY, "since") for one in (self.open, self.closed)])


def flow(context: Context, days: Period, alerts: pl.DataFrame) -> Flow:
    """Return what was red before the days, came, went and is red at as-of, their end.

    `alerts` are those of as-of, as `now` gives them. What came and went between both ends is told
    by when its clock ended. Rules are judged by the thresholds in force at either end.
    """
    view = context.view
    start = end_of_day(days.start - A_DAY)
    before = _red(find(view.scope.with_as_of(start), view.reader))
    within = _red(find(view.scope, view.reader, ended=True)).filter(
        pl.col("ended").cast(pl.Date).is_between(days.start, days.last)
    )
    at_end = _red(alerts)
    over = pl.concat([within, before.join(within, on=KEY, how="anti")])
    closed = over.join(at_end, on=KEY, how="anti", maintain_order="left")
    came = pl.concat([at_end.select(*KEY, "since"), closed.select(*KEY, "since")])
    new = came.join(before, on=KEY, how="anti", maintain_order="left")
    return Flow(before, new, closed, at_end, view.scope.as_of)


def _red(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(pl.col("level") == "red")


def by_rule(found: Flow, view: View) -> Sheet:
    """Return what came and went by rule, and how many days it was red or has been open."""
    lasted = (pl.col("ended") - pl.col("since")).dt.total_days()
    waiting = (pl.lit(found.end) - pl.col("since")).dt.total_days()
    counts = [
        frame.group_by("rule").agg(pl.len().cast(pl.Int64).alias(name))
        for name, frame in (
            ("before", found.before),
            ("new", found.new),
            ("closed", found.closed),
            ("open", found.open),
        )
    ]
    days = [
        found.closed.group_by("rule").agg(days=lasted.median()),
        found.open.group_by("rule").agg(waiting=waiting.filter(waiting >= 0).median()),
    ]
    frame = pl.DataFrame({"rule": list(ALERT_RULES)})
    for one in (*counts, *days):
        frame = frame.join(one, on="rule", how="left", maintain_order="left")
    numbers = ("before", "new", "closed", "open")
    frame = frame.with_columns(pl.col(numbers).fill_null(0)).filter(pl.sum_horizontal(numbers) > 0)
    frame = frame.with_columns(key="rule", rule=pl.col("rule").replace_strict(_names(view)))
    return Sheet(
        frame,
        (
            Column("rule", RULE),
            Column("before", Label("Red at the start", "期初红色"), "count"),
            Column("new", Label("New", "新增"), "count"),
            Column("closed", Label("Cleared", "解除"), "count"),
            Column("open", Label("Red at the end", "期末红色"), "count"),
            Column("days", Label("Median days to clear", "解除用时中位数"), "days"),
            Column("waiting", Label("Median days open", "已历时中位数"), "days"),
        ),
    )


def _names(view: View) -> dict[str, str]:
    return {name: label.to(view.lang) for name, label in RULES.items()}


# --- who handles it -------------------------------------------------------------------------------


def by_whom(found: Flow, name: str, view: View) -> Sheet:
    """Return the red alerts by `department` or `owner_name`, and how they stand; the most first."""
    state, today = pl.col("state"), pl.lit(found.end.date())
    to_do = state.is_in(list(cases.OPEN))
    named = found.open.filter(pl.col(name).is_not_null())
    counted = named.group_by(name).agg(
        pl.len().cast(pl.Int64).alias("open"),
        untouched=(state == "new").sum().cast(pl.Int64),
        in_progress=(state == "in_progress").sum().cast(pl.Int64),
        overdue=(to_do & (pl.col("due") < today)).fill_null(False).sum().cast(pl.Int64),
        put_aside=(~to_do).sum().cast(pl.Int64),
    )
    words = {code: one.to(view.lang) for code, one in DEPARTMENTS.items()}
    frame = counted.sort("open", name, descending=[True, False]).with_columns(
        key=name, name=pl.col(name).replace(words) if name == "department" else pl.col(name)
    )
    label = DEPARTMENT if name == "department" else OWNER
    columns = (Column(code, one, "count") for code, one in HANDLED.items())
    told = telling_columns.without_zeros(Sheet(frame, (Column("name", label), *columns)), HANDLED)
    # That nobody has taken up any of them, as ever, is said once.
    return telling_columns.without_repeat(told, "untouched", "open")


def handled(found: Flow, context: Context) -> Sheet:
    """Return what people wrote of the cases of these days: cause, solution, due day, result."""
    said = pl.any_horizontal(pl.col("cause", "solution", "result").is_not_null())
    written = frame_of(CASE, context.written("case")).filter(said)
    newest = (
        written.with_columns(pl.col("episode").cast(pl.Int64, strict=False), subject="about")
        .sort(*KEY, "episode")
        .unique(KEY, keep="last", maintain_order=True)
    )
    columns = (*KEY, "since", "unit", "order_no", "customer", "owner_name")
    about = pl.concat([one.select(columns) for one in (found.open, found.closed)])
    joined = about.join(newest, on=KEY, how="inner", maintain_order="left")
    # A case of an earlier time that the same order was red is another one. The clock of a contract
    # runs to the day that it counts from.
    later = pl.col("changed_at").dt.replace_time_zone(None) >= pl.col("since")
    joined = joined.filter(later | (pl.col("unit") == "days_left"))
    lang = context.lang
    gone = joined.join(found.open, on=KEY, how="anti").select(*KEY, over=pl.lit(True))
    frame = with_departments(joined.join(gone, on=KEY, how="left", maintain_order="left"))
    frame = frame.with_columns(
        key=pl.col("order_no").fill_null(""),
        about=pl.coalesce("order_no", "customer", "subject"),
        rule=pl.col("rule").replace_strict(_names(context.view)),
        department=pl.col("department").replace(
            {code: one.to(lang) for code, one in DEPARTMENTS.items()}
        ),
        owner=pl.coalesce("owner", "owner_name"),
        state=_state(lang),
    )
    return Sheet(frame, HANDLED_COLUMNS)


def _state(lang: str) -> pl.Expr:
    """Return how a case stands: what ended by itself is cleared unless people ended it."""
    words = {code: one.to(lang) for code, one in STATES.items()}
    ended = pl.col("state").is_in(["resolved", "closed", "false_alarm"]).fill_null(False)
    cleared = pl.lit(cases.SHOWN_STATES[cases.CLEARED].to(lang))
    stands = pl.col("state").fill_null("new").replace(words)
    return pl.when(pl.col("over").fill_null(False) & ~ended).then(cleared).otherwise(stands)


HANDLED_COLUMNS = (
    Column("about", Label("Order or customer", "订单或客户")),
    Column("rule", RULE),
    Column("department", DEPARTMENT),
    Column("owner", OWNER),
    Column("cause", Label("Cause", "原因")),
    Column("solution", Label("Solution", "解决方案")),
    Column("result", Label("Result", "处理结果")),
    Column("state", Label("State", "状态")),
)


# --- what is red and yellow -----------------------------------------------------------------------


def counts(found: pl.DataFrame, view: View) -> Sheet:
    """Return red and yellow alerts by rule, as the Alerts page counts them, without what is new."""
    told = board.by_rule(found.with_columns(is_new=pl.lit(False)), view)
    old = replace(told, columns=tuple(one for one in told.columns if one.name != "new"))
    return telling_columns.without_repeat(old, "to_do", "red")


def rules_text(red: pl.DataFrame) -> Text:
    """Say how many alerts are red, and how many of each rule, the most first."""
    if red.is_empty():
        return t("No alert is red.")
    counted = red.group_by("rule").len().sort("len", "rule", descending=[True, False])
    told = [
        t("{rule} {count}", rule=RULES[name], count=count) for name, count in counted.iter_rows()
    ]
    rules = listed(told)
    if red.height == 1:
        return t("1 red alert: {rule}.", rule=RULES[counted["rule"][0]])
    return t("{count} red alerts: {rules}.", count=red.height, rules=rules)
