"""The catalogue: every metric by its name, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from ordertrack.errors import BadScope
from ordertrack.metrics.definitions import (
    attainment,
    budgets,
    costs,
    delivery,
    exceptions,
    leads,
    loyalty,
    payment,
    people,
    retention,
    sales,
    service,
)
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import t

GROUPS = (
    sales,
    attainment,
    delivery,
    exceptions,
    service,
    payment,
    loyalty,
    retention,
    people,
    leads,
    costs,
    budgets,
)
CATALOG: Mapping[str, Metric] = {
    metric.name: metric for group in GROUPS for metric in group.METRICS
}


def metric(name: str) -> Metric:
    """The metric of that name; an error that names the nearest where there is none."""
    if name in CATALOG:
        return CATALOG[name]
    near = get_close_matches(name, CATALOG, n=1)
    raise BadScope(
        t("{name} is not a metric.", name=repr(name)),
        t("Did you mean {near}?", near=near[0])
        if near
        else t("Metrics are {names}.", names=", ".join(CATALOG)),
    )
