"""An own sheet says who shares an order; what it says of an order is all of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from releasing import Shop, kinds

from ordertrack.warehouse import Warehouse

HEAD = "订单号,销售员,业绩占比"
SHARES = "SELECT order_no, sales_rep, share FROM credits ORDER BY ALL"


@pytest.fixture
def shop(home: object) -> Shop:
    made = Shop(Warehouse.open())
    made.imports("订单号,客户名称,下单时间,订单金额,销售负责人", "A1,甲,2024-05-01,10,张三")
    return made


def test_shares_are_read_as_percent_or_fraction(shop: Shop) -> None:
    shop.imports(HEAD, "A1,张三,60%", "A1,李四,40%", file="分成.csv")
    assert shop.rows(SHARES) == [("A1", "张三", Decimal("0.6")), ("A1", "李四", Decimal("0.4"))]
    credited = "SELECT sales_rep, share_from, share_to FROM credited_orders ORDER BY ALL"
    assert shop.rows(credited) == [
        ("张三", Decimal(0), Decimal("0.6")),
        ("李四", Decimal("0.6"), Decimal(1)),
    ]


def test_shares_that_do_not_add_up_are_listed_and_the_order_goes_whole(shop: Shop) -> None:
    plan = shop.plan(HEAD, "A1,张三,0.6", "A1,李四,0.5", "A2,张三,1", file="分成.csv")
    assert "shares-apart" in kinds(plan)
    told = next(str(one.text) for one in plan.findings if one.kind == "shares-apart")
    assert "A1" in told and "A2" not in told
    shop.importing.publish("tester")
    assert shop.rows("SELECT sales_rep, share_to FROM credited_orders") == [("张三", Decimal(1))]


def test_a_later_file_replaces_all_shares_of_its_orders_and_of_no_others(shop: Shop) -> None:
    shop.imports(HEAD, "A1,张三,0.6", "A1,李四,0.4", "A2,张三,1", file="分成.csv")
    plan = shop.plan(HEAD, "A1,张三,0.5", "A1,王五,0.5", file="分成 6 月.csv")
    assert "shares-apart" not in kinds(plan)
    shop.importing.publish("tester")
    assert {(number, rep) for number, rep, _ in shop.rows(SHARES)} == {
        ("A1", "张三"),
        ("A1", "王五"),
        ("A2", "张三"),
    }
