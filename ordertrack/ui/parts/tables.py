"""Tables of rows: column formats, paging, downloads. Titles come from `views.titles`.

Every table goes through `show_frame` (`tests/test_house.py`), so that a figure stands under its
heading everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.model.protection import inert
from ordertrack.ui.frame.demo_mark import file_name
from ordertrack.ui.frame.language import language, tr
from ordertrack.ui.parts.column_fit import fit
from ordertrack.views import table_files
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.moments import days_and_times
from ordertrack.views.titles import column_title, with_words

PAGE = 50
EXCEL_ROWS = 50_000  # xlsxwriter takes about 9 s for them; more go out as csv
CSV_ROWS = 1_000_000
ROW = 32  # pixels
GREY = "color: #8a8f98"  # of words that may be read, on light and on dark


def columns(frame: pl.DataFrame, *, hidden: Iterable[str] = ()) -> dict[str, Any]:
    """Return the `column_config` of a frame: titles and formats; hidden columns are None."""
    config: dict[str, Any] = {name: None for name in hidden}
    for name, dtype in frame.schema.items():
        if name not in config:
            config[name] = column(column_title(name, language()), dtype)
    return config


def column(title: str, dtype: pl.DataType, **options: Any) -> Any:
    """Return the configuration of one column, with the format of its type."""
    if dtype == pl.Date:
        return st.column_config.DateColumn(title, format="YYYY-MM-DD", **options)
    if isinstance(dtype, pl.Datetime):
        return st.column_config.DatetimeColumn(title, format="YYYY-MM-DD HH:mm", **options)
    if dtype.is_decimal() or dtype.is_float():
        return st.column_config.NumberColumn(title, format="%,.2f", **options)
    if dtype.is_integer():
        return st.column_config.NumberColumn(title, format="%,d", **options)
    return st.column_config.TextColumn(title, **options)


def show_table(frame: pl.DataFrame, *, alt: str, key: str | None = None, **options: Any) -> Any:
    """Show a table as people read it; `options` go to `st.dataframe`.

    A `height` is the most that the table takes: a few rows do not leave empty ones below them.
    """
    if isinstance(most := options.get("height"), int) and ROW * (frame.height + 1) < most:
        options["height"] = "content"
    as_days = days_and_times(frame)
    return show_frame(
        with_words(as_days, language()),
        column_config=columns(as_days) | options.pop("column_config", {}),
        hide_index=True,
        placeholder="—",
        alt=alt,
        key=key,
        **options,
    )


def styled(frame: pl.DataFrame, quiet: Sequence[bool], tones: Mapping[str, Sequence[str]]) -> Any:
    """Return a frame for `st.dataframe` with grey rows and toned cells; itself where none is."""
    if not any(quiet) and not any(map(any, tones.values())):
        return frame
    grey = [GREY if row else "" for row in quiet] or [""] * frame.height

    def style(column: Any) -> list[str]:
        toned = tones.get(column.name, grey)
        return [one or other for one, other in zip(grey, toned, strict=True)]

    return frame.to_pandas().style.apply(style, axis=0)


def show_frame(
    frame: pl.DataFrame,
    *,
    column_config: Mapping[str, Any],
    clip: bool = False,
    quiet: Sequence[bool] = (),
    tones: Mapping[str, Sequence[str]] | None = None,
    **options: Any,
) -> Any:
    """Show a table whose columns are described in full; `options` go to `st.dataframe`.

    `clip`: texts that stand whole elsewhere end in an ellipsis where they do not fit. `quiet`:
    which rows are grey. `tones`: the style of each cell of a column.
    """
    fitting, config = fit(frame, column_config, clip=clip)
    return st.dataframe(styled(inert(fitting), quiet, tones or {}), column_config=config, **options)


def show_facts(pairs: Mapping[str, Markdown]) -> None:
    """Show names and what there is to say about them, one pair under the other."""
    with st.container(gap="xsmall"):
        for name, text in pairs.items():
            left, right = st.columns([1, 5], gap="small")
            left.markdown(f":small[:gray[{markdown(name)}]]")
            right.markdown(f":small[{markdown(text)}]")


def show_pages(count: int, key: str, size: int = PAGE) -> int:
    """Show the page switch under a long table; return the offset of the first row to show."""
    last = max(1, -(-count // size))
    if last == 1:
        return 0
    return (st.pagination(last, key=key) - 1) * size


def clicked_row(key: str) -> int | None:
    """Return the row of a button column that was clicked. Meant for its callback."""
    click = st.session_state.get(key)
    return None if click is None else click["row"]


def show_downloads(fetch: Callable[[int], pl.DataFrame], count: int, name: str, key: str) -> None:
    """Show buttons for csv and Excel. `fetch(limit)` runs when one is clicked, not before.

    It runs outside the session, so it must not need the language or the state.
    """
    lang = language()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            "CSV",
            lambda: table_files.csv(fetch(CSV_ROWS), lang),
            file_name(name, "csv"),
            "text/csv",
            key=f"{key}_csv",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        st.download_button(
            "Excel",
            lambda: table_files.excel(fetch(EXCEL_ROWS), lang),
            file_name(name, "xlsx"),
            key=f"{key}_xlsx",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        if count > EXCEL_ROWS:
            st.caption(tr("Excel holds the first {count} rows.", count=EXCEL_ROWS))
