from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest
from shelves import Row, frame_of, line, order

from ordertrack.facts import steps
from ordertrack.model import TABLES
from ordertrack.warehouse.schema import empty, fields


def facts(name: str, **tables: list[Row]) -> list[dict[str, Any]]:
    """The facts that the steps derive from these tables, in the order in which they are stored."""
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table} AS {empty(fields(table))}")
            if rows := tables.get(table):
                connection.register("rows", frame_of(table, rows))
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
        for step, query in steps.STEPS:
            connection.execute(f"CREATE VIEW {step} AS {query}")
        frame: pl.DataFrame = connection.sql(
            f"SELECT * FROM {name} ORDER BY {', '.join(steps.SORTED_BY[name])}"
        ).pl()
        return frame.rows(named=True)


def of_order(*lines: Row, **more: Any) -> dict[str, Any]:
    """The facts of one order with these lines."""
    return facts("order_facts", orders=[order("A", "2024-06-01", **more)], order_lines=[*lines])[0]


def dated(line_no: str, promised: str | None, delivered: str | None) -> Row:
    dates = {"promised_date": promised, "promised_first": promised, "delivered_date": delivered}
    return line("A", line_no, **dates)


def test_lines_need_no_order_where_orders_have_no_dates_and_all_have_lines() -> None:
    names = ("promised_first", "promised_date", "promise_changes", "delivered_date", "status")
    lines = [
        line(order_no, line_no, **dict(zip(names, values, strict=True)))
        for order_no, line_no, *values in (
            ("A", "1", "2024-06-08", "2024-06-10", 1, None, None),
            ("A", "2", None, "2024-06-12", None, None, "cancelled"),
            ("B", "1", None, None, 0, "2024-06-12 10:00:00", "cancelled"),
            ("B", "2", None, None, None, None, "cancelled"),
        )
    ]
    orders = [order("A", "2024-06-01"), order("B", "2024-06-02")]
    with duckdb.connect() as connection:
        for table, rows in (("orders", orders), ("order_lines", lines)):
            connection.register("rows", frame_of(table, rows))
            connection.execute(f"CREATE TABLE {table} AS {empty(fields(table))}")
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
            connection.unregister("rows")
        connection.execute(f"CREATE TABLE partly_cancelled AS {steps.PARTLY_CANCELLED}")
        general, alone = (
            connection.execute(f"{query} ORDER BY order_no, line_no").fetchall()
            for query in (f"SELECT * FROM ({steps.LINES})", steps.LINES_ALONE)
        )
    assert general == alone
    assert len(general) == len(lines)
    assert [found[-1] for found in general] == [False, True, False, False]


# --- an order from all its lines ----------------------------------------------------------------


def test_an_order_is_promised_for_its_latest_line() -> None:
    facts = of_order(dated("1", "2024-06-10", None), dated("2", "2024-06-20", None))
    assert facts["promised_first"] == facts["promised_latest"] == date(2024, 6, 20)


def test_an_order_with_an_unpromised_line_has_no_promise() -> None:
    facts = of_order(dated("1", "2024-06-10", None), dated("2", None, None))
    assert (facts["promised_first"], facts["promised_latest"]) == (None, None)


def test_an_order_is_delivered_only_when_every_line_is() -> None:
    facts = of_order(dated("1", None, "2024-06-10"), dated("2", None, None))
    assert (facts["delivered_at"], facts["lines_delivered"], facts["line_count"]) == (None, 1, 2)
    facts = of_order(dated("1", None, "2024-06-12"), dated("2", None, "2024-06-10"))
    assert (facts["delivered_at"], facts["lines_delivered"]) == (datetime(2024, 6, 12), 2)


def test_an_order_is_as_late_as_its_worst_line() -> None:
    early_then_late = (
        dated("1", "2024-06-10", "2024-06-13"),
        dated("2", "2024-06-20", "2024-06-13"),
    )
    facts = of_order(*early_then_late)
    assert facts["delivered_at"].date() < facts["promised_first"]
    assert (facts["slack_first"], facts["slack_latest"]) == (3, 3)


def test_slack_is_counted_by_day_not_by_hour() -> None:
    assert of_order(dated("1", "2024-06-10", "2024-06-10T23:59"))["slack_first"] == 0
    assert of_order(dated("1", "2024-06-10", "2024-06-09T08:00"))["slack_first"] == -1


def test_an_order_with_an_open_line_has_no_slack() -> None:
    facts = of_order(dated("1", "2024-06-10", "2024-06-13"), dated("2", "2024-06-20", None))
    assert (facts["slack_first"], facts["slack_latest"]) == (None, None)


def test_a_moved_promise_is_late_by_the_first_and_on_time_by_the_latest() -> None:
    moved = {"promised_first": "2024-06-10", "promised_date": "2024-06-20", "promise_changes": 1}
    facts = of_order(line("A", delivered_date="2024-06-19", **moved))
    assert (facts["slack_first"], facts["slack_latest"]) == (9, -1)
    assert facts["promise_changes"] == 1


