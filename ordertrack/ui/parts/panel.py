"""A panel of a page: a heading, a chart that drills, and the same as a table with downloads.

The table is the way without a mouse and for those who do not see the chart.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from ordertrack.ui.frame import scope_changes
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.room import MEASURED, set_widths, with_room
from ordertrack.views import charts, markup
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.markup import Markdown
from ordertrack.views.view import View
from ordertrack.words import Label, Text

ROWS = 15  # of a table before its pages begin
Pick = Callable[[str], None]


@contextmanager
def panel(title: Text | Label, key: str, help: Text | None = None) -> Generator[None]:
    """Draw a bordered box with a heading; `help` says what is counted."""
    with st.container(border=True, gap="small", key=f"panel_{key}"):
        st.markdown(f"**{localize(title)}**", help=localize(help) if help else None)
        yield


@dataclass(frozen=True)
class Drawn:
    """A chart, and the words that stand for it where it is not seen."""

    figure: go.Figure
    alt: Text


def show_chart(drawn: Drawn, key: str, pick: Callable[[Sequence[str]], None] | None = None) -> None:
    """Show a chart; `pick` is called with what a clicked bar or point stands for."""
    clickable: dict[str, Any] = {}
    if pick:
        clickable = {"on_select": partial(_picked, key, pick), "selection_mode": "points"}
    st.plotly_chart(
        drawn.figure, key=key, config=charts.CONFIG, alt=localize(drawn.alt), **clickable
    )


def _picked(key: str, pick: Callable[[Sequence[str]], None]) -> None:
    chosen = charts.clicked(st.session_state.get(key))
    if chosen:
        pick(chosen)


def show_both(
    drawn: Drawn,
    sheet: Sheet,
    key: str,
    pick: Pick | None = None,
) -> None:
    """Show a chart and its table below it: a click on a bar, a point or a row means the same.

    One bar alone compares nothing: then there is the table, open.
    """
    if is_alone(drawn.figure):
        show_sheet(sheet, f"{key}_table", drawn.alt, pick)
        return
    clicked = (lambda keys: pick(keys[-1])) if pick else None
    show_chart(drawn, key, clicked)
    show_as_table(sheet, key, drawn.alt, pick)


def is_alone(figure: go.Figure) -> bool:
    """Return whether a chart has one bar and nothing else."""
    bars = [place for trace in figure.data if trace.type == "bar" for place in trace.x or ()]
    return len(bars) == 1 and all(trace.type == "bar" for trace in figure.data)


def choose_row(sheet: Sheet, label: str, key: str) -> str | None:
    """Show the way without a mouse to one row of a table; None while none is chosen."""
    names = dict(sheet.frame.select("key", "name").iter_rows())
    if st.session_state.get(key) not in names:
        st.session_state[key] = None
    return st.selectbox(
        label,
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=key,
        placeholder=label,
        label_visibility="collapsed",
        width=320,
    )


def show_as_table(sheet: Sheet, key: str, alt: Text, pick: Pick | None = None) -> None:
    """Show the table below a chart, closed at first."""
    box = st.expander(tr("As a table"), key=f"{key}_box", on_change="rerun")
    if box.open:
        with box:
            show_sheet(sheet, f"{key}_table", alt, pick)


def show_sheet(sheet: Sheet, key: str, alt: Text, pick: Pick | None = None) -> None:
    """Show a table a page at a time, with downloads of all of it.

    With `pick` the first column holds buttons, which call it with the row's `key`. Columns for
    which there is no room are one click away.
    """
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        first = tables.show_pages(sheet.frame.height, f"{key}_page", ROWS)
        whole = sheet.as_file(language())
        tables.show_downloads(lambda limit: whole.head(limit), whole.height, key, key)
        measured = sheet.head(MEASURED).as_read(language())
        kept = with_room(sheet, measured, key)
        shown = kept.head(ROWS, first)
    is_whole = sheet.frame.height <= ROWS
    names = [column.name for column in kept.columns]
    read = measured.select(names) if is_whole else shown.as_read(language())
    with place:
        _show_read(shown, read, key, alt, pick)


def show_rows(sheet: Sheet, key: str, alt: Text, pick: Pick | None = None) -> None:
    """Show a short table whole, without downloads."""
    _show_read(sheet, sheet.as_read(language()), key, alt, pick)


def _show_read(sheet: Sheet, read: pl.DataFrame, key: str, alt: Text, pick: Pick | None) -> None:
    """Show rows as they are read."""
    widths = set_widths(sheet, read)
    described = {
        column.name: _described(column, width)
        for column, width in zip(sheet.columns, widths, strict=True)
    }
    if pick:
        first, keys = sheet.columns[0], tuple(sheet.frame["key"])
        described[first.name] = _buttons(
            first, widths[0], f"{key}_pick", partial(_clicked, keys, pick)
        )
    tables.show_frame(
        _with_buttons(read) if pick else read,
        column_config=described,
        hide_index=True,
        height="content",
        key=f"{key}_rows",
        alt=localize(alt),
    )


def _with_buttons(read: pl.DataFrame) -> pl.DataFrame:
    first = read.columns[0]
    return read.with_columns(read[first].map_elements(markup.button, return_dtype=read.dtypes[0]))


def _buttons(column: Column, width: int | None, key: str, click: Callable[[str], None]) -> Any:
    return st.column_config.ButtonColumn(
        localize(column.short or column.label),
        type="tertiary",
        alignment="left",
        pinned=True,
        width=width,
        key=key,
        on_click=partial(click, key),
    )


def _described(column: Column, width: int | None) -> Any:
    label, help = localize(column.short or column.label), _explained(column)
    side = "left" if column.is_text else "right"
    return st.column_config.TextColumn(label, alignment=side, help=help, width=width)


def _explained(column: Column) -> Markdown | None:
    """The whole heading where it is shortened, and what explains it."""
    told = [column.label] if column.short else []
    told += [column.help] if column.help else []
    return Markdown(" · ".join(map(localize, told))) if told else None


def _clicked(keys: tuple[str, ...], pick: Pick, key: str) -> None:
    row = tables.clicked_row(key)
    if row is not None:
        pick(keys[row])


def choose_one(names: Sequence[str], labels: Mapping[str, str], key: str) -> str:
    """Show a switch between a few names, the first at first; of one there is nothing to choose."""
    if len(names) == 1:
        return names[0]
    return st.segmented_control(
        tr("By"),
        names,
        default=names[0],
        required=True,
        format_func=labels.__getitem__,
        key=key,
        label_visibility="collapsed",
    )


def filter_by(view: View, dimension: str, key: str) -> None:
    """Filter by a value of a dimension; once more takes it back. Meant for callbacks."""
    already = scope_changes.chosen_scope(view).values(dimension) == (key,)
    scope_changes.set_filter(view, dimension, () if already else (key,))
