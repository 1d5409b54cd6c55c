"""Habits, cohorts, moves between tiers and product pairs, on tables whose answer can be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import (
    cohorts,
    customer_habits,
    one_customer,
    product_pairs,
    tier_moves,
)
from ordertrack.metrics.definitions.people import REVENUE_OF_NEW
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.query import scan
from ordertrack.metrics.query.tiers import tiers, tiers_of
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, Release, line, order

YEAR_END = Scope(moment("2024-12-31"), Period.month(2024, 12), access=Access.everything())
Bought = list[tuple[str, str, int]]


def buying(release: Release, bought: Bought, **more: Any) -> LiteralReader:
    """A release in which these customers bought on these days for these amounts."""
    orders = [
        order(str(place), day, customer_id=who, amount=amount)
        for place, (who, day, amount) in enumerate(bought)
    ]
    return release(orders=orders, **more)


# --- asked once -----------------------------------------------------------------------------------

MANY: Bought = [
    *(("OFTEN", f"2024-{month:02}-{day:02}", 10 * day) for month in (3, 11, 12) for day in (1, 9)),
    *(("OFTEN", "2024-12-09", 5), ("OFTEN", "2024-12-10", -40)),
    *(("LEFT", "2022-05-01", 70), ("LEFT", "2023-01-31", 70), ("LEFT", "2023-12-02", 700)),
    ("BACK", "2024-12-20", -30),
]


def test_rhythm_and_revenue_are_those_of_each_customers_orders(release: Release) -> None:
    found = customer_habits.habits(YEAR_END, buying(release, MANY))
    for row in found.to_dicts():
        mine = [(day, amount) for who, day, amount in MANY if who == row["customer_id"]]
        days = sorted({date.fromisoformat(day) for day, amount in mine if amount >= 0})
        gaps = [(later - day).days for day, later in pairwise(days)]
        within = {
            year: sum(amount for day, amount in mine if day.startswith(year))
            for year in ("2024", "2023")
        }
        assert row["purchases"] == len(days)
        assert row["recent"] == sum(day.year == 2024 for day in days)
        assert row["interval"] == median(gaps)
        assert (row["first_order"], row["last_order"]) == (days[0], days[-1])
        assert (row["revenue"], row["before"]) == (within["2024"], within["2023"])
    assert set(found["customer_id"]) == {"OFTEN", "LEFT"}  # a return is no purchase


def test_tiers_of_two_periods_are_those_asked_apart(release: Release) -> None:
    reader = buying(release, MANY)
    scopes = [YEAR_END, replace(YEAR_END, period=Period.month(2024, 11))]
    together = tiers_of(scopes, reader)
    assert [one.to_dicts() for one in together] == [
        tiers(scope, reader).to_dicts() for scope in scopes
    ]


def test_orders_of_new_customers_are_the_same_asked_alone_or_with_others(release: Release) -> None:
    reader = buying(release, [*MANY, ("NEW", "2024-12-05", 900), ("NEW", "2024-12-06", 9)])
    name = "new_customer_contribution"
    columns = ["region", name, f"{name}__numerator", f"{name}__unknown"]
    alone = scan.count([REVENUE_OF_NEW], [], YEAR_END, reader)
    beside = scan.count([REVENUE, REVENUE_OF_NEW], [], YEAR_END, reader)
    assert alone.item() == beside[REVENUE_OF_NEW.name].item() == 879  # 30 went back
    assert beside["revenue"].item() > 879
    by_region = evaluate([name, "revenue"], ["region"], YEAR_END, reader).select(columns)
    assert by_region.equals(evaluate([name], ["region"], YEAR_END, reader).select(columns))


# --- rhythm and RFM -------------------------------------------------------------------------------


def test_a_customer_is_silent_by_its_own_rhythm_also_when_it_left_long_ago(
    release: Release,
) -> None:
    reader = buying(
        release,
        [
            *(("WEEKLY", day, 100) for day in ("2024-11-01", "2024-11-08", "2024-11-15")),
            *(("YEARLY", day, 100) for day in ("2022-03-01", "2023-03-01", "2024-03-01")),
            *(("GONE", day, 100) for day in ("2022-01-01", "2022-01-11", "2022-01-21")),
            *(("TWICE", day, 100) for day in ("2024-01-01", "2024-01-02")),
        ],
    )
    found = {row["customer_id"]: row for row in customer_habits.habits(YEAR_END, reader).to_dicts()}
    assert {who: row["overdue"] for who, row in found.items()} == {
        "WEEKLY": True,
        "YEARLY": False,
        "GONE": True,
        "TWICE": None,  # one gap is no rhythm
    }
    assert (found["GONE"]["tier"], found["GONE"]["revenue"]) == (None, 0)
    weekly = found["WEEKLY"]
    assert (weekly["silent"], weekly["interval"], weekly["purchases"]) == (46, 7.0, 3)
    yearly = found["YEARLY"]
    assert (yearly["revenue"], yearly["before"], yearly["recent"]) == (100, 100, 1)


def test_segments_cut_recency_frequency_and_money_at_their_medians(release: Release) -> None:
    reader = buying(
        release,
        [
            *(("BEST", day, 900) for day in ("2024-12-01", "2024-12-20", "2024-12-30")),
            ("BIG", "2024-01-05", 800),
            ("NEW", "2024-12-29", 10),
            *(("OLD", day, 5) for day in ("2024-01-01", "2024-01-02", "2024-01-03")),
            ("GONE", "2022-01-01", 9999),
        ],
    )
    found = customer_habits.rfm(customer_habits.habits(YEAR_END, reader))
    assert dict(found.frame.select("customer_id", "segment").iter_rows()) == {
        "BEST": "YYY",
        "BIG": "NNY",
        "NEW": "YNN",
        "OLD": "NYN",
    }
    assert set(found.frame["segment"]) <= set(customer_habits.SEGMENTS)
    assert found.times == 2.0


def test_the_newest_contract_of_a_customer_is_that_of_all_its_numbers(release: Release) -> None:
    customers = [
        {"customer_id": "A", "contract_end": date(2024, 1, 31), "renewal_intent": "low"},
        {"customer_id": "A2", "same_as": "A", "contract_end": date(2025, 1, 31), "owner": "r1"},
        {"customer_id": "B"},
    ]
    people = [{"sales_rep": "r1", "name": "Rui"}]
    reader = release(orders=[order("1", "2024-01-01")], customers=customers, people=people)
    found = customer_habits.contracts(YEAR_END, reader)
    assert found.rows() == [("A", date(2025, 1, 31), None, "Rui")]


# --- cohorts --------------------------------------------------------------------------------------


def test_a_cohort_counts_its_customers_once_a_month(release: Release) -> None:
    reader = buying(
        release,
        [
            ("A", "2024-10-01", 10),
            ("A", "2024-12-01", 10),
            ("A", "2024-12-05", 10),
            ("B", "2024-10-31", 10),
            ("B", "2024-11-02", -5),  # a return is no purchase
            ("C", "2024-12-24", 10),
            ("OLD", "2022-01-01", 10),
            ("OLD", "2024-12-01", 10),
        ],
    )
    months = Period(date(2024, 10, 1), date(2025, 1, 1))
    found = cohorts.cohorts(months, YEAR_END, reader)
    assert found.select("cohort", "since", "customers", "size").rows() == [
        (date(2024, 10, 1), 0, 2, 2),
        (date(2024, 10, 1), 2, 1, 2),
        (date(2024, 12, 1), 0, 1, 1),
    ]
    new = evaluate(["new_customers"], ["month"], YEAR_END.with_period(months), reader)
    sizes = dict(found.select("cohort", "size").unique().iter_rows())
    counted = new.filter(new["new_customers"] > 0)
    assert sizes == dict(counted.select("month", "new_customers").iter_rows())
    members = cohorts.members(date(2024, 10, 1), months, YEAR_END, reader)
    assert members.select("customer_id", "purchases").rows() == [("A", 3), ("B", 1)]
    assert members["bought"].to_list()[0] == [date(2024, 10, 1), date(2024, 12, 1)]


# --- tiers over time ------------------------------------------------------------------------------

MOVING: Bought = [
    ("FALLS", "2023-12-15", 900),  # out of the 12 months when December 2024 is over
    ("FALLS", "2024-06-01", 1),
    ("RISES", "2024-06-01", 100),
    ("NEW", "2024-12-20", 4),
    ("LEAVES", "2023-12-20", 5),
]


def test_moves_have_everybody_of_either_moment_once(release: Release) -> None:
    found = tier_moves.moves(YEAR_END, buying(release, MOVING))
    moved = {
        row["customer_id"]: (row["tier_before"], row["tier"], row["revenue_before"], row["revenue"])
        for row in found.to_dicts()
    }
    assert moved == {
        "FALLS": ("A", "C", 901, 1),
        "RISES": ("B", "A", 100, 100),
        "NEW": ("", "C", 0, 4),
        "LEAVES": ("C", "", 5, 0),
    }


def test_filters_choose_among_the_moved_and_change_no_tier(release: Release) -> None:
    reader = buying(release, MOVING)
    every = tier_moves.moves(YEAR_END, reader)
    for name, value, chosen in (
        ("customer", "NEW", {"NEW"}),
        ("tier", "A", {"FALLS", "RISES"}),
    ):
        found = tier_moves.moves(YEAR_END.with_filter(name, value), reader)
        assert found.drop("chosen").equals(every.drop("chosen"))
        assert set(found.filter("chosen")["customer_id"]) == chosen


@pytest.mark.parametrize("who", ["FALLS", "RISES", "NEW", "LEAVES"])
def test_the_history_of_a_tier_is_the_tier_of_each_month(release: Release, who: str) -> None:
    reader = buying(release, MOVING)
    found = tier_moves.tier_history(who, YEAR_END, reader).to_dicts()
    assert [row["month"] for row in found] == [date(2024, month, 1) for month in range(1, 13)]
    for row in found:
        then = replace(YEAR_END, period=Period.around(row["month"], "month"))
        ranked = tiers(then, reader)
        mine = {one["customer_id"]: one for one in ranked.to_dicts()}.get(who, {})
        assert (row["tier"], row["revenue"]) == (mine.get("tier"), mine.get("revenue"))
        assert row["customers"] == ranked.height


def test_nobody_learns_the_tier_of_a_customer_that_is_not_seen(release: Release) -> None:
    orders = [
        order("1", "2024-06-01", team="N"),
        order("2", "2024-06-01", customer_id="X", team="S"),
    ]
    reader = release(orders=orders, order_lines=[line("1"), line("2")])
    north = replace(YEAR_END, access=Access.only(team=["N"]))
    assert tier_moves.tier_history("A", north, reader).height == 12
    assert tier_moves.tier_history("X", north, reader).is_empty()


# --- pairs ----------------------------------------------------------------------------------------


def baskets(release: Release, *held: tuple[int, str]) -> LiteralReader:
    """A release in which so many customers hold these products, a letter each."""
    orders, lines = [], []
    for group, (count, products) in enumerate(held):
        for place in range(count):
            number = f"{group}-{place}"
            orders.append(order(number, "2024-06-01", customer_id=f"C{number}"))
            lines += [
                line(number, line_no=product, product=product, product_name=f"The {product}")
                for product in products
            ]
    return release(orders=orders, order_lines=lines)


def test_products_that_go_together_have_support_confidence_and_lift(release: Release) -> None:
    reader = baskets(release, (40, "PQ"), (10, "P"), (10, "Q"), (140, "X"), (100, "Y"))
    found = product_pairs.pairs(YEAR_END, reader)
    assert (found.customers, found.looked_at, found.tried) == (300, 4, 12)
    pairs = {(row["product"], row["other"]): row for row in found.frame.to_dicts()}
    assert set(pairs) == {("P", "Q"), ("Q", "P")}
    row = pairs["P", "Q"]
    assert (row["both"], row["have"], row["other_name"]) == (40, 50, "The Q")
    assert row["support"] == pytest.approx(40 / 300)
    assert row["confidence"] == pytest.approx(0.8)
    assert row["lift"] == pytest.approx(0.8 / (50 / 300))
    owned = product_pairs.owned(["C0-0", "C1-0"], YEAR_END, reader)
    assert owned.rows() == [("C0-0", "P"), ("C0-0", "Q"), ("C1-0", "P")]


def test_few_customers_mean_nothing_however_high_the_lift(release: Release) -> None:
    reader = baskets(release, (9, "PQ"), (300, "X"))
    assert product_pairs.pairs(YEAR_END, reader).frame.is_empty()


def test_who_buys_everything_makes_no_pairs(release: Release) -> None:
    """Every product goes with every other one as often as so broad customers would have it."""
    reader = baskets(release, (60, "PQXY"), (60, "P"), (60, "Q"), (60, "X"), (60, "Y"))
    found = product_pairs.pairs(YEAR_END, reader)
    assert found.tried == 12
    assert found.frame.is_empty()


def test_pairs_end_with_the_period_and_begin_12_months_before(release: Release) -> None:
    reader = baskets(release, (40, "PQ"), (100, "X"), (100, "Y"))
    later = replace(YEAR_END, as_of=moment("2025-12-31"), period=Period.month(2025, 12))
    assert product_pairs.pairs(later, reader).customers == 0


# --- complaints -----------------------------------------------------------------------------------


def test_complaints_of_a_customer_are_those_up_to_as_of(release: Release) -> None:
    complaints = [
        {
            "complaint_id": number,
            "order_no": of,
            "raised_at": moment(day),
            "first_response_at": moment("2025-02-01"),
        }
        for number, of, day in (
            ("c1", "1", "2024-06-02"),
            ("c2", "1", "2024-07-02"),
            ("late", "1", "2025-01-15"),
            ("other", "2", "2024-06-02"),
        )
    ]
    orders = [order("1", "2024-06-01"), order("2", "2024-06-01", customer_id="B")]
    reader = release(orders=orders, complaints=complaints)
    found = one_customer.complaints("A", YEAR_END, reader, 9)
    assert found["complaint_id"].to_list() == ["c2", "c1"]
    assert found["first_response_at"].to_list() == [None, None]
    assert found["complaint_id"].head(1).to_list() == (
        one_customer.complaints("A", YEAR_END, reader, 1)["complaint_id"].to_list()
    )


def test_habits_add_up_to_the_revenue_of_the_12_months(release: Release) -> None:
    reader = buying(release, MOVING)
    year = YEAR_END.with_period(Period(date(2024, 1, 1), date(2025, 1, 1)))
    whole = evaluate(["revenue"], [], year, reader)["revenue"][0]
    assert customer_habits.habits(YEAR_END, reader)["revenue"].sum() == whole == Decimal(105)
