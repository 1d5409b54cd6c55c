from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.facts.select import Select
from ordertrack.warehouse import Reader
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import cards, opened, told, untitled
from tests.ui.shop import open_shop


@pytest.fixture
def shop(home: Path) -> Path:
    open_shop(home)
    return home


def table(at: AppTest, column: str) -> dict[str, list[str]]:
    """The first table that has a column, as lists of what it shows."""
    found = next(one.value for one in at.dataframe if column in one.value.columns)
    return {name: [str(value) for value in found[name]] for name in found.columns}


def test_the_page_shows_one_rate_under_every_convention(shop: Path) -> None:
    at = opened("delivery", period="2024-11")
    assert cards(at)["On-time delivery"] == "66.7%"  # every third of twelve is late
    ladder = table(at, "miss")
    assert ladder["rate"] == ["66.7%"] * 4  # without quantities nobody knows what came in full
    assert ladder["miss"] == ["4"] * 4
    assert at.get("plotly_chart") and not untitled(at)
    assert "No order changes side between these two." in told(at)
    at.selectbox(key="ladder_other_due_first").select("delivered_first").run()
    assert not at.exception
    assert "No promise was moved of the orders due in this period." in told(at)
    at.segmented_control(key="promises_by").set_value("product_line").run()
    assert not at.exception


def test_filters_hold_in_every_panel(shop: Path) -> None:
    at = opened("delivery", period="2024-11", sales_rep="Ann")
    assert table(at, "miss")["base"] == ["4"] * 4
    assert "5.0 days" in " ".join(cards(at).values())  # those of Ann are late, all of them


def test_data_without_promises_says_what_it_needs(home: Path) -> None:
    orders = {"orders": [order("1", "2024-06-01", "C")], "order_lines": [line("1", amount=10)]}
    publish(open_warehouse(home), orders)
    text = told(opened("delivery"))
    assert "An export with these columns brings them:" in text
    assert "This data has no promised days." in text and "One rate under" not in text


def test_a_period_without_orders_says_so_in_every_panel(shop: Path) -> None:
    at = opened("delivery", period="2030-01", lang="zh")
    assert "本期没有到期订单。" in told(at) and "本期没有交付订单。" in told(at)


def test_a_click_asks_again_only_what_it_changed(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = Reader.run

    def counted(reader: Reader, select: Select, past: Reader | None = None) -> pl.DataFrame:
        asked.append(select.sql)
        return run(reader, select, past)

    monkeypatch.setattr(Reader, "run", counted)
    at = opened("delivery", period="2024-11")
    asked.clear()
    at.run()
    assert not asked
    at.segmented_control(key="promises_by").set_value("product_line").run()
    assert len(asked) == 1
