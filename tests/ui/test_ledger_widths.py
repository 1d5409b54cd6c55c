from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from ordertrack.ui.orders.ledger_widths import column_width, pixels


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
