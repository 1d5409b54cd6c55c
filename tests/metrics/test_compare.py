"""Two releases: what moved, and the orders behind it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from ordertrack.access import Access
from ordertrack.metrics.analysis.compare import changed_metrics, orders_behind
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.examples import examples
from tests.metrics.companies import companies, scopes
from tests.metrics.literal import LiteralReader, connect, simple

JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())
CONNECTION = connect()


def two(before: list[dict], after: list[dict]) -> tuple[LiteralReader, LiteralReader]:
    connection = connect()
    return (
        LiteralReader(connection, {"orders": before}, number=1),
        LiteralReader(connection, {"orders": after}, number=2),
    )


def test_only_the_metrics_that_moved_are_listed() -> None:
    before, after = two(
        [simple("1", "2024-06-01", amount=100)], [simple("1", "2024-06-01", amount=150)]
    )
    found = changed_metrics(before, after, ["orders", "revenue"], JUNE)
    assert found.rows() == [("revenue", Decimal(100), Decimal(150), Decimal(50))]


def test_a_number_that_appears_has_no_change() -> None:
    promised = simple("1", "2024-06-01", "2024-06-10", "2024-06-10")
    before, after = two([simple("1", "2024-06-01")], [promised])
    found = changed_metrics(before, after, ["on_time_rate"], JUNE)
    assert found.rows() == [("on_time_rate", None, Decimal(1), None)]


def test_new_gone_and_changed_orders_are_told_apart() -> None:
    before, after = two(
        [
            simple("gone", "2024-06-01", amount=10),
            simple("more", "2024-06-01", amount=100),
            simple("same", "2024-06-01"),
            simple("July", "2024-07-01", amount=1),
        ],
        [
            simple("new", "2024-06-02", amount=20),
            simple("more", "2024-06-01", amount=130),
            simple("same", "2024-06-01"),
            simple("July", "2024-07-01", amount=2),
        ],
    )
    found = orders_behind("revenue", before, after, JUNE)
    assert found.select("order_no", "what").rows() == [
        ("more", "changed"),
        ("new", "new"),
        ("gone", "gone"),
    ]
    assert found.row(0, named=True)["amount_before"] == 100


def test_a_late_delivery_that_arrives_explains_the_rate() -> None:
    before, after = two(
        [
            simple("1", "2024-06-01", "2024-06-10"),
            simple("2", "2024-06-01", "2024-06-10", "2024-06-10"),
        ],
        [
            simple("1", "2024-06-01", "2024-06-10", "2024-06-09"),
            simple("2", "2024-06-01", "2024-06-10", "2024-06-10"),
        ],
    )
    found = orders_behind("on_time_rate", before, after, JUNE).row(0, named=True)
    assert (found["order_no"], found["numerator_before"], found["numerator_after"]) == ("1", 0, 1)
    assert found["delivered_before"] is None
    assert str(found["delivered_after"].date()) == "2024-06-09"


@pytest.mark.parametrize("name", ["revenue", "on_time_rate", "fill_rate", "response_within_24h"])
@examples(5)
@given(one=companies(), other=companies(), scope=scopes())
def test_the_changes_of_orders_add_up_to_the_change(
    name: str, one: dict, other: dict, scope: Scope
) -> None:
    scope = replace(scope, filters=tuple(f for f in scope.filters if f[0] != "product"))
    before = LiteralReader(CONNECTION, one, covered=True, number=1)
    after = LiteralReader(CONNECTION, other, covered=True, number=2)
    found = orders_behind(name, before, after, scope)
    for part in ("numerator", "denominator"):
        if CATALOG[name].measures(part):
            column = f"{name}__{part}"
            old, new = (evaluate([name], [], scope, r)[column].item() for r in (before, after))
            change = found[f"{part}_after"].sum() - found[f"{part}_before"].sum()
            assert change == new - old
