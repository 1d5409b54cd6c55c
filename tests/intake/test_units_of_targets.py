"""Targets with a column per period or figure: what each is counted in, and by whose word."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import raw_table, staged, understood

from ordertrack.intake.plan import Plan
from ordertrack.model.header_units import unit_named, without_money

WAN = 10_000


def plan_of(
    folder: Path, headers: str, *rows: str, units: tuple[str, ...] = (), **wishes: Any
) -> Plan:
    """The plan for 2024目标.csv with these lines 单位：… above its header."""
    table = raw_table(folder, "2024目标.csv", headers, *rows)
    object.__setattr__(table, "units", units)
    return understood(folder, table, **wishes)


def values(plan: Plan) -> dict[str, Decimal]:
    """Period → target, of a single person and figure."""
    return dict(staged(plan, "targets", "period", "value"))


def told(plan: Plan, severity: str) -> str:
    found = (one for one in plan.findings if one.kind == "unit" and one.severity == severity)
    return " ".join(str(one.text) for one in found)


@pytest.mark.parametrize(
    ("header", "rest", "unit"),
    [
        ("1月(万元)", "1月", WAN),
        ("Jan (k$)", "jan", 1000),
        ("Q1（万元）", "q1", WAN),
        ("1月/万元", "1月", WAN),
        ("1月目标（单位：千元）", "1月目标", 1000),
        ("Jan in thousands", "jan", 1000),
        ("一季度(万元) 1月", "一季度 1月", WAN),
        ("1月(元)", "1月", 1),
        ("1月(人民币)", "1月", None),
        ("Jan (B)", "Jan (B)", None),  # of a budget
        ("1月(实际)", "1月(实际)", None),
        ("1月(件)", "1月(件)", None),
    ],
)
def test_a_header_without_its_unit_is_its_period(header: str, rest: str, unit: int | None) -> None:
    assert without_money(header) == rest
    assert header == "Jan (B)" or unit_named(header) == unit


@pytest.mark.parametrize(
    ("headers", "times"),
    [
        ("1月(万元)|2月(万元)|3月(万元)", WAN),
        ("Jan (k$)|Feb (k$)|Mar (k$)", 1000),
        ("2024-01(千元)|2024-02(千元)|2024-03(千元)", 1000),
        ("1月目标(元)|2月目标(元)|3月目标(元)", 1),
    ],
)
def test_months_are_counted_in_the_unit_of_their_headers(
    tmp_path: Path, headers: str, times: int
) -> None:
    plan = plan_of(tmp_path, f"姓名|{headers}", "Bob|1|2.5|3万")
    found = {"2024-01": 1 * times, "2024-02": Decimal("2.5") * times, "2024-03": 30_000}
    assert values(plan) == found
    assert ("counted in the unit that the header names" in told(plan, "info")) == (times > 1)


def test_quarters_and_their_sum_may_be_in_units_of_their_own(tmp_path: Path) -> None:
    head = "姓名|Q1（万元）|Q2（万元）|Q3（万元）|Q4（万元）|全年(元)"
    plan = plan_of(tmp_path, head, "Bob|1|2|3|4|100000", "Ann|||||70000")
    found = dict(staged(plan, "targets", "who || period", "value"))
    quarters = {f"Bob2024-Q{n}": n * WAN for n in range(1, 5)}
    assert found == quarters | {"Ann2024": 70_000}
    assert not [one for one in plan.findings if "add up" in str(one.text)]


def test_a_sum_that_differs_is_told_in_one_unit(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "姓名|1月(万元)|2月(万元)|3月(万元)|合计(元)", "Bob|1|2|3|50000")
    assert values(plan) == {f"2024-0{n}": n * WAN for n in (1, 2, 3)}
    assert '"合计(元)": 50,000 ≠ 60,000' in " ".join(str(one.text) for one in plan.findings)


@pytest.mark.parametrize(
    ("unit", "above", "times"),
    [
        ("(万元)", "万元", WAN),
        ("(千元)", "万元", 1000),
        ("(元)", "万元", 1),
        ("", "万元", WAN),
    ],
)
def test_a_unit_above_and_in_headers_counts_once(
    tmp_path: Path, unit: str, above: str, times: int
) -> None:
    head = "|".join(["姓名", *(f"{month}月{unit}" for month in (1, 2, 3)), "全年"])
    plan = plan_of(tmp_path, head, "Bob|1|2|3|", "Ann||||6", units=(above,))
    found = dict(staged(plan, "targets", "who || period", "value"))
    months = {f"Bob2024-0{n}": n * times for n in (1, 2, 3)}
    assert found == months | {"Ann2024": 6 * WAN}  # its header leaves the unit to the line above
    assert ("names another unit" in told(plan, "warning")) == (unit in ("(千元)", "(元)"))


@pytest.mark.parametrize(("unit", "bob"), [("(千元)", 1000), ("(元)", 1), ("", WAN)])
def test_a_unit_beside_months_gives_way_to_their_headers(
    tmp_path: Path, unit: str, bob: int
) -> None:
    head = "|".join(["姓名", "单位", *(f"{month}月{unit}" for month in (1, 2, 3))])
    plan = plan_of(tmp_path, head, "Bob|万元|1|2|3", "Ann|元|1|2|3")
    found = dict(staged(plan, "targets", "who || period", "value"))
    assert (found["Bob2024-01"], found["Ann2024-03"]) == (bob, 3 * (bob if unit else 1))
    assert ("names another unit" in told(plan, "warning")) == bool(unit)


def test_what_a_row_counts_in_ones_the_title_does_not_count_in_more(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "姓名|月份|目标值|单位", "Bob|2024-01|5|元", "Ann|2024-01|5|台", units=("万元",)
    )
    assert dict(staged(plan, "targets", "who", "value")) == {"Bob": 5, "Ann": 5 * WAN}


@pytest.mark.parametrize("where", ["header", "title", "sum"])
def test_counts_and_rates_among_amounts_are_in_no_unit(tmp_path: Path, where: str) -> None:
    unit = "" if where == "title" else "(万元)"
    cells = "|||6" if where == "sum" else "6|6|6|"
    head = "|".join(["姓名|指标", *(f"{n}月{unit}" for n in (1, 2, 3)), f"全年{unit}"])
    figures = ("销售额", "銷售額", "冲刺额", "新客户数", "毛利率")
    rows = [f"P{at}|{figure}|{cells}" for at, figure in enumerate(figures)]
    plan = plan_of(
        tmp_path,
        head,
        *rows,
        units=("万元",) if where == "title" else (),
        answers={"word:2024目标.csv:measure:冲刺额": "revenue"},
    )
    found = {who: value for who, value in staged(plan, "targets", "who", "value")}
    money = dict.fromkeys(("P0", "P1", "P2"), Decimal(6 * WAN))
    assert found == money | {"P3": 6, "P4": Decimal("0.06")}


def test_a_figure_may_name_its_unit_in_its_row(tmp_path: Path) -> None:
    """An answer about a word that is not known leaves its unit what it is."""
    figures = ("销售额（万元）", "回款额/千元", "新客户数（个）", "毛利率(%)", "冲刺额（万元）")
    rows = [f"{figure}|{'0.5' if '%' in figure else '6'}|" for figure in figures]
    said = {"word:2024目标.csv:measure:冲刺额（万元）": "backlog"}
    plan = plan_of(tmp_path, "指标|1月|2月", *rows, units=("万元",), answers=said)
    assert dict(staged(plan, "targets", "measure", "value")) == {
        "revenue": 60_000,
        "collected": 6_000,
        "new_customers": 6,
        "gross_margin": Decimal("0.005"),
        "backlog": 60_000,
    }
    assert "销售额（万元）" in told(plan, "info")


@pytest.mark.parametrize(("unit", "times"), [("(元)", 1), ("(千元)", 1000), ("", WAN)])
def test_a_column_per_figure_is_in_the_unit_of_its_header(
    tmp_path: Path, unit: str, times: int
) -> None:
    head = f"姓名|月份|销售额目标{unit}|新客户目标"
    plan = plan_of(tmp_path, head, "Bob|2024-01|5|3", units=("万元",))
    found = dict(staged(plan, "targets", "measure", "value"))
    assert found == {"revenue": 5 * times, "new_customers": 3}
    assert ("names another unit" in told(plan, "warning")) == bool(unit)
