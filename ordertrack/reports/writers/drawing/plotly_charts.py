"""A chart as plotly draws it on a page. Imports `chart_parts`.

Text from data is escaped by `views.markup`: plotly reads tags, entities and formulas.
"""

from __future__ import annotations

from typing import Any

from ordertrack.reports.content.document import Chart, Series
from ordertrack.reports.writers.drawing import chart_parts
from ordertrack.reports.writers.drawing.chart_parts import Axis, Drawing, Step, drawing
from ordertrack.reports.writers.plain_text import one_line
from ordertrack.views import charts, markup

HEIGHT = 340
ROW, LEAST = 28, 170
ROOM, BESIDE = 0.12, 0.3  # of an axis: for a label above, or beside, the longest bar
MANY = 16  # bars of which each has its label
CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}
Spec = dict[str, Any]


def figure(chart: Chart, lang: str) -> Spec:
    """Return traces and layout of a chart; colours of words and lines are left to the page."""
    drawn = drawing(chart, lang)
    traces = _steps(drawn) if chart.shape == "waterfall" else [_bars(drawn, s) for s in drawn.bars]
    traces += [_line(drawn, series) for series in drawn.lines]
    return {"data": traces, "layout": _layout(drawn)}


def _places(drawn: Drawing) -> list[str]:
    return [f"place {place}" for place in range(len(drawn.names))]


def _hovers(drawn: Drawing, series: Series) -> list[str]:
    name = markup.plotly(one_line(series.name))
    pairs = zip(drawn.chart.categories, drawn.texts(series), strict=True)
    return [f"<b>{markup.plotly(one_line(at))}</b><br>{name}: {text}" for at, text in pairs]


def _bars(drawn: Drawing, series: Series) -> Spec:
    along, across = ("y", "x") if drawn.is_lying else ("x", "y")
    has_labels = len(drawn.bars) == 1 and len(drawn.names) <= MANY and not drawn.is_stacked
    is_labelled = drawn.is_lying or (has_labels and drawn.chart.shape != "columns")
    labels = {"text": drawn.texts(series), "textposition": "outside", "cliponaxis": False}
    return {
        "type": "bar",
        "orientation": "h" if drawn.is_lying else "v",
        "name": _name(series),
        along: _places(drawn),
        across: list(series.values),
        "marker": {"color": drawn.colour(series)},
        "hovertext": _hovers(drawn, series),
        "hovertemplate": charts.HOVER,
    } | (labels if is_labelled else {})


def _name(series: Series) -> str:
    return markup.plotly(chart_parts.shortened(one_line(series.name)))


def _line(drawn: Drawing, series: Series) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": _name(series),
        "x": _places(drawn),
        "y": list(series.values),
        "yaxis": "y2" if drawn.is_right(series) else "y",
        "line": {"color": drawn.colour(series), "width": 2},
        "cliponaxis": False,
        "hovertext": _hovers(drawn, series),
        "hovertemplate": charts.HOVER,
    }


def _steps(drawn: Drawing) -> list[Spec]:
    """Return a trace per kind of step, so that the legend names them."""
    series, places = drawn.chart.series[0], _places(drawn)
    texts, hovers = drawn.texts(series), _hovers(drawn, series)
    found = []
    for kind, name in chart_parts.STEP_NAMES.items():
        mine = [(at, one) for at, one in enumerate(drawn.steps()) if one and one.kind == kind]
        trace = {
            "type": "bar",
            "name": name.to(drawn.lang),
            "x": [places[at] for at, _ in mine],
            "y": [_bar(step)[1] for _, step in mine],
            "base": [_bar(step)[0] for _, step in mine],
            "marker": {"color": chart_parts.STEP_COLOURS[kind]},
            "text": [("+" if kind == "rise" else "") + texts[at] for at, _ in mine],
            "textposition": "outside",
            "hovertext": [hovers[at] for at, _ in mine],
            "hovertemplate": charts.HOVER,
        }
        found += [trace] if mine else []
    return found


