"""What is said beside a number: its conventions, why it is missing, what to beware of.

Imports `catalog`, `facts`, `query` and `scope`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ordertrack.facts.tables import FACT_TABLES
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.dimensions import DIMENSIONS, Dimension, dimensions
from ordertrack.metrics.model.metric import PARTS, Metric
from ordertrack.metrics.query.conventions import resolved, trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import count
from ordertrack.metrics.query.source import lacking
from ordertrack.model import TABLES
from ordertrack.period import shift_months
from ordertrack.scope import Conventions, Scope
from ordertrack.words import Label, Text, t

# A customer is only known to be new when the data reaches back this far before the period.
HISTORY_MONTHS = 12

# The column of an export that fills a column of the facts, where it has another name.
FILLED_BY: Mapping[str, tuple[str, str]] = {
    "order_facts.amount": ("order_lines", "amount"),
    "line_facts.promised_first": ("order_lines", "promised_date"),
    "line_facts.promised_latest": ("order_lines", "promised_date"),
    "order_facts.delivered_at": ("order_lines", "delivered_date"),
    "order_facts.finished_at": ("orders", "completed_at"),
    "order_facts.lead_created_at": ("leads", "created_at"),
    "order_facts.customer_id": ("orders", "customer_id"),
    "line_facts.delivered_at": ("order_lines", "delivered_date"),
    "line_facts.cost": ("order_lines", "cost"),
}


def uncovered(metric: Metric, scope: Scope, reader: Reader) -> list[str]:
    """Return fact columns that the metric needs and the viewer has not (`a|b`: none of them)."""
    needs = [resolved(need, scope.conventions) for need in metric.needs]
    return [
        need for need in needs if not any(_known(name, scope, reader) for name in need.split("|"))
    ]


def _known(column: str, scope: Scope, reader: Reader) -> bool:
    return bool(reader.covers(column)) and not scope.access.hides(column)


def answerable(metric: Metric, dims: Sequence[Dimension], scope: Scope, reader: Reader) -> bool:
    """Return whether there can be a number: its columns are filled, its tables split so."""
    if metric.needs_period and not (scope.period or any(dim.grain == "time" for dim in dims)):
        return False
    measures = [measure for part in PARTS for measure in metric.measures(part)]
    return not (uncovered(metric, scope, reader) or lacking(measures, dims, scope))


def undivided(name: str, by: Sequence[str], scope: Scope) -> Text | None:
    """Return why the metric cannot be split by these dimensions, or filtered as the scope does."""
    metric = metric_named(name)
    measures = [measure for part in PARTS for measure in metric.measures(part)]
    for dimension, table in lacking(measures, dimensions(by), scope).items():
        return t(
            "{table} do not record {dimension}: this number cannot be split or filtered by it.",
            table=table.label,
            dimension=DIMENSIONS[dimension].label,
        )
    return None


def lacks(name: str, scope: Scope, reader: Reader) -> Text | None:
    """Return the columns, and their sheets, that the metric needs and the data leaves empty."""
    missing = uncovered(metric_named(name), scope, reader)
    places = [filled_by(need.split("|")[0]) for need in missing]
    if not places:
        return None
    return t(
        "{columns} ({tables})",
        columns=_listed([column for _, column in places]),
        tables=_listed([table for table, _ in places]),
    )


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
    if columns := lacks(name, scope, reader):
        return t("Not in the data: {columns}. Fill these columns in the export.", columns=columns)
    if reason := undivided(name, by, scope):
        return reason
    if metric.needs_period and scope.period is None:
        return t("This number needs a period: choose a month, a quarter or a year.")
    if row is None or row.get(name) is not None or metric.denominator is None:
        return None
    base = row.get(f"{name}__denominator")
    if base is not None and base < 0:
        return t("The base is negative: a share of it would mean nothing.")
    return metric.denominator.when_empty


def _listed(labels: Sequence[Label]) -> Label:
    labels = list(dict.fromkeys(labels))
    return Label(", ".join(one.en for one in labels), "、".join(one.zh for one in labels))


def filled_by(column: str) -> tuple[Label, Label]:
    """The sheet and the column of an export that fill a column of the facts."""
    facts, name = column.split(".")
    home = FACT_TABLES[facts].home if facts in FACT_TABLES else facts
    table, source = FILLED_BY.get(column, (home, name))
    return TABLES[table].label, TABLES[table].column(source).label


def convention(name: str, conventions: Conventions) -> Text | None:
    """The settings that the metric follows, as they stand."""
    texts = [_settings(conventions)[setting] for setting in metric_named(name).settings]
    if len(texts) == 2:
        return t("{one} {other}", one=texts[0], other=texts[1])
    return texts[0] if texts else None


def warnings(name: str, scope: Scope, reader: Reader) -> list[Text]:
    """What a reader of this number should beware of."""
    found = [*_mixes_currencies(name, scope, reader), *_short_history(name, scope, reader)]
    return [*found, *_pending(name, scope, reader), *_one_sided(name, scope, reader)]


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
    measures = [m for part in PARTS for m in metric_named(name).measures(part)]
    if not any(measure.unit == "money" for measure in measures):
        return []
    if any(measure.window != "period" for measure in measures):
        scope = replace(scope, period=None)
    return [text] if (text := mixed_currencies(currencies(scope, reader))) else []


def currencies(scope: Scope, reader: Reader) -> list[str]:
    """Return the currencies of the orders in the scope, where they are recorded."""
    if not _known("order_facts.currency", scope, reader):
        return []
    orders = metric_named("orders").numerator
    found = count([orders], dimensions(["currency"]), scope, reader)
    return found.get_column("currency").drop_nulls().sort().to_list()


def mixed_currencies(found: Sequence[str]) -> Text | None:
    """Say that amounts in several currencies are added up; None where there is one at most."""
    if len(found) < 2:
        return None
    return t(
        "Amounts in {count} currencies ({currencies}) are added up as they are: filter by one.",
        count=len(found),
        currencies=", ".join(found),
    )


def _short_history(name: str, scope: Scope, reader: Reader) -> list[Text]:
    begins: date | None = reader.release.data_from if reader.release else None
    if begins is None:
        return []
    metric, months = metric_named(name), scope.conventions.repurchase_months
    if metric.date == "first_order" and _history_too_short(scope, begins, reader):
        return [t("History too short (data from {day}): old customers may look new.", day=begins)]
    if metric.numerator.window == "trailing":
        return _window_warnings(scope, begins, months)
    return []


def _window_warnings(scope: Scope, begins: date, months: int) -> list[Text]:
    """Tell what part of a trailing window the data has seen, where it is not all of it."""
    window, found = trailing(scope, months), []
    if window.start < begins:
        found.append(
            t("The data begins on {day}, inside the window of {n} months.", day=begins, n=months)
        )
    end = min(window.end, scope.as_of.date() + timedelta(days=1))
    seen = max((end - max(window.start, begins)).days, 0)
    if seen < window.days:
        found.append(
            t("The window has seen {seen} of {days} days so far.", seen=seen, days=window.days)
        )
    return found


def _history_too_short(scope: Scope, begins: date, reader: Reader) -> bool:
    start = scope.period.start if scope.period else begins
    known = reader.covers("customers.first_order_date") > 0
    return not known and start < shift_months(begins, HISTORY_MONTHS)


def _settings(conventions: Conventions) -> Mapping[str, Text]:
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
