"""What explains delivery adds up to the metrics that it explains."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import delivery
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect, line, order

CONNECTION = connect()
JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())


def promised(number: str, first: str, latest: str, delivered: str | None = None) -> tuple:
    """An order over 10 that was promised for a day, then for another, and perhaps delivered."""
    dates = {"promised_first": first, "promised_date": latest, "delivered_date": delivered}
    moved = {"promise_changes": int(first != latest)}
    return order(number, "2024-06-01", sales_rep="r1"), line(number, 10, **dates, **moved)


@pytest.fixture(scope="module")
def reader() -> LiteralReader:
    rows = [
        promised("early", "2024-06-10", "2024-06-10", "2024-06-08"),
        promised("on day", "2024-06-10", "2024-06-10", "2024-06-10"),
        promised("three late", "2024-06-10", "2024-06-10", "2024-06-13"),
        promised("moved and kept", "2024-06-10", "2024-06-20", "2024-06-19"),
        promised("moved to July", "2024-06-10", "2024-07-05", "2024-07-01"),
        promised("overdue", "2024-06-25", "2024-06-25"),
        promised("due soon", "2024-07-12", "2024-07-12"),
    ]
    tables = {"orders": [one for one, _ in rows], "order_lines": [one for _, one in rows]}
    return LiteralReader(CONNECTION, tables, covered=True, number=70)


def test_outcomes_are_the_due_orders_of_the_rate(reader: LiteralReader) -> None:
    row = delivery.outcomes((), JUNE, reader).row(0, named=True)
    assert row == {"early": 1, "on_day": 1, "late": 3, "overdue": 1, "due": 6}
    rate = evaluate(["on_time_rate"], [], JUNE, reader).row(0, named=True)
    assert (rate["on_time_rate__numerator"], rate["on_time_rate__denominator"]) == (2, 6)
    by_rep = delivery.outcomes(("sales_rep",), JUNE, reader)
    assert by_rep["due"].to_list() == [6]


def test_durations_are_those_of_the_delivered_orders(reader: LiteralReader) -> None:
    found = delivery.cycle_days(JUNE, reader)
    assert dict(found.iter_rows()) == {7: 1, 9: 1, 12: 1, 18: 1}


def test_who_moves_promises_gains_by_it(reader: LiteralReader) -> None:
    row = delivery.moved_promises("sales_rep", JUNE, reader).row(0, named=True)
    assert (row["due"], row["moved"], row["later"], row["days"]) == (6, 2, 2, 10 + 25)
    assert (row["kept_first"], row["kept_latest"]) == (2, 4)


def test_the_backlog_by_age_is_the_backlog(reader: LiteralReader) -> None:
    now = replace(JUNE, stocks="now")
    found = delivery.backlog_by_age(now, reader)
    amounts = {row["age"]: row["amount"] for row in found.to_dicts() if row["orders"]}
    assert amounts == {"8-30": Decimal(10), "0-7": Decimal(10)}
    assert found["amount"].sum() == evaluate(["backlog"], [], now, reader)["backlog"][0]


def test_one_rate_under_six_conventions(reader: LiteralReader) -> None:
    counts = {
        rung: (good, base) for rung, good, base, _ in delivery.ladder(JUNE, reader).iter_rows()
    }
    assert counts["due_first"] == (2, 6)
    assert counts["due_latest"] == (3, 5)  # one moved out of June
    assert counts["delivered_first"] == (2, 4)
    assert counts["delivered_latest"] == (3, 4)


def test_orders_that_change_side_explain_the_difference(reader: LiteralReader) -> None:
    found = delivery.changed_sides("due_first", "due_latest", JUNE, reader)
    assert {(before, after): n for before, after, n in found.iter_rows()} == {
        ("miss", "good"): 1,
        ("miss", "out"): 1,
    }
    listed = delivery.orders_that_change_sides("due_first", "due_latest", JUNE, reader, 10)
    assert dict(listed.select("order_no", "after").iter_rows()) == {
        "moved and kept": "good",
        "moved to July": "out",
    }


def test_what_lies_exactly_on_a_limit(reader: LiteralReader) -> None:
    def numbers(name: str) -> list[str]:
        return delivery.on_the_limit(name, JUNE, reader)["order_no"].to_list()

    assert numbers("promise") == ["on day"]
    assert numbers("alert") == ["three late"]
    assert numbers("answer") == []


def test_an_answer_after_exactly_a_day_lies_on_the_limit() -> None:
    first, second = promised("a", "2024-06-10", "2024-06-10", "2024-06-08")
    complaints = [
        {
            "complaint_id": str(seconds),
            "order_no": "a",
            "raised_at": datetime(2024, 6, 7, 17),
            "first_response_at": datetime(2024, 6, 8, 17, 0, seconds),
        }
        for seconds in (0, 1)
    ]
    tables = {"orders": [first], "order_lines": [second], "complaints": complaints}
    reader = LiteralReader(CONNECTION, tables, covered=True, number=71)
    assert delivery.on_the_limit("answer", JUNE, reader)["order_no"].to_list() == ["a"]
