"""What a table leaves out where it has half the page, and how cards share their rows."""

from __future__ import annotations

from contextlib import nullcontext

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.ui.parts import order_links, panel, tables
from ordertrack.ui.parts.column_fit import left_out, needed
from ordertrack.ui.parts.panel import is_alone
from ordertrack.ui.parts.room import HALF, half, in_a_row, set_widths, widths_of
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.words import Label, t

LONG = "a name that is far longer than those above it"


def test_all_columns_stay_where_there_is_room_for_them() -> None:
    assert left_out([100, 100, 100], [False, True, False], 300) == []


def test_spare_columns_go_first_from_the_last_on_and_the_first_column_stays() -> None:
    assert left_out([100] * 5, [False, True, False, True, False], 400) == [3]
    assert left_out([100] * 5, [False, True, False, True, False], 200) == [3, 1, 4]
    assert left_out([900, 100], [False, False], 100) == [1]


def test_a_column_is_as_wide_as_its_longest_text_or_its_heading() -> None:
    assert needed("n", [None, "longer than the heading"]) > needed("n", ["short"])
    assert needed("a long heading", ["1"]) > needed("n", ["1"])


def test_a_name_below_those_that_the_table_measures_gets_its_width() -> None:
    names = ["short"] * 10 + [LONG]
    sheet = Sheet(pl.DataFrame({"name": names}), (Column("name", Label("Name", "名称")),))
    read = sheet.as_read("en")
    assert set_widths(sheet, read.head(9)) == [None]
    (width,) = set_widths(sheet, read)
    assert width is not None and width >= 250


def test_a_long_remark_leaves_room_for_who_wrote_it() -> None:
    frame = pl.DataFrame({"name": ["x"], "note": ["a long remark " * 40], "who": ["Ann"]})
    columns = tuple(Column(name, Label(name, name)) for name in frame.columns)
    sheet = Sheet(frame, columns)
    with half(nullcontext()):
        widths = widths_of(sheet, sheet.as_read("en"))
    assert left_out(widths, [False] * 3, HALF) == []


def page() -> None:
    import polars as pl
    import streamlit as st

    from ordertrack.ui.parts.panel import show_sheet
    from ordertrack.ui.parts.room import half
    from ordertrack.views.evaluation.sheet import Column, Sheet
    from ordertrack.words import Label, t

    names = [f"column {place}" for place in range(9)]
    columns = [Column(name, Label(f"A long heading {name}", name)) for name in names]
    sheet = Sheet(pl.DataFrame({name: ["x"] for name in names}), tuple(columns))
    with half(st.container()):
        show_sheet(sheet, "narrow", t("Channels"))
    show_sheet(sheet.head(1), "wide", t("Channels"))


def test_columns_without_room_are_one_click_away() -> None:
    at = AppTest.from_function(page, default_timeout=60).run()
    assert not at.exception
    narrow, wide = (set(one.value.columns) for one in at.dataframe)
    assert "column 0" in narrow and narrow < wide
    assert "9" in at.toggle(key="narrow_columns").label
    at.toggle(key="narrow_columns").set_value(True).run()
    assert len(at.dataframe[0].value.columns) == 9


def test_a_short_table_is_written_once_and_a_long_one_for_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[int] = []
    as_read = Sheet.as_read

    def counting(sheet: Sheet, lang: str) -> pl.DataFrame:
        counted.append(sheet.frame.height)
        return as_read(sheet, lang)

    monkeypatch.setattr(Sheet, "as_read", counting)
    sheet = Sheet(pl.DataFrame({"n": range(100)}), (Column("n", Label("n", "n"), "count"),))
    panel.show_sheet(sheet.head(12), "short", t("Channels"))
    assert counted == [12]
    panel.show_sheet(sheet, "long", t("Channels"))
    assert counted == [12, 60, 15]


def test_rows_of_cards_are_about_as_long() -> None:
    assert [in_a_row(count) for count in (1, 4, 5, 6, 7, 8, 9, 10, 11)] == [
        *(5, 5, 5, 3, 4, 4, 5, 5, 4),
    ]


@pytest.mark.parametrize(("count", "alone"), [(1, True), (2, False)])
def test_one_bar_alone_is_no_chart(count: int, alone: bool) -> None:
    names, look = ["late", "early"][:count], plots.Look("en", None)
    figure = plots.lying([(name,) for name in names], names, [3.0] * count, names, names, look)
    assert is_alone(figure) is alone


def test_the_order_that_a_row_opens_stays_however_narrow_the_table_is() -> None:
    names = [f"a column {place} with a very long heading" for place in range(5)]
    frame = pl.DataFrame({name: ["x"] for name in [*names, "order_no"]})
    with half(nullcontext()):
        hidden = order_links.fitting(frame, {name: name for name in frame.columns})
    assert names[-1] in hidden and "order_no" not in hidden
    assert order_links.fitting(frame, {}) == {}


def test_a_column_that_is_described_as_a_whole_is_as_wide_as_its_heading() -> None:
    frame = pl.DataFrame({"order_no": ["SO1"], "amount": [1.5], "status": ["shipped"]})
    amount = tables.column("Amount (CNY)", frame.schema["amount"])
    with half(nullcontext()):
        assert order_links.fitting(frame, {"amount": amount}) == {}
