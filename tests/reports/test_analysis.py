"""The analysis report: four parts, the numbers of the catalogue, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.evaluate import evaluate
from ordertrack.reports.content import kinds
from ordertrack.reports.content.analysis import core, problems
from ordertrack.reports.content.analysis.findings import Findings
from ordertrack.reports.content.document import Bullets, Document, Figure, Figures
from ordertrack.views import figures, movers
from ordertrack.views.alerts import exceptions
from ordertrack.views.tracking import review
from ordertrack.warehouse import Warehouse
from tests.reports.plant import (
    WHO,
    assert_nothing_is_empty,
    captions,
    chart,
    context_of,
    open_plant,
    table,
    texts,
    write,
)
from tests.shelves import line, open_warehouse, order, publish

FOREIGN = {"OTIF", "GRR", "NRR", "ROAS", "ROI", "Ann", "Bob", "Cid", "East", "West", "CN", WHO}
TARGETS = {"East": 2000, "West": 400}
ACTION = {
    "problem": "late for want of parts",
    "measure": "a second supplier",
    "department": "production",
    "owner": "Rui",
    "due": date(2024, 12, 1),
    "state": "open",
    "metric": "on_time_rate",
    "baseline": "2024-09",
    "starts": date(2024, 10, 1),
    "review": date(2025, 1, 31),
    "target": 0.9,
}


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The plant with targets of its teams and of the on-time rate, and an action."""
    warehouse = open_plant(tmp_path_factory.mktemp("plant") / "home")
    for team, value in TARGETS.items():
        key = {"period": "2024-11", "level": "team", "name": team, "measure": "revenue"}
        write(warehouse, "target", {**key, "value": value})
    company = {"period": "2024", "level": "company", "name": "", "measure": "on_time_rate"}
    write(warehouse, "target", {**company, "value": "0.5"})
    write(warehouse, "action", ACTION)
    yield warehouse
    warehouse.close()


Build = Callable[..., Document]


def build(warehouse: Warehouse, period: str | None = "2024-11", **more: str) -> Document:
    return kinds.build("analysis", context_of(warehouse, period, **more))


@pytest.fixture(scope="module")
def made(plant: Warehouse) -> Build:
    """What makes a report of the plant, each once."""
    at = plant.records.journal.position()

    @cache
    def once(period: str, more: tuple[tuple[str, str], ...]) -> Document:
        options = dict(more)
        return kinds.build("analysis", context_of(plant, period, position=at, **options))  # type: ignore[arg-type]

    return lambda period="2024-11", **more: once(period, tuple(sorted(more.items())))


def drafts(document: Document) -> dict[str, str]:
    return document.drafts()


def figure(document: Document, label: str) -> Figure:
    blocks = [block for _, block in document.blocks() if isinstance(block, Figures)]
    return next(one for block in blocks for one in block.figures if one.label == label)


def test_a_summary_opens_the_four_parts_in_their_order(made: Build) -> None:
    document = made()
    parts = ["summary", "figures", "problems", "highlights", "plan"]
    assert [one.key for one in document.sections] == parts
    assert document.title == "Sales analysis report"
    assert_nothing_is_empty(document)
    keys = [getattr(block, "key", "") for _, block in document.blocks()]
    written = [key for key in keys if key]
    assert len(set(written)) == len(written)


def test_core_figures_are_those_of_the_catalogue(plant: Warehouse, made: Build) -> None:
    document, view = made(), context_of(plant, "2024-11").view
    names = ("revenue", "orders", "new_customers", "on_time_rate", "exception_rate")
    own = evaluate(names, (), view.scope, view.reader).row(0, named=True)
    (core,) = [
        one
        for _, one in document.blocks()
        if isinstance(one, Figures) and one.caption == "Core figures"
    ]
    told = {one.label: one.number for one in core.figures}
    assert told["Revenue"] == own["revenue"] == 12 * 122
    assert told["On-time delivery"] == own["on_time_rate"] == 8 / 12
    assert told["Exceptions"] == own["exception_rate"] == 4 / 12
    assert (told["Orders"], told["New customers"]) == (own["orders"], own["new_customers"])


