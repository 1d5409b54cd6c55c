"""Exports in the shape in which shops, CRM and ERP systems write them: what comes out of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import context, one_file, staged
from reading import table

from ordertrack.intake.decisions import Decisions
from ordertrack.intake.files.header_row import describes
from ordertrack.intake.plan import Plan, prepare


def exported(folder: Path, content: str | bytes, name: str = "orders.csv", **wishes: Any) -> Plan:
    """The plan for one export as it stands."""
    raw = table(folder, content, name)
    return prepare((raw,), (), Decisions(**wishes), context(folder / "staging"))


def asked(plan: Plan) -> list[str]:
    return [question.id for question in plan.questions if question.open]


def told(plan: Plan, kind: str) -> list[str]:
    return [str(found.text) for found in plan.findings if found.kind == kind]


def revenue(plan: Plan) -> Decimal:
    """The sum of all orders that are not off: of their lines where there are any."""
    (orders,) = (part for part in plan.staged if part.table == "orders")
    status = "status" if "status" in orders.columns else "NULL"
    off = {
        number
        for number, status in staged(plan, "orders", "order_no", status)
        if status in ("cancelled", "draft")
    }
    lines = [part.table for part in plan.staged if part.table == "order_lines"]
    amounts = staged(plan, *(lines or ["orders"]), "order_no", "amount")
    return sum((amount for number, amount in amounts if number not in off), Decimal(0))


def lined(*rows: str, by: str = ",") -> str:
    return "\n".join(row.replace("|", by) for row in (*rows, ""))


# --- shops ---

SHOPIFY = (
    "Name|Email|Financial Status|Currency|Subtotal|Shipping|Total|Discount Amount|Created at|"
    "Lineitem quantity|Lineitem name|Lineitem price|Billing Name|Id|Lineitem discount"
)
SHOPIFY_ROWS = (
    "#1001|a@x.c|paid|USD|54.00|5.00|59.00|6.00|2026-01-05 23:30:10 -0500|2|Lamp|25.00|Ann|5|0.00",
    "#1001|a@x.c|||||||2026-01-05 23:30:10 -0500|1|Bulb|10.00|||0.00",
    "#1002|b@x.c|paid|USD|40.00|0.00|40.00|0.00|2026-01-06 09:00:00 -0500|1|Desk|40.00|Bob|6|0.00",
)


def test_the_discount_of_an_order_is_taken_off_once_where_its_lines_have_none(
    tmp_path: Path,
) -> None:
    plan = exported(tmp_path, lined(SHOPIFY, *SHOPIFY_ROWS))
    assert (asked(plan), revenue(plan)) == ([], Decimal(94))
    assert sorted(staged(plan, "orders", "order_no")) == [("#1001",), ("#1002",)]
    assert len(told(plan, "discount-read")) == 1


def test_discounts_of_orders_and_lines_are_not_both_taken_off(tmp_path: Path) -> None:
    rows = [row.removesuffix("0.00") + "1.00" for row in SHOPIFY_ROWS]
    plan = exported(tmp_path, lined(SHOPIFY, *rows))
    assert revenue(plan) == Decimal(97)  # 1 off each line
    assert "Discount Amount" in "".join(told(plan, "discount-not-read"))


AMAZON = (
    "amazon-order-id|purchase-date|order-status|product-name|sku|item-status|quantity|currency|"
    "item-price|item-tax|item-promotion-discount"
)


def test_the_price_of_an_item_is_of_all_its_units_in_the_report_of_amazon(tmp_path: Path) -> None:
    rows = (
        "111-1|2026-01-05T17:30:00+00:00|Shipped|Lamp|L1|Shipped|2|USD|50.00|4.12|10.00",
        "111-1|2026-01-05T17:30:00+00:00|Shipped|Bulb|B1|Shipped|1|USD|10.00|0.82|",
        "111-2|2026-01-31T20:00:00+00:00|Shipped|Mug|M1|Shipped|4|USD|40.00|3.20|",
    )
    plan = exported(tmp_path, lined(AMAZON, *rows, by="\t"), "all_orders.txt")
    assert (asked(plan), revenue(plan)) == ([], Decimal(100))
    assert len(told(plan, "price-of-line")) == 1
    assert "item-promotion-discount" in "".join(told(plan, "discount-not-read"))
    days = [str(day)[:10] for (day,) in staged(plan, "orders", "order_date")]
    assert sorted(days) == ["2026-01-06", "2026-02-01"]


def test_rows_that_are_parts_of_a_sale_are_told_of(tmp_path: Path) -> None:
    headers = "order-id|posted-date|sku|amount-type|amount-description|amount"
    rows = (
        "206-1|2026-03-02|W1|ItemPrice|Principal|29.99",
        "206-1|2026-03-02|W1|ItemFees|Commission|-4.50",
    )
    plan = one_file(tmp_path, headers, *rows, maps={"posted-date": "order_date"})
    assert len(told(plan, "amount-kinds")) == 2
    assert "Principal, Commission" in "".join(told(plan, "amount-kinds"))
    sales = [
        row.replace("ItemFees", "ItemPrice").replace("Commission", "Principal") for row in rows
    ]
    alike = one_file(tmp_path / "b", headers, *sales, maps={"posted-date": "order_date"})
    assert told(alike, "amount-kinds") == []


def test_an_order_total_with_shipping_is_not_the_amount_of_each_line(tmp_path: Path) -> None:
    headers = "Order ID|Order Creation Date|Product Name|Deal Price|Quantity|Total Amount"
    rows = (
        "1|2026-01-05 10:22|Cup|10.00|2|26.49",
        "1|2026-01-05 10:22|Dish|5.00|1|26.49",
        "2|2026-01-20 10:22|Dish|5.00|4|21.49",
    )
    plan = exported(tmp_path / "a", lined(headers, *rows))
    assert asked(plan) == ["amount-of:orders.csv:Total Amount"]
    answered = exported(tmp_path / "b", lined(headers, *rows), accept_suggestions=True)
    assert revenue(answered) == Decimal("47.98")
    # What the line costs is known: the total of the order is not needed.
    sums = [f"{row}|{worth}" for row, worth in zip(rows, ("20", "5", "20"), strict=True)]
    own = exported(tmp_path / "c", lined(f"{headers}|Product Subtotal", *sums))
    assert (asked(own), revenue(own)) == ([], Decimal(45))


def test_a_discount_is_told_of_where_the_amount_is_before_it(tmp_path: Path) -> None:
    headers = "订单号|订单状态|商品|商品总价(元)|店铺优惠折扣(元)|平台优惠折扣(元)|订单成交时间"
    row = "260105-1|已收货|水杯|60.00|5.00|0.00|2026-01-05 10:00:00"
    plan = exported(tmp_path, lined(headers, row), accept_suggestions=True)
    assert revenue(plan) == Decimal(60)
    (only,) = told(plan, "discount-not-read")  # one without any figure is not worth a word
    assert "店铺优惠折扣(元)" in only


@pytest.mark.parametrize(
    ("done", "closed"), [("complete", "closed"), ("已完成", "已关闭"), ("交易成功", "Closed")]
)
def test_what_closed_means_beside_completed_is_asked(
    tmp_path: Path, done: str, closed: str
) -> None:
    headers, rows = (
        "订单号|下单时间|订单状态|订单金额",
        (
            f"1|2026-01-05|{done}|10",
            f"2|2026-01-06|{closed}|20",
        ),
    )
    name = f"word:orders.csv:o_status:{closed}"
    assert asked(one_file(tmp_path / "a", headers, *rows)) == [name]
    for answer in ("cancelled", "completed"):
        plan = one_file(tmp_path / answer, headers, *rows, answers={name: answer})
        found = dict(staged(plan, "orders", "order_no", "status"))
        assert (asked(plan), found["2"]) == ([], answer)
        assert found["1"] == "completed"
    alone = one_file(tmp_path / "alone", headers, rows[1], f"3|2026-01-07|{closed}|5")
    assert asked(alone) == []


def test_a_row_that_explains_the_header_is_no_order(tmp_path: Path) -> None:
    content = lined(
        "Order ID|Order Status|Product Name|Quantity|SKU Subtotal After Discount|Created Time",
        "Platform unique order ID.|Platform order status.|Product name.|SKU sold quantity.|"
        "SKU Subtotal After Discount.|Order created time.",
        "57600001|Completed|Cup|2|18|01/15/2026 10:22:11 AM",
        "57600002|Shipped|Cup|3|27|01/31/2026 11:22:11 PM",
    )
    plan = exported(tmp_path, content)
    assert (asked(plan), revenue(plan)) == ([], Decimal(45))
    assert [source.rejected for source in plan.sources] == [0]


def test_a_first_order_does_not_explain_the_header() -> None:
    names = ["Order ID", "Customer", "Product", "Team", "Status"]
    assert not describes(names, ["A-1", "Order House", "Product box", "Team East", "new"])


# --- CRM ---


def test_the_groups_of_a_report_go_down_and_its_sums_are_no_orders(tmp_path: Path) -> None:
    content = lined(
        "Opportunity Owner  ↑|Account Name  ↑|Order Number|Close Date|Amount Currency|Amount",
        "Chen Rui|Alpha Corp|O-1|2026-01-05|CNY|1000",
        "||O-2|2026-01-15|CNY|250",
        "|Subtotal||Sum||1250",
        "|||Count||2",
        "|Beta LLC|O-3|2026-01-20|USD|500",
        "Total|||Sum||1750",
        "|||Count||3",
    )
    plan = exported(tmp_path, content)
    assert (asked(plan), revenue(plan)) == ([], Decimal(1750))
    customers = dict(staged(plan, "orders", "order_no", "customer_id"))
    assert customers == {"O-1": "Alpha Corp", "O-2": "Alpha Corp", "O-3": "Beta LLC"}
    assert len({rep for (rep,) in staged(plan, "orders", "sales_rep")}) == 1
    assert len(told(plan, "order-continued")) == 1
    assert {currency for (currency,) in staged(plan, "orders", "currency")} == {"CNY", "USD"}


def test_the_name_of_the_list_before_each_header_is_passed_over(tmp_path: Path) -> None:
    headers = "Deal - ID|Deal - Status|Deal - Owner|Deal - Value|Deal - Won time"
    row = "1|Won|Chen Rui|1000|2026-01-05 10:00:00"
    answers = {"table:orders.csv": "orders"}
    plan = one_file(tmp_path, headers, row, answers=answers, accept_suggestions=True)
    found = staged(plan, "orders", "order_no", "status", "sales_rep", "amount")
    assert found == [("1", "placed", "Chen Rui", 1000)]


# --- accounting ---


@pytest.mark.parametrize(
    "row", ["Total for Amy's Shop,,,,375.00", "*,,,,375.00", ",**,,,375.00", ",,,Count,2"]
)
def test_sums_of_groups_are_no_orders(tmp_path: Path, row: str) -> None:
    content = lined(
        "|Date|Num|Customer|Amount", "|2026-01-05|1021|Amy|100", "|2026-01-15|1022|Amy|275"
    )
    plan = exported(tmp_path, content + row + "\n", maps={"Num": "order_no"})
    assert (asked(plan), revenue(plan)) == ([], Decimal(375))
    assert [source.skipped for source in plan.sources] == [{"total": 1}]


def test_a_marked_row_that_is_filled_is_an_order(tmp_path: Path) -> None:
    content = lined("*|Date|Document Number|Customer|Amount", "*|2026-01-05|SO1|Amy|100")
    assert revenue(exported(tmp_path, content)) == Decimal(100)


def test_the_lines_below_a_report_of_ebay_are_no_orders(tmp_path: Path) -> None:
    content = lined(
        "Order Number|Buyer Username|Item Title|Quantity|Sold For|Sale Date",
        "12-1|ann|Lamp|2|$45.50|Jan-05-26",
        "|||||",
        "1|record(s) downloaded,||||",
        "Seller ID : acme-shop|||||",
    )
    plan = exported(tmp_path, content, maps={"Sold For": "unit_price"})
    assert (asked(plan), revenue(plan)) == ([], Decimal(91))
    assert [source.rejected for source in plan.sources] == [0]


def test_an_empty_column_gives_way_to_one_with_values(tmp_path: Path) -> None:
    headers = "Order ID|Company|Customer|Order Date|SKU|Item|Amount"
    plan = one_file(tmp_path, headers, "1||Ann|2026-01-05||Pie|6")
    assert staged(plan, "orders", "order_no", "customer_id") == [("1", "Ann")]
    assert staged(plan, "order_lines", "product", "amount") == [("Pie", 6)]


# --- ERP ---


def test_an_order_that_is_void_by_a_status_of_its_own_does_not_count(tmp_path: Path) -> None:
    headers = "单据编号|日期|客户|单据状态|作废状态|结算币别|价税合计"
    rows = (
        "X1|2026-01-05|华兴|已审核|未作废|美元|200",
        "X2|2026-01-13|宏达|已审核|已作废|人民币|565",
    )
    plan = one_file(tmp_path, headers, *rows)
    found = staged(plan, "orders", "order_no", "status", "currency")
    assert found == [("X1", "placed", "美元"), ("X2", "cancelled", "人民币")]
    assert len(told(plan, "status-combined")) == 1


def test_a_continued_row_may_repeat_who_sold(tmp_path: Path) -> None:
    headers = "单据编号|日期|客户|业务员|产品名称|数量|金额"
    rows = (
        "S1|2026-01-05|华兴|张三|水泵|2|1000",
        "|||张三|阀门|10|100",
        "S2|2026-01-13|宏达|李四|水泵|1|500",
    )
    plan = one_file(tmp_path / "a", headers, *rows)
    assert len(told(plan, "order-continued")) == 1
    assert sorted(staged(plan, "order_lines", "order_no", "amount")) == [
        ("S1", 100), ("S1", 1000), ("S2", 500),
    ]  # fmt: skip
    other = one_file(tmp_path / "b", headers, rows[0], "|||李四|阀门|10|100", rows[2])
    assert [source.rejected for source in other.sources] == [1]


@pytest.mark.parametrize(
    ("header", "written", "read"),
    [
        ("Created at (UTC)", "2026-01-31 23:30:00", "2026-02-01 07:30:00"),
        ("Order Date UTC", "2026-01-31 23:30", "2026-02-01 07:30:00"),
        ("Order Date (GMT-5)", "2026-01-31 12:00", "2026-02-01 01:00:00"),
        ("Order Date (UTC)", "2026-01-31", "2026-01-31 00:00:00"),
        ("Order Date (UTC)", "2026-01-31T23:30:00+08:00", "2026-01-31 23:30:00"),
        ("Order Date", "2026-01-31 23:30", "2026-01-31 23:30:00"),
    ],
)
def test_times_are_of_the_zone_that_their_header_names(
    tmp_path: Path, header: str, written: str, read: str
) -> None:
    maps = {header: "order_date"}
    plan = one_file(tmp_path, f"Order ID|{header}|Amount", f"1|{written}|10", maps=maps)
    assert [str(day) for (day,) in staged(plan, "orders", "order_date")] == [read]
    assert len(told(plan, "zone-of-header")) == (written[:10] != read[:10])


def test_times_with_am_or_pm_are_told_not_to_be_of_that_zone(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "Order ID|Created at (UTC)|Amount", "1|2026-01-13 11:30 PM|10")
    (said,) = told(plan, "zone-of-header")
    assert "AM or PM" in said


def test_dates_of_either_order_are_asked_about_and_not_passed_over(tmp_path: Path) -> None:
    headers = "Order ID|Order Date|Amount|Promised Date"
    plan = one_file(tmp_path / "a", headers, "1|2026-01-05|10|12/01/2026")
    assert asked(plan)[0] == "day-order:orders.csv:Promised Date"
    given = one_file(
        tmp_path / "b",
        headers,
        "1|2026-01-05|10|12/01/2026",
        answers={"day-order:orders.csv:Promised Date": "day-first"},
    )
    assert [str(day) for (day,) in staged(given, "orders", "promised_date")] == ["2026-01-12"]


def test_dates_with_points_follow_those_beside_them(tmp_path: Path) -> None:
    def days(*cells: str) -> Sequence[str]:
        plan = one_file(tmp_path / cells[0], "Order ID|Order Date|Amount|Promised Date", *(
            f"{at}|{day}|10|{promised}" for at, (day, promised) in enumerate([cells])
        ))  # fmt: skip
        return asked(plan) or [str(day) for (day,) in staged(plan, "orders", "promised_date")]

    assert days("16.02.2026", "01.03.2026") == ["2026-03-01"]
    assert days("02/16/2026", "03.01.2026")[0].startswith("day-order:")
    assert days("05.02.2026", "01.03.2026")[0].startswith("day-order:")


def test_longer_words_say_what_a_status_means(tmp_path: Path) -> None:
    headers, row = "Order ID|Order Date|Status|Amount", "1|2026-01-05|Closed Won (Sales)|10"
    plan = one_file(tmp_path, headers, row)
    assert [question.suggested for question in plan.questions if question.open] == ["placed"]
