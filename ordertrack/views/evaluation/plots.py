"""Charts of the evaluation pages. Pure functions; bars and points carry their key in `customdata`.

Hovers, and names but those of ticks, are text from data: they are escaped here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ordertrack.views import charts, formats, markup

# Quiet tones that also those tell apart who see no red or green: good to bad.
TONES = ("#2F6FB0", "#9DC3E6", "#E3A857", "#8E5AA8")
COLUMNS_HEIGHT = 260
NAME_WIDTH = 26  # letters; a Chinese character takes the place of two


@dataclass(frozen=True)
class Look:
    """In which language figures are written, and the colour of words (None: the theme's own).

    `counts` is the title of the axis of values: what is counted, and in what.
    """

    lang: str
    ink: str | None
    counts: str = ""


@dataclass(frozen=True)
class Series:
    """One colour of a chart: its name, a value per place, and what each says on hover.

    `keys` are what the points of a line stand for, where a click on them leads somewhere.
    """

    name: str
    values: Sequence[float | None]
    hovers: Sequence[str]
    keys: Sequence[str] = ()


def stacked(
    keys: Sequence[str],
    names: Sequence[str],
    series: Sequence[Series],
    look: Look,
    height: int = 300,
) -> go.Figure:
    """Draw standing bars in layers, the first at the bottom; a bar stands for its key.

    `names` are plotly's own markup (`views.trend.tick_names` has line breaks).
    """
    traces = [
        {
            "type": "bar",
            "name": markup.plotly(one.name),
            "x": list(keys),
            "y": list(one.values),
            "customdata": [[key] for key in keys],
            "hovertext": [markup.plotly(hover) for hover in one.hovers],
            "hovertemplate": charts.HOVER,
            "marker": {"color": TONES[place % len(TONES)]},
        }
        for place, one in enumerate(series)
    ]
    top = max((sum(one.values[i] or 0 for one in series) for i in range(len(keys))), default=0)
    layout = _standing(keys, names, float(top), look, height)
    if all(float(value or 0).is_integer() for one in series for value in one.values):
        layout["yaxis"] |= _whole(layout["yaxis"])  # there is no quarter of an order
    return charts.titled(charts.drawn(traces, layout), look.counts, look.ink)


def _whole(axis: dict[str, Any]) -> dict[str, Any]:
    """Return the ticks of an axis that are whole numbers."""
    ticks = zip(axis["tickvals"], axis["ticktext"], strict=True)
    kept = [(value, text) for value, text in ticks if float(value).is_integer()]
    return {"tickvals": [value for value, _ in kept], "ticktext": [text for _, text in kept]}


def columns(
    keys: Sequence[str],
    names: Sequence[str],
    values: Sequence[float],
    hovers: Sequence[str],
    look: Look,
) -> go.Figure:
    """Draw one row of standing bars; a bar stands for its key."""
    figure = stacked(keys, names, [Series("", values, hovers)], look, COLUMNS_HEIGHT)
    figure.layout.showlegend = False
    return figure


def _standing(
    keys: Sequence[str],
    names: Sequence[str],
    top: float,
    look: Look,
    height: int,
) -> dict[str, Any]:
    values, texts = formats.ticks(top, look.lang)
    font = charts.coloured(look.ink)
    return charts.base_layout(height, charts.MARGIN) | {
        "barmode": "stack",
        "bargap": 0.25,
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": font},
        "xaxis": charts.category_axis(keys, names, look.ink),
        "yaxis": {
            "fixedrange": True,
            "tickvals": values,
            "ticktext": texts,
            "tickfont": font,
        },
    }


def lying(
    keys: Sequence[Sequence[str]],
    names: Sequence[str],
    values: Sequence[float],
    labels: Sequence[str],
    hovers: Sequence[str],
    look: Look,
) -> go.Figure:
    """Draw lying bars, the first on top, each with its label; rises and falls in two tones."""
    figure = charts.movers(
        [shortened(name) for name in names],
        [(str(key[0]), str(key[-1])) for key in keys],
        list(values),
        [markup.plotly(label) for label in labels],
        [markup.plotly(hover) for hover in hovers],
        ink=look.ink,
    )
    figure.update_layout(height=figure.layout.height + charts.TITLE)
    return charts.titled(figure, look.counts, look.ink, across=True)


def shortened(name: str, room: int = NAME_WIDTH) -> str:
    """Return a name that fits beside a bar, or into another room of so many letters."""
    widths = [2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name]
    if sum(widths) <= room:
        return name
    fitting = sum(sum(widths[: place + 1]) < room for place in range(len(name)))
    return name[:fitting] + "…"
