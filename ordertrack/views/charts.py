"""Values to plotly figures. Pure functions: the same values give the same figure.

Colours come from the theme by the order of the traces: the first is the accent, the second its
quiet form, the third neutral. Clickable traces are bars and markers, with what they stand for in
`customdata`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ordertrack.views import markup

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
HEIGHT = 380
SPARK_HEIGHT = 48
TITLE = 22  # height of a title below lying bars
MARGIN = {"l": 8, "r": 8, "t": 28, "b": 8}
# Where the two panes of a chart over time lie, from the bottom of the figure.
LOWER, UPPER = (0.0, 0.3268), (0.4668, 1.0)
BESIDE = 0.34  # of the longest bar: room for an amount beside it, where the chart is narrow
HOVER = "%{hovertext}<extra></extra>"


@dataclass(frozen=True)
class Pane:
    """One half of a chart over time; every list has an entry per piece of time.

    `ticks`: values and names of the axis. `labels`: what stands beside the points. `thin`: which
    points rest on few cases and are drawn hollow.
    """

    values: Sequence[float | None]
    title: str
    hovers: Sequence[str]
    ticks: tuple[Sequence[float], Sequence[str]] = ((), ())
    labels: Sequence[str] = ()
    thin: Sequence[bool] = ()
    is_ratio: bool = False


def bars_and_line(
    keys: Sequence[str],
    names: Sequence[str],
    bars: Pane,
    line: Pane,
    *,
    chosen: frozenset[str],
    ink: str | None = None,
) -> go.Figure:
    """Draw bars above and a line below, each on its own axis; the chosen keys stand out.

    A key whose name is empty has no tick. `ink`: the colour of words; None is the theme's own.
    """
    traces = [*_bars(keys, bars, chosen), _line(keys, line, ink)]
    layout = base_layout(HEIGHT, MARGIN) | {
        "barmode": "overlay",
        "bargap": 0.25,
        "annotations": [
            _pane_title(bars.title, UPPER[1], ink),
            _pane_title(line.title, LOWER[1], ink),
        ],
        "xaxis": _x_axis(keys, names, ink) | {"matches": "x2", "showticklabels": False},
        "xaxis2": _x_axis(keys, names, ink) | {"anchor": "y2"},
        "yaxis": _y_axis(UPPER, "x", ink)
        | {"tickvals": list(bars.ticks[0]), "ticktext": list(bars.ticks[1])},
        "yaxis2": _y_axis(LOWER, "x2", ink)
        | {"tickformat": ".0%" if line.is_ratio else ",~g", "nticks": 4, "range": _room(line)},
    }
    return drawn(traces, layout)


def _bars(keys: Sequence[str], bars: Pane, chosen: frozenset[str]) -> Iterator[dict[str, Any]]:
    for on in (True, False):
        mine = [index for index, key in enumerate(keys) if (key in chosen) is on]
        yield {
            "type": "bar",
            "x": [keys[i] for i in mine],
            "y": [bars.values[i] for i in mine],
            "customdata": [[keys[i]] for i in mine],
            "hovertext": [bars.hovers[i] for i in mine],
            "hovertemplate": HOVER,
            "xaxis": "x",
            "yaxis": "y",
        }


def _line(keys: Sequence[str], line: Pane, ink: str | None) -> dict[str, Any]:
    few = {"symbol": _symbols(line.thin), "size": [8 if thin else 6 for thin in line.thin]}
    return {
        "type": "scatter",
        "x": list(keys),
        "y": list(line.values),
        "mode": "lines+markers+text",
        "text": list(line.labels),
        "textposition": _label_sides(line.values),
        "textfont": {"size": 11} | coloured(ink),
        "customdata": [[key] for key in keys],
        "hovertext": list(line.hovers),
        "hovertemplate": HOVER,
        "xaxis": "x2",
        "yaxis": "y2",
    } | ({"marker": few} if any(line.thin) else {})


def _x_axis(keys: Sequence[str], names: Sequence[str], ink: str | None) -> dict[str, Any]:
    return {"anchor": "y", "domain": [0.0, 1.0]} | category_axis(keys, names, ink)


def category_axis(keys: Sequence[str], names: Sequence[str], ink: str | None) -> dict[str, Any]:
    """Return an axis with a place per key in their order, named where there is a name."""
    named = [place for place, name in enumerate(names) if name]
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(keys),
        "tickvals": [keys[place] for place in named],
        "ticktext": [names[place] for place in named],
        "tickangle": 0,
        "fixedrange": True,
        "tickfont": coloured(ink),
    }


def _y_axis(domain: tuple[float, float], anchor: str, ink: str | None) -> dict[str, Any]:
    return {
        "anchor": anchor,
        "domain": list(domain),
        "fixedrange": True,
        "tickfont": coloured(ink),
    }


def _pane_title(text: str, top: float, ink: str | None) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 13} | coloured(ink),
    }


def coloured(ink: str | None) -> dict[str, str]:
    return {"color": ink} if ink else {}


def spark(
    names: Sequence[str],
    values: Sequence[float | None],
    hovers: Sequence[str],
    thin: Sequence[bool],
) -> go.Figure:
    """Draw a small line without axes; thin points are hollow, the last one stands out."""
    last = max(place for place, value in enumerate(values) if value is not None)
    axis = {"visible": False, "fixedrange": True}
    line = {
        "type": "scatter",
        "x": list(range(len(names))),
        "y": list(values),
        "mode": "lines+markers",
        "line": {"width": 1.5},
        "marker": {
            "size": [6 if few or place == last else 3 for place, few in enumerate(thin)],
            "symbol": _symbols(thin),
        },
        "hovertext": [markup.plotly(hover) for hover in hovers],
        "hovertemplate": HOVER,
        "cliponaxis": False,
    }
    margin = {"l": 4, "r": 4, "t": 6, "b": 6}
    layout = base_layout(SPARK_HEIGHT, margin) | {"hovermode": "x", "xaxis": axis, "yaxis": axis}
    return drawn([line], layout)


def drawn(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """Return a figure without plotly's own checks, ten times as slow; a test has them."""
    return go.Figure({"data": list(traces), "layout": layout}, _validate=False)


