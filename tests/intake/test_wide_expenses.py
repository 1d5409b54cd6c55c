"""Expenses as finance draws them: a month or a kind of expense per column, sums beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import fate, raw_table, staged, understood

from ordertrack.intake import Plan


def plan_of(folder: Path, file: str, headers: str, *rows: str) -> Plan:
    return understood(folder, raw_table(folder / "raw", file, headers, *rows))


def spent(plan: Plan, amount: str = "amount") -> list[tuple[str, str, float]]:
    """Month, kind and amount of all expenses."""
    found = staged(plan, "expenses", "day", "category", amount)
    return sorted((str(day)[:7], str(kind), float(value)) for day, kind, value in found)  # ty: ignore[invalid-argument-type]


def test_months_in_columns_are_an_expense_each_and_sums_are_none(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "2026销售费用.csv",
        "费用项目|部门|1月|2月|3月|合计",
        "差旅费|华东|100|200|300|600",
        "招待费|华东|50||70|120",
        "差旅费|华南|10|20|30|60",
    )
    assert spent(plan) == [
        ("2026-01", "差旅费", 10),
        ("2026-01", "差旅费", 100),
        ("2026-01", "招待费", 50),
        ("2026-02", "差旅费", 20),
        ("2026-02", "差旅费", 200),
        ("2026-03", "差旅费", 30),
        ("2026-03", "差旅费", 300),
        ("2026-03", "招待费", 70),
    ]
    assert not plan.open_questions
    teams = {team for (team,) in staged(plan, "expenses", "team")}
    assert teams == {"华东", "华南"}


def test_a_year_that_nothing_says_is_asked(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "费用.csv", "费用项目|1月|2月|3月", "差旅费|1|2|3")
    assert [question.kind for question in plan.open_questions] == ["year"]


def test_a_sum_that_is_not_what_its_months_add_up_to_is_told(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "2026费用.csv", "费用项目|1月|2月|3月|合计", "差旅费|1|2|3|7")
    assert sum(value for *_, value in spent(plan)) == 6
    assert any("7 ≠ 6" in str(finding.text) for finding in plan.findings)


@pytest.mark.parametrize("file", ["2026年费用预算.csv", "预算2026.csv"])
def test_planned_months_are_budgets(tmp_path: Path, file: str) -> None:
    plan = plan_of(tmp_path, file, "费用类别|1月|2月|3月|全年", "展会费|1|2|3|6")
    assert plan.sources[0].tables == ("expenses",)
    assert spent(plan, "budget") == [(f"2026-{month:02}", "展会费", month) for month in (1, 2, 3)]
    assert "amount" not in {name for one in plan.staged for name in one.columns}


@pytest.mark.parametrize(
    ("file", "headers"),
    [
        ("各部门费用.csv", "月份|部门|差旅费|招待费|广告费|合计"),
        ("expenses.csv", "Month|Department|Travel expenses|Meals|Advertising|Total"),
    ],
)
def test_kinds_in_columns_are_an_expense_each(tmp_path: Path, file: str, headers: str) -> None:
    rows = ("2026-01|华东|100|200|300|600", "2026-02|华东|110|-|310|420")
    plan = plan_of(tmp_path, file, headers, *rows)
    first, second, third = headers.split("|")[2:5]
    assert set(spent(plan)) == {
        ("2026-01", first, 100),
        ("2026-01", second, 200),
        ("2026-01", third, 300),
        ("2026-02", first, 110),
        ("2026-02", third, 310),
    }


def test_fees_of_a_list_of_sales_are_no_expenses(tmp_path: Path) -> None:
    headers = "日期|客户|产品|金额|运费|手续费"
    plan = plan_of(tmp_path, "销售.csv", headers, "2026-01-05|A|W|100|5|1")
    assert "expenses" not in plan.sources[0].tables


def test_plans_beside_what_was_spent_are_not_taken_for_either(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "2026费用预算与实际.csv", "费用项目|1月|2月|3月", "差旅费|1|2|3")
    assert plan.sources[0].tables == () and fate(plan)[0] == 0
