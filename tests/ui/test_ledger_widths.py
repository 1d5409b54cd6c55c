from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
import streamlit as st

from ordertrack.ui.orders.ledger_widths import column_width
from ordertrack.ui.parts.column_fit import END, LEFT, RIGHT, clipped, fit, pixels


@pytest.mark.parametrize(
    ("text", "measured"),  # in Chromium, in the table's font
    [
        ("Awaiting acceptance", 116.9),
        ("Ahmed Nasser", 82.1),
        ("4 days overdue · moved", 143.0),
        ("襄阳隽恒车业股份有限公司", 147.0),
        ("可编程控制器 PLC-S7 +2", 132.2),
        ("1,208,620.00", 71.4),
    ],
)
def test_the_width_of_a_text_is_about_what_a_browser_measures(text: str, measured: float) -> None:
    assert pixels(text) == pytest.approx(measured, rel=0.06)


def test_a_column_is_as_wide_as_the_longest_word_on_the_page() -> None:
    short = column_width("status", "Status", pl.Series(["Placed", None]))
    long = column_width("status", "Status", pl.Series(["Placed", "Awaiting acceptance"]))
    assert short < 70
    assert 117 + 16 <= long < 150  # the text and the cell's margins


def test_a_heading_has_room_over_an_empty_column() -> None:
    empty = pl.Series([None], dtype=pl.String)
    assert column_width("sales_rep_name", "Salesperson", empty) >= 70 + 16


def test_very_long_texts_leave_room_for_the_other_columns() -> None:
    assert column_width("first_product", "Product", pl.Series(["Valve " * 40])) == 164


def test_days_and_amounts_have_room_for_every_digit() -> None:
    assert column_width("ordered_at", "Day", pl.Series([date(2024, 6, 1)])) >= 63 + 16
    assert column_width("amount", "Amount", pl.Series([Decimal("-1208620.00")])) >= 76 + 16


def test_a_text_too_long_for_its_column_ends_in_an_ellipsis() -> None:
    assert clipped("常州澄荣生物制药股份有限公司", 148) == "常州澄荣生物制药股份有…"
    assert clipped("Valve", 148) == "Valve"
    assert clipped("Centrifugal Pump 200-400", 80).endswith("…")


def test_no_figure_is_cut_and_every_figure_stands_under_its_heading() -> None:
    config = {
        "name": st.column_config.TextColumn("Customer", width=80),
        "now": st.column_config.TextColumn("Average order value", alignment="right", width=76),
    }
    frame = pl.DataFrame({"name": ["Contoso Pharmaceuticals"], "now": ["CNY 1,234,567,890.12"]})
    cells, columns = fit(frame, config, clip=True)
    assert fit(frame, config)[0].equals(frame)  # where the cell is the only place
    assert cells["now"].to_list() == ["CNY 1,234,567,890.12"]
    assert columns["now"]["width"] >= pixels("CNY 1,234,567,890.12")
    assert columns["now"]["label"] == f"{RIGHT}{LEFT}Average order value{END}"
    assert cells["name"].item().endswith("…")
    assert columns["name"]["label"] == "Customer"


def test_a_heading_too_long_for_its_column_can_be_read_whole() -> None:
    heading = "Days between the first promise and the latest"
    config = {"days": st.column_config.NumberColumn(heading, width=60)}
    column = fit(pl.DataFrame({"days": [1]}), config)[1]["days"]
    assert column["label"].endswith(f"…{END}") and column["help"] == heading


def test_a_button_keeps_its_icon_and_has_an_ellipsis() -> None:
    icon = ":material/open_in_full: "
    button = st.column_config.ButtonColumn("No.", width=90, key="k", on_click=lambda: None)
    cells, _ = fit(pl.DataFrame({"no": [f"{icon}SO-2026-000000001"]}), {"no": button})
    assert cells["no"].item().startswith(f"{icon}SO-") and cells["no"].item().endswith("…")
