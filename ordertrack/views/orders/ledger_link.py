"""The way from a number to its orders, and back: what a link to the ledger says beyond the scope.

The scope of the number (period, as-of, filters) travels beside these parameters. Imports `metrics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from ordertrack.errors import BadScope
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import Basis, LedgerQuery, Number
from ordertrack.metrics.query.listing import beside_orders, of_orders
from ordertrack.words import Text, t

USUAL = LedgerQuery()
BASIS_OF: Mapping[str, Basis] = {day: basis for basis, (day, _) in orders.BASES.items()}
# How the ledger sorts what the rows behind a number are sorted by.
SORTED_BY: Mapping[str, str] = {
    "-days_late": "-days_late",
    "-days_overdue": "payment_due",
    "-amount": "-amount",
    "satisfaction": "satisfaction",
}


def link(metric: Metric, part: Part) -> dict[str, str]:
    """Return the parameters of the ledger that lists the orders behind a part of a metric."""
    found = {"metric": metric.name, "part": part}
    if basis := basis_of(metric, part):
        found["basis"] = basis
    if part == metric.worst_part and metric.worst and metric.worst[0] in SORTED_BY:
        found["sort"] = SORTED_BY[metric.worst[0]]
    return {name: value for name, value in found.items() if (name, value) != ("basis", USUAL.basis)}


def basis_of(metric: Metric, part: Part) -> Basis | None:
    """Return the day that places the orders of a part; None where it is none that an order has."""
    days = {
        BASIS_OF.get(measure.date) if measure.window == "period" else None
        for measure in metric.measures(part)
    }
    return days.pop() if len(days) == 1 else None


def read(url: Mapping[str, str]) -> LedgerQuery:
    """Return what the parameters of a link ask of the ledger; what makes no sense is as usual.

    Raises:
        BadScope: a number that does not exist, or that no orders stand behind: the orders would
            be others than the link says.
    """
    sort = url.get("sort", "-ordered_at")
    if sort.removeprefix("-") not in orders.SORTS:
        sort = "-ordered_at"
    show: Any = url.get("show")
    basis: Any = url.get("basis")
    return LedgerQuery(
        search=url.get("q", ""),
        quick_filter=show if show in orders.QUICK_FILTERS else USUAL.quick_filter,
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        basis=basis if basis in orders.BASES else USUAL.basis,
        behind=_number(url),
    )


def _number(url: Mapping[str, str]) -> Number | None:
    if not url.get("metric"):
        return None
    metric, part = metric_named(url["metric"]), cast(Part, url.get("part", "numerator"))
    if part not in get_args(Part) or not metric.measures(part):
        raise BadScope(
            t("{metric} has no part {part}.", metric=metric.label, part=repr(part)),
            t("Open the orders from the number itself."),
        )
    if not of_orders(metric, part):
        raise BadScope(beside_orders(metric, part), t("See the rows behind the number itself."))
    return Number(metric.name, part)


def opens(metric: Metric, part: Part, count: int) -> Text:
    """Say what a link opens: the orders themselves, or those that other rows belong to."""
    measure = metric.measures(part)[0]
    if count == 1:
        return ONE.get(_kind(measure), t("Open this order in the ledger"))
    return MANY[_kind(measure)](count)


def _kind(measure: Measure) -> str:
    return "customers" if measure.agg == "customers" else measure.table


ONE: Mapping[str, Text] = {
    "line_facts": t("Open the order of these lines"),
    "complaint_facts": t("Open the order of these complaints"),
    "customers": t("Open the order of these customers"),
}
MANY = {
    "order_facts": lambda count: t("Open these {count} orders in the ledger", count=count),
    "line_facts": lambda count: t("Open the {count} orders of these lines", count=count),
    "complaint_facts": lambda count: t("Open the {count} orders of these complaints", count=count),
    "customers": lambda count: t("Open the {count} orders of these customers", count=count),
}
