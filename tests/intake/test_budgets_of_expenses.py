"""Budgets of expenses: read beside the amount, and a plan alone is no expense of zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from making import mapping, raw_table, staged, understood
from releasing import Shop

from ordertrack.intake.plan import Plan
from ordertrack.warehouse import Warehouse

HEADERS = "发生日期|费用类别|部门|预算金额(元)|费用金额(元)"


def plan_of(folder: Path, headers: str, *rows: str, file: str = "费用.csv") -> Plan:
    return understood(folder, raw_table(folder / "raw", file, headers, *rows))


def findings(plan: Plan) -> dict[str, str]:
    return {one.kind: str(one.text) for one in plan.findings}


def test_a_messy_export_keeps_what_it_says_and_names_what_it_lacks(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        HEADERS,
        "2024-06-01|展会|华东|12,000.00|13,500.00",
        "2024-06-02|差旅|华东|3,000|",
        "2024-06-03|差旅|华东|约三千|1,200",
        "2024-06-04|差旅|华东||800",
        "2024-06-05|差旅|华东||",
    )
    assert staged(plan, "expenses", "day", "budget", "amount") == [
        (date(2024, 6, 1), Decimal(12000), Decimal(13500)),
        (date(2024, 6, 2), Decimal(3000), None),
        (date(2024, 6, 4), None, Decimal(800)),
    ]
    rejected = {row["row"]: row for row in plan.rejected.frame("en").to_dicts()}
    assert set(rejected) == {4, 6}
    assert rejected[4]["column"] == "预算金额(元)" and rejected[4]["value"] == "约三千"
    assert "费用.csv" in rejected[4]["reason"] and "blank" in rejected[6]["reason"]
    said = findings(plan)["budgets-alone"]
    assert said.startswith("1 rows") and "2024-06-02 差旅 3000" in said


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (
            "月份|费用类别|部门|预算|实际",
            ("2024-06|展会|华东|1,200|1,350", "2024年7月|差旅|华东|300|"),
        ),
        (
            "期间|费用项目|预算(万元)|实际支出(万元)",
            ("2024-06|展会|0.12|0.135", "2024-07|差旅|0.03|"),
        ),
        ("Month|Expense Type|Budget|Actual", ("2024-06|Fair|1,200|1,350", "Jul 2024|Travel|300|")),
    ],
)
def test_a_table_of_months_is_of_expenses_and_not_of_targets(
    tmp_path: Path, headers: str, rows: tuple[str, ...]
) -> None:
    plan = plan_of(tmp_path, headers, *rows, file="汇总.csv")
    assert staged(plan, "expenses", "day", "budget", "amount") == [
        (date(2024, 6, 1), Decimal(1200), Decimal(1350)),
        (date(2024, 7, 1), Decimal(300), None),
    ]
    assert "first day" in findings(plan)["months-as-days"]


def test_a_quarter_is_no_month_and_stands_on_no_day(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "月份|费用类别|预算|实际", "2024Q2|展会|1|2", "2024-06|展会|1|2")
    (row,) = plan.rejected.frame("en").to_dicts()
    assert row["row"] == 2 and "neither a day nor a month" in row["reason"]


def test_a_plan_alone_is_taken_and_said(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "日期|费用类别|预算金额", "2024-06-01|展会|100", "2024-06-02|差旅|")
    assert staged(plan, "expenses", "day", "budget") == [(date(2024, 6, 1), Decimal(100))]
    assert "budgets-alone" in findings(plan)
    assert plan.rejected.rows == 1


def test_a_target_of_a_product_category_stays_a_target(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "月份|category|销售额目标|数量目标", "2024-06|A|10|2", file="x.csv")
    assert plan.sources[0].tables == ("targets",)
    assert "费用" not in str(mapping(plan))


def test_budgets_are_added_to_bookings_that_are_there(home: object) -> None:
    shop = Shop(Warehouse.open())
    shop.imports(
        "费用单号,发生日期,费用类别,费用金额", "E1,2024-06-01,展会,90", "E2,2024-06-02,差旅,7"
    )
    plan = shop.plan(
        "费用单号,发生日期,费用类别,预算", "E1,2024-06-01,展会,80", "E3,2024-07-01,展会,5"
    )
    said = findings(plan)["budgets-alone"]
    assert said.startswith("1 rows") and "2024-07-01 展会 5" in said
    shop.importing.publish("tester")
    assert shop.rows("SELECT expense_id, amount, budget FROM expenses ORDER BY 1") == [
        ("E1", Decimal(90), Decimal(80)),
        ("E2", Decimal(7), None),
        ("E3", None, Decimal(5)),
    ]
    shop.imports("费用单号,发生日期,费用类别,费用金额", "E3,2024-07-02,展会,6")
    assert shop.rows("SELECT amount, budget FROM expenses WHERE expense_id = 'E3'") == [
        (Decimal(6), Decimal(5))
    ]
