from __future__ import annotations

from pathlib import Path

import pytest

from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import cards, opened, told, untitled
from tests.ui.shop import open_shop
from tests.ui.test_delivery_page import table


@pytest.fixture
def shop(home: Path) -> Path:
    open_shop(home)
    return home


def test_products_add_up_to_the_revenue_of_the_period(shop: Path) -> None:
    at = opened("products", period="2024-11")
    assert cards(at)["Revenue"] == "1,464"
    sold = table(at, "share")
    assert (
        sold["name"] == ["Water"] and sold["revenue"] == ["1,464"] and sold["share"] == ["100.0%"]
    )
    at.segmented_control(key="level").set_value("product").run()
    assert sorted(table(at, "share")["revenue"]) == ["732", "732"]
    assert "No costs in this data" in told(at)
    assert at.get("plotly_chart") and not untitled(at)
    assert "no products with quantities" in told(at)


def test_one_product_has_a_page_of_its_own(shop: Path) -> None:
    at = opened("products", period="2024-11", item="Pump", lang="zh")
    assert "Pump" in told(at) and cards(at)["销售额"] == "732"
    assert "数据中没有数量。" in told(at)


def test_data_without_products_says_so(home: Path) -> None:
    lines = [line("1", amount=10, product=None, product_name=None)]
    orders = [order("1", "2024-06-01", "C")]
    publish(open_warehouse(home), {"orders": orders, "order_lines": lines})
    assert "This data names no products." in told(opened("products"))