def base_layout(height: int, margin: dict[str, int]) -> dict[str, Any]:
    """Return what every chart here has in common: quiet, without a legend, nothing to drag."""
    return {
        "height": height,
        "showlegend": False,
        "margin": margin,
        "dragmode": False,
        "hovermode": "closest",
    }


def _symbols(thin: Sequence[bool]) -> list[str]:
    return ["circle-open" if few else "circle" for few in thin]


def movers(
    names: Sequence[str],
    keys: Sequence[tuple[str, str]],
    changes: Sequence[float],
    labels: Sequence[str],
    hovers: Sequence[str],
    ink: str | None = None,
) -> go.Figure:
    """Draw rises to the right, falls to the left, the largest on top, each with its amount.

    A bar stands on a place of its own, whatever it is called; `hovers` are plotly's own markup.
    """
    figure = go.Figure()
    places = [f"bar {place}" for place in range(len(names))]
    for up in (True, False):
        mine = [index for index, change in enumerate(changes) if (change >= 0) is up]
        figure.add_bar(
            x=[changes[i] for i in mine],
            y=[places[i] for i in mine],
            orientation="h",
            text=[labels[i] for i in mine],
            textposition="outside",
            textfont={"color": ink},
            cliponaxis=False,
            customdata=[list(keys[i]) for i in mine],
            hovertext=[hovers[i] for i in mine],
            hovertemplate=HOVER,
        )
    _plain(figure, 16 + 30 * len(names), top=4, ink=ink)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=places[::-1],
        type="category",
        title=None,
        tickvals=places,
        ticktext=[markup.plotly(name) for name in names],
    )
    widest = max((abs(change) for change in changes), default=1.0)
    low, high = min([0.0, *changes]), max([0.0, *changes])
    room = widest * BESIDE
    figure.update_xaxes(range=[low - room if low < 0 else 0, high + room])
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_layout(barmode="overlay", bargap=0.35)
    return figure


def _label_sides(points: Sequence[float | None]) -> list[str]:
    """A name stands where the line does not come from: below a point that it falls to."""
    before = [None, *points[:-1]]
    falls = [
        point is not None and was is not None and point < was
        for point, was in zip(points, before, strict=True)
    ]
    return ["bottom center" if fall else "top center" for fall in falls]


def _room(line: Pane) -> list[float]:
    """The range of a line, with room for the names of its points."""
    known = [value for value in line.values if value is not None] or [0.0, 1.0]
    least = 0.04 if line.is_ratio else 0.04 * max(known)
    margin = max((max(known) - min(known)) * 0.35, least)
    return [max(0.0, min(known) - margin), max(known) + margin * 1.4]


def clicked(event: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    """Return what the clicked bar or marker stands for; None when nothing is selected."""
    points = ((event or {}).get("selection") or {}).get("points") or []
    if not points:
        return None
    data = points[0].get("customdata") or []
    return tuple(data) if isinstance(data, (list, tuple)) else (str(data),)


def titled(figure: go.Figure, text: str, ink: str | None, across: bool = False) -> go.Figure:
    """Return the figure with a title on its axis of values, which lies below where `across`."""
    font = {"size": 12} | coloured(ink)
    title = {"text": markup.plotly(text), "font": font, "standoff": 8}
    axis = figure.layout["xaxis" if across else "yaxis"]
    axis.title, axis.automargin = title, True
    return figure


def _plain(figure: go.Figure, height: int, top: int = 28, ink: str | None = None) -> None:
    figure.update_layout(
        height=height,
        showlegend=False,
        margin={"l": 8, "r": 8, "t": top, "b": 8},
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(fixedrange=True, tickfont={"color": ink})
    figure.update_yaxes(fixedrange=True, tickfont={"color": ink})