def test_a_promise_that_moved_on_every_line_moved_once() -> None:
    moved = {"promised_first": "2024-06-10", "promised_date": "2024-06-20", "promise_changes": 1}
    assert of_order(line("A", "1", **moved), line("A", "2", **moved))["promise_changes"] == 1


def test_lines_without_promise_or_delivery_take_those_of_the_order() -> None:
    given = {"promised_date": "2024-06-10", "promised_first": "2024-06-08", "promise_changes": 2}
    facts = of_order(
        line("A", "1", promised_date=None, promise_changes=0, delivered_date=None),
        **given,
        delivered_date="2024-06-11",
    )
    assert (facts["promised_first"], facts["promised_latest"]) == (
        date(2024, 6, 8),
        date(2024, 6, 10),
    )
    assert (facts["promise_changes"], facts["slack_first"], facts["slack_latest"]) == (2, 3, 1)


def test_amounts_and_quantities_are_sums_over_lines() -> None:
    facts = of_order(
        line("A", "1", "10.5001", quantity=3, quantity_delivered=5),
        line("A", "2", "0.0001", quantity=2, quantity_delivered=1),
    )
    assert str(facts["amount"]) == "10.5002"
    assert (facts["quantity"], facts["quantity_delivered"]) == (5, 4)
    assert (facts["lines_short"], facts["lines_unmeasured"]) == (1, 0)


def test_an_unknown_delivered_quantity_is_not_a_full_one() -> None:
    facts = of_order(line("A", quantity=3, quantity_delivered=None))
    assert (facts["quantity_delivered"], facts["lines_unmeasured"]) == (None, 1)


def test_an_order_without_lines_counts_with_its_own_amount() -> None:
    bare = [order("A", "2024-06-01", amount=80, promised_date="2024-06-10")]
    facts_of_order = facts("order_facts", orders=bare)[0]
    assert (facts_of_order["amount"], facts_of_order["line_count"]) == (80, 0)
    assert facts_of_order["promised_first"] == date(2024, 6, 10)
    lines = facts("line_facts", orders=bare)
    assert [(row["line_no"], row["amount"]) for row in lines] == [(None, 80)]


def test_an_order_with_lines_ignores_its_own_amount() -> None:
    assert of_order(line("A", "1", 10), line("A", "2", 20), amount=999)["amount"] == 30


# --- nothing multiplies -------------------------------------------------------------------------

COMPLAINTS = [
    {"complaint_id": n, "order_no": "A", "raised_at": f"2024-07-0{n}T10:00"} for n in "123"
]


def test_complaints_and_lines_leave_amounts_and_quantities_as_they_were() -> None:
    tables: dict[str, list[Row]] = {
        "orders": [order("A", "2024-06-01", lead_id="L1", sales_rep="R1")],
        "order_lines": [line("A", "1", 10, quantity=4), line("A", "2", 20, quantity=6)],
        "complaints": COMPLAINTS,
        "customers": [{"customer_id": "C1", "name": "One"}, {"customer_id": "C2", "name": "Two"}],
        "products": [{"product": "P1", "name": "Pump"}],
        "people": [{"sales_rep": "R1", "team": "North"}],
        "leads": [{"lead_id": "L1", "created_at": "2024-05-20"}],
    }
    (row,) = facts("order_facts", **tables)
    assert (row["amount"], row["quantity"]) == (30, 10)
    assert (row["complaint_count"], row["first_complaint_at"]) == (3, datetime(2024, 7, 1, 10))
    assert sum(line["amount"] for line in facts("line_facts", **tables)) == 30
    assert len(facts("complaint_facts", **tables)) == 3


def test_the_lines_of_all_orders_sum_to_the_orders() -> None:
    orders = [
        order("A", "2024-06-01"),
        order("B", "2023-06-01", amount=None),
        order("C", "2023-06-02"),
    ]
    lines = [line("A", "1", 10), line("A", "2", -3), line("C", "1", 5), line("GHOST", "1", 100)]
    by_order = facts("order_facts", orders=orders, order_lines=lines)
    by_line = facts("line_facts", orders=orders, order_lines=lines)
    assert sum(row["amount"] or 0 for row in by_order) == 12
    assert sum(row["amount"] or 0 for row in by_line) == 12


# --- customers ----------------------------------------------------------------------------------


def firsts(customers: list[Row], *orders: Row) -> dict[str, tuple[str, bool, date]]:
    rows = facts("order_facts", orders=[*orders], customers=customers)
    columns = ("customer_id", "is_first_order", "customer_first_day")
    return {row["order_no"]: tuple(row[name] for name in columns) for row in rows}


def test_the_first_counted_order_of_a_customer_is_marked() -> None:
    found = firsts(
        [],
        order("CANCELLED", "2023-01-01", status="cancelled"),
        order("FIRST", "2023-02-01", status="paid"),
        order("SECOND", "2024-02-01", status=None),
        order("OTHER", "2024-03-01", customer="C2", status=None),
    )
    assert {number for number, (_, first, _) in found.items() if first} == {"FIRST", "OTHER"}
    assert found["SECOND"] == ("C1", False, date(2023, 2, 1))
    assert found["CANCELLED"] == ("C1", False, date(2023, 2, 1))


