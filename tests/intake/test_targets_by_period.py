"""Targets with a month or quarter per column: read by what stands around them, or asked about."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from releasing import Shop

from ordertrack.intake import Decisions, Import, Plan
from ordertrack.intake.files.header_row import find_header
from ordertrack.intake.mapping.targets.about import speaks_of
from ordertrack.intake.mapping.targets.period_words import period_of, sum_headers
from ordertrack.intake.raw_table import RawTable
from ordertrack.settings import settings
from tests.ui.shop import open_shop

MONTHS = "1月,2月,3月"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(open_shop(tmp_path_factory.mktemp("shop") / "home"))


def stated(plan: Plan) -> dict[tuple[str, str | None], float]:
    """The targets that a plan would publish, by period and whose they are."""
    (staged,) = plan.staged
    rows = pl.read_parquet(staged.path).select("period", "who", "value").rows()
    return {(period, who): float(value) for period, who, value in rows}


def bob(*values: float, year: int = 2024) -> dict[tuple[str, str | None], float]:
    return {(f"{year}-{month:02}", "Bob"): value for month, value in enumerate(values, 1)}


def told(plan: Plan) -> str:
    return " ".join(str(one.text) for one in plan.findings if one.kind == "targets-read")


def asked(plan: Plan) -> list[str]:
    return [question.kind for question in plan.questions if question.open]


def are_targets(plan: Plan) -> bool:
    return [source.tables for source in plan.sources] == [("targets",)]


# --- whose, and how many months ---


@pytest.mark.parametrize("header", ["姓名", "业务员姓名", "员工", "业务员", "Employee", "rep"])
def test_a_name_says_whose_they_are(shop: Shop, header: str) -> None:
    plan = shop.plan(f"{header},2024-01,2024-02,2024-03", "Bob,1,2,3", file="目标.csv")
    assert (stated(plan), asked(plan)) == (bob(1, 2, 3), [])
    assert set(pl.read_parquet(plan.staged[0].path)["level"]) == {"person"}


def test_what_may_be_anybody_is_asked_about(shop: Shop) -> None:
    plan = shop.plan(f"大区,{MONTHS}", "North,1,2,3", file="2024目标.csv")
    assert asked(plan) == ["table"]
    assert '"大区" names no people' in next(str(q.text) for q in plan.questions if q.open)
    said = shop.plan(f"大区,团队,{MONTHS}", "N,North,1,2,3", file="2024目标.csv")
    assert (set(stated(said)), asked(said)) == ({(f"2024-0{m}", "North") for m in (1, 2, 3)}, [])


@pytest.mark.parametrize("head", ["姓名,1月,2月", "姓名,团队,1月目标,2月目标,合计", "rep,Jan,Feb"])
def test_fewer_than_three_months_will_do_where_all_else_is_known(shop: Shop, head: str) -> None:
    row = "Bob,North,1,2,3" if "团队" in head else "Bob,1,2"
    assert stated(shop.plan(head, row, file="2024目标.csv")) == bob(1, 2)
    foreign = shop.plan("姓名,学历,1月,2月", "Bob,x,1,2", file="2024目标.csv")
    assert not are_targets(foreign)  # two headers like months among others are a coincidence


# --- sums beside their parts ---


def test_a_sum_is_checked_and_never_read_beside_its_months(shop: Shop) -> None:
    head = f"姓名,{MONTHS},一季度,4月,5月,6月,第二季度,全年"
    plan = shop.plan(
        head,
        "Bob,1,2,3,6,,,,9,15",
        "Ann,,,,,,,,,99",
        'Joe,"1,000",1,1,1004,1,1,1,3,1005.5',
        file="2024销售目标.csv",
    )
    joe = {("2024-01", "Joe"): 1000.0} | {(f"2024-{m:02}", "Joe"): 1.0 for m in range(2, 7)}
    only = {("2024-Q2", "Bob"): 9.0, ("2024", "Ann"): 99.0}  # nothing else states them
    assert stated(plan) == bob(1, 2, 3) | only | joe
    assert '4, "一季度": 1,004 ≠ 1,002; 4, "全年": 1,005.5 ≠ 1,005' in told(plan)
    assert "add up to: 2." in told(plan)


def test_sums_that_agree_are_no_news(shop: Shop) -> None:
    plan = shop.plan(f"姓名,{MONTHS},Q1,年度目标", "Bob,1,2,3,6,6", file="2024目标.csv")
    assert stated(plan) == bob(1, 2, 3)
    assert "add up" not in told(plan)


def test_the_first_sum_that_is_stated_counts_in_the_unit_of_its_name(shop: Shop) -> None:
    head = f"姓名,{MONTHS},目标(万元),全年合计"
    rows = ("Ann,,,,15,", "Cid,,,,,90", "Bob,1,2,3,0.0006,6")
    plan = shop.plan(head, *rows, file="2024销售目标.csv")
    assert stated(plan) == bob(1, 2, 3) | {("2024", "Ann"): 150_000.0, ("2024", "Cid"): 90.0}
    assert "add up" not in told(plan)


def test_a_sum_over_several_years_without_its_months_is_told(shop: Shop) -> None:
    head = "姓名,2023-12,2024-01,合计"
    plan = shop.plan(head, "Bob,1,2,3", "Ann,,,9", file="销售目标.csv")
    assert stated(plan) == {("2023-12", "Bob"): 1.0, ("2024-01", "Bob"): 2.0}
    assert "are not read: rows 3" in told(plan)


def test_a_column_called_target_beside_months_is_their_sum(shop: Shop) -> None:
    plan = shop.plan(f"姓名,目标,{MONTHS}", "Bob,7,1,2,3", file="2024.csv")
    assert stated(plan) == bob(1, 2, 3)
    assert '2, "目标": 7 ≠ 6' in told(plan)


def test_quarters_of_one_year_take_it_from_the_months(shop: Shop) -> None:
    head = "姓名,2024年1月,2024年2月,2024年3月,一季度"
    plan = shop.plan(head, "Bob,1,2,3,7", file="目标.csv")
    assert (stated(plan), asked(plan)) == (bob(1, 2, 3), [])
    assert "7 ≠ 6" in told(plan)


def test_months_below_their_quarter_are_months(shop: Shop) -> None:
    rows = ("姓名,1月,2月,3月,小计,4月,5月,6月,小计", "Bob,1,2,3,7,4,5,6,15")
    plan = shop.plan("姓名,一季度,,,,二季度,,,", *rows, file="2024目标.csv")
    assert stated(plan) == bob(1, 2, 3, 4, 5, 6)
    assert '3, "一季度 小计": 7 ≠ 6' in told(plan)


# --- the year ---


def workbook(sheet: str, *rows: tuple[Any, ...]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return made.getvalue()


@pytest.mark.parametrize(
    ("file", "sheet", "title", "where"),
    [
        ("b.xlsx", "Sheet1", "2024年度销售目标", "2024年度销售目标"),
        ("目标.xlsx", "2024年", None, "2024年"),
        ("2024目标.xlsx", "Sheet1", "制表日期：2023-12-20", "2024目标"),
    ],
)
def test_the_year_is_taken_from_around_and_said(
    shop: Shop, file: str, sheet: str, title: str | None, where: str
) -> None:
    rows = [(title,)] if title else []
    data = workbook(sheet, *rows, ("姓名", "1月", "2月", "3月"), ("Bob", 1, 2, 3))
    importing = Import(shop.warehouse, settings(), shop.warehouse.storage.scratch("import"))
    importing.read([(file, data)])
    plan = importing.prepare(Decisions())
    assert (stated(plan), asked(plan)) == (bob(1, 2, 3), [])
    assert f'read as those of 2024, as "{where}" says' in told(plan)


@pytest.mark.parametrize("file", ["目标.csv", "2023-2024目标.csv", "FY2024 quota-20240105.csv"])
def test_a_year_that_is_open_is_asked_each_time(shop: Shop, file: str) -> None:
    head, row = f"姓名,{MONTHS}", "Bob,1,2,3"
    assert asked(shop.plan(head, row, file=file)) == ["year"]
    plan = shop.plan(head, row, file=file, answers={f"year:{file}": "2024"})
    assert (stated(plan), asked(plan)) == (bob(1, 2, 3), [])


def test_the_answer_about_one_file_is_none_about_another(shop: Shop) -> None:
    head, row = f"姓名,{MONTHS}", "Bob,4,5,6"
    shop.plan(head, row, file="目标.csv", answers={"year:目标.csv": "2022"})
    shop.importing.publish("tester")
    assert asked(shop.plan(head, row, file="目标.csv")) == ["year"]  # not remembered
    files = [("目标.csv", f"{head}\nBob,1,2,3\n"), ("2023目标.csv", f"{head}\n{row}\n")]
    importing = Import(shop.warehouse, settings(), shop.warehouse.storage.scratch("import"))
    importing.read([(name, text.encode()) for name, text in files])
    plan = importing.prepare(Decisions(answers={"year:目标.csv": "2024"}))
    assert stated(plan) == bob(1, 2, 3) | bob(4, 5, 6, year=2023)


def test_months_in_rows_take_the_year_of_the_title(shop: Shop) -> None:
    rows = ("姓名,月份,任务", "Bob,1月,1", "Bob,2月,2")
    plan = shop.plan("2024年度销售目标", *rows)
    assert (stated(plan), asked(plan)) == (bob(1, 2), [])
    assert 'read as those of 2024, as "2024年度销售目标" says' in told(plan)
    assert asked(shop.plan(*rows)) == ["year"]


@pytest.mark.parametrize("more", [("单位：万元",), ("姓名,月份,目标值,单位", "Bob,1月,1,万元")])
def test_the_year_is_told_of_amounts_in_a_unit_too(shop: Shop, more: tuple[str, ...]) -> None:
    rows = (*more, "姓名,月份,目标值", "Bob,1月,1") if len(more) == 1 else more
    plan = shop.plan("2024年度销售目标", *rows)
    assert stated(plan) == bob(10_000)
    assert "read as those of 2024" in told(plan)


@pytest.mark.parametrize(
    ("part", "cell", "period"),
    [
        ("月份", "2", "2024-02"),
        ("月份", "Feb", "2024-02"),
        ("月份", "二月", "2024-02"),
        ("月份", "Q2", "2024-Q2"),  # no February
        ("月份", "2024-02", "2024-02"),
        ("季度", "二季度", "2024-Q2"),
        ("季度", "2", "2024-Q2"),
        ("季度", "2024Q2", "2024-Q2"),
        ("月份", "2023-02", None),
        ("季度", "下半年", None),
    ],
)
def test_a_part_of_the_year_is_read_as_a_header_is(
    shop: Shop, part: str, cell: str, period: str | None
) -> None:
    plan = shop.plan(f"年份,{part},姓名,目标值", f"2024年,{cell},Bob,5", "2024年,1,Ann,7")
    assert [period for period, who in stated(plan) if who == "Bob"] == ([period] if period else [])
    assert period or f'"2024 {cell}"' in " ".join(plan.rejected.frame("en")["reason"])


# --- the words ---


@pytest.mark.parametrize("word", ["目标额", "任务", "销售任务", "指标", "quota", "销售指标"])
def test_a_column_of_targets_goes_by_many_words(shop: Shop, word: str) -> None:
    plan = shop.plan(f"姓名,月份,{word}", "Bob,2024-01,5")
    assert (stated(plan), asked(plan)) == (bob(5), [])


def test_a_word_for_targets_without_figures_is_none(shop: Shop) -> None:
    assert not are_targets(shop.plan("月份,任务,负责人", "2024-01,call,Bob"))
    tall = shop.plan("姓名,月份,指标,目标值", "Bob,2024-01,回款额,5")
    assert set(pl.read_parquet(tall.staged[0].path)["measure"]) == {"collected"}


@pytest.mark.parametrize(
    ("header", "period"),
    [
        ("Q1 quota", "-Q1"),
        ("Jan target", "-01"),
        ("十二月", "-12"),
        ("2024年一季度", "2024-Q1"),
        ("2月销售任务", "-02"),
        ("1月实际", None),
        ("Jan 2024", "2024-01"),
        ("Jan-24", "2024-01"),
        ("2024 Sept. target", "2024-09"),
        ("Q1 2024", "2024-Q1"),
        ("2024-03-01 00:00:00", "2024-03"),
        ("2024-03-02", None),
        ("Margin", None),  # begins as March does
        ("Market", None),
        ("1月回款目标", None),  # of another figure than its neighbours
        ("计划", None),
    ],
)
def test_a_period_may_stand_beside_a_word_for_targets(header: str, period: str | None) -> None:
    assert period_of(header) == period
    assert sum_headers([header]) == []


def test_days_in_columns_are_no_months(shop: Shop) -> None:
    days = "2024-01-01,2024-01-02,2024-01-03,2024-02-01,2024-03-01"
    plan = shop.plan(f"姓名,{days}", "Bob,1,2,3,4,5", file="目标.csv")
    assert (are_targets(plan), plan.staged) == (False, ())


MONTHS_BELOW = [
    "1月,2月,3月",
    "Jan,Feb,Mar",
    "January,February,March",
    "Jan-24,Feb-24,Mar-24",
    "2024-01-01,2024-02-01,2024-03-01",
    "1月(万元),2月(万元),3月(万元)",
]


@pytest.mark.parametrize("months", MONTHS_BELOW)
def test_months_below_one_heading_are_the_header(months: str) -> None:
    """No cell of the upper row stands alone above the data: the months must be known as such."""
    rows = [
        ["2024年销售目标", "", "", "", ""],
        ["团队", "目标", "", ""],
        ["姓名", *months.split(",")],
        ["张三", "10", "20", "30"],
        ["李四", "10", "20", "30"],
    ]
    header = find_header(rows)
    assert header is not None
    assert (header.row, header.names[1:]) == (3, tuple(f"目标 {one}" for one in months.split(",")))


def test_the_first_days_of_months_are_a_header_and_two_dates_are_data() -> None:
    head = ["Rep", *(f"2024-{month:02}-01" for month in range(1, 13))]
    found = find_header([head, ["Bob", *"123456789012"]])
    assert found is not None
    assert found.row == 1
    assert (
        find_header([["A1", "2024-01-01", "2024-02-01", "x"], ["A2", "2024-03-05", "y", "z"]])
        is None
    )


def test_the_title_says_of_which_figure_they_are(shop: Shop) -> None:
    plan = shop.plan("2024年回款目标", f"姓名,{MONTHS}", "Bob,1,2,3")
    assert set(pl.read_parquet(plan.staged[0].path)["measure"]) == {"collected"}
    assert 'as "2024年回款目标" says' in told(plan)


# --- what are none ---


@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("2024实际业绩.csv", f"姓名,{MONTHS}"),
        ("monthly actual revenue.csv", "rep,2024-01,2024-02,2024-03"),
        ("2024费用.csv", f"部门,{MONTHS}"),
        ("费用预算2024.csv", "部门,2024-01,2024-02,2024-03"),
        ("去年销售额2023.csv", f"姓名,{MONTHS}"),
        ("目标完成.csv", "姓名,1月实际,2月实际,3月实际"),
    ],
)
def test_what_was_reached_or_spent_is_no_target(shop: Shop, file: str, head: str) -> None:
    plan = shop.plan(head, "A,1,2,3", file=file)
    assert (are_targets(plan), plan.staged) == (False, ())


def test_a_person_knows_better(shop: Shop) -> None:
    said = {"table:2024实际业绩.csv": "targets"}
    plan = shop.plan(f"姓名,{MONTHS}", "Bob,1,2,3", file="2024实际业绩.csv", answers=said)
    assert stated(plan) == bob(1, 2, 3)


@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("a.csv", "业务员,2024-01,2024-02,2024-03"),
        ("2024.csv", f"姓名,{MONTHS}"),
        ("2024目标与实际.csv", f"姓名,{MONTHS}"),
        ("monthly revenue 2024.csv", "rep,Jan,Feb,Mar"),
    ],
)
def test_what_nobody_calls_targets_is_asked_about(shop: Shop, file: str, head: str) -> None:
    assert asked(shop.plan(head, "Bob,1,2,3", file=file)) == ["table"]
    yes = shop.plan(head, "Bob,1,2,3", file=file, answers={f"table:{file}": "targets"})
    assert (stated(yes), asked(yes)) == (bob(1, 2, 3), [])
    assert not shop.plan(head, "Bob,1,2,3", file=file, answers={f"table:{file}": "none"}).staged


def test_what_was_said_of_one_table_makes_no_targets_of_the_next(shop: Shop) -> None:
    head, said = f"姓名,{MONTHS}", {"table:2024.csv": "targets"}
    shop.plan(head, "Kim,7,8,9", file="2024.csv", answers=said)
    shop.importing.publish("tester")
    assert asked(shop.plan(head, "Kim,1,2,3", file="2023.csv")) == ["table"]
    assert not are_targets(shop.plan(head, "Kim,1,2,3", file="2024实际.csv"))
    importing = Import(shop.warehouse, settings(), shop.warehouse.storage.scratch("import"))
    files = ("2024.csv", "2024实际.csv")
    importing.read([(name, f"{head}\nKim,1,2,3\n".encode()) for name in files])
    plan = importing.prepare(Decisions(answers=said))
    assert [source.tables for source in plan.sources] == [("targets",), ()]
    assert plan.problems == ()


def test_what_is_reached_beside_each_target_is_left(shop: Shop) -> None:
    head = "姓名,去年完成,1月目标,1月实际,2月目标,2月实际"
    plan = shop.plan(head + ",3月目标,3月实际", "Bob,9,1,8,2,8,3,8", file="2024.csv")
    assert (stated(plan), asked(plan)) == (bob(1, 2, 3), [])


@pytest.mark.parametrize(
    ("sheet", "file", "speaks"),
    [
        ("实际", "销售目标2024.xlsx", "other"),
        ("目标", "2024年目标完成情况.xlsx", "targets"),
        ("获客成本目标", "b.xlsx", "targets"),
        ("Sheet1", "salestargets2024.xlsx", "targets"),
        ("Sheet1", "2024.xlsx", "unclear"),
    ],
)
def test_the_nearest_word_counts(tmp_path: Any, sheet: str, file: str, speaks: str) -> None:
    head = tuple(f"姓名,{MONTHS}".split(","))
    assert speaks_of(RawTable(file, sheet, tmp_path / "a", head, 1, 0, {})) == speaks
