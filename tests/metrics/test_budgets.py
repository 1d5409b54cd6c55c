"""Expenses beside their budgets: over those that have both, never a zero for what is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.rows import rows
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views import cards
from ordertrack.views.evaluation import costs
from ordertrack.views.evaluation.assessed import budgets
from ordertrack.views.view import View
from tests.metrics.literal import LiteralReader, Release, line, order

MARCH = Scope(moment("2024-07-31"), Period.month(2024, 3), access=Access.everything())


def booked(number: str, category: str | None, amount: Any, budget: Any, **more: Any) -> dict:
    own = {"expense_id": number, "day": date(2024, 3, 10), "category": category}
    return own | {"amount": amount, "budget": budget} | more


BOOKED = [
    booked("1", "booth", 1500, 1000, channel="fair", team="East", is_acquisition=True),
    booked("2", "booth", 300, None, channel="fair", team="West", is_acquisition=True),
    booked("3", "ads", 400, 500, channel="web", is_acquisition=True),
    booked("4", "ads", None, 800, channel="web", is_acquisition=True, customer_id="C1"),
    booked("5", "travel", 50, None, sales_rep="Ann"),
    booked("6", None, 60, 60),
]


def release_of(release: Release, *expenses: dict[str, Any]) -> LiteralReader:
    orders = [
        order(f"{channel}{place}", "2024-03-05", customer_id=f"{channel}{place}", channel=channel)
        for channel, count in (("fair", 2), ("web", 4))
        for place in range(count)
    ]
    lines = [line(one["order_no"], 1000, cost=600) for one in orders]
    return release(orders=orders, order_lines=lines, expenses=list(expenses or BOOKED))


def test_what_was_used_is_of_those_that_have_both_amounts(release: Release) -> None:
    reader = release_of(release)
    row = evaluate(["budget_use", "expense_budget", "expense_ratio"], [], MARCH, reader).row(
        0, named=True
    )
    assert (row["budget_use__numerator"], row["budget_use__denominator"]) == (1960, 1560)
    assert row["budget_use"] == pytest.approx(1960 / 1560)
    assert row["budget_use__unknown"] == 3  # two without a budget, one of which nothing is spent
    assert row["expense_budget"] == 2360
    assert row["expense_ratio__numerator"] == 2310  # a plan is no expense


def test_a_plan_is_no_row_of_the_expenses_and_costs_its_customer_nothing(release: Release) -> None:
    reader = release_of(release)
    spent = rows("expense_ratio", "numerator", MARCH, reader)
    assert "4" not in spent["expense_id"].to_list()
    assert evaluate(["cost_to_serve"], [], MARCH, reader)["cost_to_serve"][0] in (None, 0)


def test_categories_add_up_to_the_metrics_and_say_what_the_difference_is_of(
    release: Release,
) -> None:
    reader = release_of(release)
    view = View.fresh(reader, MARCH, "en")
    found = budgets.with_owners(budgets.by_category(view), view)
    whole = evaluate(["budget_use", "expense_budget", "expense_ratio"], [], MARCH, reader).row(
        0, named=True
    )
    assert found["amount"].sum() == whole["expense_ratio__numerator"]
    assert found["budget"].sum() == whole["expense_budget"]
    assert found["spent_of_budget"].sum() == whole["budget_use__numerator"]
    assert found["budget_of_spent"].sum() == whole["budget_use__denominator"]
    of = {row["key"]: row for row in found.to_dicts()}
    assert (of["booth"]["difference"], of["booth"]["over"]) == (500, 0.5)
    assert (of["booth"]["team"], of["booth"]["new"]) == ("East, West", 2)
    assert of["booth"]["cost_each"] == pytest.approx(1800 / 2)
    assert (of["ads"]["difference"], of["ads"]["new"]) == (-100, 4)
    assert (of["travel"]["difference"], of["travel"]["over"], of["travel"]["new"]) == (None,) * 3
    assert (of["travel"]["won"], of["booth"]["won"]) == ("no", "yes")
    assert "500 (+50.0%) beyond its budget" in of["booth"]["advice"]
    assert of[""]["advice"] is None and of["travel"]["advice"] is None
    assert str(budgets.coverage(found)) == (
        "3 of 5 expenses have a budget: difference and rate are of these alone. 1 budgets have no "
        "amount yet."
    )
    assert budgets.over_budget(found)["key"].to_list() == ["booth"]


def test_without_budgets_nothing_is_said_of_them(release: Release) -> None:
    bare = [{**one, "budget": None} for one in BOOKED if one["amount"] is not None]
    reader = release_of(release, *bare)
    reader.covered = False
    names = ("amount", "day", "category", "channel", "is_acquisition")
    reader.coverage = {f"expenses.{name}": 1 for name in names}
    assert "Budget" in str(why_empty("budget_use", MARCH, reader))
    view = View.fresh(reader, MARCH, "en")
    sheet = costs.everything(view)
    assert not {"budget", "difference", "over", "spent_of_budget"} & {
        one.name for one in sheet.columns
    }
    assert [one.label.to("en") for one in sheet.columns][1] == "Expenses"
    assert not costs.has_budgets(view) and budgets.coverage(sheet.frame) is None


def test_a_card_says_until_when_expenses_are_in_the_data(release: Release) -> None:
    reader = release_of(release)
    year = Scope(moment("2024-07-31"), Period.year(2024), access=Access.everything())
    [card] = cards.cards(View.fresh(reader, year, "en"), ["expense_ratio"])
    begin, end = "from 2024-03-10 on.", "up to 2024-03-10."
    assert card.value != "—" and [note.split("data ")[1] for note in card.notes] == [begin, end]
    [month] = cards.cards(View.fresh(reader, MARCH, "en"), ["expense_ratio"])
    assert not month.notes


def test_a_budget_that_nothing_was_spent_of_has_no_rate(release: Release) -> None:
    april = booked("2", "booth", 7, 7) | {"day": date(2024, 4, 1)}
    reader = release_of(release, booked("1", "booth", None, 100), april)
    row = evaluate(["budget_use", "expense_ratio"], [], MARCH, reader).row(0, named=True)
    assert row["budget_use"] is None
    assert "an amount and a budget" in str(why_empty("budget_use", MARCH, reader, row))
    assert budgets.by_category(View.fresh(reader, MARCH, "en")).row(0, named=True)["over"] is None


def test_a_category_without_any_budget_is_only_told_where_budgets_are_the_rule(
    release: Release,
) -> None:
    planned = [booked(f"p{place}", "ads", 100, 100) for place in range(30)]
    reader = release_of(release, *planned, booked("x", "fair", Decimal(400), None))
    found = budgets.by_category(View.fresh(reader, MARCH, "en"))
    said = dict(found.select("key", "advice").iter_rows())
    assert said["fair"].startswith("Plan it: 11.8%") and said["ads"] is None
