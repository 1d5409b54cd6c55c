"""The total that ends an export is held against its rows: evidence that all of it was read."""

from __future__ import annotations

import pytest
from releasing import Shop

from ordertrack.intake import Plan
from ordertrack.warehouse import Warehouse

HEAD = "订单号,客户,下单日期,金额,数量"
ROWS = ("SO1,A,2026-01-05,100.50,2", "SO2,B,2026-01-06,200,3")


@pytest.fixture
def shop(home: object) -> Shop:
    return Shop(Warehouse.open())


def told(plan: Plan) -> dict[str, str]:
    return {one.kind: str(one.text) for one in plan.findings if one.kind.startswith("total-")}


@pytest.mark.parametrize(
    "last", ["合计,,,300.50,5", "总计：,,,300.5,5", ",合计,,300.5,", "合计,,,,"]
)
def test_a_total_that_fits_says_nothing(shop: Shop, last: str) -> None:
    assert told(shop.plan(HEAD, *ROWS, last)) == {}


def test_a_total_of_more_than_its_rows_is_told_with_both(shop: Shop) -> None:
    plan = shop.plan(HEAD, *ROWS, '合计,,,"1,300.50",5')
    assert '"金额": 1,300.5 ≠ 300.5.' in told(plan)["total-differs"]
    assert "数量" not in told(plan)["total-differs"]
    assert not plan.open_questions


@pytest.mark.parametrize(
    "last",
    [
        "小计,,,900,5",
        "本页合计,,,900,5",
        "A 小计,,,900,5",
        "合计,,,900,5\nSO3,C,2026-01-07,599.5,0",  # no total of what stands below it
    ],
)
def test_sums_of_a_part_are_none_of_all(shop: Shop, last: str) -> None:
    assert "total-differs" not in told(shop.plan(HEAD, *ROWS, *last.splitlines()))


def test_rounded_rows_may_differ_by_their_rounding(shop: Shop) -> None:
    rows = [f"SO{n},A,2026-01-05,0.33,1" for n in range(9)]
    assert told(shop.plan(HEAD, *rows, "合计,,,3,9")) == {}
    assert told(shop.plan(HEAD, *rows, "合计,,,3.1,9"))


def test_prices_are_not_added_up(shop: Shop) -> None:
    head = "订单号,产品,下单日期,单价,数量,金额"
    rows = ("SO1,W,2026-01-05,10,2,20", "SO2,W,2026-01-05,30,1,30")
    assert told(shop.plan(head, *rows, "合计,,,16.67,3,50")) == {}


def test_rows_that_a_total_counts_though_they_are_alike_are_told(shop: Shop) -> None:
    head = "费用日期,费用类别,金额"
    rows = ("2026-01-15,差旅,50", "2026-01-15,差旅,50", "2026-01-16,差旅,50")
    plan = shop.plan(head, *rows, "合计,,150", file="费用.csv")
    assert told(plan)["total-counts-duplicates"].startswith("1 rows of 费用.csv")
    assert told(shop.plan(head, *rows, file="费用.csv")) == {}


def test_the_total_of_a_workbook_with_notes_below_it(shop: Shop) -> None:
    rows = (*ROWS, "合计,,,999,5", "制表人：王敏,,,,")
    assert "999 ≠ 300.5" in told(shop.plan(HEAD, *rows))["total-differs"]
