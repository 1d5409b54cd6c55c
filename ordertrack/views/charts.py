"""Frames to plotly figures. Pure functions: the same frame gives the same figure.

Colours come from the theme by the order of the traces: the first is the accent, the second its
quiet form, the third neutral. Clickable traces are bars and markers, with what they stand for in
`customdata`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
HEIGHT = 380


def trend(
    names: Sequence[str],
    keys: Sequence[str],
    bars: Sequence[float | None],
    marks: Sequence[float | None],
    *,
    chosen: frozenset[str],
    titles: tuple[str, str],
    hovers: tuple[Sequence[str], Sequence[str]],
    mark_names: Sequence[str],
    bar_ticks: tuple[Sequence[float], Sequence[str]],
    ink: str | None = None,
) -> go.Figure:
    """Bars above, a rate below on its own axis; the chosen periods stand out.

    A period whose name is empty has no tick. `ink`: the colour of words; None is the theme's own.
    """
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        row_heights=[0.62, 0.38],
        vertical_spacing=0.14,
        subplot_titles=titles,
    )
    for on in (True, False):
        mine = [index for index, key in enumerate(keys) if (key in chosen) is on]
        figure.add_bar(
            x=[keys[i] for i in mine],
            y=[bars[i] for i in mine],
            customdata=[[keys[i]] for i in mine],
            hovertext=[hovers[0][i] for i in mine],
            hovertemplate="%{hovertext}<extra></extra>",
            row=1,
            col=1,
        )
    figure.add_scatter(
        x=list(keys),
        y=list(marks),
        mode="lines+markers+text",
        text=list(mark_names),
        textposition=_beside(marks),
        textfont={"size": 11, "color": ink},
        customdata=[[key] for key in keys],
        hovertext=list(hovers[1]),
        hovertemplate="%{hovertext}<extra></extra>",
        row=2,
        col=1,
    )
    _plain(figure, HEIGHT, ink=ink)
    named = [place for place, name in enumerate(names) if name]
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(keys),
        tickvals=[keys[place] for place in named],
        ticktext=[names[place] for place in named],
        tickangle=0,
    )
    figure.update_yaxes(row=1, tickvals=list(bar_ticks[0]), ticktext=list(bar_ticks[1]))
    figure.update_yaxes(row=2, tickformat=".0%", nticks=4, range=_room(marks))
    figure.update_layout(barmode="overlay", bargap=0.25)
    for title in figure.layout.annotations:
        title.update(x=0, xanchor="left", font={"size": 13, "color": ink})
    return figure


def moved(
    names: Sequence[str],
    keys: Sequence[tuple[str, str]],
    changes: Sequence[float],
    labels: Sequence[str],
    hovers: Sequence[str],
    ink: str | None = None,
) -> go.Figure:
    """Rises to the right, falls to the left, the largest on top, each labelled with its amount."""
    figure = go.Figure()
    for up in (True, False):
        mine = [index for index, change in enumerate(changes) if (change >= 0) is up]
        figure.add_bar(
            x=[changes[i] for i in mine],
            y=[names[i] for i in mine],
            orientation="h",
            text=[labels[i] for i in mine],
            textposition="outside",
            textfont={"color": ink},
            cliponaxis=False,
            customdata=[list(keys[i]) for i in mine],
            hovertext=[hovers[i] for i in mine],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    _plain(figure, 16 + 30 * len(names), top=4, ink=ink)
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(reversed(names)), type="category", title=None
    )
    widest = max((abs(change) for change in changes), default=1.0)
    low, high = min(0.0, *changes), max(0.0, *changes)
    figure.update_xaxes(visible=False, range=[low - widest * 0.22, high + widest * 0.22])
    figure.update_layout(barmode="overlay", bargap=0.35)
    return figure


def _beside(marks: Sequence[float | None]) -> list[str]:
    """The name of the lowest point stands below it, of others above."""
    lowest = min((mark for mark in marks if mark is not None), default=None)
    return ["bottom center" if mark == lowest else "top center" for mark in marks]


def _room(marks: Sequence[float | None]) -> list[float]:
    """The range of a rate, with room for the names of its points."""
    known = [mark for mark in marks if mark is not None] or [0.0, 1.0]
    margin = max((max(known) - min(known)) * 0.35, 0.04)
    return [max(0.0, min(known) - margin), max(known) + margin * 1.4]


def clicked(event: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    """What the clicked bar or marker stands for; None when nothing is selected."""
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