def _bar(step: Step) -> tuple[float, float]:
    """Return where a step's bar begins and how high it is.

    A value stands at the end of its bar: what falls above zero is drawn from below, so that its
    value does not stand upon the axis.
    """
    low, high = sorted((step.start, step.end))
    return (step.start, step.end - step.start) if low < 0 else (low, high - low)


def _layout(drawn: Drawing) -> Spec:
    has_legend = bool(drawn.legend())
    layout = charts.base_layout(height(drawn), _margin(drawn, has_legend)) | {
        "barmode": "overlay" if drawn.chart.shape == "waterfall" else _mode(drawn),
        "bargap": max(0.3, 1 - len(drawn.names) * max(1, len(drawn.bars)) / 12),
        "showlegend": has_legend,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "annotations": _titles(drawn),
    }
    categories = charts.category_axis(_places(drawn), _ticks(drawn), None)
    values = _axis(drawn.left) | {"range": _range(drawn)}
    if drawn.is_lying:
        categories |= {"autorange": "reversed", "automargin": True, "showgrid": False}
        return layout | {"xaxis": values | {"automargin": True}, "yaxis": categories}
    categories |= {"automargin": True, "showgrid": False}
    del categories["tickangle"]
    categories |= {"autotickangles": [0, -40, -90]}
    right = (
        _axis(drawn.right) | {"overlaying": "y", "side": "right", "showgrid": False}
        if drawn.right
        else None
    )
    return layout | {"xaxis": categories, "yaxis": values} | ({"yaxis2": right} if right else {})


def _mode(drawn: Drawing) -> str:
    return "relative" if drawn.is_stacked else "group"


def height(drawn: Drawing) -> int:
    """Return how high a chart is drawn, in pixels."""
    if not drawn.is_lying:
        return HEIGHT
    rows = len(drawn.names) * max(1, 0.8 * len(drawn.bars))
    return max(LEAST, 90 + round(ROW * rows))


def _margin(drawn: Drawing, has_legend: bool) -> dict[str, int]:
    top = 8 if drawn.is_lying else 30
    return {"l": 64, "r": 64 if drawn.right else 16, "t": top + (30 if has_legend else 0), "b": 40}


def _ticks(drawn: Drawing) -> list[str]:
    """Return the names of the places; of standing ones, long names in lines."""
    if drawn.is_lying:
        return [markup.plotly(name) for name in drawn.names]
    width = max(8.0, 110 / max(1, len(drawn.names)))
    return [
        "<br>".join(map(markup.plotly, chart_parts.wrapped(name, width))) for name in drawn.names
    ]


def _axis(axis: Axis) -> Spec:
    low, high = axis.ends
    return {
        "tickvals": list(axis.values),
        "ticktext": list(axis.texts),
        "range": [low, high + (high - low) / 100],  # a share a trifle above 100% is drawn, too
        "fixedrange": True,
        "zeroline": True,
    }


def _range(drawn: Drawing) -> list[float]:
    low, high = drawn.left.ends
    is_bare = drawn.lines and drawn.chart.shape != "pareto"
    share = BESIDE if drawn.is_lying else 0.0 if is_bare else ROOM
    room = (high - low) * share
    return [low - room if low < 0 else low, high + room if high > 0 else high]


def _titles(drawn: Drawing) -> list[Spec]:
    if drawn.is_lying:
        return [
            _title(
                drawn.left, {"x": 1, "xanchor": "right", "y": 0, "yanchor": "top", "yshift": -20}
            )
        ]
    found = [_title(drawn.left, {"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"})]
    if drawn.right:
        place = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"}
        found.append(_title(drawn.right, place))
    return found


def _title(axis: Axis, place: Spec) -> Spec:
    text = {"text": markup.plotly(axis.title), "showarrow": False, "font": {"size": 12}}
    return text | {"xref": "paper", "yref": "paper"} | place
