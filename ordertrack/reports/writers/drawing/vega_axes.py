"""Scales, axes and legend of a chart as Vega-Lite. Imports `chart_parts`.

Text from data is only ever a value of a parameter, so that nothing of it is read as an expression;
the places of a chart are numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ordertrack.reports.writers.drawing import chart_parts
from ordertrack.reports.writers.drawing.chart_parts import Axis, Drawing

Spec = dict[str, Any]
WIDTH = 660
LETTER = 6.1  # the width of a letter of the labels
GAP = 0.5  # letters between two names
WIDEST = 72  # of a standing bar
AXIS, GRID = "#999999", "#E6E6E6"


def slot(drawn: Drawing) -> float:
    """Return the room of one standing place, in letters."""
    return _slot_width(drawn) / LETTER


def _slot_width(drawn: Drawing) -> float:
    return (WIDTH - 100) / max(1, len(drawn.names))


def labels(drawn: Drawing) -> list[list[str]]:
    """Return the names of the places, in lines where a place is too narrow for one."""
    if drawn.is_lying:
        return [[name] for name in drawn.names]
    lines = [chart_parts.wrapped(name, slot(drawn) - GAP) for name in drawn.names]
    return [[name] for name in drawn.names] if _is_slant(drawn) else lines


def _is_slant(drawn: Drawing) -> bool:
    """Return whether the names stand slantwise: in two or three lines they would not fit."""
    room = slot(drawn) - GAP
    lines = [chart_parts.wrapped(name, room) for name in drawn.names]
    too_wide = any(chart_parts.text_width(line) > room for found in lines for line in found)
    return too_wide or any(len(found) > 3 for found in lines)


def values_axis(axis: Axis, *, is_right: bool = False, is_below: bool = False) -> Spec:
    texts = {str(place): text for place, text in enumerate(axis.texts)}
    look: Spec = {
        "values": list(axis.values),
        "labelExpr": _chosen(axis.values, list(texts.values())),
        "title": axis.title,
        "titleLimit": 0,  # it is short enough: else it is cut to 180 pixels
        "titleAngle": 0,
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "domain": False,
        "ticks": False,
        "grid": not is_right,
        "gridColor": {"condition": {"test": "datum.value === 0", "value": AXIS}, "value": GRID},
        "orient": "right" if is_right else "left",
    }
    if is_below:
        return look | {"orient": "bottom", "titleBaseline": "top"}
    side = {"titleAlign": "right" if is_right else "left", "titleX": 0, "titleY": -10}
    return look | side


def _chosen(values: Sequence[float], texts: Sequence[str]) -> str:
    """Return the expression for the text of a tick; texts of ticks are our own figures."""
    pairs = zip(values, texts, strict=True)
    near = (f"abs(datum.value - {value!r}) < {_near(values)!r} ? '{text}'" for value, text in pairs)
    return " : ".join([*near, "''"])


def _near(values: Sequence[float]) -> float:
    return (values[1] - values[0]) / 100


def scale(axis: Axis, room: float = 0) -> Spec:
    """Return the scale of an axis, with room for labels beyond bars as a share of its length."""
    low, high = axis.ends
    more = (high - low) * room
    ends = [low - more if low < 0 else low, high + more if high > 0 else high]
    return {"domain": ends, "nice": False, "zero": False}


def places(drawn: Drawing) -> Spec:
    """Return the axis of the categories, below the bars or beside them."""
    look: Spec = {
        "title": None,
        "labelExpr": "names[datum.value]",
        "ticks": False,
        "labelPadding": 6,
    }
    if drawn.is_lying:
        look |= {"labelLimit": 0, "domain": False}
    elif _is_slant(drawn):
        look |= {"labelAngle": -40, "labelLimit": 150, "labelOverlap": len(drawn.names) > 40}
    else:
        look |= {"labelAngle": 0, "labelLimit": 0, "labelLineHeight": 13, "labelOverlap": False}
    return {
        "field": "place",
        "type": "ordinal",
        "axis": look,
        "scale": _bands(drawn),
    }


def _bands(drawn: Drawing) -> Spec:
    """Return how bars and the gaps between them share the room; few bars are not made wide."""
    widest = WIDEST * (1 if drawn.is_stacked else max(1, len(drawn.bars)))
    gap = 0.3 if drawn.is_lying else max(0.3, 1 - widest / _slot_width(drawn))
    places = list(range(len(drawn.names)))
    return {"paddingInner": gap, "paddingOuter": gap / 2, "domain": places}


def colour(drawn: Drawing) -> Spec:
    legend = drawn.legend()
    if not legend:
        return {"value": drawn.colour(drawn.chart.series[0])}
    shown = {
        "title": None,
        "orient": "top",
        "labelExpr": "series[datum.value]",
        "symbolType": "square",
    }
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": list(range(len(legend))), "range": [colour for _, colour in legend]},
        "legend": shown,
    }


def beside(drawn: Drawing, channel: str) -> Spec:
    """Return what puts the bars of several series beside each other."""
    if len(drawn.bars) < 2 or drawn.is_stacked:
        return {}
    places = [drawn.chart.series.index(one) for one in drawn.bars]
    return {channel: {"field": "series", "type": "nominal", "scale": {"domain": places}}}
