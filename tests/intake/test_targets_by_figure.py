"""A table of targets with a column per figure: each is a figure of its own, none is guessed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from releasing import Shop

from ordertrack.intake import Decisions, Import, Plan
from ordertrack.intake.layouts import layouts
from ordertrack.intake.mapping.targets.by_figure import figures_in
from ordertrack.intake.mapping.targets.figure_words import figure_of, says_target
from ordertrack.intake.raw_table import RawTable
from ordertrack.metrics.catalog import CATALOG
from ordertrack.model import Column
from ordertrack.model.measure_words import MEASURE_WORDS, measure_label
from ordertrack.settings import settings
from ordertrack.views.evaluation.metric_targets import reached
from tests.ui.shop import open_shop
from tests.views.making import view_of

ENGLISH = "period,salesperson,revenue target,new customers target,on-time rate target"
CHINESE = "月份,销售员,销售额目标(万元),新客户目标,交付及时率目标"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(open_shop(tmp_path_factory.mktemp("shop") / "home"))


def stated(plan: Plan) -> dict[tuple[str, str | None, str], float]:
    """The targets that a plan would publish."""
    (staged,) = plan.staged
    rows = pl.read_parquet(staged.path).select("period", "who", "measure", "value").rows()
    return {(period, who, measure): float(value) for period, who, measure, value in rows}


def asked(plan: Plan) -> dict[str, tuple[str | None, str | None]]:
    """Header → what is suggested and what holds without an answer, of what is asked."""
    return {q.detail: (q.suggested, q.default) for q in plan.questions if q.kind == "measure"}


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """A workbook of one sheet; shares are shown as percent, as people have them there."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet, percent = book.add_worksheet("目标"), book.add_format({"num_format": "0%"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                share = isinstance(cell, float) and cell < 1
                sheet.write(at, place, cell, *([percent] if share else []))
    return made.getvalue()


def test_values_are_looked_at_only_below_headers_that_say_target(tmp_path: Path) -> None:
    looked: list[int] = []

    def fits(position: int, column: Column, *, guessed: bool = False) -> bool:
        looked.append(position)
        return True

    def found(head: str) -> list[str]:
        table = RawTable("a.csv", None, tmp_path / "a", tuple(head.split(",")), 1, 0, {})
        return [one.header for one in figures_in(table, fits, {}, Decisions())]

    assert found("customer,region,credit limit,since") == []
    assert looked == []
    assert found(ENGLISH) == ENGLISH.split(",")[2:]
    assert looked == [2, 3, 4]


@pytest.mark.parametrize(
    ("head", "row"),
    [(ENGLISH, "2031-01,Bob,120000,4,90%"), (CHINESE, "2031年1月,Bob,12,4家,90")],
)
def test_each_column_is_a_figure_of_its_own(shop: Shop, head: str, row: str) -> None:
    plan = shop.plan(head, row, row.replace("Bob", "Ann").replace("4", "").replace("家", ""))
    assert stated(plan) == {
        ("2031-01", "Bob", "revenue"): 120000,
        ("2031-01", "Bob", "new_customers"): 4,
        ("2031-01", "Bob", "on_time_rate"): 0.9,
        ("2031-01", "Ann", "revenue"): 120000,
        ("2031-01", "Ann", "on_time_rate"): 0.9,
    }
    (source,) = plan.sources
    assert (source.read, source.accepted, source.rejected, asked(plan)) == (2, 2, 0, {})
    (layout,) = layouts(plan.sources)
    headers = [column.header for column in layout.columns]
    assert headers == head.split(",")  # the file's own, each with what it is read as
    assert [column.feeds for column in layout.columns[2:]] == [("targets.value",)] * 3


@pytest.mark.parametrize("chinese", [False, True])
def test_a_workbook_is_read_alike(shop: Shop, chinese: bool) -> None:
    head = CHINESE.replace("(万元)", "") if chinese else ENGLISH
    data = workbook(tuple(head.split(",")), ("2031-01", "Bob", 120000, 4, 0.9))
    importing = Import(shop.warehouse, settings(), shop.warehouse.storage.scratch("import"))
    importing.read([("b.xlsx", data)])
    assert stated(importing.prepare(Decisions())) == {
        ("2031-01", "Bob", "revenue"): 120000,
        ("2031-01", "Bob", "new_customers"): 4,
        ("2031-01", "Bob", "on_time_rate"): 0.9,
    }


