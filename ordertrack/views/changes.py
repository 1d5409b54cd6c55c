"""How a figure has changed: with its unit, its direction, and whether that is better or worse.

One value has one change: cards, tables and headlines take it from here. Imports `currencies`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ordertrack.metrics.model.metric import Metric
from ordertrack.scope import Comparison, Scope
from ordertrack.views import currencies, formats
from ordertrack.views.figures import Compared
from ordertrack.views.view import View
from ordertrack.words import Text, t

Direction = Literal["up", "down", "off"]
Judgement = Literal["better", "worse"]

KINDS: dict[Comparison, Text] = {"yoy": t("YoY"), "prior": t("Prior")}
JUDGEMENTS: Mapping[Judgement, Text] = {"better": t("better"), "worse": t("worse")}
ARROWS: Mapping[Direction, str] = {"up": "▲ ", "down": "▼ ", "off": ""}


@dataclass(frozen=True)
class Change:
    """A change as it is written; `judged` is None where neither way is better, or nothing moved."""

    text: str
    direction: Direction
    judged: Judgement | None

    def words(self, lang: str) -> str:
        """Return the change with what it means: `+10.9% better`."""
        return f"{self.text} {JUDGEMENTS[self.judged].to(lang)}" if self.judged else self.text

    def at_a_glance(self, lang: str) -> str:
        """Return the same behind its arrow: `▲ +10.9% better`."""
        return ARROWS[self.direction] + self.words(lang)


UNKNOWN = Change(formats.NONE, "off", None)


def change(
    now: Any, then: Any, metric: Metric, unit: str, lang: str, *, fine: bool = False
) -> Change:
    """Return the change of a metric, written in `unit`; `UNKNOWN` where one side is missing."""
    text = formats.change(now, then, unit, lang, fine=fine)
    if text is None:
        return UNKNOWN
    direction = _direction(text)
    if direction == "off" or metric.better is None:
        return Change(text, direction, None)
    return Change(text, direction, "better" if direction == metric.better else "worse")


def beside(
    view: View, metric: Metric, found: Compared, unit: str
) -> tuple[tuple[Comparison, Change], ...]:
    """Return the change of a metric against each comparison of the view, the chosen one first."""
    return tuple(
        (kind, against(view, metric, found, kind, unit)) for kind in comparisons(view.scope)
    )


def against(
    view: View, metric: Metric, found: Compared, kind: Comparison, unit: str, *, fine: bool = False
) -> Change:
    """Return the change of a metric against one comparison; `UNKNOWN` without its figures."""
    then = found.yoy if kind == "yoy" else found.prior
    before = replace(view.scope, comparison=kind).compared()
    if then is None or before is None or not currencies.comparable(view, metric, before):
        return UNKNOWN
    return change(found.now[metric.name], then[metric.name], metric, unit, view.lang, fine=fine)


def comparisons(scope: Scope) -> tuple[Comparison, ...]:
    """Return the chosen comparison, then the other where it is another stretch of time."""
    if scope.period is None or scope.comparison is None:
        return ()
    if scope.period.year_before() == scope.period.previous():
        return (scope.comparison,)
    return ("prior", "yoy") if scope.comparison == "prior" else ("yoy", "prior")


def _direction(text: str) -> Direction:
    if not any(digit in text for digit in "123456789"):
        return "off"  # what is rounded to nothing has not moved
    return "down" if text.startswith(formats.MINUS) else "up"