def test_targets_and_last_year_stand_beside_the_figures(made: Build) -> None:
    document = made()
    revenue, on_time = (figure(document, name) for name in ("Revenue", "On-time delivery"))
    assert (revenue.target, revenue.attainment, revenue.verdict) == ("2,400", "61.0%", "bad")
    assert revenue.change == "+10.9%"  # 122 of an order after 110
    assert (on_time.target, on_time.verdict) == ("50.0%", "good")
    assert revenue.of_target and on_time.of_target
    attained = {row[0]: row[1:4] for row in table(document, "Attainment by team").values}
    assert attained == {"East": (976, 2000, 0.488), "West": (488, 400, 1.22)}
    months = chart(document, "Revenue and target by month")
    assert [one.name for one in months.series] == ["Revenue", "Target"]
    assert months.series[1].values == (*(None,) * 11, 2400.0)


@pytest.mark.parametrize(
    ("caption", "before"),
    [("From target to actual revenue", 2400), ("From last year to actual revenue", 1320)],
)
def test_the_steps_of_a_difference_add_up(made: Build, caption: str, before: int) -> None:
    (series,) = chart(made(), caption).series
    first, *steps, last = (value or 0 for value in series.values)
    assert (first, last) == (before, 1464)
    assert first + sum(steps) == pytest.approx(last)


def test_problems_name_rules_causes_and_where_there_are_more(made: Build) -> None:
    document = made()
    (late,) = table(document, "Alerts by rule").values
    assert late[:5] == ("Late delivery", 0, 4, 4, 0)
    lines = table(document, "Late orders by product line and cause").values
    assert {row[0]: row[3:] for row in lines} == {"阀门": (2, 2), "泵": (2, 2)}
    assert "4 of 12 orders placed in the period (33.3%) raised" in drafts(document)["problems_text"]
    year = made("2024", as_of="2024-12-31")
    (ann, *_) = table(year, str(exceptions.TITLE)).values
    assert ann == ("Salesperson · Ann", 48, 48, 1.0, 32)


def test_what_stands_out_has_its_evidence_and_else_nothing_is_made_up(made: Build) -> None:
    year = made("2024", as_of="2024-12-31")
    assert (
        "Salesperson · Ann: on-time delivery 0.0%, all others 100.0%"
        in (drafts(year)["shortfalls"])
    )
    month = made()
    assert "shortfalls" not in drafts(month)
    assert "There is nothing to compare" in drafts(month)["standouts_text"]
    assert "There is nothing to compare" in drafts(month)["summary"]


def test_the_plan_has_what_an_action_is_judged_by(made: Build) -> None:
    (row,) = table(made(as_of="2024-11-30"), "Actions").texts
    assert row == (
        *("Production", "late for want of parts: a second supplier", "2024-12-01"),
        *("On-time delivery", "66.7% (Sep 2024)", "90.0%", "Rui", "open"),
        "It is judged on 2025-01-31.",
    )
    later = made()
    assert table(later, "Actions").texts[0][7] == "overdue"
    assert drafts(later)["plan_text"] == "1 action: 1 overdue."


def test_what_nobody_works_on_is_proposed_and_what_is_planned_is_not(made: Build) -> None:
    proposed = drafts(made())["proposals"]
    assert proposed.startswith("Proposal for Sales: Revenue: 1,464, target 2,400.")
    assert "revenue attainment: 61.0% now, 100.0% until 2025-01-15" in proposed
    year = drafts(made("2024", as_of="2024-12-31"))
    assert "on-time delivery 0.0%" in year["shortfalls"]
    assert "on-time" not in year.get("proposals", "")


