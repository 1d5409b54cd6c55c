from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import SHELL, cards, told, untitled
from tests.ui.shop import open_shop


@pytest.fixture
def shop(home: Path) -> Path:
    """A year of the shop, with a contract of its largest customer that ends soon."""
    warehouse = open_shop(home)
    contract = {"customer_id": "C1", "contract_end": "2025-01-10", "renewal_intent": "high"}
    publish(warehouse, {"customers": [contract]})
    return home


def at_page(**asked: str) -> AppTest:
    """The page with these parameters, its own among them."""
    at = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in {"lang": "en", **asked}.items():
        at.query_params[name] = value
    at.switch_page("../../../pages/customers.py").run()
    assert not at.exception, at.exception
    return at


def table(at: AppTest, *columns: str) -> dict[str, list[str]]:
    """The first table that has these columns, as lists of what it shows."""
    found = next(one.value for one in at.dataframe if set(columns) <= set(one.value.columns))
    return {name: [str(value) for value in found[name]] for name in found.columns}


def test_tiers_their_moves_and_customers_are_of_the_same_customers(shop: Path) -> None:
    at = at_page(period="2024-12")
    assert cards(at)["Customers"] == "6"
    tiers = table(at, "of_customers")
    assert sum(map(int, tiers["customers"])) == 6
    assert at.get("plotly_chart") and not untitled(at)
    listed = table(at, "customer_name", "interval")
    assert len(listed["customer_name"]) == 6
    matrix = table(at, "to_A")
    counts = [int(value) for name in ("A", "B", "C", "") for value in matrix[f"to_{name}"]]
    assert sum(counts) == 6
    assert "(100.0%)" not in told(at) or tiers["customers"][0] == "6"


def test_a_filter_narrows_the_list_and_no_tier(shop: Path) -> None:
    every, one = at_page(period="2024-12"), at_page(period="2024-12", sales_rep="Ann")
    assert table(every, "of_customers") == table(one, "of_customers")
    names = table(one, "customer_name", "interval")["customer_name"]
    assert sorted(name.strip("\u2060") for name in names) == ["Customer C0", "Customer C3"]


def test_cohorts_silence_and_segments_stand_in_a_part_of_their_own(shop: Path) -> None:
    at = at_page(period="2024-12", part="loyalty")
    assert at.get("plotly_chart") and not untitled(at)
    text = told(at)
    assert "Silent against their own rhythm" in text and "RFM segments" in text
    assert "No customer placed a first order in these months." in text  # all came in January 2023
    first = at_page(period="2023-06", as_of="2023-06-30", part="loyalty", cohort="2023-01")
    cohort = table(first, "size")
    assert (cohort["size"], cohort["since 1"]) == (["6"], ["100.0%"])
    assert cohort["since 5"] == ["100.0%"]  # June is over
    assert len(table(first, "after")["customer_name"]) == 6


def test_a_month_that_is_not_over_is_not_known(shop: Path) -> None:
    at = at_page(period="2023-06", as_of="2023-06-15", part="loyalty")
    cohort = table(at, "size")
    assert (cohort["since 4"], cohort["since 5"]) == (["100.0%"], ["—"])


def test_each_tier_has_what_it_needs_or_the_reason_why_not(shop: Path) -> None:
    at = at_page(period="2024-12", part="care")
    text = told(at)
    assert "1 end within 30 days" in text
    assert table(at, "contract_end")["renewal_intent"] == ["High"]
    assert "cost\\_per\\_complaint" in text or "cost_per_complaint" in text
    assert "No pair of products means anything here." in text


def test_one_customers_page_is_about_this_customer_alone(shop: Path) -> None:
    at = at_page(period="2024-12", who="C1")
    assert at.header[0].value == "Customer C1"
    assert cards(at)["Orders"] == "2"
    assert "Its contract ends on 2025" in told(at)
    numbers = next(one.value for one in at.dataframe if "order_no" in one.value.columns)
    assert len(numbers) == 48
    at.button(key="customer_back").click().run()
    assert not at.exception
    assert cards(at)["Customers"] == "6"


def test_an_interview_is_recorded_on_the_customers_page_and_seen_only_there(shop: Path) -> None:
    at = at_page(period="2024-12", who="C1")
    at.text_input(key="interview_who").set_value("Wang Min").run()
    at.text_input(key="interview_interviewer_0").set_value("Ann")
    at.selectbox(key="interview_factor_0").set_value("price")
    at.selectbox(key="interview_outcome_0").set_value("lost").run()
    at.button(key="interview_save_0").click().run()
    assert not at.exception
    row = table(at, "interviewer", "factor")
    assert (row["interviewer"], row["factor"], row["outcome"]) == (["Ann"], ["price"], ["lost"])
    other = at_page(period="2024-12", who="C2")
    assert not any("interviewer" in one.value.columns for one in other.dataframe)
    every = at_page(period="2024-12", as_of="2099-01-01", part="loyalty", factor="price")
    row = table(every, "bought_again")
    assert (row["interviews"], row["lost"], row["rate"]) == (["1"], ["1"], ["100.0%"])
    assert row["interval"] == ["21% – 100%"]
    assert table(every, "interviewer")["customer"][0].endswith("Customer C1")
    care = table(at_page(period="2024-12", as_of="2099-01-01", part="care"), "contract_end")
    assert (care["contact_by"], care["said"]) == (["Ann"], ["lost · price"])
    before = table(at_page(period="2024-12", part="care"), "contract_end")
    assert before["contact"] == ["—"]  # nobody had talked to them by then


def test_the_filter_taken_away_leads_back_to_all_customers(shop: Path) -> None:
    at = at_page(period="2024-12", who="C1")
    chip = next(one for one in at.button if "Customer C1" in one.label)
    chip.click().run()
    assert not at.exception
    assert cards(at)["Customers"] == "6"
    assert "who" not in at.query_params


def test_a_customer_is_opened_by_its_name_without_a_mouse(shop: Path) -> None:
    at = at_page(period="2024-12")
    at.selectbox(key="customer_number").set_value("C2").run()
    assert not at.exception
    assert at.header[0].value == "Customer C2"


def test_a_customer_that_is_not_there_says_so(shop: Path) -> None:
    text = told(at_page(period="2024-12", who="nobody", lang="zh"))
    assert "没有此客户的订单" in text


def test_a_period_without_orders_and_all_time_have_every_part(shop: Path) -> None:
    for part, words in (
        ("tiers", "Nobody bought in the 12 months"),
        ("loyalty", "Nobody bought in the 12 months"),
        ("care", "Fewer than 10 customers are in tier B"),
    ):
        assert words in told(at_page(period="2022-01", part=part))
    assert "RFM segments" in told(at_page(period="all", part="loyalty"))


def publish_bare(home: Path, **more: str) -> Warehouse:
    warehouse = open_warehouse(home)
    orders = [order(str(place), f"2024-0{place}-01", **more) for place in range(1, 6)]
    publish(warehouse, {"orders": orders})
    return warehouse


def test_data_without_amounts_has_no_tiers_and_no_zero_that_means_unknown(home: Path) -> None:
    publish_bare(home)
    at = at_page()
    text = told(at)
    assert "This data has no amounts." in text and "Tiers in figures" not in text
    assert not any("revenue" in one.value.columns for one in at.dataframe)


def test_data_without_customers_says_so(home: Path) -> None:
    warehouse = open_warehouse(home)
    orders = [{"order_no": "1", "order_date": "2024-06-01"}]
    publish(warehouse, {"orders": orders, "order_lines": [line("1", amount=10)]})
    assert "This data names no customers." in told(at_page())
