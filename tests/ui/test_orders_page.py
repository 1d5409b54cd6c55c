from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.settings import settings
from ordertrack.views.orders import ledger_link
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop


@pytest.fixture
def warehouse(home: Path) -> Warehouse:
    return open_warehouse(home)


def listed(at: AppTest) -> list[str]:
    """The order numbers on show."""
    found = at.dataframe(key="ledger_table").value.iloc[:, 0]
    return [text.rpartition(" ")[2] for text in found]


def turned(at: AppTest, page: str) -> AppTest:
    at.query_params["page"] = page
    return at.run()


def fill(warehouse: Warehouse, count: int = 3) -> None:
    publish(
        warehouse,
        {
            "orders": [
                order(
                    f"SO{n:03}", f"2024-06-{1 + n % 20:02}", f"C{n}", customer_name=f"Customer {n}"
                )
                for n in range(count)
            ],
            "order_lines": [
                line(f"SO{n:03}", amount=100 + n, promised_date="2024-06-15") for n in range(count)
            ],
        },
    )


def test_an_empty_warehouse_says_how_to_begin() -> None:
    at = opened("orders")
    assert "no orders here yet" in told(at)


def test_the_ledger_lists_the_orders_of_the_period(warehouse: Warehouse) -> None:
    fill(warehouse)
    at = opened("orders")
    assert listed(at) == ["SO002", "SO001", "SO000"]
    assert "**3** orders" in told(at)


def test_search_narrows_the_list_and_can_be_cleared(warehouse: Warehouse) -> None:
    fill(warehouse)
    at = opened("orders")
    at.text_input(key="ledger_search").set_value("so001").run()
    assert listed(at) == ["SO001"]
    at.text_input(key="ledger_search").set_value("nobody").run()
    assert "No order matches" in told(at)
    at.button(key="ledger_clear").click().run()
    assert len(listed(at)) == 3


def test_a_link_opens_the_same_list(warehouse: Warehouse) -> None:
    fill(warehouse)
    at = opened("orders", q="SO00", sort="amount", show="open")
    assert listed(at) == ["SO000", "SO001", "SO002"]


def test_a_link_that_makes_no_sense_shows_the_usual_list(warehouse: Warehouse) -> None:
    fill(warehouse)
    at = opened("orders", sort="1; DROP TABLE", show="secret", columns="password")
    assert len(listed(at)) == 3
    for name in ("secret", "DROP TABLE"):
        assert any(name in one.value for one in at.warning), name
    assert not {"sort", "show"} & set(at.query_params)
    assert len(listed(turned(at, "-3"))) == 3


def test_a_link_from_a_number_lists_its_orders_until_the_chip_is_closed(home: Path) -> None:
    open_shop(home)
    link = ledger_link.link(CATALOG["on_time_rate"], "misses")
    at = opened("orders", period="2024-05", team="North", **link)
    assert sorted(listed(at)) == ["SO1600", "SO1603", "SO1606", "SO1609"]
    assert "**4** orders" in told(at) and "Due orders delivered late, or still open." in told(at)
    assert at.selectbox(key="ledger_basis").disabled
    at.button(key="ledger_number_chip").click().run()
    assert len(listed(at)) == 8 and "promised for May 2024" in told(at)
    at.selectbox(key="ledger_basis").set_value("delivery").run()
    assert "delivered in May 2024" in told(at) and at.query_params["basis"] == "delivery"


def test_a_link_to_a_number_that_is_not_there_says_so(home: Path) -> None:
    open_shop(home)
    at = opened("orders", period="2024-05", metric="on_tim_rate")
    assert "is not a metric. Did you mean" in at.warning[0].value and len(listed(at)) == 12
    at = opened("orders", period="2024-05", metric="otif_rate", part="misses")
    assert "Quantity delivered" in at.warning[0].value and len(listed(at)) == 12


