"""The thresholds of rules: which can be set, and what another one would have raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ordertrack.alerts.back_test import BackTest, back_test
from ordertrack.alerts.find import untold
from ordertrack.alerts.wording import UNITS, UNTIL_END, until_end
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.rule import Threshold
from ordertrack.metrics.query.raised import is_used, lacking_columns, threshold_of, thresholds
from ordertrack.records.journal.alert_kinds import CLOCKS, FALLING, OPERATORS, RULE_CLOCKS, RULES
from ordertrack.views import currencies
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t


def in_force(view: View, rule: str) -> Threshold:
    """Return what is in force of a rule on the as-of day."""
    return thresholds(view.reader, view.scope.as_of.date())[rule]


def why_silent(view: View, rule: str) -> Text | None:
    """Return why a rule raises nothing; None where it can."""
    return untold(view.scope, view.reader).get(rule)


def operators(rule: str) -> dict[str, Label]:
    """Return the operators that a rule can be compared with, as people read them."""
    ways = ("<=", "<") if rule in FALLING else (">", ">=")
    return {way: OPERATORS[way] for way in ways}


def clocks(rule: str) -> dict[str, Label]:
    """Return the clocks that a rule can be read on."""
    return {name: CLOCKS[name] for name in RULE_CLOCKS[rule]}


def unit(rule: str, clock: str) -> Label:
    """Return what the numbers of a threshold count."""
    return UNITS[ALERT_RULES[rule].unit or clock]


def wanted(rule: str, values: Mapping[str, Any]) -> Threshold:
    """Return the threshold that these values of a form mean."""
    return threshold_of({"rule": rule, "from_day": None} | dict(values))


def tested(view: View, rule: str, limit: Threshold) -> BackTest | None:
    """Return what the threshold would have raised; None where the data cannot judge the rule."""
    known = ALERT_RULES[rule]
    tells = is_used(known, Threshold.default(known), view.scope, view.reader)
    if not tells or lacking_columns(known, view.scope, view.reader):
        return None
    return back_test(known, limit, view.scope, view.reader)


def sentence(found: BackTest, rule: str) -> Text:
    """Say how many would have been red, beside how many are by what is in force."""
    return t(
        "{rule}, since {day}: {would} would have been red, {now} were by what is in force. "
        "{gained} more, {lost} fewer.",
        rule=RULES[rule],
        day=found.start.date(),
        would=f"{found.would:,}",
        now=f"{found.now:,}",
        gained=f"{found.differ['gained'].sum():,}",
        lost=f"{(~found.differ['gained']).sum():,}",
    )


def difference(found: BackTest, rule: str, limit: Threshold, view: View) -> Sheet:
    """Return the orders that only one of both thresholds makes red."""
    more, fewer = (
        Label("red only by the new one", "仅新阈值为红"),
        Label("red only by the present one", "仅现阈值为红"),
    )
    said = pl.when("gained").then(pl.lit(more.to(view.lang))).otherwise(pl.lit(fewer.to(view.lang)))
    frame, elapsed = found.differ, Column("elapsed", unit(rule, limit.clock), "days")
    if ALERT_RULES[rule].unit == "days_left":
        said_left = [until_end(days).to(view.lang) for days in frame["elapsed"]]
        frame = frame.with_columns(elapsed=pl.Series(said_left, dtype=pl.String))
        elapsed = Column("elapsed", UNTIL_END)
    frame = frame.with_columns(
        key=pl.coalesce("order_no", "customer_id"),
        about=pl.coalesce("order_no", "subject"),
        which=said,
        since=pl.col("since").dt.to_string("%Y-%m-%d"),
        ended=pl.col("ended").dt.to_string("%Y-%m-%d"),
    )
    return Sheet(
        frame,
        (
            Column("about", Label("Order or customer", "订单或客户")),
            Column("customer_name", Label("Customer", "客户")),
            Column("since", Label("Since", "起始")),
            Column("ended", Label("Ended", "结束")),
            elapsed,
            Column("amount", Label("Order amount", "订单金额"), currencies.order_unit(view)),
            Column("which", Label("Difference", "差异")),
        ),
    )
