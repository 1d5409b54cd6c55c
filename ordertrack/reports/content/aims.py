"""What figures are held against: the company's targets of the period, and how far they are met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import metric_targets
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View

Row = Mapping[str, Any]
# Metrics whose target is divided among people and months, with what tells how far it is reached.
ATTAINED: Mapping[str, str] = {
    "revenue": "revenue_attainment",
    "new_customers": "new_customer_attainment",
}


@dataclass(frozen=True)
class Aim:
    """A target with the number that is held against it, in the unit of its metric.

    `running`: the period is not over, so that a sum may yet grow into its target.
    """

    metric: Metric
    now: Any
    value: Any
    unit: str
    running: bool

    def target(self, lang: str) -> str:
        """Return the target as people read it."""
        return formats.value(self.value, self.unit, lang)

    @property
    def attainment(self) -> str:
        """Return the share of the target that is reached; of what had better be less, nothing."""
        share = formats.share(self.now, self.value)
        return formats.percent(share) if share is not None and self.metric.better == "up" else ""

    def distance(self, lang: str) -> str:
        """Return how far it is from the target, in its unit."""
        if self.now is None:
            return ""
        if self.metric.accumulates:
            apart = Decimal(str(self.now)) - Decimal(str(self.value))
            return formats.signed(apart, lang, self.unit)
        return formats.change(self.now, self.value, self.unit, lang, fine=True) or ""

    @property
    def reached(self) -> bool | None:
        """Whether it is reached; None where nobody can tell yet, or neither way is better."""
        if self.now is None or self.metric.better is None:
            return None
        now, value = float(self.now), float(self.value)
        good = now >= value if self.metric.better == "up" else now <= value
        return None if not good and self.running and self.metric.accumulates else good


def aims(view: View, names: Sequence[str], now: Row | None = None) -> dict[str, Aim]:
    """Return the targets of the period, by metric, of those that have one.

    Args:
        now: the figures of the view, where they were asked for already.
    """
    stated = metric_targets.of_the_whole(view)
    found = {name: stated[name] for name in names if name in stated}
    asked = [one for name, one in ATTAINED.items() if name in names and can_tell(view, one)]
    row = figures.figures(view, asked) if asked and view.scope.period else {}
    for name, attained in ATTAINED.items():
        if target := row.get(f"{attained}__denominator"):
            found[name] = target
    reached = _reached(view, found, now or {})
    return {name: _aim(view, CATALOG[name], reached, value) for name, value in found.items()}


def _reached(view: View, names: Iterable[str], now: Row) -> Row:
    """Return the figures that targets are held against; without those that nobody can tell."""
    asked = [name for name in names if name not in now and can_tell(view, name)]
    return {**now, **figures.figures(view, asked)} if asked else now


def _aim(view: View, metric: Metric, now: Row, value: Any) -> Aim:
    unit = currencies.unit(view, metric)
    return Aim(metric, now.get(metric.name), value, unit, view.scope.is_cut)