def test_long_lists_are_paged(warehouse: Warehouse) -> None:
    fill(warehouse, 120)
    at = opened("orders")
    first = listed(at)
    third = listed(turned(at, "3"))
    assert (len(first), len(third)) == (50, 20)
    assert not set(first) & set(third)
    assert len(listed(turned(at, "99"))) == 20


def test_a_status_filter_narrows_the_list(warehouse: Warehouse) -> None:
    publish(
        warehouse,
        {
            "orders": [
                order("a", "2024-06-01", status="shipped"),
                order("b", "2024-06-02", status="cancelled"),
            ],
            "order_lines": [line("a"), line("b")],
        },
    )
    at = opened("orders")
    at.multiselect(key="ledger_status").set_value(["cancelled"]).run()
    assert listed(at) == ["b"]  # listed apart: no number counts it
    at.multiselect(key="ledger_status").set_value([]).run()
    assert listed(at) == ["a"]
    at.text_input(key="ledger_search").set_value("b").run()
    at.button(key="ledger_apart").click().run()
    assert listed(at) == ["b"]


def test_the_tabs_of_the_ledger_say_what_they_count(warehouse: Warehouse) -> None:
    orders = [order("may", "2024-05-02"), order("june", "2024-06-02")]
    late = line("may", promised_date="2024-05-20", delivered_date="2024-06-03")
    lines = [late, line("june", promised_date="2024-06-20", delivered_date=None)]
    publish(warehouse, {"orders": orders, "order_lines": lines})
    at = opened("orders", period="2024-05", as_of="2024-06-10")
    placed, still_open = (
        control for control in at.get("button_group") if "ledger_show" in control.key
    )
    assert (placed.label, still_open.label) == (
        "Placed in May 2024",
        "Open on 2024-05-31, whenever they were placed",
    )
    still_open.set_value("overdue").run()
    assert listed(at) == ["may"]
    assert at.dataframe(key="ledger_table").value["verdict"].tolist() == ["11 days overdue"]
    at.button(key="ledger_stock").click().run()
    assert "open on 2024-06-10" in told(at)
    assert "No order matches" in told(at)  # it was delivered on the 3rd


def test_a_product_filter_shows_its_part_beside_the_amount_of_the_order(
    warehouse: Warehouse,
) -> None:
    lines = [line("a", amount=10, product="X"), line("a", "2", amount=7, product="Y")]
    publish(warehouse, {"orders": [order("a", "2024-06-01")], "order_lines": lines})
    at = opened("orders", product="Y")
    shown = at.dataframe(key="ledger_table").value
    assert list(shown[["amount", "filtered_amount"]].iloc[0]) == [17, 7]
    assert "amount 17.00 · of it the chosen products 7.00" in told(at)


def test_columns_can_be_added(warehouse: Warehouse) -> None:
    fill(warehouse)
    at = opened("orders")
    before = list(at.dataframe(key="ledger_table").value.columns)
    at.multiselect(key="ledger_columns").set_value(["verdict", "team"]).run()
    assert list(at.dataframe(key="ledger_table").value.columns) == [*before, "team"]


def test_an_order_number_opens_the_order_and_the_way_back_keeps_the_search(
    warehouse: Warehouse,
) -> None:
    fill(warehouse)
    at = opened("orders", q="SO00")
    at.selectbox(key="ledger_number").set_value("SO001").run()
    assert not at.exception
    assert at.header[0].value == "SO001"
    at.button(key="order_back").click().run()
    assert at.text_input(key="ledger_search").value == "SO00"


def test_an_order_leads_on_to_all_orders_of_its_customer(warehouse: Warehouse) -> None:
    orders = [order(f"SO{n}", f"2024-0{n}-01", f"C{n % 2}") for n in range(1, 7)]
    publish(warehouse, {"orders": orders, "order_lines": [line(f"SO{n}") for n in range(1, 7)]})
    at = opened("orders", order="SO2", q="SO2")
    at.button(key="order_customer").click().run()
    assert not at.exception
    assert listed(at) == ["SO6", "SO4", "SO2"]