def test_an_action_of_another_scope_does_not_stand_for_a_shortfall(tmp_path: Path) -> None:
    warehouse = open_plant(tmp_path / "home")
    write(warehouse, "action", {**ACTION, "scope": "sales_rep=Bob"})
    document = build(warehouse, "2024", as_of="2024-12-31")
    warehouse.close()
    assert "Salesperson · Ann: on-time delivery 0.0%" in drafts(document)["proposals"]


def test_ended_actions_of_earlier_periods_are_no_plan(plant: Warehouse) -> None:
    view = context_of(plant, "2024-11").view
    done = {"state": "done", "done_day": date(2024, 10, 31), "due": date(2024, 10, 1)}
    within = {**done, "done_day": date(2024, 11, 1)}
    late = {"state": "open", "done_day": None, "due": date(2023, 1, 1)}
    assert review.of_period([done, within, late], view) == [within, late]


def test_data_that_lack_almost_everything_make_a_report_that_says_so_once(tmp_path: Path) -> None:
    warehouse = open_warehouse(tmp_path / "home")
    sold = {"orders": [order("1", "2024-11-04")], "order_lines": [line("1", amount=50)]}
    publish(warehouse, sold)
    document = build(warehouse)
    warehouse.close()
    assert_nothing_is_empty(document)
    assert document.sections[0].key == "summary"
    assert "Nov 2024: Revenue 50." in drafts(document)["summary"]
    assert len([text for text in document.left_out if "on-time delivery" in text]) == 1
    for name in ("Targets", "Sales expenses", "Complaints", "Leads"):
        assert len([text for text in document.left_out if text.startswith(f"Not in {name}: ")]) == 1
    assert "There is no year before in the data: nothing is compared with it." in document.left_out
    assert not [one for one in captions(document) if "target" in one.lower()]
    told = [text for text in texts(document) if text.startswith("Not known: ")]
    assert len([text for text in told if "Gross revenue retention, Net revenue" in text]) == 1
    assert not [text for text in texts(document) if text.startswith("Within a month 0 rose")]
    assert "Revenue by month" not in captions(document)  # of one month, beside one without data


def test_a_report_of_leads_alone_has_no_empty_part(tmp_path: Path) -> None:
    warehouse = open_warehouse(tmp_path / "home")
    leads = [
        {"lead_id": str(i), "created_at": "2024-11-04", "outcome": "won" if i % 3 else "lost"}
        for i in range(12)
    ]
    publish(warehouse, {"leads": leads})
    document = build(warehouse)
    warehouse.close()
    assert_nothing_is_empty(document)
    assert "Follow-up conversion 66.7%" in drafts(document)["summary"]


def test_what_ripens_is_held_against_orders_of_the_same_age(tmp_path: Path) -> None:
    """Both Mays have an order that is due on the 30th and comes late; on the 31st none is red."""
    orders = [order(str(year), f"{year}-05-02", f"C{year}") for year in (2023, 2024)]
    days = {"promised_date": "2023-05-30", "delivered_date": "2023-06-20"}
    old, new = line("2023", amount=9, **days), line("2024", amount=9, promised_date="2024-05-30")
    warehouse = open_warehouse(tmp_path / "home")
    publish(warehouse, {"orders": orders, "order_lines": [old, {**new, "delivered_date": None}]})
    told = figure(build(warehouse, "2024-05", as_of="2024-05-31"), "Exceptions")
    view = context_of(warehouse, "2024-05", as_of="2024-05-31").view
    moved = movers.change(view, CATALOG["exception_rate"])
    warehouse.close()
    assert isinstance(moved, movers.Change) and moved.then == 0  # as the card has it
    assert "May 2023 as it was on 2023-05-31" in str(moved.headline("en"))
    assert (told.number, told.change) == (0, "0.0pp")
    assert told.note == "Year before as it was on 2023-05-31."


def test_something_is_suggested_against_every_rule() -> None:
    assert {*problems.AGAINST} == {*ALERT_RULES}


