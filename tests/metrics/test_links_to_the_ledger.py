"""Number → link → ledger: the ledger lists as many orders as the number says, for every metric."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from ordertrack.access import Access
from ordertrack.errors import BadScope
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import PARTS, Metric, Part
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.orders.export import template_rows
from ordertrack.metrics.orders.ledger import Basis, LedgerQuery, counts, page, totals
from ordertrack.metrics.query.listing import of_orders
from ordertrack.metrics.rows import count_orders, rows
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views.orders import ledger_link
from tests.examples import examples
from tests.metrics.companies import BY_GROUP, scopes, whole_companies
from tests.metrics.literal import LiteralReader, Release, connect, simple

CONNECTION = connect()
JUNE = Scope(moment("2024-06-20"), Period.month(2024, 6), access=Access.everything())


@pytest.mark.parametrize("names", BY_GROUP.values(), ids=BY_GROUP)
@examples(2)
@given(tables=whole_companies(), scope=scopes())
def test_the_ledger_shows_the_orders_of_the_number(
    names: list[str], tables: dict, scope: Scope
) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    number = evaluate(names, [], scope, reader).row(0, named=True)
    for name in names:
        if number[f"{name}__numerator"] is None:
            assert why_empty(name, scope, reader), name
        else:
            check_parts(CATALOG[name], number, scope, reader)


def check_parts(
    metric: Metric, number: dict[str, Any], scope: Scope, reader: LiteralReader
) -> None:
    for part in PARTS:
        if of_orders(metric, part):
            check(metric, part, number, scope, reader)
        elif metric.measures(part):
            check_beside_orders(metric, part, scope, reader)


def check(
    metric: Metric, part: Part, number: dict[str, Any], scope: Scope, reader: LiteralReader
) -> None:
    query, there = followed(metric, part, scope)
    found = totals(query, there, reader).orders
    listed = rows(metric.name, part, scope, reader)
    if "order_no" in listed.columns:
        assert found == listed["order_no"].n_unique(), f"{part} of {metric.name}"
    else:
        assert found >= listed.height  # every customer has an order by which it counts
    if part != "unknown" and all(counts_orders(one) for one in metric.measures(part)):
        assert found == number[f"{metric.name}__{part}"], f"{part} of {metric.name}"


def check_beside_orders(metric: Metric, part: Part, scope: Scope, reader: LiteralReader) -> None:
    """What no orders stand behind has no way to the ledger, and says so."""
    assert count_orders(metric.name, part, scope, reader) == 0
    with pytest.raises(BadScope, match="not orders"):
        followed(metric, part, scope)


def followed(metric: Metric, part: Part, scope: Scope) -> tuple[LedgerQuery, Scope]:
    """What the ledger reads from a link, in a session that has chosen nothing itself."""
    link = {**scope.to_query(), **ledger_link.link(metric, part)}
    default = replace(scope, period=None, filters=(), comparison=None)
    return ledger_link.read(link), Scope.from_query(link, default)


def counts_orders(measure: Measure) -> bool:
    return measure.table == "order_facts" and measure.agg == "count"


def test_search_tabs_and_pages_stay_among_the_orders_of_the_number(release: Release) -> None:
    reader = release(
        orders=[
            simple("late", "2024-05-30", "2024-06-10", "2024-06-14"),
            simple("open", "2024-05-30", "2024-06-12"),
            simple("good", "2024-06-01", "2024-06-10", "2024-06-09"),
            simple("gone", "2024-06-01", "2024-06-10", status="cancelled"),
        ]
    )
    query, scope = followed(CATALOG["on_time_rate"], "misses", JUNE)
    assert (query.basis, query.sort, query.descending) == ("promise", "days_late", True)
    assert page(query, scope, reader, limit=9)["order_no"].to_list() == ["open", "late"]
    assert counts(query, scope, reader) == {
        "all": 2,
        "open": 1,
        "overdue": 1,
        "due_soon": 0,
        "late": 2,
        "moved": 0,
        "not_counted": 0,
    }
    found = page(replace(query, search="lat"), scope, reader, limit=9)
    assert found["order_no"].to_list() == ["late"]
    sheet = template_rows(query, scope, reader)
    assert sheet["order_no"].to_list() == ["late", "open"]


@pytest.mark.parametrize(
    ("basis", "listed"),
    [("order", ["b"]), ("promise", ["a"]), ("delivery", ["c"])],
)
def test_orders_can_be_placed_by_promise_and_by_delivery(
    release: Release, basis: Basis, listed: list[str]
) -> None:
    reader = release(
        orders=[
            simple("a", "2024-05-01", "2024-06-10"),
            simple("b", "2024-06-02", "2024-07-10"),
            simple("c", "2024-05-02", "2024-05-20", "2024-06-01"),
            simple("d", "2024-05-03", "2024-05-21", "2024-06-25"),  # after as-of
        ]
    )
    found = page(LedgerQuery(basis=basis), JUNE, reader, limit=9)
    assert found["order_no"].to_list() == listed


def test_a_link_to_a_number_that_does_not_exist_says_so() -> None:
    with pytest.raises(BadScope, match="on_time_rate"):
        ledger_link.read({"metric": "on_time_rat"})
    with pytest.raises(BadScope, match="no part 'misses'"):
        ledger_link.read({"metric": "orders", "part": "misses"})


def test_a_link_says_what_it_opens() -> None:
    said = {
        name: str(ledger_link.opens(CATALOG[name], "numerator", 3))
        for name in ("orders", "units", "response_within_24h", "new_customers")
    }
    assert said == {
        "orders": "Open these 3 orders in the ledger",
        "units": "Open the 3 orders of these lines",
        "response_within_24h": "Open the 3 orders of these complaints",
        "new_customers": "Open the 3 orders of these customers",
    }
