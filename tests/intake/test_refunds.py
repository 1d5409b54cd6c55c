from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import kinds, one_file, staged

from ordertrack.intake.plan import Plan

HEADERS = "Order No|Customer|Order Date|Product|Quantity|Amount"


def lines(plan: Plan) -> list[tuple[str, Decimal]]:
    return staged(plan, "order_lines", "order_no", "amount")


def asked(plan: Plan) -> list[tuple[str, str | None, int | None]]:
    return [(q.id, q.suggested, q.rows) for q in plan.questions if q.open]


# --- refunds ---


@pytest.mark.parametrize(
    "header", ["Refunded Amount", "Order Refund Amount", "退款金额", "已退款金額", "Refund Total"]
)
def test_refunds_are_asked_and_told(tmp_path: Path, header: str) -> None:
    rows = ("1|A|2024-06-01|P|1|30|12", "2|A|2024-06-02|P|1|40|0", "3|B|2024-06-02|P|1|40|")
    question = f"refunds:orders.csv:{header}"
    plan = one_file(tmp_path, f"{HEADERS}|{header}", *rows)
    assert asked(plan) == [(question, "yes", 1)]
    assert "refunds" in kinds(plan)
    for answer, left in (("yes", 18), ("no", 30)):
        plan = one_file(tmp_path / answer, f"{HEADERS}|{header}", *rows, answers={question: answer})
        assert lines(plan) == [("1", left), ("2", 40), ("3", 40)]
        assert not asked(plan)
        (told,) = (found for found in plan.findings if found.kind == "refunds")
        assert dict(told.text.values)["amount"] == "12.00"


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (f"{HEADERS}|退款金额", ["1|A|2024-06-01|P|1|30|0.00", "2|A|2024-06-01|P|1|30|"]),
        (f"{HEADERS}|Refund", ["1|A|2024-06-01|P|1|30|No", "2|A|2024-06-01|P|1|30|No"]),
        (
            f"{HEADERS}|Status|Refunded Amount",
            ["1|A|2024-06-01|P|1|30|completed|0", "2|A|2024-06-01|P|1|30|refunded|30"],
        ),
    ],
)
def test_no_refunds_of_orders_that_count_ask_nothing(
    tmp_path: Path, headers: str, rows: list[str]
) -> None:
    plan = one_file(tmp_path, headers, *rows)
    assert lines(plan) == [("1", 30), ("2", 30)]
    assert (asked(plan), kinds(plan)) == ([], set())


@pytest.mark.parametrize("second", ["12", ""])
def test_a_refund_of_an_order_comes_off_once(tmp_path: Path, second: str) -> None:
    rows = (
        "1|A|2024-06-01|P|1|30|12",
        f"1|A|2024-06-01|Q|1|50|{second}",
        "2|A|2024-06-01|Q|1|50|0",
    )
    plan = one_file(
        tmp_path, f"{HEADERS}|Refunded Amount", *rows, answers_by_kind={"refunds": "yes"}
    )
    assert sum(amount for _, amount in lines(plan)) == 118
    (told,) = (found for found in plan.findings if found.kind == "refunds")
    assert dict(told.text.values)["amount"] == "12.00"


def test_a_refund_comes_off_an_order_without_lines(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "Order No|Customer|Order Date|Order Total|Refunded Amount",
        "1|A|2024-06-01|100|-25.50",
        answers_by_kind={"refunds": "yes"},
    )
    assert staged(plan, "orders", "order_no", "amount") == [("1", Decimal("74.5"))]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (("1|A|2024-06-01|P|1|30|0", "1|A|2024-06-01|Q|1|0|5"), 25),
        (("1|A|2024-06-01|P|1|-5|12", "1|A|2024-06-01|Q|1|50|12"), 33),
        (("1|A|2024-06-01|P|-1|-30|30", "2|A|2024-06-01|Q|1|50|12"), 8),
    ],
)
def test_what_is_told_of_refunds_is_what_comes_off(
    tmp_path: Path, rows: tuple[str, ...], left: int
) -> None:
    plan = one_file(tmp_path, f"{HEADERS}|Refund", *rows, answers_by_kind={"refunds": "yes"})
    sold = sum(Decimal(row.split("|")[5]) for row in rows)
    (told,) = (found for found in plan.findings if found.kind == "refunds")
    assert sum(amount for _, amount in lines(plan)) == left
    assert Decimal(str(dict(told.text.values)["amount"])) == sold - left


def test_a_refund_that_a_person_names_comes_off_once_per_order(tmp_path: Path) -> None:
    rows = ("1|A|2024-06-01|P|1|30|12", "1|A|2024-06-01|Q|1|50|12")
    plan = one_file(tmp_path, f"{HEADERS}|Back", *rows, maps={"Back": "refund"})
    assert sum(amount for _, amount in lines(plan)) == 68
    assert (asked(plan), kinds(plan)) == ([], {"refunds"})


def test_refunds_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    rows = ("1|A|2024-06-01|P|1|30|12", "2|A|2024-06-01|Q|1|50|see note")
    plan = one_file(tmp_path, f"{HEADERS}|Refund", *rows, answers_by_kind={"refunds": "yes"})
    assert lines(plan) == [("1", 18), ("2", 50)]
    (told,) = (found for found in plan.findings if found.kind == "values-unknown")
    assert told.count == 1