def test_a_window_that_the_data_of_last_year_do_not_fill_is_held_against_nothing(
    plant: Warehouse,
) -> None:
    view = context_of(plant, "2024-11").view
    found = figures.compared(view, ("repurchase_rate", "revenue"))
    assert found.yoy is not None
    assert (found.yoy["repurchase_rate"], found.yoy["revenue"]) == (None, 1320)
    two_years = context_of(plant, "2024-12", as_of="2024-12-31").view
    full = figures.compared(two_years, ("repurchase_rate",))
    assert full.yoy is not None and full.yoy["repurchase_rate"] == 1


def test_a_history_that_begins_within_the_year_before_is_said(
    plant: Warehouse, made: Build
) -> None:
    assert "The data begin" not in drafts(made("2024", as_of="2024-12-31"))["summary"]
    findings = Findings.of(context_of(plant, "2023-07-01..2024-07-01"))
    (said,) = core.reserves(findings)
    assert str(said).startswith("The data begin on 2023-01-02, within the period of the year")


def test_amounts_in_several_currencies_are_never_added_up_without_a_word(tmp_path: Path) -> None:
    orders = [
        order(f"{year}{i}", f"{year}-11-04", currency="CNY" if i else "USD")
        for year in (2023, 2024)
        for i in range(2)
    ]
    lines = [line(one["order_no"], amount=one["order_no"][3:]) for one in orders]
    warehouse = open_warehouse(tmp_path / "home")
    publish(warehouse, {"orders": orders, "order_lines": lines})
    mixed, one = build(warehouse), build(warehouse, currency="USD")
    warehouse.close()
    assert "Amounts in 2 currencies (CNY, USD) are added up" in drafts(mixed)["summary"]
    assert "gap_yoy" not in drafts(mixed)
    assert "currencies" not in drafts(one)["summary"]
    assert "gap_yoy" in drafts(one)


def test_a_running_period_is_said_to_be_one(plant: Warehouse) -> None:
    running = core.to_know(Findings.of(context_of(plant, "2024-12", as_of="2024-12-16")))
    assert [str(one) for one in running] == ["The period is not over; all is as of 2024-12-16."]
    ahead = core.to_know(Findings.of(context_of(plant, "2025-03", as_of="2024-12-16")))
    assert [str(one) for one in ahead] == ["The period has not begun as of 2024-12-16."]


def test_the_same_five_make_the_same_report(plant: Warehouse, made: Build) -> None:
    first = made()
    at = first.basis.position
    write(plant, "action", {**ACTION, "problem": "written later", "metric": None})
    again = kinds.build("analysis", context_of(plant, "2024-11", position=at))
    assert first == again
    now = kinds.build("analysis", context_of(plant, "2024-11"))
    assert len(table(now, "Actions").texts) == 2
    assert now.basis.position > first.basis.position


def test_what_people_write_takes_the_place_of_a_draft(made: Build) -> None:
    year = made("2024", as_of="2024-12-31")
    document = year.with_texts({"summary": "As planned.", "suggestions": "One\nTwo"})
    assert drafts(document)["summary"] == "As planned."
    points = [block for _, block in document.blocks() if isinstance(block, Bullets)]
    assert ("One", "Two") in [one.items for one in points]


def test_a_chinese_report_has_no_word_of_another_language(made: Build) -> None:
    own = {ACTION["owner"], f"{ACTION['problem']}：{ACTION['measure']}"}
    document = made("2024", lang="zh", as_of="2024-12-31")
    assert_nothing_is_empty(document)
    for text in texts(document):
        words = set(re.findall(r"[A-Za-z]{2,}", text))
        assert text in own or not words - FOREIGN, text


def test_a_part_of_the_company_is_told_as_such(made: Build) -> None:
    document = made(team="East")
    assert document.subtitle == "Nov 2024 | Team: East"
    assert figure(document, "Revenue").number == 8 * 122
    assert "Attainment by team" not in captions(document)
    assert any(one.endswith("whole company") for one in captions(document))
