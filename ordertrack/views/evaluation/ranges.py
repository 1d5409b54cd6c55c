"""A chart of values with how sure they are: points on lines, the best on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ordertrack.views import charts, markup
from ordertrack.views.evaluation.plots import TONES, Look, Series, shortened

ROW = 24  # pixels
COLOURS = (*TONES, "#3E8E7E", "#7F7F7F")


@dataclass(frozen=True)
class Range:
    """One row: its key and name, the value, its interval, what it says on hover."""

    key: str
    name: str
    value: float
    low: float
    high: float
    hover: str
    tone: int = 0


def layers(
    keys: Sequence[str], names: Sequence[str], series: Sequence[Series], look: Look
) -> go.Figure:
    """Draw lying bars in layers, the first group on top; a bar stands for its key."""
    places = [f"row {place}" for place in range(len(keys))]
    figure = go.Figure()
    for place, one in enumerate(series):
        figure.add_bar(
            x=list(one.values),
            y=places,
            orientation="h",
            name=markup.plotly(one.name),
            customdata=[[key] for key in keys],
            hovertext=[markup.plotly(hover) for hover in one.hovers],
            hovertemplate=charts.HOVER,
            marker_color=TONES[place % len(TONES)],
        )
    _lying(figure, places, names, look.ink)
    font = charts.coloured(look.ink)
    legend = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "traceorder": "normal"}
    figure.update_layout(
        barmode="stack", bargap=0.3, showlegend=True, legend=legend | {"font": font}
    )
    figure.update_layout(height=76 + charts.TITLE + ROW * len(keys), margin={"t": 36})
    return charts.titled(figure, look.counts, look.ink, across=True)


def _lying(figure: go.Figure, places: Sequence[str], names: Sequence[str], ink: str | None) -> None:
    """Lay out rows from the top, each with its name."""
    font = {"color": ink} if ink else {}
    margin = charts.MARGIN | {"l": 4, "r": 16, "t": 4, "b": 24}
    figure.update_layout(charts.base_layout(40 + ROW * len(places), margin))
    figure.update_layout(showlegend=False)
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(places[::-1]),
        tickvals=list(places),
        ticktext=[markup.plotly(shortened(name)) for name in names],
        tickfont=font,
        automargin=True,
        fixedrange=True,
        range=[-0.6, len(places) - 0.4],
    )
    figure.update_xaxes(fixedrange=True, tickfont=font, zeroline=False)


def ranged(rows: Sequence[Range], whole: float | None, look: Look) -> go.Figure:
    """Draw each value as a point on the line of its interval; `whole` is a line across."""
    places = [f"row {place}" for place in range(len(rows))]
    figure = go.Figure()
    for row, place in zip(rows, places, strict=True):
        figure.add_scatter(
            x=[row.value],
            y=[place],
            mode="markers",
            marker={"size": 10, "color": TONES[row.tone]},
            error_x={
                "array": [row.high - row.value],
                "arrayminus": [row.value - row.low],
                "color": TONES[row.tone],
                "thickness": 2,
                "width": 4,
            },
            customdata=[[row.key]],
            hovertext=[markup.plotly(row.hover)],
            hovertemplate=charts.HOVER,
        )
    _lying(figure, places, [row.name for row in rows], look.ink)
    figure.update_layout(height=figure.layout.height + charts.TITLE)
    charts.titled(figure, look.counts, look.ink, across=True)
    if whole is not None:
        figure.add_vline(x=whole, line={"color": look.ink or "#888888", "width": 1, "dash": "dot"})
    return figure


def lines(
    names: Sequence[str],
    series: Sequence[Series],
    level: float | None,
    look: Look,
) -> go.Figure:
    """Draw a line for each series over the same places; `level` is a line across."""
    figure = go.Figure()
    for place, one in enumerate(series):
        figure.add_scatter(
            x=list(names),
            y=list(one.values),
            mode="lines+markers",
            name=markup.plotly(one.name),
            customdata=[[key] for key in one.keys] or None,
            hovertext=[markup.plotly(hover) for hover in one.hovers],
            hovertemplate=charts.HOVER,
            line={"color": COLOURS[place % len(COLOURS)], "width": 2},
            marker={"size": 5},
        )
    font = {"color": look.ink} if look.ink else {}
    figure.update_layout(charts.base_layout(280, charts.MARGIN | {"t": 36}))
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": font}
    figure.update_layout(showlegend=len(series) > 1, legend=legend)  # the axis names one alone
    figure.update_xaxes(type="category", fixedrange=True, tickfont=font)
    figure.update_yaxes(fixedrange=True, tickfont=font, zeroline=False)
    charts.titled(figure, look.counts, look.ink)
    if level is not None:
        figure.add_hline(y=level, line={"color": look.ink or "#888888", "width": 1, "dash": "dot"})
    return figure