def test_a_header_that_a_person_leaves_unused_is_not_asked_about(tmp_path: Path) -> None:
    row = "1|A|2024-06-01|P|1|30|12|Yes"
    maps = {"Refund": "", "Returned": ""}
    plan = one_file(tmp_path, f"{HEADERS}|Refund|Returned", row, maps=maps)
    assert (asked(plan), lines(plan)) == ([], [("1", 30)])


# --- two statuses ---


@pytest.mark.parametrize(
    ("headers", "states", "right"),
    [
        (
            "Financial Status|Fulfillment Status",
            ["paid|fulfilled", "refunded|unfulfilled", "voided|unfulfilled"],
            ["awaiting_acceptance", "cancelled", "cancelled"],
        ),
        (
            "订单状态|支付状态",
            ["已完成|已支付", "已发货|已退款", "已取消|未付款"],
            ["completed", "cancelled", "cancelled"],
        ),
        (
            "Order Status|Payment Status",
            ["shipped|partially_refunded", "shipped|Refunded", "completed|paid"],
            ["shipped", "cancelled", "completed"],
        ),
        (
            "Status|Cancelled",
            ["shipped|No", "shipped|Yes", "completed|No"],
            ["shipped", "cancelled", "completed"],
        ),
    ],
)
def test_the_status_that_ends_an_order_wins(
    tmp_path: Path, headers: str, states: list[str], right: list[str]
) -> None:
    rows = [f"{at}|A|2024-06-01|P|1|30|{state}" for at, state in enumerate(states, 1)]
    plan = one_file(tmp_path, f"{HEADERS}|{headers}", *rows)
    assert [status for _, status in staged(plan, "orders", "order_no", "status")] == right
    assert (asked(plan), kinds(plan)) == ([], {"status-combined"})


@pytest.mark.parametrize(
    ("headers", "states", "right"),
    [
        ("Is Cancelled|Returned", ["No|No", "No|Yes", "Yes|No"], [None, "cancelled", "cancelled"]),
        ("Returned|Is Cancelled", ["No|No", "No|Yes", "Yes|"], [None, "cancelled", "cancelled"]),
        ("是否取消|是否作废", ["否|否", "否|是", "是|是"], [None, "cancelled", "cancelled"]),
        ("是否退货|是否退款", ["是|否", "否|是", "否|否"], ["cancelled", "cancelled", None]),
        (
            "Status|Financial Status|Payment Status",
            ["shipped|paid|Voided", "shipped|refunded|paid", "shipped|paid|paid"],
            ["cancelled", "cancelled", "shipped"],
        ),
    ],
)
def test_each_of_several_flags_ends_an_order(
    tmp_path: Path, headers: str, states: list[str], right: list[str | None]
) -> None:
    rows = [f"{at}|A|2024-06-01|P|1|30|{state}" for at, state in enumerate(states, 1)]
    wishes: Any = {"answers_by_kind": {"returned-orders": "yes"}}
    plan = one_file(tmp_path, f"{HEADERS}|{headers}", *rows, **wishes)
    assert [status for _, status in staged(plan, "orders", "order_no", "status")] == right
    assert (asked(plan), kinds(plan) - {"status-combined"}) == ([], set())


@pytest.mark.parametrize(
    ("headers", "states"),
    [
        ("Financial Status|Fulfillment Status", ["paid|unfulfilled", "pending|fulfilled"]),
        ("订单状态|退款状态", ["已完成|没有申请退款", "已发货|退款关闭"]),
        ("Status|Returned", ["shipped|No", "completed|No"]),
        ("Status|Returned", ["shipped|0", "completed|3"]),
    ],
)
def test_a_second_status_that_ends_nothing_changes_nothing(
    tmp_path: Path, headers: str, states: list[str]
) -> None:
    rows = [f"{at}|A|2024-06-01|P|1|30|{state}" for at, state in enumerate(states, 1)]
    plan = one_file(tmp_path, f"{HEADERS}|{headers}", *rows)
    assert "cancelled" not in {status for _, status in staged(plan, "orders", "order_no", "status")}
    assert (asked(plan), kinds(plan)) == ([], set())


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [("Returned", "Yes", "No"), ("是否退货", "是", "否"), ("退款状态", "退款成功", "无退款")],
)
def test_a_flag_of_returned_orders_is_asked(tmp_path: Path, header: str, yes: str, no: str) -> None:
    rows = (f"1|A|2024-06-01|P|1|30|{no}", f"2|A|2024-06-01|P|1|40|{yes}")
    question = f"returned-orders:orders.csv:{header}"
    plan = one_file(tmp_path, f"{HEADERS}|{header}", *rows)
    assert asked(plan) == [(question, "yes", 1)]
    plan = one_file(tmp_path / "b", f"{HEADERS}|{header}", *rows, answers={question: "yes"})
    assert staged(plan, "orders", "order_no", "status") == [("1", None), ("2", "cancelled")]
    plan = one_file(tmp_path / "c", f"{HEADERS}|{header}", *rows, answers={question: "no"})
    assert staged(plan, "order_lines", "order_no", "amount") == [("1", 30), ("2", 40)]
