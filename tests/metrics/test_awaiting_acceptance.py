"""An order that awaits acceptance (待验收) is completed by a day that says so, by nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.alerts.find import find
from ordertrack.metrics.analysis import events
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.orders.timeline import stages
from ordertrack.model.words import STATUS_WORDS
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, Release, order

JUNE = Scope(moment("2024-08-31"), Period.month(2024, 6), access=Access.everything())
DAYS = {"delivered_date": "2024-06-10", "promised_date": "2024-06-20", "amount": 100}


def placed(number: str, status: str | None, **more: Any) -> dict[str, Any]:
    return order(number, "2024-06-01", customer_id=number, status=status, **DAYS | more)


@pytest.fixture
def reader(release: Release) -> LiteralReader:
    waiting = "awaiting_acceptance"
    return release(
        orders=[
            placed("waits", waiting),
            placed("prepaid", waiting, paid_at="2024-06-02", paid_amount=100),
            placed("accepted", waiting, accepted_at="2024-06-15"),
            placed("completed", waiting, completed_at="2024-06-16"),
            placed("later", waiting, accepted_at="2024-09-15"),
            placed("done", "completed"),
            placed("undated", waiting, delivered_date=None),
        ]
    )


def test_the_word_of_the_template_means_that_it_is_not_accepted_yet() -> None:
    assert "待验收" in STATUS_WORDS["awaiting_acceptance"]
    assert "已验收" in STATUS_WORDS["completed"]


def test_only_a_day_of_acceptance_or_completion_makes_it_a_completed_order(
    reader: LiteralReader,
) -> None:
    rate = evaluate(["collection_rate"], [], JUNE, reader)
    assert rate["collection_rate__denominator"].item() == 300  # accepted, completed, done
    july = JUNE.with_period(Period.month(2024, 7))
    assert evaluate(["overdue_receivables"], [], july, reader)["overdue_receivables"].item() == 300
    completed = events.happened(Period.month(2024, 6), JUNE, reader).filter(event="completed")
    assert completed["orders"].to_list() == [3]


def test_it_stays_an_open_order_that_awaits_acceptance_also_when_it_is_paid(
    reader: LiteralReader,
) -> None:
    found = events.stages(JUNE, reader)
    assert found.select("stage", "orders").rows() == [("awaiting_acceptance", 4)]
    # Nobody knows when the undated one came.
    raised = find(JUNE, reader).filter(rule="acceptance_pending")
    assert set(raised["subject"]) == {
        "waits",
        "prepaid",
        "later",
    }


def test_a_completed_order_without_a_day_is_not_open_and_an_advance_is_no_stage(
    release: Release,
) -> None:
    reader = release(
        orders=[
            placed("done", "completed", delivered_date=None),
            placed("advance", "placed", delivered_date=None, paid_at="2024-06-02"),
            placed("on its way", "shipped", delivered_date=None),
        ]
    )
    found = events.stages(JUNE, reader).select("stage", "orders").rows()
    assert found == [("placed", 1), ("shipped", 1)]


def test_arrived_orders_are_not_among_those_to_be_delivered(reader: LiteralReader) -> None:
    scope = Scope(moment("2024-06-09"), access=Access.everything())
    week = Period(moment("2024-06-15").date(), moment("2024-06-15").date() + timedelta(days=9))
    found = events.promised(week, scope, reader, 9)
    assert "undated" not in found["order_no"].to_list()
    assert "waits" in found["order_no"].to_list()  # it came a day later


def test_the_way_of_an_order_waits_for_acceptance_whatever_was_paid_in_advance() -> None:
    facts = {
        "status": "awaiting_acceptance",
        "ordered_at": datetime(2024, 6, 1),
        "paid_at": datetime(2024, 6, 2),
        "delivered_at": datetime(2024, 6, 10),
    }
    found = {one.name: one.state for one in stages(facts, moment("2024-06-20"), lambda _: True)}
    assert (found["completed"], found["paid"]) == ("waiting", "reached")
