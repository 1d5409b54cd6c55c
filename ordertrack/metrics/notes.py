"""What is said beside a number: what the data lacks."""

from __future__ import annotations

from ordertrack.metrics.measures import spoken
from ordertrack.metrics.metric import Metric
from ordertrack.metrics.reading import Reader
from ordertrack.scope import Scope


def uncovered(metric: Metric, scope: Scope, reader: Reader) -> list[str]:
    """The fact columns that the metric needs and the release does not fill (`a|b`: none of them)."""
    needs = [spoken(need, scope.conventions) for need in metric.needs]
    return [need for need in needs if not any(map(reader.covers, need.split("|")))]
