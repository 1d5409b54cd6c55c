from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import cards, opened, told, untitled
from tests.ui.shop import open_shop


def spending(home: Path) -> None:
    """March: a fair for 1,000 with 2 new customers, the web for 600 with 12, of 100 each."""
    orders = [
        order(f"{channel}{place}", "2024-03-05", f"{channel}{place}", channel=channel)
        for channel, count in (("fair", 2), ("web", 12))
        for place in range(count)
    ]
    lines = [line(one["order_no"], amount=100, cost=60) for one in orders]
    expenses = [
        {
            "expense_id": number,
            "day": "2024-03-02",
            "category": category,
            "amount": amount,
            "channel": channel,
            "is_acquisition": True,
        }
        for number, category, amount, channel in (
            ("1", "booth", 1000, "fair"),
            ("2", "ads", 600, "web"),
        )
    ]
    publish(open_warehouse(home), {"orders": orders, "order_lines": lines, "expenses": expenses})


def table(at: AppTest, column: str) -> dict[str, list[str]]:
    """The first table that has a column, as lists of what it shows."""
    found = next(one.value for one in at.dataframe if column in one.value.columns)
    return {name: [str(value) for value in found[name]] for name in found.columns}


def test_channels_show_what_they_cost_and_bring(home: Path) -> None:
    spending(home)
    at = opened("costs")
    assert cards(at)["Expense ratio"] == "114.3%"
    found = table(at, "roas")
    assert (found["roas"], found["customers"]) == (["20.0%", "200.0%"], ["2", "12"])
    assert found["cac"] == ["500", "50"] and found["interval"][0] == "n < 10"
    assert "Fewer than 10 customers, not to be compared: fair" in told(at)
    assert "Expenses of the same months as the new customers." in told(at)
    assert at.get("plotly_chart") and not untitled(at)
    at.number_input(key="channel_lag").set_value(1).run()
    assert not at.exception and "The setting is 0" in told(at)
    assert "roas" not in table(at, "revenue")


def test_money_can_be_moved_and_what_that_assumes_is_said(home: Path) -> None:
    spending(home)
    at = opened("costs", lang="zh")
    assert "不考虑饱和" in told(at) and "仅为猜测" in told(at)
    at.select_slider(key="what_if_share").set_value(50).run()
    tables = [one.value for one in at.dataframe if one.value["name"].iloc[0] == "fair · 现在"]
    assert [float(text.replace(",", "")) for text in tables[0]["spent"][:2]] == [1000, 500]


def test_a_link_shows_the_same_move_of_money(home: Path) -> None:
    spending(home)
    at = opened("costs", **{"from": "web", "moved": "50"})
    assert at.selectbox(key="what_if_from").value == "web"
    tables = [one.value for one in at.dataframe if one.value["name"].iloc[0] == "web · now"]
    assert [float(text.replace(",", "")) for text in tables[0]["spent"][:2]] == [600, 300]
    at.selectbox(key="what_if_from").select("fair").run()
    at.select_slider(key="what_if_share").set_value(20).run()
    assert "moved" not in at.query_params and "from" not in at.query_params
    odd = opened("costs", moved="7")
    assert "7 is not a known value of moved in the address" in told(odd)


def test_a_click_on_a_line_leads_to_its_month_or_channel(home: Path) -> None:
    spending(home)
    at = opened("costs")
    charts = [json.loads(one.proto.spec) for one in at.get("plotly_chart")]
    lines = [
        trace for one in charts for trace in one["data"] if trace.get("mode") == "lines+markers"
    ]
    assert lines
    assert all(trace["customdata"] for trace in lines)


def test_a_category_lists_its_expenses(home: Path) -> None:
    spending(home)
    at = opened("costs")
    at.selectbox(key="expense_category").select("ads").run()
    assert table(at, "expense_id")["expense_id"] == ["2"]


def test_data_without_expenses_says_what_it_needs(home: Path) -> None:
    open_shop(home)
    text = told(opened("costs"))
    assert "No expenses in this data" in text and "which the data lack" in text
    assert "What if money moved" not in text


@pytest.mark.parametrize("period", ["2030-01", "all"])
def test_a_period_without_expenses_and_all_time_have_their_words(home: Path, period: str) -> None:
    spending(home)
    at = opened("costs", period=period)
    assert ("No expense was booked in this period." in told(at)) is (period == "2030-01")


def planned(home: Path) -> None:
    """March: a booth 400 beyond its budget of 600, ads of 600 without one, 90 planned for gifts."""
    spending(home)
    warehouse = open_warehouse(home)
    row = {"day": "2024-03-02", "is_acquisition": True, "channel": "fair"}
    rows = [
        {**row, "expense_id": "1", "category": "booth", "amount": 1000, "budget": 600},
        {**row, "expense_id": "9", "category": "gifts", "amount": None, "budget": 90},
    ]
    publish(warehouse, {"expenses": rows})


def test_expenses_stand_beside_their_budgets_and_what_went_beyond_is_listed(home: Path) -> None:
    planned(home)
    at = opened("costs", period="2024-03")
    assert cards(at)["Budget used"] == "166.7%" and cards(at)["Expense ratio"] == "114.3%"
    assert "1 of 2 expenses have a budget" in told(at)
    found = table(at, "over")
    assert found["name"] == ["booth", "ads", "gifts"]
    assert found["budget"] == ["600", "—", "90"] and found["amount"] == ["1,000", "600", "—"]
    assert found["difference"] == ["+400", "—", "—"] and found["over"][0] == "+66.7%"
    advised = table(at, "advice")
    assert advised["name"] == ["booth"] and "400 (+66.7%) beyond" in advised["advice"][0]
    assert not untitled(at)


def test_without_budgets_the_page_says_nothing_of_them(home: Path) -> None:
    spending(home)
    at = opened("costs")
    assert "Over budget" not in told(at) and "Budget used" not in cards(at)