def test_of_several_first_orders_at_one_moment_one_is_marked() -> None:
    found = firsts([], order("B", "2023-02-01"), order("A", "2023-02-01"))
    assert [found["A"][1], found["B"][1]] == [True, False]


def test_the_first_date_of_the_customer_master_wins() -> None:
    master = [{"customer_id": "C1", "first_order_date": "2019-05-05"}]
    assert firsts(master, order("A", "2024-01-01"))["A"] == ("C1", True, date(2019, 5, 5))


def test_several_ids_of_one_customer_are_one_customer() -> None:
    master: list[Row] = [
        {"customer_id": "MAIN", "name": "Main Ltd", "same_as": None},
        {"customer_id": "OLD", "name": "Main Limited", "same_as": "MAIN"},
    ]
    orders = [order("A", "2023-01-01", "OLD"), order("B", "2024-01-01", "MAIN")]
    found = firsts(master, *orders)
    assert found == {
        "A": ("MAIN", True, date(2023, 1, 1)),
        "B": ("MAIN", False, date(2023, 1, 1)),
    }
    names = [row["customer_name"] for row in facts("order_facts", orders=orders, customers=master)]
    assert names == ["Main Ltd", "Main Ltd"]


# --- status and finish ----------------------------------------------------------------------------


def test_without_a_status_it_follows_from_the_dates() -> None:
    def status(*lines: Row, **dates: Any) -> str:
        return of_order(*lines, **dates)["status"]

    assert status(dated("1", None, None)) == "placed"
    assert status(dated("1", None, None), production_started_at="2024-06-02") == "in_production"
    assert status(dated("1", None, None), shipped_at="2024-06-03") == "shipped"
    assert status(dated("1", None, None), dated("2", None, "2024-06-05")) == "partly_delivered"
    assert status(dated("1", None, "2024-06-05")) == "completed"
    assert status(dated("1", None, "2024-06-05"), paid_at="2024-07-01") == "paid"
    assert status(dated("1", None, None), paid_at="2024-06-01") == "placed"  # paid in advance


def test_where_acceptance_is_followed_a_delivered_order_awaits_it() -> None:
    orders = [
        order("A", "2024-06-01", accepted_at=None),
        order("B", "2024-06-01", accepted_at="2024-06-09"),
    ]
    lines = [line(number, delivered_date="2024-06-05") for number in "AB"]
    rows = facts("order_facts", orders=orders, order_lines=lines)
    assert [row["status"] for row in rows] == ["awaiting_acceptance", "completed"]
    assert [row["finished_at"] for row in rows] == [None, datetime(2024, 6, 9)]


def test_cancelled_orders_and_drafts_are_kept_but_not_counted() -> None:
    words = ("cancelled", "draft", "on_hold", None)
    orders = [order(f"A{n}", "2024-06-01", status=word) for n, word in enumerate(words)]
    rows = facts("order_facts", orders=orders)
    assert [row["counted"] for row in rows] == [False, False, True, True]


# --- dimensions -----------------------------------------------------------------------------------


def test_a_dimension_that_the_order_lacks_comes_from_the_masters() -> None:
    tables: dict[str, list[Row]] = {
        "orders": [order("A", "2024-06-01", sales_rep="R1", team=None, region=None)],
        "order_lines": [line("A", quantity=3, product_line=None)],
        "customers": [{"customer_id": "C1", "region": "East", "acquisition_channel": "Fair"}],
        "people": [{"sales_rep": "R1", "name": "Ann", "team": "North"}],
        "products": [{"product": "P1", "product_line": "Pumps", "is_key": True, "unit_cost": 2}],
    }
    (row,) = facts("line_facts", **tables)
    assert (row["team"], row["region"], row["channel"]) == ("North", "East", "Fair")
    assert (row["sales_rep"], row["sales_rep_name"]) == ("R1", "Ann")
    assert (row["product_line"], row["is_key"], row["cost"]) == ("Pumps", True, 6)


def test_a_cost_too_large_to_be_reckoned_stays_unknown() -> None:
    rows = facts(
        "line_facts",
        orders=[order("A", "2024-06-01")],
        order_lines=[line("A", "1", quantity=3), line("A", "2", product="P2", quantity=3)],
        products=[
            {"product": "P1", "unit_cost": 10**13},
            {"product": "P2", "unit_cost": 2},
        ],
    )
    assert [row["cost"] for row in rows] == [None, 6]


def test_complaints_have_the_dimensions_of_their_order() -> None:
    orders = [order("A", "2024-06-01", team="North")]
    (row, *_) = facts("complaint_facts", orders=orders, complaints=COMPLAINTS)
    assert (row["complaint_id"], row["team"], row["order_day"]) == ("1", "North", date(2024, 6, 1))


@pytest.mark.parametrize("query", [steps.LINE_FACTS, steps.COMPLAINT_FACTS])
def test_what_is_taken_over_from_an_order_is_carried_for_many_lines_too(query: str) -> None:
    taken = set(re.findall(r"\bo\.(\w+)", query))
    assert taken <= {*steps.CARRIED, steps.PARTITION}
