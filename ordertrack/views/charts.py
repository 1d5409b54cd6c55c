"""Values to plotly figures. Pure functions: the same values give the same figure.

Colours come from the theme by the order of the traces: the first is the accent, the second its
quiet form, the third neutral. Clickable traces are bars and markers, with what they stand for in
`customdata`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ordertrack.views import markup

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
HEIGHT = 380
BESIDE = 0.34  # of the longest bar: room for an amount beside it, where the chart is narrow
HOVER = "%{hovertext}<extra></extra>"


@dataclass(frozen=True)
class Pane:
    """One half of a chart over time; every list has an entry per piece of time.

    `ticks`: values and names of the axis. `labels`: what stands beside the points.
    """

    values: Sequence[float | None]
    title: str
    hovers: Sequence[str]
    ticks: tuple[Sequence[float], Sequence[str]] = ((), ())
    labels: Sequence[str] = ()
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
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        row_heights=[0.62, 0.38],
        vertical_spacing=0.14,
        subplot_titles=(bars.title, line.title),
    )
    _add_bars(figure, keys, bars, chosen)
    figure.add_scatter(
        x=list(keys),
        y=list(line.values),
        mode="lines+markers+text",
        text=list(line.labels),
        textposition=_label_sides(line.values),
        textfont={"size": 11, "color": ink},
        customdata=[[key] for key in keys],
        hovertext=list(line.hovers),
        hovertemplate=HOVER,
        row=2,
        col=1,
    )
    _plain(figure, HEIGHT, ink=ink)
    _name_ticks(figure, keys, names)
    figure.update_yaxes(row=1, tickvals=list(bars.ticks[0]), ticktext=list(bars.ticks[1]))
    form = ".0%" if line.is_ratio else ",~g"
    figure.update_yaxes(row=2, tickformat=form, nticks=4, range=_room(line))
    figure.update_layout(barmode="overlay", bargap=0.25)
    for title in figure.layout.annotations:
        title.update(x=0, xanchor="left", font={"size": 13, "color": ink})
    return figure


def _add_bars(figure: go.Figure, keys: Sequence[str], bars: Pane, chosen: frozenset[str]) -> None:
    for on in (True, False):
        mine = [index for index, key in enumerate(keys) if (key in chosen) is on]
        figure.add_bar(
            x=[keys[i] for i in mine],
            y=[bars.values[i] for i in mine],
            customdata=[[keys[i]] for i in mine],
            hovertext=[bars.hovers[i] for i in mine],
            hovertemplate=HOVER,
            row=1,
            col=1,
        )


def _name_ticks(figure: go.Figure, keys: Sequence[str], names: Sequence[str]) -> None:
    named = [place for place, name in enumerate(names) if name]
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(keys),
        tickvals=[keys[place] for place in named],
        ticktext=[names[place] for place in named],
        tickangle=0,
    )


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
    low, high = min(0.0, *changes), max(0.0, *changes)
    figure.update_xaxes(visible=False, range=[low - widest * BESIDE, high + widest * BESIDE])
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
