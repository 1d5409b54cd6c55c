"""A waterfall as stacked columns: invisible ones below, totals, rises and falls upon them.

A spreadsheet and a presentation stack what is positive upwards and what is negative downwards from
zero; a step across zero therefore has a part on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordertrack.reports.content.document import Chart
from ordertrack.reports.writers.drawing.chart_parts import STEP_NAMES
from ordertrack.words import Label

BASE = Label("(below)", "（底）")
NAMES = STEP_NAMES | {
    f"{kind}_below": Label(f"{name.en}, below zero", f"{name.zh}（零以下）")
    for kind, name in STEP_NAMES.items()
    if kind != "total"
}


@dataclass(frozen=True)
class Steps:
    """Columns by kind, a number per category; `base` is not seen."""

    base: tuple[float, ...]
    parts: dict[str, tuple[float, ...]]


def steps(values: Sequence[float | None]) -> Steps:
    """Return what is stacked for steps whose first and last are totals from zero."""
    base = [0.0] * len(values)
    parts = {name: [0.0] * len(values) for name in NAMES}
    level = 0.0
    for place, value in enumerate(number or 0.0 for number in values):
        if place in (0, len(values) - 1):
            level = parts["total"][place] = value
            continue
        low, high = sorted((level, level + value))
        kind = "rise" if value >= 0 else "fall"
        base[place] = low if low > 0 else high if high < 0 else 0.0
        parts[kind][place] = max(high, 0.0) - max(low, 0.0)
        parts[f"{kind}_below"][place] = min(low, 0.0) - min(high, 0.0)
        level += value
    seen = {name: tuple(one) for name, one in parts.items() if any(one)}
    return Steps(tuple(base), seen)


def tops(chart: Chart) -> list[float | None]:
    """Return how high a chart's columns reach, for its axis: those that are stacked together."""
    columns = [one.values for one in chart.series if not one.is_line or chart.shape == "lines"]
    if chart.shape != "stacked":
        return [value for values in columns for value in values]
    return [sum(value or 0.0 for value in row) for row in zip(*columns, strict=True)]
