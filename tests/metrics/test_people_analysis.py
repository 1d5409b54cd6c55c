"""People beside each other: sums tie to the metrics, and chance is told from difference."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import intervals, leads, people
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect, line, order
from tests.metrics.literal import moment as at

CONNECTION = connect()
JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())


def lead(number: str, rep: str | None, outcome: str | None, **more: Any) -> dict[str, Any]:
    """A lead created in June, followed up the day after."""
    dates = {"created_at": at("2024-06-03"), "first_follow_up_at": at("2024-06-04")}
    return {"lead_id": number, "sales_rep": rep, "outcome": outcome, **dates, **more}


@pytest.fixture(scope="module")
def reader() -> LiteralReader:
    # Ann sells twelve times 100, Bob twelve times 10, Cid twice 1,000.
    sold = [("ann", 100)] * 12 + [("bob", 10)] * 12 + [("cid", 1000)] * 2
    orders = [
        order(str(place), "2024-06-05", sales_rep=rep, customer_id=rep)
        for place, (rep, _) in enumerate(sold)
    ]
    lines = [line(str(place), amount) for place, (_, amount) in enumerate(sold)]
    closed = {"closed_at": at("2024-06-20"), "lost_reason": "price"}
    tables = {
        "orders": orders,
        "order_lines": lines,
        "leads": [
            lead("1", "ann", "won", closed_at=at("2024-06-20"), channel="fair", order_no="1"),
            lead("2", "ann", "lost", channel="fair", **closed),
            lead("3", "bob", "open", channel="web"),
            lead("4", "bob", "lost", channel="web", closed_at=at("2024-07-30")),  # after as-of
            lead("5", None, "open", first_follow_up_at=None),
            lead("6", "ann", "lost", created_at=at("2024-05-03"), **closed),
        ],
        "people": [{"sales_rep": "ann", "name": "Ann", "team": "North"}],
        "benchmarks": [
            {"measure": "人均销售额", "value": 5, "source": "s", "year": "2024", "scope": "all"},
            {"measure": "other", "value": 6, "source": "s", "year": "2024", "scope": "all"},
        ],
    }
    return LiteralReader(CONNECTION, tables, covered=True, number=80)


def test_places_come_with_what_the_interval_allows_and_few_orders_have_none(
    reader: LiteralReader,
) -> None:
    found = people.standing("revenue", "sales_rep", JUNE, reader)
    rows = {row["key"]: row for row in found.to_dicts()}
    assert (rows["ann"]["place"], rows["bob"]["place"], rows["cid"]["place"]) == (1, 2, None)
    assert (rows["ann"]["first"], rows["ann"]["last"]) == (1, 1)  # surely more than Bob
    assert (rows["ann"]["against"], rows["bob"]["against"]) == (0, -1)  # of a mean of 660
    assert (rows["cid"]["n"], rows["cid"]["value"]) == (2, 2000)
    assert found["value"].sum() == float(evaluate(["revenue"], [], JUNE, reader)["revenue"][0])


def test_a_ranking_is_the_same_among_other_measures() -> None:
    orders = [order(str(place), "2024-06-05", sales_rep="ann") for place in range(12)]
    orders.append(order("late", "2024-05-02", sales_rep="eve", promised_date="2024-06-09"))
    tables = {"orders": orders, "order_lines": [line(str(place), 100) for place in range(12)]}
    reader = LiteralReader(CONNECTION, tables, covered=True, number=82)
    asked: list[tuple[str, ...]] = []

    def known(by: tuple[str, ...]) -> pl.DataFrame:
        asked.append(by)
        return evaluate(["revenue", "on_time_rate"], by, JUNE, reader)

    assert "eve" in known(("sales_rep",))["sales_rep"].to_list()  # something of hers fell due
    for name in ("revenue", "on_time_rate"):
        alone = people.standing(name, "sales_rep", JUNE, reader)
        assert people.standing(name, "sales_rep", JUNE, reader, known).equals(alone)
    assert asked == [("sales_rep",), ("sales_rep",), ("sales_rep",), ()]


def test_a_sum_varies_with_the_number_of_its_rows_too() -> None:
    low, high = intervals.of_sum(1200, 12 * 100**2, 12) or (0, 0)
    # Twelve of 100: chance alone has 7 to 19 of them (Poisson), with t of 11 degrees a bit more.
    assert 550 < low < 700 and 1900 < high < 2150
    assert intervals.of_sum(5, 25, 1) is None


def test_a_sum_of_one_large_amount_and_small_ones_does_not_fall_below_zero() -> None:
    low, high = intervals.of_sum(135.0, 90.0**2 + 15 * 3.0**2, 16) or (0, 0)
    assert 0 < low < 45 and 300 < high < 400  # without the large one, and with three of them
    low, high = intervals.of_sum(-10.0, 200.0, 16) or (0, 0)
    assert low < -10 < high  # returns alone


def test_the_interval_of_a_rate_is_wilsons() -> None:
    low, high = intervals.wilson(8, 10) or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert intervals.wilson(0, 0) is None


@pytest.mark.parametrize(("degrees", "point"), [(9, 2.2622), (30, 2.0423), (1000, 1.9623)])
def test_students_points_are_those_of_the_tables(degrees: int, point: float) -> None:
    assert round(intervals.student(degrees), 3) == round(point, 3)


def test_places_overlap_where_intervals_do() -> None:
    spans = [(5.0, 9.0), (4.0, 6.0), (0.0, 1.0)]
    assert intervals.places(spans) == [(1, 2), (1, 2), (3, 3)]
    assert intervals.places(spans, most_first=False) == [(2, 3), (2, 3), (1, 1)]


def test_a_mean_of_constant_ratios_has_no_doubt() -> None:
    assert intervals.of_ratio([20.0, 10.0, 40.0, 20.0, 10.0], 10) == (2.0, 2.0)


@pytest.mark.parametrize("dimension", ["sales_rep", "channel"])
def test_outcomes_of_leads_add_up_to_the_conversion(dimension: str, reader: LiteralReader) -> None:
    found = leads.outcomes(dimension, JUNE, reader)
    assert found["created"].sum() == 5 and found["untouched"].sum() == 1
    rate = evaluate(["follow_up_conversion"], [], JUNE, reader).row(0, named=True)
    followed = found.select("won", "lost", "open").sum_horizontal().sum()
    assert (found["won"].sum(), followed) == (1, rate["follow_up_conversion__denominator"])
    assert found["open"].sum() == 2  # one is lost only after as-of


def test_lost_leads_are_told_by_the_day_of_the_loss_and_by_that_of_the_lead(
    reader: LiteralReader,
) -> None:
    assert leads.lost_reasons("closed", JUNE, reader).rows() == [("price", 2)]
    assert leads.lost_reasons("created", JUNE, reader).rows() == [("price", 1)]
    assert leads.lost_by("closed", "sales_rep", JUNE, reader).rows() == [("ann", "Ann", "price", 2)]
    listed = leads.lost("closed", "price", JUNE, reader, 9)
    assert listed["lead_id"].to_list() == ["2", "6"]
    assert leads.lost("closed", "", JUNE, reader, 9).is_empty()
    outcomes = dict(leads.created(JUNE, reader, 9).select("lead_id", "outcome").iter_rows())
    assert outcomes == {"1": "won", "2": "lost", "3": "open", "4": "open", "5": "untouched"}


def test_everybody_is_who_has_an_order_a_lead_or_a_place_in_the_list(reader: LiteralReader) -> None:
    known = people.everybody(JUNE, reader)
    assert known.select("key", "name", "team").rows() == [
        ("ann", "Ann", "North"),
        ("bob", "bob", None),
        ("cid", "cid", None),
    ]


def test_customers_of_a_person_add_up_to_the_revenue(reader: LiteralReader) -> None:
    mine = JUNE.with_filter("sales_rep", "ann")
    found = people.customers_of(mine, reader, 9)
    assert found["revenue"].sum() == 1200 and found["orders"].to_list() == [12]


def test_a_benchmark_means_the_metric_whose_name_it_has(reader: LiteralReader) -> None:
    found = people.benchmarks(CATALOG["revenue_per_head"], JUNE, reader)
    assert found["value"].to_list() == [5]


def test_a_filtered_scope_ranks_what_it_lets_through(reader: LiteralReader) -> None:
    none = replace(JUNE, filters=(("sales_rep", ("nobody",)),))
    assert people.standing("revenue", "sales_rep", none, reader).is_empty()


def test_shared_orders_count_for_each_with_what_his_share_says() -> None:
    orders = [order(str(place), "2024-06-05", sales_rep="ann") for place in range(12)]
    shares = [
        {"order_no": str(place), "sales_rep": rep, "share": share}
        for place in range(12)
        for rep, share in (("ann", 0.75), ("dan", 0.25))
    ]
    tables = {
        "orders": orders,
        "order_lines": [line(str(place), 100) for place in range(12)],
        "credits": shares,
    }
    reader = LiteralReader(CONNECTION, tables, covered=True, number=81)
    found = people.standing("revenue", "sales_rep", JUNE, reader)
    assert dict(found.select("key", "value").iter_rows()) == {"ann": 900, "dan": 300}
    for row in found.to_dicts():
        low, high = intervals.of_sum(row["value"], row["value"] ** 2 / 12, 12) or (0, 0)
        assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert people.everybody(JUNE, reader)["key"].to_list() == ["ann", "dan"]
