"""Expenses, leads and complaints without numbers are the same rows in every export of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import mapping, raw_table, understood
from releasing import Shop

from ordertrack.intake import Decisions, Plan
from ordertrack.warehouse import Warehouse

SPENT = "SELECT strftime(day, '%m') AS month, SUM(amount) FROM expenses GROUP BY 1 ORDER BY 1"


@pytest.fixture
def shop(home: object) -> Shop:
    return Shop(Warehouse.open())


def said(plan: Plan) -> dict[str, str]:
    return {one.kind: str(one.text) for one in plan.findings}


def test_two_expenses_that_say_the_same_in_what_is_read_are_two(shop: Shop) -> None:
    rows = ("2026-01-15,差旅,50,打车去A", "2026-01-15,差旅,50,打车去B")
    shop.imports("费用日期,费用类别,金额,摘要", *rows, file="费用.csv")
    assert shop.rows(SPENT) == [("01", Decimal(100))]
    assert shop.imports("费用日期,费用类别,金额,摘要", *rows, file="费用.csv") is None


def test_exports_that_overlap_count_once(shop: Shop) -> None:
    head = "费用日期,费用类别,金额"
    shop.imports(head, "2026-01-15,差旅,50", "2026-02-15,差旅,60", file="费用1.csv")
    shop.imports(head, "2026-02-15,差旅,60", "2026-03-15,差旅,70", file="费用2.csv")
    assert shop.rows(SPENT) == [("01", Decimal(50)), ("02", Decimal(60)), ("03", Decimal(70))]


def test_an_export_that_says_more_of_them_is_of_the_same_expenses(shop: Shop) -> None:
    shop.imports("费用日期,费用类别,金额", "2026-01-15,差旅,50", "2026-01-15,展会,90")
    plan = shop.plan(
        "金额,费用类别,部门,费用日期",
        "50,差旅,华东,2026-01-15",
        "50,差旅,华南,2026-01-15",
        "90,展会,华东,2026-01-15",
    )
    told = said(plan)["rows-taken-for-known"]
    assert told.startswith("2 rows of Sales expenses") and "Day, Category, Amount" in told
    shop.importing.publish("tester")
    assert shop.rows("SELECT category, team, amount FROM expenses ORDER BY 1, 2") == [
        ("展会", "华东", Decimal(90)),
        ("差旅", "华东", Decimal(50)),
        ("差旅", "华南", Decimal(50)),
    ]


def test_two_files_of_one_import_that_say_more_and_less_count_once(shop: Shop) -> None:
    shop.importing.read(
        [
            ("费用a.csv", "费用日期,费用类别,金额\n2026-01-15,差旅,50\n".encode()),
            ("费用b.csv", "费用日期,费用类别,金额,部门\n2026-01-15,差旅,50,华东\n".encode()),
        ]
    )
    shop.importing.prepare(Decisions())
    shop.importing.publish("tester")
    assert shop.rows(SPENT) == [("01", Decimal(50))]


def test_an_amount_that_changed_between_exports_is_told(shop: Shop) -> None:
    head = "费用日期,费用类别,金额"
    shop.imports(head, "2026-01-15,差旅,50", "2026-01-16,展会,90")
    plan = shop.plan(head, "2026-01-15,差旅,55", "2026-01-16,展会,90")
    assert "差旅 50 / 55" in said(plan)["other-amounts"]
    other_day = shop.plan(head, "2026-01-17,差旅,55", "2026-01-16,展会,90")
    assert "other-amounts" not in said(other_day)


def test_a_voucher_holds_several_expenses(shop: Shop) -> None:
    head = "凭证号,费用日期,费用类别,金额"
    rows = ("记-1,2026-01-15,差旅,50", "记-1,2026-01-15,招待,70", "记-2,2026-01-16,差旅,30")
    plan = shop.plan(head, *rows)
    assert "记-1" in said(plan)["vouchers-of-several"]
    shop.importing.publish("tester")
    assert shop.rows(SPENT) == [("01", Decimal(150))]
    assert shop.imports(head, *rows) is None
    shop.imports(head, *rows, "记-2,2026-01-16,招待,5")  # a voucher that was one expense so far
    assert shop.rows(SPENT) == [("01", Decimal(155))]


def test_voucher_numbers_that_begin_anew_each_month_replace_nothing(shop: Shop) -> None:
    head = "凭证号,费用日期,费用类别,金额"
    january = ("记-1,2026-01-15,差旅,50", "记-2,2026-01-16,差旅,30")
    february = ("记-1,2026-02-15,差旅,51", "记-2,2026-02-16,招待,71")
    shop.imports(head, *january)
    plan = shop.plan(head, *february)
    assert "记-1, 记-2" in said(plan)["vouchers-of-several"]
    shop.importing.publish("tester")
    assert shop.rows(SPENT) == [("01", Decimal(80)), ("02", Decimal(122))]
    assert shop.imports(head, *january, *february) is None


def test_an_expense_whose_day_was_corrected_is_the_same(shop: Shop) -> None:
    head = "费用单号,费用日期,费用类别,金额"
    shop.imports(head, "BX1,2026-01-31,差旅,50")
    shop.imports(head, "BX1,2026-02-01,差旅,50")
    assert shop.rows(SPENT) == [("02", Decimal(50))]


def test_leads_without_numbers_move_on_in_the_next_export(shop: Shop) -> None:
    head = "线索来源,公司名称,创建时间,跟进状态,负责人,成交日期"
    plan = shop.plan(head, "展会,A,2026-01-02,已联系,张三,", "线上,B,2026-01-03,已联系,李四,")
    assert "Created, Channel, Customer" in said(plan)["numbers-made"]
    shop.importing.publish("tester")
    shop.imports(
        head, "线上,B,2026-01-03,战败,王五,2026-02-01", "展会,A,2026-01-02,已签约,张三,2026-01-20"
    )
    found = "SELECT channel, outcome, sales_rep FROM leads ORDER BY created_at"
    assert shop.rows(found) == [("展会", "won", "张三"), ("线上", "lost", "王五")]


def test_complaints_without_numbers_get_their_answer_in_the_next_export(shop: Shop) -> None:
    shop.imports("订单编号,客户名称,下单日期,订单金额", "SO1,A,2026-01-01,10", file="orders.csv")
    head = "订单编号,投诉日期,投诉类型,投诉内容,首次响应时间"
    shop.imports(head, "SO1,2026-01-20 09:00,质量,划痕,", file="客户投诉登记表.csv")
    shop.imports(head, "SO1,2026-01-20 09:00,质量,划痕,2026-01-20 15:00", file="客户投诉登记表.csv")
    assert shop.rows("SELECT COUNT(*), COUNT(first_response_at) FROM complaints") == [(1, 1)]


@pytest.mark.parametrize(
    ("file", "headers", "row", "table"),
    [
        (
            "客户投诉登记表.csv",
            "序号|投诉日期|客户名称|订单号|产品名称|投诉内容|处理结果|完成日期",
            "1|2026-01-05|A|SO1|软件|黑屏|已换货|2026-01-09",
            "complaints",
        ),
        (
            "x.csv",
            "Company|Email|Lead Source|Lead Status|Created Date|Lead Owner|Converted Date",
            "A|x@y|Web|Closed - Converted|2026-01-05|Bo|2026-01-20",
            "leads",
        ),
        (
            "报销明细.csv",
            "报销单号|报销日期|报销人|部门|费用类型|报销金额|事由",
            "BX1|2026-01-05|张三|销售部|差旅|500|拜访",
            "expenses",
        ),
    ],
)
def test_lists_are_known_by_the_words_of_the_trade(
    tmp_path: Path, file: str, headers: str, row: str, table: str
) -> None:
    plan = understood(tmp_path, raw_table(tmp_path, file, headers, row))
    assert plan.sources[0].tables == (table,) and not plan.open_questions
    assert all(target.startswith(table) for found in mapping(plan).values() for target in found)


def test_a_list_of_sales_with_a_status_is_no_list_of_leads(tmp_path: Path) -> None:
    headers = "Created|Customer|Amount|Status|Owner|Lead Source"
    plan = understood(
        tmp_path, raw_table(tmp_path, "x.csv", headers, "2026-01-05|A|100|Won|Bo|Web")
    )
    assert plan.sources[0].tables == ()
