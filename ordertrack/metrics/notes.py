"""What is said beside a number: its conventions, why it is missing, what to beware of.

Imports `catalog`, `facts`, `query` and `scope`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from typing import Any

import polars as pl

from ordertrack.facts.tables import FACT_TABLES, ORDER_LINES, ORDERS, FactTable
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.dimensions import DIMENSIONS, Dimension, dimensions
from ordertrack.metrics.model.measures import RED, Measure
from ordertrack.metrics.model.metric import PARTS, Metric
from ordertrack.metrics.model.rule import Rule
from ordertrack.metrics.query import raised
from ordertrack.metrics.query.booked import Booked, booked, window
from ordertrack.metrics.query.conventions import (
    TIER_MONTHS,
    Currencies,
    in_force,
    resolved,
    trailing,
)
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import count
from ordertrack.metrics.query.source import Source, lacking, table_of
from ordertrack.metrics.query.targets import targets
from ordertrack.model import TABLES
from ordertrack.period import first_day, shift_months
from ordertrack.scope import Conventions, Scope
from ordertrack.words import Label, Text, listed, t

LOOK_BACK = ("years", "again", "tier_start")  # beside the trailing months
CARRYING = (ORDERS, ORDER_LINES)
SPREAD = t("The target is a part of a longer period's, by its working days.")
PARTLY = t("A part of the period has no target; what was sold in it counts all the same.")
# A customer is only known to be new when the data reaches back this far before the period.
HISTORY_MONTHS = 12

# The column of an export that fills a column of the facts, where it has another name.
FILLED_BY: Mapping[str, tuple[str, str]] = {
    "order_facts.amount": ("order_lines", "amount"),
    "line_facts.promised_first": ("order_lines", "promised_date"),
    "line_facts.promised_latest": ("order_lines", "promised_date"),
    "order_facts.promised_latest": ("orders", "promised_date"),
    "order_facts.delivered_at": ("order_lines", "delivered_date"),
    "order_facts.ordered_at": ("orders", "order_date"),
    "order_facts.finished_at": ("orders", "completed_at"),
    "order_facts.lead_created_at": ("leads", "created_at"),
    "order_facts.customer_id": ("orders", "customer_id"),
    "line_facts.delivered_at": ("order_lines", "delivered_date"),
    "line_facts.cost": ("order_lines", "cost"),
}


def uncovered(metric: Metric, scope: Scope, reader: Reader) -> list[str]:
    """Return fact columns that the metric needs and the viewer has not (`a|b`: none of them)."""
    if _by_rules(metric):
        told, silent = rules_told(scope, reader)
        if silent and not told:
            return raised.lacking_columns(silent[0], scope, reader)
    needs = [resolved(need, scope.conventions) for need in metric.needs]
    return [
        need for need in needs if not any(_known(name, scope, reader) for name in need.split("|"))
    ]


def _by_rules(metric: Metric) -> bool:
    return any(RED in condition for condition in metric.numerator.where)


def rules_told(scope: Scope, reader: Reader) -> tuple[list[Rule], list[Rule]]:
    """Return the rules on orders that are on: those that the data can tell, and the others."""
    limits = raised.thresholds(reader, scope.as_of.date())
    told = raised.telling(scope, reader, limits)
    rules = [raised.ALERT_RULES[name] for name in raised.OF_ORDERS]
    wanted = [rule for rule in rules if raised.is_used(rule, limits[rule.name], scope, reader)]
    return [one for one in wanted if one in told], [one for one in wanted if one not in told]


def _known(column: str, scope: Scope, reader: Reader) -> bool:
    return bool(reader.covers(column)) and not scope.access.hides(column)


def never_recorded(metric: Metric, scope: Scope, reader: Reader) -> Measure | None:
    """Return rows that the metric counts and the whole data has none of: a zero says nothing."""
    rows = metric.recorded
    by = metric.recorded_by.split("|")
    if rows is None or any(_known(column, scope, reader) for column in by if column):
        return None
    ever = replace(scope, period=None, filters=(), stock_as_of=None)
    one = Source(ever, reader).counting(rows).of("1 AS one").page(1)
    return None if reader.run(one).height else rows


def answerable(metric: Metric, dims: Sequence[Dimension], scope: Scope, reader: Reader) -> bool:
    """Return whether there can be a number: its columns are filled, its tables split so."""
    if _lacks_period(metric, dims, scope):
        return False
    return not (uncovered(metric, scope, reader) or _lacking(metric, dims, scope, reader))


def _lacks_period(metric: Metric, dims: Sequence[Dimension], scope: Scope) -> bool:
    """Return whether the number needs a period, and neither scope nor groups have one."""
    return metric.needs_period and not (scope.period or any(dim.grain == "time" for dim in dims))


def _lacking(
    metric: Metric, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> dict[str, FactTable]:
    """The dimensions asked for, with a table of the metric that does not have them.

    The lines of a release from before a column was carried over to them do not have it either.
    """
    measures = [measure for part in PARTS for measure in metric.measures(part)]
    found = lacking(measures, dims, scope)
    names = [dim.name for dim in dims if dim.grain == "order"]
    names += [name for name, _ in scope.filters if name in ORDERS.dimensions]
    for measure in measures:
        table = table_of(measure, dims, scope)
        if table is ORDER_LINES:
            found |= {name: table for name in names if _not_carried(name, reader)}
    return found


def _not_carried(name: str, reader: Reader) -> bool:
    column = ORDERS.column(name).key
    on_orders, on_lines = (reader.covers(f"{table.name}.{column}") for table in CARRYING)
    return bool(on_orders) and not on_lines


def _undivided(name: str, by: Sequence[str], scope: Scope, reader: Reader) -> Text | None:
    """Return why the metric cannot be split by these dimensions, or filtered as the scope does."""
    metric = metric_named(name)
    for dimension, table in _lacking(metric, dimensions(by), scope, reader).items():
        return t(
            "{table} do not record {dimension}: this number cannot be split or filtered by it.",
            table=table.label,
            dimension=DIMENSIONS[dimension].label,
        )
    return None


def lacks(name: str, scope: Scope, reader: Reader) -> Text | None:
    """Return the columns with their sheets, or the rows, that a metric needs and the data lacks."""
    metric = metric_named(name)
    missing = uncovered(metric, scope, reader)
    places = [filled_by(need.split("|")[0]) for need in missing]
    if not places:
        never = never_recorded(metric, scope, reader)
        return never.sentence if never else None
    columns: dict[Label, list[Label]] = {}
    for table, column in places:
        columns.setdefault(table, []).append(column)
    told = [t("{columns} ({table})", columns=listed(c), table=name) for name, c in columns.items()]
    return reduce(lambda one, other: t("{one}, {other}", one=one, other=other), told)


def why_no_rows(name: str, scope: Scope, reader: Reader, by: Sequence[str] = ()) -> Text | None:
    """Return why nothing of the metric can be counted, neither a number nor the rows of a part."""
    metric = metric_named(name)
    if uncovered(metric, scope, reader):
        columns = lacks(name, scope, reader)
        return t("Not in the data: {columns}. Fill these columns in the export.", columns=columns)
    if reason := _undivided(name, by, scope, reader):
        return reason
    if _lacks_period(metric, dimensions(by), scope):
        return t("This number needs a period: choose a month, a quarter or a year.")
    return None


def why_empty(
    name: str,
    scope: Scope,
    reader: Reader,
    row: Mapping[str, Any] | None = None,
    by: Sequence[str] = (),
) -> Text | None:
    """Return why the metric has no number: what the data, or `row` (of `evaluate`), lacks.

    `by` are the dimensions that it was split by.
    """
    metric = metric_named(name)
    if reason := why_no_rows(name, scope, reader, by):
        return reason
    if never := never_recorded(metric, scope, reader):
        return never.when_empty
    if row is None or row.get(name) is not None or metric.denominator is None:
        return None
    base = row.get(f"{name}__denominator")
    if base is not None and base > 0:
        return _beyond_bookings(metric, scope, reader) or metric.denominator.when_empty
    if base is not None and base < 0:
        return t("The base is negative: a share of it would mean nothing.")
    return metric.denominator.when_empty


def _beyond_bookings(metric: Metric, scope: Scope, reader: Reader) -> Text | None:
    """Return that the period lies beyond all bookings; None where it does not."""
    days = window(metric.numerator, scope)
    found = booked(metric.numerator, scope, reader) if days else None
    if days is None or found is None or not found.misses(*days):
        return None
    return t(
        "No expense of these days is in the data: those there are run from {first} to {last}.",
        first=found.first,
        last=found.last,
    )


def booked_partly(name: str, scope: Scope, reader: Reader) -> list[Text]:
    """Tell where bookings begin after the period does, or end before it."""
    part = metric_named(name).numerator
    return booking_gaps(part, scope, booked(part, scope, reader) if scope.period else None)


def booking_gaps(part: Measure, scope: Scope, found: Booked | None) -> list[Text]:
    """Tell the same of a measure, where the days of all bookings are known."""
    days = window(part, scope)
    if days is None or found is None or found.misses(*days):
        return []
    end = min(days[1], first_day(scope.as_of.date(), "month"))
    told = [t("Expenses are in the data from {day} on.", day=found.first)]
    untold = [t("Expenses are in the data up to {day}.", day=found.last)]
    return [*(told if days[0] < found.start else ()), *(untold if found.end < end else ())]


def filled_by(column: str) -> tuple[Label, Label]:
    """The sheet and the column of an export that fill a column of the facts."""
    facts, name = column.split(".")
    home = FACT_TABLES[facts].home if facts in FACT_TABLES else facts
    table, source = FILLED_BY.get(column, (home, name))
    return TABLES[table].label, TABLES[table].column(source).label


def convention(name: str, conventions: Conventions) -> Text | None:
    """The settings that the metric follows, as they stand."""
    texts = [settings_in_force(conventions)[setting] for setting in metric_named(name).settings]
    if len(texts) == 2:
        return t("{one} {other}", one=texts[0], other=texts[1])
    return texts[0] if texts else None


def warnings(name: str, scope: Scope, reader: Reader, by: Sequence[str] = ()) -> list[Text]:
    """What a reader of this number should beware of; `by`: the dimensions that it was split by."""
    mixed = [] if "currency" in by else _mixes_currencies(name, scope, reader)
    found = [*mixed, *short_history(name, scope, reader), *_silent_rules(name, scope, reader)]
    found += [*target_warnings(name, scope, reader, by), *booked_partly(name, scope, reader)]
    return [*found, *_pending(name, scope, reader), *_one_sided(name, scope, reader)]


def target_warnings(name: str, scope: Scope, reader: Reader, by: Sequence[str] = ()) -> list[Text]:
    """Tell where a target is a part of a longer one, or stands for a part of the period only."""
    goal = metric_named(name).denominator
    times = [dim for dim in dimensions(by) if dim.grain == "time"]
    if goal is None or not goal.target or not answerable(metric_named(name), times, scope, reader):
        return []
    found = targets(goal, times, scope, reader)
    told = [SPREAD] if found["spread"].any() else []
    return [*told, PARTLY] if scope.period and (found["covered"] < 1).any() else told


def _silent_rules(name: str, scope: Scope, reader: Reader) -> list[Text]:
    """Tell which rules the data cannot judge, so that no order counts by them."""
    silent = rules_told(scope, reader)[1] if _by_rules(metric_named(name)) else []
    if not silent:
        return []
    return [t("The data cannot tell: {rules}.", rules=listed([one.label for one in silent]))]


def _pending(name: str, scope: Scope, reader: Reader) -> list[Text]:
    """Tell how many rows of the denominator may yet come to count."""
    metric = metric_named(name)
    if metric.pending is None or not answerable(metric, (), scope, reader):
        return []
    open_ones = count([metric.pending], (), scope, reader).item()
    if not open_ones:
        return []
    return [t("{count} of them are still open: the rate may yet rise.", count=open_ones)]


def _one_sided(name: str, scope: Scope, reader: Reader) -> list[Text]:
    """Tell where the whole data lacks the rows that would bring the rate down."""
    metric = metric_named(name)
    other = metric.counterpart
    if other is None or other.when_empty is None or not answerable(metric, (), scope, reader):
        return []
    ever = replace(scope, period=None, filters=())
    return [] if count([other], (), ever, reader).item() else [other.when_empty]


def _mixes_currencies(name: str, scope: Scope, reader: Reader) -> list[Text]:
    return [text] if (text := mixed_currencies(currencies_of(name, scope, reader))) else []


def currencies_of(name: str, scope: Scope, reader: Reader) -> Currencies:
    """Return the currencies of the amounts that the metric adds up; () where it adds up none."""
    measures = {m.name: m for part in PARTS for m in metric_named(name).measures(part)}
    amounts = [measure for measure in measures.values() if measure.unit == "money"]
    if not amounts:
        return ()
    if not _known("order_facts.currency", scope, reader):
        return in_force([None], scope)
    found: set[str | None] = set()
    for measure in amounts:
        if not FACT_TABLES[measure.table].has("currency"):
            found.add(None)  # an amount of a target or an expense names none
            continue
        by_currency = count([measure], dimensions(["currency"]), scope, reader)
        found |= set(by_currency.filter(pl.col(measure.name) != 0)["currency"])
    return in_force(found, scope)


def mixed_currencies(found: Currencies) -> Text | None:
    """Say that amounts in several currencies are added up; None where there is one at most."""
    if len(found) < 2:
        return None
    named = [name for name in found if name]
    words = {"count": len(named), "currencies": ", ".join(named)}
    if None in found:
        return t(
            "Amounts in {count} currencies ({currencies}) and some that name none are added up as "
            "they are: filter by one.",
            **words,
        )
    return t(
        "Amounts in {count} currencies ({currencies}) are added up as they are: filter by one.",
        **words,
    )


def short_history(name: str, scope: Scope, reader: Reader) -> list[Text]:
    """Tell where the data do not reach back as far as the number looks."""
    begins: date | None = reader.release.data_from if reader.release else None
    if begins is None:
        return []
    metric = metric_named(name)
    if metric.date == "first_order" and _history_too_short(scope, begins, reader):
        return [t("History too short (data from {day}): old customers may look new.", day=begins)]
    if metric.numerator.window == "trailing":
        return [*_begins_inside(scope, begins), *_seen_so_far(scope, begins)]
    found, first = [], begins_with(metric, scope)
    if metric.date in LOOK_BACK and first and first < begins:
        found = [t("The data begins on {day}, inside the days that it looks back on.", day=begins)]
    return [*found, *(_seen_so_far(scope, begins) if metric.date == "years" else ())]


def begins_with(metric: Metric, scope: Scope) -> date | None:
    """Return the first day before the period that a metric looks at; None where there is none."""
    period, months = scope.period, scope.conventions.repurchase_months
    if period is None:
        return None
    looks = {
        "trailing": lambda: shift_months(period.end, -months),
        "years": lambda: shift_months(period.end, -2 * months),
        "again": lambda: period.previous().start,
        "tier_start": lambda: shift_months(period.start, -TIER_MONTHS),
    }
    return looks[metric.date]() if metric.date in looks else None


def _begins_inside(scope: Scope, begins: date) -> list[Text]:
    """Tell where the data begin within a trailing window."""
    months = scope.conventions.repurchase_months
    if trailing(scope, months).start >= begins:
        return []
    return [t("The data begins on {day}, inside the window of {n} months.", day=begins, n=months)]


def _seen_so_far(scope: Scope, begins: date) -> list[Text]:
    """Tell what part of a trailing window the data has seen, where it is not all of it.

    What is held against the whole months before it (retention) looks the worse for it.
    """
    window = trailing(scope, scope.conventions.repurchase_months)
    end = min(window.end, scope.as_of.date() + timedelta(days=1))
    seen = max((end - max(window.start, begins)).days, 0)
    if seen >= window.days:
        return []
    return [t("The window has seen {seen} of {days} days so far.", seen=seen, days=window.days)]


def _history_too_short(scope: Scope, begins: date, reader: Reader) -> bool:
    start = scope.period.start if scope.period else begins
    known = reader.covers("customers.first_order_date") > 0
    return not known and start < shift_months(begins, HISTORY_MONTHS)


def settings_in_force(conventions: Conventions) -> Mapping[str, Text]:
    """Return what each setting that a metric may follow says as it stands."""
    return {
        "promise_basis": t("Judged by the first promise; later changes do not count.")
        if conventions.promise_basis == "first"
        else t("Judged by the latest promise."),
        "repurchase_months": t("Window: {n} months.", n=conventions.repurchase_months),
        "repurchase_by": t("Orders on one day count once.")
        if conventions.repurchase_by == "days"
        else t("Every order counts, also on one day."),
        "payment_days": t(
            "Due {n} days after completion where an order has no payment day.",
            n=conventions.payment_days,
        ),
        "channel_lag_months": t("Expenses of the same months as the new customers.")
        if not conventions.channel_lag_months
        else t(
            "Expenses of {n} months earlier than the new customers.",
            n=conventions.channel_lag_months,
        ),
        "cost_per_complaint": t(
            "A complaint is taken to cost {amount} (setting).",
            amount=conventions.cost_per_complaint,
        ),
    }
