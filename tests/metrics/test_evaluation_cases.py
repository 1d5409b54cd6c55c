"""Leads, expenses, people and customers who stay, on tables whose answer can be checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.notes import convention, warnings, why_empty
from ordertrack.metrics.rows import rows
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, moment
from tests.metrics.literal import LiteralReader, Release, day, line, order, simple

JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())
YEAR = replace(JUNE, as_of=moment("2025-01-10"), period=Period.year(2024))


def figure(name: str, scope: Scope, reader: LiteralReader) -> dict[str, Any]:
    """One metric of the whole scope: value, numerator, denominator, unknown (mean, p90)."""
    row = evaluate([name], [], scope, reader).row(0, named=True)
    return {key.removeprefix(name).strip("_") or "value": value for key, value in row.items()}


def of(name: str, scope: Scope, reader: LiteralReader) -> tuple[Any, Any, Any]:
    found = figure(name, scope, reader)
    return found["value"], found["numerator"], found["denominator"]


def by(name: str, dim: str, scope: Scope, reader: LiteralReader) -> dict[Any, Any]:
    found = evaluate([name], [dim], scope, reader)
    return dict(found.select(dim, name).rows())


def bought(number: str, placed: str, customer: str, amount: float, **more: Any) -> dict[str, Any]:
    return order(number, placed, customer_id=customer, amount=amount, **more)


def expense(number: str, booked: str, amount: float, **more: Any) -> dict[str, Any]:
    spent = {"expense_id": number, "day": day(booked), "category": "x", "amount": amount}
    return spent | more


def lead(number: str, created: str, **more: Any) -> dict[str, Any]:
    times = {name: moment(value) for name, value in more.items() if name.endswith("_at")}
    return {"lead_id": number, "created_at": moment(created)} | more | times


# --- leads ----------------------------------------------------------------------------------------

LEADS = [
    lead("1", "2024-06-01", follow_ups=2, outcome="won", closed_at="2024-07-05", channel="fair"),
    lead("2", "2024-06-02", follow_ups=1, outcome="lost", closed_at="2024-06-20", channel="fair"),
    lead("3", "2024-06-03", follow_ups=1, outcome="open", channel="web"),
    lead("4", "2024-06-04", follow_ups=0, outcome="open", channel="web"),
    lead("5", "2024-05-30", follow_ups=3, outcome="won", closed_at="2024-06-10", channel="web"),
    lead("6", "2024-06-05", follow_ups=1, outcome="won", closed_at="2024-07-20", channel="fair"),
]


def test_of_leads_created_in_june_two_of_four_followed_up_are_won_by_the_end(
    release: Release,
) -> None:
    reader = release(leads=LEADS)
    later = replace(JUNE, as_of=moment("2024-07-31"))
    assert of("follow_up_conversion", later, reader) == (0.5, 2, 4)
    # The one won on 20 July is still open on the 10th.
    assert of("follow_up_conversion", JUNE, reader) == (0.25, 1, 4)
    assert [str(text) for text in warnings("follow_up_conversion", JUNE, reader)] == [
        "2 of them are still open: the rate may yet rise."
    ]
    assert by("follow_up_conversion", "channel", later, reader) == {"fair": 2 / 3, "web": 0.0}


def test_of_leads_closed_in_june_one_of_two_is_won(release: Release) -> None:
    assert of("follow_up_conversion_closed", JUNE, release(leads=LEADS)) == (0.5, 1, 2)


def test_where_no_lead_was_ever_lost_the_closed_rate_says_nothing(release: Release) -> None:
    scope = replace(JUNE, as_of=moment("2024-07-31"))
    won = release(leads=[one for one in LEADS if one["outcome"] != "lost"])
    assert [str(text) for text in warnings("follow_up_conversion_closed", scope, won)] == [
        "The data records no lead as lost on a day: the rate can only be 100%."
    ]
    assert not warnings("follow_up_conversion_closed", scope, release(leads=LEADS))


def test_where_nobody_writes_down_follow_ups_every_lead_counts(release: Release) -> None:
    reader = release(leads=[{**one, "follow_ups": None} for one in LEADS])
    assert of("follow_up_conversion", JUNE, reader) == (0.2, 1, 5)


def test_leads_cannot_be_split_by_product(release: Release) -> None:
    reader = release(leads=LEADS, orders=[simple("1", "2024-06-01", amount=1)])
    reason = why_empty("follow_up_conversion", JUNE, reader, by=["product_line"])
    assert reason and str(reason).startswith("Leads do not record Product line")
    assert by("follow_up_conversion", "product_line", JUNE, reader) == {}


def test_the_leads_behind_a_conversion_add_up(release: Release) -> None:
    found = rows("follow_up_conversion", "denominator", JUNE, release(leads=LEADS))
    assert found.get_column("value").sum() == 4
    assert dict(found.select("lead_id", "outcome").rows())["6"] == "open"  # as it was on 10 July


# --- money spent ----------------------------------------------------------------------------------

SPENT = [
    expense("1", "2024-06-03", 300, channel="fair", is_acquisition=True),
    expense("2", "2024-06-20", 100, channel="web", is_acquisition=True),
    expense("3", "2024-06-25", 50),
    expense("4", "2024-05-10", 900, channel="fair", is_acquisition=True),
    expense("5", "2024-07-20", 999, channel="fair", is_acquisition=True),
]
SOLD = [
    bought("1", "2024-01-05", "OLD", 1000, channel="fair"),
    bought("2", "2024-06-05", "OLD", 500, channel="fair"),
    bought("3", "2024-06-06", "NEW", 1000, channel="fair"),
    bought("4", "2024-06-07", "WEB", 400, channel="web"),
]


def test_expenses_of_the_month_over_its_revenue(release: Release) -> None:
    reader = release(orders=SOLD, expenses=SPENT)
    value, top, over = of("expense_ratio", JUNE, reader)
    assert (float(top), float(over)) == (450, 1900)
    assert value == pytest.approx(450 / 1900)


def test_beyond_the_months_of_the_books_nothing_spent_is_no_zero(release: Release) -> None:
    """Booked from 10 May to July: in April and August nobody knows, on 2 June nothing was spent."""
    orders = [
        bought(str(month), f"2024-{month:02}-02", f"C{month}", 1000, channel="fair")
        for month in range(4, 9)
    ]
    reader = release(orders=orders, expenses=SPENT)
    whole = replace(YEAR, period=Period(day("2024-04-01"), day("2024-09-01")))
    found = evaluate(["expense_ratio", "acquisition_cost"], ["month"], whole, reader)
    assert found["expense_ratio"].to_list() == [None, pytest.approx(0.9), 0.45, 0.999, None]
    assert found["acquisition_cost"].to_list() == [None, 900, 400, 999, None]
    august = replace(YEAR, period=Period.month(2024, 8))
    row = evaluate(["expense_ratio"], [], august, reader).row(0, named=True)
    said = why_empty("expense_ratio", august, reader, row)
    assert said and "run from 2024-05-10 to 2024-07-" in said.to("en")
    second = replace(YEAR, period=Period(day("2024-06-02"), day("2024-06-03")))
    assert of("expense_ratio", second, reader)[0] == 0
    told = [str(one) for one in warnings("expense_ratio", whole, reader)]
    assert any("from 2024-05-10 on" in one for one in told)
    assert any("up to 2024-07-" in one for one in told)
    inside = [str(one) for one in warnings("expense_ratio", JUNE, reader)]
    assert not any("Expenses are" in one for one in inside)


def test_what_a_new_customer_cost_by_channel_and_with_a_lag(release: Release) -> None:
    reader = release(orders=SOLD, expenses=SPENT)
    assert of("acquisition_cost", JUNE, reader) == (200, 400, 2)
    assert by("acquisition_cost", "channel", JUNE, reader) == {"fair": 300, "web": 100}
    late = replace(JUNE, conventions=Conventions(channel_lag_months=1))
    assert of("acquisition_cost", late, reader) == (450, 900, 2)
    said = convention("acquisition_cost", late.conventions)
    assert said and str(said) == "Expenses of 1 months earlier than the new customers."


def test_customers_of_half_a_month_are_not_set_against_the_expenses_of_a_whole_one(
    release: Release,
) -> None:
    reader = release(orders=SOLD, expenses=SPENT)
    late = replace(JUNE, conventions=Conventions(channel_lag_months=1))
    spent = {"2024-06-09": 0, "2024-06-10": 900, "2024-06-29": 900}
    for until, cost in spent.items():  # one expense, on 10 May
        cut = replace(late, as_of=moment(until))
        assert figure("acquisition_cost", cut, reader)["numerator"] == cost
    ends = [expense("6", "2024-02-29", 70, channel="fair", is_acquisition=True)]
    march = replace(late, period=Period.month(2024, 3), as_of=moment("2024-03-30"))
    assert figure("acquisition_cost", march, release(expenses=ends))["numerator"] == 70


def test_without_a_new_customer_the_cost_is_shown_and_no_ratio(release: Release) -> None:
    reader = release(orders=SOLD[:2], expenses=SPENT)
    assert of("acquisition_cost", JUNE, reader) == (None, 400, 0)


def test_without_revenue_there_is_no_expense_ratio(release: Release) -> None:
    reader = release(orders=[bought("1", "2024-06-05", "A", -5)], expenses=SPENT)
    assert of("expense_ratio", JUNE, reader)[0] is None
    assert of("expense_ratio", JUNE, reader)[1] == 450


def test_expenses_without_the_mark_of_acquisition_are_no_acquisition_cost(
    release: Release,
) -> None:
    unmarked = [{k: v for k, v in one.items() if k != "is_acquisition"} for one in SPENT]
    reader = release(orders=SOLD, expenses=unmarked)
    assert of("acquisition_cost", JUNE, reader) == (None, None, None)
    reason = why_empty("acquisition_cost", JUNE, reader)
    assert reason and "Acquisition expense" in str(reason)


def test_channels_by_the_profit_and_the_revenue_of_their_new_customers(release: Release) -> None:
    lines = [line(one["order_no"], amount=one["amount"], cost=one["amount"] * 0.4) for one in SOLD]
    lines[3].pop("cost")
    reader = release(
        orders=[{k: v for k, v in one.items() if k != "amount"} for one in SOLD],
        order_lines=lines,
        expenses=SPENT,
    )
    assert by("channel_roas", "channel", JUNE, reader) == {
        "fair": pytest.approx(1000 / 300),
        "web": 4.0,
    }
    # Profit 600 of 300 spent; the web order's cost is unknown, which is told.
    assert by("channel_roi", "channel", JUNE, reader) == {"fair": 1.0, "web": -1.0}
    assert figure("channel_roi", JUNE, reader)["unknown"] == 1
    assert of("gross_margin", JUNE, reader)[0] == pytest.approx(0.6)
    assert figure("gross_margin", JUNE, reader)["unknown"] == 1


def test_a_customer_costs_his_expenses_and_his_complaints(release: Release) -> None:
    complaint = {"complaint_id": "T1", "order_no": "3", "raised_at": moment("2024-06-09")}
    reader = release(
        orders=SOLD,
        expenses=[*SPENT, expense("6", "2024-06-09", 70, customer_id="NEW")],
        complaints=[complaint],
    )
    priced = replace(JUNE, conventions=Conventions(cost_per_complaint=Decimal(30)))
    assert by("cost_to_serve", "customer", priced, reader) == {"NEW": 100}
    assert by("cost_to_serve", "customer", JUNE, reader) == {"NEW": 70}


# --- people ---------------------------------------------------------------------------------------


def test_half_a_month_employed_is_half_a_head(release: Release) -> None:
    people = [
        {"sales_rep": "Ann", "active_from": day("2020-01-01")},
        {"sales_rep": "Bob", "active_from": day("2024-06-16")},
        {"sales_rep": "Cem", "active_from": day("2020-01-01"), "active_to": day("2024-06-15")},
        {"sales_rep": "Clerk", "active_from": day("2020-01-01")},
        {"sales_rep": "Gone", "active_to": day("2024-05-31")},
    ]
    orders = [
        bought("1", "2024-06-05", "A", 900, sales_rep="Ann"),
        bought("2", "2024-06-20", "A", 600, sales_rep="Bob"),
        bought("3", "2024-05-20", "A", 600, sales_rep="Cem"),
        bought("4", "2024-05-20", "A", 600, sales_rep="Gone"),
    ]
    reader = release(people=people, orders=orders)
    assert of("revenue_per_head", JUNE, reader) == (750, 1500, 2)
    # Up to 15 June Ann and Cem were there for every day so far.
    cut = replace(JUNE, as_of=moment("2024-06-15"))
    assert of("revenue_per_head", cut, reader) == (450, 900, 2)
    assert rows("revenue_per_head", "denominator", JUNE, reader).height == 3
    by_month = by(
        "revenue_per_head", "month", replace(JUNE, period=Period.quarter(2024, 2)), reader
    )
    assert by_month[day("2024-06-01")] == 750


def test_heads_need_a_period(release: Release) -> None:
    reader = release(
        people=[{"sales_rep": "Ann"}], orders=[bought("1", "2024-06-05", "A", 9, sales_rep="Ann")]
    )
    ever = replace(JUNE, period=None)
    reason = why_empty("revenue_per_head", ever, reader)
    assert of("revenue_per_head", ever, reader) == (None, None, None)
    assert reason and str(reason).startswith("This number needs a period")


def test_a_period_that_has_not_begun_has_no_heads(release: Release) -> None:
    reader = release(
        people=[{"sales_rep": "Ann"}], orders=[bought("1", "2024-06-05", "A", 9, sales_rep="Ann")]
    )
    early = replace(JUNE, as_of=moment("2024-05-20"))
    assert evaluate(["revenue_per_head"], [], early, reader)["revenue_per_head"].item() is None


def test_a_new_customers_second_order_in_the_month_is_new_business(release: Release) -> None:
    reader = release(orders=[*SOLD, bought("5", "2024-06-28", "NEW", 100)])
    assert of("new_customer_contribution", JUNE, reader)[1:] == (1500, 2000)
    half = replace(JUNE, period=Period.year(2024))
    months = by("new_customer_contribution", "month", half, reader)
    assert months[day("2024-06-01")] == 0.75  # of June alone, not of the year
    assert months[day("2024-01-01")] == 1.0


# --- customers who stay ---------------------------------------------------------------------------


def test_who_bought_last_month_and_again_in_this(release: Release) -> None:
    orders = [
        bought("1", "2024-05-05", "A", 10),
        bought("2", "2024-05-06", "B", 10),
        bought("3", "2024-05-07", "C", -10),
        bought("4", "2024-06-05", "A", 10),
        bought("5", "2024-06-05", "D", 10),
    ]
    reader = release(orders=orders)
    assert of("repeat_next_rate", JUNE, reader) == (0.5, 1, 2)
    assert rows("repeat_next_rate", "numerator", JUNE, reader)["customer_id"].to_list() == ["A"]


def test_retention_leaves_new_customers_out_and_gross_never_exceeds_all(release: Release) -> None:
    orders = [
        bought("1", "2023-05-05", "A", 100),
        bought("2", "2023-05-06", "B", 100),
        bought("3", "2023-05-07", "C", 50),
        bought("4", "2024-06-05", "A", 300),
        bought("5", "2024-06-05", "B", 40),
        bought("6", "2024-06-05", "NEW", 1000),
    ]
    reader = release(orders=orders)
    assert of("logo_retention", YEAR, reader) == (2 / 3, 2, 3)
    assert of("grr", YEAR, reader) == (140 / 250, 140, 250)
    assert of("nrr", YEAR, reader) == (340 / 250, 340, 250)
    assert rows("grr", "numerator", YEAR, reader)["value"].sum() == 140
    assert of("logo_retention", replace(YEAR, period=Period.year(2023)), reader)[0] is None


def test_kept_a_customers_are_those_who_were_a_when_the_period_began(release: Release) -> None:
    orders = [
        bought("1", "2024-05-05", "BIG", 900),
        bought("2", "2024-05-06", "SMALL", 60),
        bought("3", "2024-05-06", "TINY", 40),
        bought("4", "2023-01-06", "ONCE", 9000),  # no longer in the twelve months
        bought("5", "2024-06-06", "SMALL", 9000),
    ]
    reader = release(orders=orders)
    assert of("a_retention", JUNE, reader) == (0.0, 0, 1)
    again = release(orders=[*orders, bought("6", "2024-06-07", "BIG", 1)])
    assert of("a_retention", JUNE, again) == (1.0, 1, 1)


def test_a_customer_who_first_came_to_a_person_in_the_period_was_not_kept_by_him(
    release: Release,
) -> None:
    orders = [
        bought("1", "2024-05-05", "BIG", 900, sales_rep="Ann"),
        bought("2", "2024-06-06", "BIG", 10, sales_rep="Bob"),
        bought("3", "2024-05-07", "OTHER", 900, sales_rep="Ann"),
        bought("4", "2024-06-08", "OTHER", 10, sales_rep="Ann"),
    ]
    reader = release(orders=orders)
    assert of("a_retention", JUNE, reader) == (1.0, 2, 2)
    assert by("a_retention", "sales_rep", JUNE, reader) == {"Ann": 0.5, "Bob": None}
    bob = JUNE.with_filter("sales_rep", "Bob")
    assert of("a_retention", bob, reader) == (None, 0, 0)
    assert rows("a_retention", "denominator", bob, reader).is_empty()


def test_the_median_of_days_between_purchases(release: Release) -> None:
    orders = [
        bought("1", "2024-03-01", "A", 10),
        bought("2", "2024-03-11", "A", 10),
        bought("3", "2024-03-11", "A", 10),  # the same day
        bought("4", "2024-03-31", "A", 10),
        bought("5", "2024-05-01", "B", 10),
        bought("6", "2024-06-10", "B", 10),
    ]
    found = figure("purchase_interval", JUNE, release(orders=orders))
    assert (found["value"], found["numerator"], found["denominator"]) == (20.0, 70, 3)
    assert by("purchase_interval", "customer", JUNE, release(orders=orders)) == {"A": 15, "B": 40}


# --- targets --------------------------------------------------------------------------------------


def target(period: str, level: str, who: str | None, value: float, measure: str = "revenue"):
    return {"period": period, "level": level, "who": who, "measure": measure, "value": value}


def test_a_team_is_judged_by_its_sum_and_never_by_the_mean_of_rates(release: Release) -> None:
    orders = [
        bought("1", "2024-06-05", "A", 50, sales_rep="Ann", team="N"),
        bought("2", "2024-06-05", "A", 300, sales_rep="Bob", team="N"),
    ]
    people = [{"sales_rep": "Ann", "team": "N"}, {"sales_rep": "Bob", "team": "N"}]
    goals = [target("2024-06", "person", "Ann", 100), target("2024-06", "person", "Bob", 200)]
    reader = release(orders=orders, people=people, targets=goals)
    assert of("revenue_attainment", JUNE, reader) == (350 / 300, 350, 300)
    assert by("revenue_attainment", "team", JUNE, reader) == {"N": 350 / 300}
    assert by("revenue_attainment", "sales_rep", JUNE, reader) == {"Ann": 0.5, "Bob": 1.5}


def test_no_target_is_no_rate_and_a_target_of_0_neither(release: Release) -> None:
    orders = [bought("1", "2024-06-05", "A", 50, sales_rep="Ann")]
    goals = [target("2024-06", "person", "Bob", 0), target("2024-06", "person", "Cem", 10)]
    reader = release(orders=orders, targets=goals)
    found = by("revenue_attainment", "sales_rep", JUNE, reader)
    assert found == {"Ann": None, "Bob": None, "Cem": 0.0}
    row = evaluate(["revenue_attainment"], [], replace(JUNE, period=Period.month(2024, 5)), reader)
    reason = why_empty("revenue_attainment", JUNE, reader, row.row(0, named=True))
    assert str(reason) == "No target is set for this."


def test_levels_are_not_mixed_and_a_filter_asks_the_level_that_has_it(release: Release) -> None:
    orders = [bought("1", "2024-06-05", "A", 60, team="N"), bought("2", "2024-06-05", "A", 40)]
    goals = [
        target("2024-06", "company", None, 1000),
        target("2024-06", "team", "N", 100),
        target("2024-06", "team", "S", 700),
    ]
    reader = release(orders=orders, targets=goals)
    assert of("revenue_attainment", JUNE, reader) == (0.1, 100, 1000)
    assert of("revenue_attainment", JUNE.with_filter("team", "N"), reader) == (0.6, 60, 100)
    assert of("revenue_attainment", JUNE, release(orders=orders, targets=goals[1:]))[2] == 800
    reason = why_empty("revenue_attainment", JUNE.with_filter("channel", "x"), reader)
    assert reason and str(reason).startswith("Targets do not record Channel")


def test_a_quarter_is_spread_by_working_days_and_its_months_come_first(release: Release) -> None:
    orders = [bought("1", "2024-06-05", "A", 60)]
    quarter = [target("2024-Q2", "company", None, 600)]
    # April 22 days (two of them weekends worked for Qingming and May Day), May 21, June 19.
    reader = release(orders=orders, targets=quarter)
    assert of("revenue_attainment", JUNE, reader)[2] == Decimal("183.8710")
    months = [*quarter, target("2024-04", "company", None, 400)]
    reader = release(orders=orders, targets=months)
    assert of("revenue_attainment", JUNE, reader)[2] == Decimal("95.0000")  # 200 × 19 / 40
    whole = replace(JUNE, period=Period.quarter(2024, 2))
    assert of("revenue_attainment", whole, reader)[2] == 600
    by_month = evaluate(["revenue_attainment"], ["month"], whole, reader)
    assert by_month["revenue_attainment__denominator"].to_list() == [400, 105, 95]


def test_what_a_target_is_a_part_of_or_does_not_cover_is_said(release: Release) -> None:
    part_of = "The target is a part of a longer period's, by its working days."
    not_all = "A part of the period has no target; what was sold in it counts all the same."
    orders = [bought("1", "2024-06-05", "A", 60), bought("2", "2024-08-05", "A", 60)]
    reader = release(orders=orders, targets=[target("2024-Q2", "company", None, 600)])

    def told(name: str, scope: Scope, *split: str) -> list[str]:
        return [str(one) for one in warnings(name, scope, reader, split)]

    quarter = replace(JUNE, period=Period.quarter(2024, 2))
    for name in ("revenue_attainment", "pace"):
        assert told(name, JUNE) == [part_of]
        assert told(name, quarter) == []
        assert told(name, quarter, "month") == [part_of]
        assert told(name, YEAR) == [not_all]  # 120 of 600, though half of it was sold in August
    assert told("revenue", JUNE) == []


def test_the_pace_is_the_attainment_over_the_working_days_gone(release: Release) -> None:
    orders = [bought("1", "2024-06-05", "A", 60)]
    reader = release(orders=orders, targets=[target("2024-06", "company", None, 190)])
    cut = replace(JUNE, as_of=moment("2024-06-14"))  # 9 of 19 working days
    value, actual, due = of("pace", cut, reader)
    assert (actual, due) == (60, 90)
    assert value == pytest.approx(60 / 190 / (9 / 19))


def test_key_products_are_those_marked_or_with_a_target(release: Release) -> None:
    orders = [order("1", "2024-06-05")]
    lines = [
        line("1", line_no="1", product="K", quantity=4),
        line("1", line_no="2", product="T", quantity=5),
        line("1", line_no="3", product="X", quantity=9),
    ]
    reader = release(
        orders=orders,
        order_lines=lines,
        products=[{"product": "K", "is_key": True}],
        targets=[target("2024-06", "product", "T", 18, "units")],
    )
    assert of("key_product_attainment", JUNE, reader) == (0.5, 9, 18)
    assert by("key_product_attainment", "product", JUNE, reader) == {
        "K": None,
        "T": 5 / 18,
        "X": None,
    }


def test_new_customers_against_their_target(release: Release) -> None:
    goals = [target("2024-06", "company", None, 4, "new_customers")]
    assert of("new_customer_attainment", JUNE, release(orders=SOLD, targets=goals))[0] == 0.5


def test_the_targets_behind_an_attainment_add_up(release: Release) -> None:
    goals = [
        target("2024-06", "person", "Ann", 100),
        target("2024-Q2", "person", "Bob", 620),
        target("2024-05", "person", "Ann", 900),
    ]
    orders = [bought("1", "2024-06-05", "A", 60, sales_rep="Ann")]
    reader = release(orders=orders, targets=goals)
    for name in ("revenue_attainment", "pace"):
        scope = replace(JUNE, as_of=moment("2024-06-14"))
        listed = rows(name, "denominator", scope, reader)
        assert listed["value"].sum() == of(name, scope, reader)[2]
        assert sorted(listed["who"].to_list()) == ["Ann", "Bob"]
    of_bob = rows("revenue_attainment", "denominator", JUNE, reader, {"sales_rep": "Bob"})
    assert of_bob.select("period", "target", "value").rows() == [
        ("2024-Q2", Decimal(620), Decimal("190.0000"))
    ]
