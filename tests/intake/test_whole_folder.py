"""A folder is understood as a whole: what looks like orders is not passed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import raw_table, staged, understood

from ordertrack.intake.plan import Plan
from ordertrack.intake.publish import publish
from ordertrack.intake.raw_table import RawTable
from ordertrack.warehouse import Warehouse

ORDERS = ("Order No|Customer|Order Date|Amount", "A1|Ann|2024-05-02|10", "A2|Bob|2024-05-03|20")
DEALS = "Deal ID|Account Name|Deal Stage|Close Date|Amount"
OPEN = ("D1|Ann|Negotiation|2024-05-01|70", "D2|Bob|Closed Won|2024-05-02|10")
WON = ("D1|Ann|Closed Won|2024-05-01|70", "D2|Bob|Won|2024-05-02|10")


def orders(folder: Path) -> RawTable:
    return raw_table(folder, "orders.csv", *ORDERS)


def asked(plan: Plan) -> dict[str, str | None]:
    return {question.id: question.suggested for question in plan.open_questions}


def tables(plan: Plan) -> list[tuple[str, ...]]:
    return [source.tables for source in plan.sources]


# --- deals ---


@pytest.mark.parametrize(
    ("file", "headers", "row"),
    [
        ("deals.csv", DEALS, OPEN[0]),
        ("Opportunity.csv", "OpportunityID|Probability|CloseDate", "O1|60|2024-05-01"),
        ("导出.csv", "商机编号|客户|商机阶段|日期|金额", "S1|甲|谈判|2024-05-01|70"),
        ("export.csv", "Opportunity ID|Stage|Close Date|Amount", "O1|Lost|2024-05-01|70"),
    ],
)
def test_deals_beside_orders_are_leads(tmp_path: Path, file: str, headers: str, row: str) -> None:
    deals = raw_table(tmp_path, file, headers, row)
    plan = understood(tmp_path, orders(tmp_path), deals)
    assert (asked(plan), tables(plan)) == ({}, [("orders",), ("leads",)])
    assert [no for (no,) in staged(plan, "orders", "order_no")] == ["A1", "A2"]


def test_deals_alone_that_are_not_all_won_are_asked_about(tmp_path: Path) -> None:
    deals = raw_table(tmp_path, "deals.csv", DEALS, *OPEN)
    assert asked(understood(tmp_path, deals))["table:deals.csv"] == "leads"
    told = understood(tmp_path, deals, accept_suggestions=True)
    assert (asked(told), tables(told)) == ({}, [("leads",)])


def test_deals_alone_that_are_all_won_are_orders_without_a_question(tmp_path: Path) -> None:
    plan = understood(tmp_path, raw_table(tmp_path, "deals.csv", DEALS, *WON))
    assert (asked(plan), tables(plan)) == ({}, [("orders",)])


# --- what looks like orders ---


@pytest.mark.parametrize(
    ("file", "headers", "row", "likely"),
    [
        ("Sales.csv", "SalesID|ContactID|SalesDate", "S1|C1|2024-05-02", "orders"),
        ("SalesLines.csv", "LineID|SalesID|ItemNo|Quantity", "1|S1|P|2", "order_lines"),
        ("华东.csv", "销售单代号|客商|开单日|价税合计", "S1|甲|2024-05-02|10", "orders"),
        ("web.csv", "Sale Ref|Buyer|Sale Day|Gross", "S1|C1|2024-05-02|5", "orders"),
    ],
)
def test_what_looks_like_orders_beside_orders_is_asked_about(
    tmp_path: Path, file: str, headers: str, row: str, likely: str
) -> None:
    other = raw_table(tmp_path, file, headers, row)
    name = f"table:{file}"
    assert asked(understood(tmp_path, orders(tmp_path), other)) == {name: likely}
    told = understood(tmp_path, orders(tmp_path), other, answers={name: "none"})
    assert (asked(told), told.publishable) == ({}, True)


@pytest.mark.parametrize(
    ("file", "headers", "row"),
    [
        ("shippers.csv", "Shipper ID|Company Name|Phone", "1|Fast|139"),
        ("categories.csv", "Category ID|Description", "1|Drinks"),
        ("order_payments.csv", "Order No|Sequence|Payment Value", "A1|1|10"),
        ("order_reviews.csv", "Review Ref|Order No|Score|Review Date", "R1|A1|5|2024-05-09"),
        ("SalesTerritory.csv", "Sales Territory Key|Country|Modified Date", "1|US|2024-05-09"),
        ("stock.csv", "Item Ref|Units|Stock Date", "1|5|2024-05-09"),
    ],
)
def test_other_lists_beside_orders_ask_nothing(
    tmp_path: Path, file: str, headers: str, row: str
) -> None:
    other = raw_table(tmp_path, file, headers, row)
    plan = understood(tmp_path, orders(tmp_path), other)
    assert (asked(plan), plan.publishable) == ({}, True)


# --- one sale in two documents ---


@pytest.mark.parametrize(
    ("file", "headers", "row"),
    [
        ("billing.csv", "Invoice No|Client|Invoice Date|Amount", "I1|Ann|2024-05-03|10"),
        ("quotes.csv", "Order No|Client|Date|Amount", "Q1|Ann|2024-05-03|10"),
        ("采购.csv", "订单号|客户|日期|金额", "P1|甲|2024-05-03|10"),
    ],
)
def test_another_document_with_numbers_of_its_own_is_asked_about(
    tmp_path: Path, file: str, headers: str, row: str
) -> None:
    other, name = raw_table(tmp_path, file, headers, row), f"table:{file}"
    plan = understood(tmp_path, orders(tmp_path), other)
    assert asked(plan) == {name: "none"}
    both = understood(tmp_path, orders(tmp_path), other, answers={name: "orders"})
    assert (asked(both), len(staged(both, "orders", "order_no"))) == ({}, 3)


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        ("订单号|客户名称|下单时间|金额", "B1|甲|2024-05-03|10"),
        ("Order ID|Buyer|Purchase Date|Amount|Channel", "B1|Cid|2024-05-03|10|web"),
        ("Invoice No|Client|Invoice Date|Amount", "A1|Ann|2024-05-02|10"),
    ],
)
def test_orders_of_another_shop_or_the_same_orders_again_ask_nothing(
    tmp_path: Path, headers: str, row: str
) -> None:
    other = raw_table(tmp_path, "shop.csv", headers, row)
    assert asked(understood(tmp_path, orders(tmp_path), other)) == {}


BILLS = "Invoice No|Client|Invoice Date|Amount"


@pytest.mark.parametrize(
    ("number", "open_still"), [("A3", {}), ("I3", {"table:bills.csv": "none"})]
)
def test_invoices_are_held_against_the_orders_of_all_files(
    tmp_path: Path, number: str, open_still: dict[str, str]
) -> None:
    later = raw_table(tmp_path, "june.csv", ORDERS[0], "A3|Ann|2024-06-02|30")
    bills = raw_table(tmp_path, "bills.csv", BILLS, f"{number}|Ann|2024-06-02|30")
    plan = understood(tmp_path, orders(tmp_path), bills, later)
    assert asked(plan) == open_still
    texts = [question.text.to("en") for question in plan.open_questions]
    assert all("orders.csv (and 1 other files)" in text for text in texts)


def test_what_a_file_holds_is_remembered_also_where_it_holds_nothing(
    tmp_path: Path, home: Path
) -> None:
    warehouse = Warehouse.open()
    known: Any = {"records": warehouse.records}
    bills = [raw_table(tmp_path, "bills.csv", BILLS, f"I{at}|Ann|2024-06-03|30") for at in (1, 2)]
    answers = {"table:bills.csv": "none"}
    first = understood(tmp_path / "1", orders(tmp_path), bills[0], answers=answers, **known)
    publish(first, warehouse, "tester")
    again = understood(tmp_path / "2", orders(tmp_path), bills[1], **known)
    assert (asked(again), tables(again)) == ({}, [("orders",), ()])
    told = [found for found in again.findings if found.kind == "answer-remembered"]
    assert [found.severity for found in told] == ["warning"]
    now = understood(tmp_path / "3", bills[1], table="orders", **known)
    assert tables(now) == [("orders",)]
    warehouse.close()
