"""Rows that a column, which nothing reads, says are something else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import fate, kinds, one_file, raw_table, staged, understood

BOOKED = "发生日期|费用类别|类型|费用金额"


def amounts(plan: object) -> list[Decimal]:
    return [value for (value,) in staged(plan, "expenses", "amount")]  # ty: ignore[invalid-argument-type]


def test_a_refund_written_positive_is_taken_off(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        BOOKED,
        "2024-01-05|差旅|支出|3000",
        "2024-01-06|差旅|退款|500",
        "2024-01-07|差旅|冲销|-300",
        "2024-01-08|差旅|冲销|(200)",
    )
    assert sum(amounts(plan)) == 2000
    assert "refunds-negative" in kinds(plan)


@pytest.mark.parametrize(
    ("header", "kept", "other"),
    [
        ("版本", "实际", "预算"),
        ("审批状态", "已通过", "已驳回"),
        ("Scenario", "Actual", "Budget"),
        ("Status", "Approved", "Rejected"),
        ("口径", "本年", "去年同期"),
        ("类别", "实际", "差异"),
        ("类别", "实际", "预算执行率(%)"),
        ("Type", "Actual", "Var %"),
    ],
)
def test_what_is_no_expense_is_left_out_and_told(
    tmp_path: Path, header: str, kept: str, other: str
) -> None:
    rows = (f"2024-01-05|差旅|{kept}|3000", f"2024-01-31|差旅|{other}|9000")
    plan = one_file(tmp_path, f"发生日期|费用类别|{header}|费用金额", *rows)
    assert amounts(plan) == [3000]
    assert "other-rows-left-out" in kinds(plan)
    assert fate(plan) == (1, 0, 1)


def test_a_text_that_has_such_a_word_leaves_a_row_as_it_is(tmp_path: Path) -> None:
    heads, rows = "发生日期|费用类别|摘要|费用金额", "2024-01-05|差旅|退款给客户的快递|30"
    plan = one_file(tmp_path, heads, rows, "2024-01-06|差旅|预算会议餐费|70")
    assert sorted(amounts(plan)) == [30, 70]


def test_a_column_that_a_person_leaves_unused_leaves_the_rows(tmp_path: Path) -> None:
    plan = one_file(tmp_path, BOOKED, "2024-01-06|差旅|退款|500", maps={"类型": ""})
    assert amounts(plan) == [500]
    assert "refunds-negative" not in kinds(plan)


def test_what_was_reached_is_no_target(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "月份|层级|对象|指标|类型|目标值",
        "2024-01|个人|张三|销售额|目标|200000",
        "2024-01|个人|李四|销售额|实际|50000",
    )
    assert staged(plan, "targets", "who, value") == [("张三", Decimal(200000))]
    assert "other-rows-left-out" in kinds(plan)


def test_actuals_of_targets_side_by_side_are_left_out(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "销售负责人|类型|2024-01|2024-02|2024-03",
        "张三|目标|15|5|8",
        "张三|实际|7|7|7",
        "张三|完成率|47%|140%|88%",
        "张三|差异|-8|2|-1",
    )
    assert sorted(value for (value,) in staged(plan, "targets", "value")) == [5, 8, 15]
    assert fate(plan) == (1, 0, 3)


def test_people_who_left_nobody_knows_when_are_told(tmp_path: Path) -> None:
    heads = "姓名|团队|入职日期|在职状态|离职日期"
    here = "张三|华东|2020-01-01|在职|"
    for day, told in (("", True), ("2024-01-15", False)):
        gone = f"李四|华东|2020-01-01|离职|{day}"
        people = raw_table(tmp_path / str(told), "people.csv", heads, here, gone)
        plan = understood(tmp_path / str(told), people)
        assert ("left-without-a-day" in kinds(plan)) == told


def test_a_currency_of_expenses_that_is_not_read_is_told(tmp_path: Path) -> None:
    heads = "发生日期|费用类别|币种|费用金额"
    plan = one_file(tmp_path, heads, "2024-01-05|差旅|CNY|30", "2024-01-05|广告|USD|40")
    assert "currency-not-read" in kinds(plan)


def test_complaints_about_orders_that_nobody_knows_are_told(tmp_path: Path) -> None:
    orders = raw_table(
        tmp_path,
        "orders.csv",
        "订单号|客户|产品|下单时间|金额",
        "S1|甲|水|2024-01-10|10",
        "S2|甲|水|2024-01-10|10",
    )
    complaints = raw_table(
        tmp_path, "投诉.csv", "投诉编号|订单号|反馈时间", "C1|S1|2024-01-12", "C2|S1、S2|2024-01-12"
    )
    plan = understood(tmp_path, orders, complaints)
    assert "complaints-without-order" in kinds(plan)


def test_two_columns_of_one_name_that_differ_are_told(tmp_path: Path) -> None:
    heads = "订单号|客户|产品|下单时间|金额|金额"
    differ = one_file(tmp_path / "a", heads, "S1|甲|水|2024-01-10|90|100")
    alike = one_file(tmp_path / "b", heads, "S1|甲|水|2024-01-10|90|90")
    assert "same-header" in kinds(differ)
    assert "same-header" not in kinds(alike)


def test_scores_of_ten_are_no_scores_of_five(tmp_path: Path) -> None:
    heads = "订单号|客户|产品|下单时间|金额|客户满意度"
    rows = [f"S{n}|甲|水|2024-01-10|90|{score}" for n, score in enumerate((8, 3, 10, 5))]
    plan = one_file(tmp_path / "a", heads, *rows)
    assert "column-not-read" in kinds(plan)
    slip = [f"S{n}|甲|水|2024-01-10|90|{score}" for n, score in enumerate((4, 3, 44, 5))]
    plan = one_file(tmp_path / "b", heads, *slip)
    assert staged(plan, "orders", "satisfaction")[:3] == [(3,), (4,), (5,)]


def test_what_was_shipped_this_time_is_one_of_several_deliveries(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|订单数量|金额|本次发货数量|发货日期",
        "S1|甲|泵|2024-06-01|10|1000|6|2024-06-08",
        "S1|甲|泵|2024-06-01|10|1000|4|2024-06-12",
    )
    assert staged(plan, "order_lines", "quantity, amount, quantity_delivered") == [(10, 1000, 10)]


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (
            "团队|2024-01|2024-02|2024-03",
            ["东一|1|2|3", "东二|2|3|4", "华东小计|3|5|7", "东三|9|9|9"],
        ),
        ("Team|2024-01|2024-02|2024-03", ["E1|1|2|3", "E2|2|3|4", "East total|3|5|7", "E3|9|9|9"]),
        (
            "大区|姓名|2024-01|2024-02|2024-03",
            ["东|张三|1|2|3", "|李四|2|3|4", "华东合计||3|5|7", "北|王五|9|9|9"],
        ),
    ],
)
def test_the_sum_of_a_group_of_targets_counts_once(
    tmp_path: Path, headers: str, rows: list[str]
) -> None:
    plan = understood(tmp_path, raw_table(tmp_path, "销售目标.csv", headers, *rows))
    assert sum(value for (value,) in staged(plan, "targets", "value")) == 15 + 27
    assert "other-rows-left-out" in kinds(plan)
    assert fate(plan) == (3, 0, 1)


def test_the_sum_of_kinds_of_expenses_counts_once(tmp_path: Path) -> None:
    heads = "月份|费用类别|预算|实际"
    rows = ("2024-01|机票|10|9", "2024-01|酒店|5|6", "2024-01|差旅费小计|15|15", "2024-01|设计|1|1")
    assert sum(amounts(one_file(tmp_path, heads, *rows))) == 16


def test_a_row_that_says_its_level_is_no_sum(tmp_path: Path) -> None:
    heads = "期间|层级|对象|目标值"
    plan = one_file(tmp_path, heads, "2024-01|团队|华东|5", "2024-01|公司|公司合计|15")
    assert len(staged(plan, "targets", "value")) == 2