def test_a_header_that_only_may_mean_a_figure_is_asked_about(shop: Shop) -> None:
    head, row = "period,team,revenue target,on-time target,visits target", "2031-02,North,9,85%,7"
    plan = shop.plan(head, row)
    assert stated(plan) == {("2031-02", "North", "revenue"): 9}
    assert asked(plan) == {"on-time target": ("on_time_rate", ""), "visits target": (None, "")}
    told = [str(one.text) for one in plan.findings if one.kind == "column-not-read"]
    assert len(told) == 2
    assert '"visits target" in a.csv is not read' in told[1]
    answers = {"measure:a.csv:on-time target": "on_time_rate", "measure:a.csv:visits target": ""}
    told_so = shop.plan(head, row, answers=answers)
    assert stated(told_so)["2031-02", "North", "on_time_rate"] == 0.85
    assert not [one for one in told_so.findings if one.kind == "column-not-read"]


def test_an_answer_holds_for_the_next_file_and_can_be_left_out(shop: Shop) -> None:
    head = "年度,季度,团队,销售额目标,及时目标"
    plan = shop.plan(head, "2031,2,North,9,85%", answers={"measure:a.csv:及时目标": "on_time_rate"})
    shop.importing.publish("tester")
    assert stated(plan)["2031-Q2", "North", "on_time_rate"] == 0.85
    later = shop.plan(head, "2031,3,North,9,88%", file="b.csv")
    assert stated(later)["2031-Q3", "North", "on_time_rate"] == 0.88
    without = shop.plan(head, "2031,4,North,9,88%", maps={"及时目标": ""})
    assert set(stated(without)) == {("2031-Q4", "North", "revenue")}


def test_nothing_is_published_while_two_columns_may_state_one_figure(shop: Shop) -> None:
    head, row = "期间,团队,销售额目标,销售目标,新客户目标", "2031-03,North,9,10,3"
    plan = shop.plan(head, row)
    assert asked(plan) == {"销售额目标": ("revenue", None), "销售目标": ("revenue", None)}
    assert stated(plan) == {("2031-03", "North", "new_customers"): 3}
    both = {f"measure:a.csv:{header}": "revenue" for header in ("销售额目标", "销售目标")}
    (source,) = shop.plan(head, row, answers=both).sources
    assert source.rejected == 1  # stated twice: never summed, never the last one


def test_what_was_reached_beside_a_target_is_none(shop: Shop) -> None:
    head = "month,rep,Revenue Target,Revenue Actual,Revenue,Target attainment,回款目标,目标差额"
    plan = shop.plan(head, "2031-04,Bob,10,7,7,70%,5,-3")
    assert stated(plan) == {("2031-04", "Bob", "revenue"): 10, ("2031-04", "Bob", "collected"): 5}


def test_a_sheet_called_targets_needs_no_word_for_them(shop: Shop) -> None:
    head, row = "月份,销售员,销售额,新客户数,投诉率(%)", "2031-05,Bob,10万,2,0.8"
    plan = shop.plan(head, row, file="2031销售目标.csv")
    told = {measure: value for (_, _, measure), value in stated(plan).items()}
    assert told == {"revenue": 100000, "new_customers": 2, "complaint_rate": 0.008}
    assert not any("targets" in source.tables for source in shop.plan(head, row).sources)


def test_a_bad_cell_is_set_aside_with_its_row(shop: Shop) -> None:
    plan = shop.plan(CHINESE, "2031-06,Bob,many,4,90%", "2031-07,Bob,1.5,4,90%")
    (source,) = plan.sources
    assert (source.accepted, source.rejected) == (1, 1)
    assert stated(plan)["2031-07", "Bob", "revenue"] == 15000
    (told,) = plan.rejected.to_mend(0, "en").to_dicts()
    assert told["bad"] == [2]  # the cell in the file, however its rows are read
    assert str(told["reason"]).startswith('销售额目标(万元): "many"')


def test_they_stand_on_the_page_of_targets_each_beside_its_value(shop: Shop) -> None:
    shop.imports("month,team,revenue target,lead time target", "2024-11,North,500,12天")
    sheet = reached(view_of(shop.warehouse, "2024-11")).frame
    told = {(row["name"], row["who"]): row["target"] for row in sheet.to_dicts()}
    assert told["Order cycle time", "North"] == "12.0 days"


@pytest.mark.parametrize(
    ("header", "figure"),
    [
        ("RevenueTarget", "revenue"),
        ("target_new_customers", "new_customers"),
        ("计划回款额", "collected"),
        ("目标(毛利率)", "gross_margin"),
        ("订单满足率（整单）目标", "order_fill_rate"),
        ("交付周期目标(天)", "order_cycle_days"),
        ("銷售額目標", "revenue"),
        ("客户目标", None),
        ("annual revenue target", None),
    ],
)
def test_a_header_is_sure_only_by_a_whole_word(header: str, figure: str | None) -> None:
    assert says_target(header)
    assert figure_of(header) == figure


def test_figures_are_called_as_the_catalogue_calls_them() -> None:
    assert {name: measure_label(name) for name in MEASURE_WORDS} == {
        name: CATALOG[name].label for name in MEASURE_WORDS
    }
