"""What explains costs adds up to the metrics that it explains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import costs
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views.evaluation import channels, what_if
from ordertrack.views.view import View
from tests.metrics.literal import LiteralReader, connect, line, order

CONNECTION = connect()
MARCH = Scope(moment("2024-07-31"), Period.month(2024, 3), access=Access.everything())


def expense(number: str, day: str, category: str | None, amount: int, channel: str | None) -> dict:
    return {
        "expense_id": number,
        "day": date.fromisoformat(day),
        "category": category,
        "amount": amount,
        "channel": channel,
        "is_acquisition": channel is not None,
    }


def first_orders(channel: str, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """New customers in March with 100 each (cost 60), who order as much again 40 days later."""
    orders, lines = [], []
    for place in range(count):
        for number, day in ((f"{channel}{place}", "2024-03-05"), (f"{channel}{place} again", "")):
            day = day or "2024-04-14"
            orders.append(order(number, day, customer_id=f"{channel}{place}", channel=channel))
            lines.append(line(number, 100, cost=60))
    return orders, lines


@pytest.fixture(scope="module")
def reader() -> LiteralReader:
    fair, web = first_orders("fair", 2), first_orders("web", 12)
    tables = {
        "orders": [*fair[0], *web[0]],
        "order_lines": [*fair[1], *web[1]],
        "expenses": [
            expense("1", "2024-03-10", "booth", 1000, "fair"),
            expense("2", "2024-03-11", "ads", 600, "web"),
            expense("3", "2024-03-12", None, 50, None),
            expense("4", "2024-02-12", "ads", 300, "web"),
        ],
    }
    return LiteralReader(CONNECTION, tables, covered=True, number=90)


@pytest.fixture(scope="module")
def view(reader: LiteralReader) -> View:
    return View.fresh(reader, MARCH, "en")


def test_the_structure_adds_up_to_the_expenses_of_the_ratio(reader: LiteralReader) -> None:
    found = costs.structure(MARCH, reader)
    assert found.rows() == [
        (date(2024, 3, 1), "booth", Decimal(1000), 1),
        (date(2024, 3, 1), "ads", Decimal(600), 1),
        (date(2024, 3, 1), None, Decimal(50), 1),
    ]
    ratio = evaluate(["expense_ratio"], [], MARCH, reader).row(0, named=True)
    assert found["amount"].sum() == ratio["expense_ratio__numerator"]
    assert costs.expenses("ads", MARCH, reader, 9)["expense_id"].to_list() == ["2"]
    assert costs.expenses("", MARCH, reader, 9)["expense_id"].to_list() == ["3"]


def test_customers_behind_a_return_are_those_whose_revenue_it_counts(reader: LiteralReader) -> None:
    found = costs.customers_behind(MARCH, reader)
    assert found.rows() == [("fair", 2, 200.0, 20_000.0), ("web", 12, 1200.0, 120_000.0)]
    roas = evaluate(["channel_roas"], [], MARCH, reader).row(0, named=True)
    assert found["revenue"].sum() == float(roas["channel_roas__numerator"])


def test_payback_averages_those_who_have_been_customers_long_enough(reader: LiteralReader) -> None:
    found = costs.payback(MARCH, reader)
    web = found.filter(channel="web")
    assert web["age"].to_list() == [1, 2, 3, 4]  # 149 days, in months of 30
    assert web["profit"].to_list() == [40.0, 80.0, 80.0, 80.0]  # the second after 40 days
    early = replace(MARCH, as_of=moment("2024-04-20"))
    assert costs.payback(early, reader).filter(channel="web")["profit"].to_list() == [40.0]
    assert costs.payback(replace(MARCH, as_of=moment("2024-03-20")), reader).is_empty()


def test_a_cohort_for_all_time_is_paid_back_too(reader: LiteralReader) -> None:
    assert costs.payback(MARCH.with_period(None), reader).height == 8


def test_channels_stand_beside_each_other_with_few_customers_named(view: View) -> None:
    found = channels.channels(view)
    rows = {row["key"]: row for row in found.frame.to_dicts()}
    assert (rows["fair"]["cac"], rows["web"]["cac"]) == (500, 50)
    assert (rows["web"]["roas"], rows["web"]["roi"]) == (2.0, pytest.approx((480 - 600) / 600))
    assert channels.few(found) == ["fair"] and rows["fair"]["low"] is None
    assert rows["web"]["low"] < 2 < rows["web"]["high"]


def test_a_channel_with_a_budget_of_which_nothing_is_spent_is_listed() -> None:
    orders, lines = first_orders("fair", 2)
    expenses = [
        expense("1", "2024-03-10", "booth", 900, "fair") | {"budget": 1000},
        expense("2", "2024-03-11", "spots", None, "radio") | {"budget": 300},
        expense("3", "2024-03-11", "spots", None, None) | {"budget": 70},
    ]
    tables = {"orders": orders, "order_lines": lines, "expenses": expenses}
    view = View.fresh(LiteralReader(CONNECTION, tables, covered=True, number=94), MARCH, "en")
    sheet = channels.with_budgets(channels.channels(view), view)
    shown = ("name", "expense_budget", "spent", "new", "budget_use")
    assert sheet.frame.select(shown).rows() == [
        ("fair", 1000, 900, 2, pytest.approx(0.9)),
        ("radio", 300, 0, 0, None),
    ]
    assert set(shown) <= {column.name for column in sheet.columns}


def test_a_lag_takes_the_expenses_of_earlier_months(view: View) -> None:
    found = channels.channels(channels.lagged(view, 1)).frame
    rows = {row["key"]: row for row in found.to_dicts()}
    assert (rows["web"]["won_for"], rows["web"]["cac"]) == (300, 25)
    assert (rows["fair"]["won_for"], rows["fair"]["roas"]) == (0, None)


def test_payback_is_the_month_in_which_the_expense_is_back(view: View) -> None:
    found = channels.payback(view)
    assert isinstance(found, channels.Payback)
    told = channels.payback_sheet(found, view).frame
    months = dict(told.select("name", "months").iter_rows())
    # 900 over 12 customers are 75: not after 40, but after 80; two customers are too few.
    assert months == {"web": "in month 2", "fair": "too few customers"}


def test_moved_money_changes_both_channels_by_what_each_unit_brought(view: View) -> None:
    found = what_if.moved(channels.channels(view), "fair", "web", 0.5)
    assert found.amount == 500
    assert found.change("revenue") == pytest.approx(500 * (2.0 - 0.2))
    assert found.change("new") == pytest.approx(500 * (12 / 600 - 2 / 1000))
    sheet = what_if.moved_sheet(found, view).frame
    assert sheet["spent"].to_list() == [1000, 500, 600, 1100, 0]
    assert sheet["revenue"].to_list() == pytest.approx([200, 100, 1200, 2200, 900])
    assert "this is a guess" in what_if.moved_sentence(found, view).to("en")
