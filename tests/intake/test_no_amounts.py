"""Files without amounts can be imported to follow their orders; money is unknown then, never 0."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from releasing import Shop

from ordertrack.errors import BadMapping
from ordertrack.intake.plan import Plan
from ordertrack.warehouse import Warehouse

HEAD = "Order No,Customer,Order Date,Product,Quantity,Delivered Date"
ROWS = ("A1,C1,2024-05-01,P1,1,2024-05-04", "A2,C2,2024-05-02,P1,2,2024-05-04")
ASKED = "no-amounts:a.csv"
YES = {"answers": {ASKED: "yes"}}


@pytest.fixture
def shop(home: object) -> Iterator[Shop]:
    warehouse = Warehouse.open()
    yield Shop(warehouse)


def asked(plan: Plan) -> list[str]:
    return [question.id for question in plan.open_questions]


def told(plan: Plan) -> bool:
    return "no-amounts" in {finding.kind for finding in plan.findings}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (HEAD, ROWS[0]),
        ("订单号,客户,下单时间,产品,状态", "SO1,甲,2024-05-01,茶,已发货"),
        ("Order No,Order Date,Product,Quantity,Ship Date", "A1,2024-05-01,P,2,2024-05-03"),
    ],
)
def test_lines_without_amounts_are_imported_when_a_person_says_so(
    shop: Shop, head: str, row: str
) -> None:
    plan = shop.plan(head, row)
    assert (asked(plan)[0], plan.problems) == (ASKED, ())
    assert shop.imports(head, row, **YES) is not None
    assert shop.lines("amount") == [(None,)]
    assert shop.rows("SELECT amount FROM order_facts") == [(None,)]


def test_no_leaves_the_file_out_with_the_reason(shop: Shop) -> None:
    plan = shop.plan(HEAD, *ROWS, answers={ASKED: "no"})
    assert [type(problem) for problem in plan.problems] == [BadMapping]


def test_the_next_export_without_amounts_can_be_imported_too(shop: Shop) -> None:
    shop.imports(HEAD, ROWS[0], **YES)
    assert told(shop.plan(HEAD, *ROWS, **YES))
    shop.imports(HEAD, *ROWS, **YES)
    assert shop.lines("order_no", "amount") == [("A1", None), ("A2", None)]


def test_amounts_that_are_known_are_not_lost_to_an_export_without_them(shop: Shop) -> None:
    shop.imports(f"{HEAD},Amount", f"{ROWS[0]},70")
    plan = shop.plan(HEAD, *ROWS)
    assert (asked(plan), len(plan.problems)) == ([], 1)


def test_amounts_under_another_header_are_pointed_out_instead(shop: Shop) -> None:
    plan = shop.plan(f"{HEAD},Line Amount EUR gross sum", f"{ROWS[0]},70")
    assert (asked(plan), len(plan.problems)) == ([], 1)


@pytest.mark.parametrize(
    ("head", "row", "silent"),
    [
        ("Order No,Customer,Order Date,Status", "A1,C1,2024-05-01,Shipped", False),
        ("Order No,Customer,Order Date,Amount", "A1,C1,2024-05-01,10", True),
        (f"{HEAD},Unit Price", f"{ROWS[0]},10", True),
    ],
)
def test_orders_ask_nothing_and_missing_amounts_are_told(
    shop: Shop, head: str, row: str, silent: bool
) -> None:
    plan = shop.plan(head, row)
    assert (asked(plan), told(plan)) == ([], not silent)