def test_an_orders_page_shows_its_stages_and_verdict(warehouse: Warehouse) -> None:
    publish(
        warehouse,
        {
            "orders": [order("a", "2024-06-01", shipped_at="2024-06-10", logistics_owner="Liu")],
            "order_lines": [
                line("a", promised_date="2024-06-15", delivered_date="2024-06-18", amount=50000)
            ],
        },
    )
    at = opened("orders", order="a")
    assert at.metric[0].value == "3 days late"
    text = told(at)
    assert "after 9 days" in text and "Liu" in text
    assert "Day not recorded" in text  # production: shipped without a recorded start
    assert "never moved" in text


def test_every_move_of_a_promise_is_told(warehouse: Warehouse) -> None:
    for promised in ("2024-06-10", "2024-06-20"):
        publish(
            warehouse,
            {
                "orders": [order("a", "2024-06-01")],
                "order_lines": [line("a", promised_date=promised)],
            },
        )
    found = opened("orders", order="a").dataframe[1].value
    assert list(found["release"]) == [1, 2]
    assert list(found["later"])[1] == 10


def test_a_verdict_by_the_first_promise_says_that_the_promise_moved(warehouse: Warehouse) -> None:
    for promised, delivered in (("2024-06-10", None), ("2024-06-20", "2024-06-19")):
        only = line("SO1", promised_date=promised, delivered_date=delivered)
        publish(warehouse, {"orders": [order("SO1", "2024-06-01")], "order_lines": [only]})
    shown = opened("orders", show="moved").dataframe(key="ledger_table").value
    assert list(shown["verdict"]) == ["9 days late · moved"]
    assert list(shown.columns)[7:10] == ["verdict", "promised_latest", "promised_first"]


def test_a_verdict_by_one_line_says_so_where_the_days_of_the_order_say_otherwise(
    warehouse: Warehouse,
) -> None:
    lines = [
        line("SO1", "1", promised_date="2024-06-08", delivered_date="2024-06-12"),
        line("SO1", "2", promised_date="2024-06-13", delivered_date="2024-06-13"),
    ]
    publish(warehouse, {"orders": [order("SO1", "2024-06-01")], "order_lines": lines})
    at = opened("orders", order="SO1")
    assert at.metric[0].value == "4 days late"
    assert "An order is judged by its latest line." in told(at)


def test_a_cancelled_line_says_so_beside_the_others(warehouse: Warehouse) -> None:
    lines = [line("SO1", "1", status=None), line("SO1", "2", status="cancelled")]
    orders = [order("SO1", "2024-06-01", status="completed")]
    publish(warehouse, {"orders": orders, "order_lines": lines})
    at = opened("orders", order="SO1")
    assert at.dataframe[0].value["status"].to_list() == ["Completed", "Cancelled"]


def test_an_unknown_order_is_said_to_be_unknown(warehouse: Warehouse) -> None:
    fill(warehouse)
    assert "There is no order SO999" in told(opened("orders", order="SO999"))


@pytest.mark.parametrize("asked", [{}, {"order": "SO001"}])
def test_a_broken_table_is_said_and_not_half_shown(
    warehouse: Warehouse, home: Path, asked: dict[str, str]
) -> None:
    fill(warehouse)
    shutil.rmtree(home / "tables" / "order_facts")
    (home / "tables" / "order_facts").mkdir()
    at = opened("orders", **asked)
    assert at.error[0].value
    assert not at.dataframe


def test_the_ledger_speaks_chinese(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    # The test framework words widgets outside the session, where only the setting is known.
    monkeypatch.setenv("ORDERTRACK_LANGUAGE", "zh")
    settings.cache_clear()
    fill(warehouse)
    at = opened("orders", lang="zh")
    assert at.header[0].value == "订单台账"
    assert "共 **3** 单" in told(at)
