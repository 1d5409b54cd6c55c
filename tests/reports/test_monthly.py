"""The monthly report: its numbers are those of the catalogue, and what is unknown is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.reports.content import advice, agreed, handling, monthly, outlook, parts, red_alerts
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Bullets, Document, Figures
from ordertrack.reports.content.red_alerts import Flow
from ordertrack.warehouse import Warehouse
from tests.reports.plant import (
    LATE,
    assert_nothing_is_empty,
    captions,
    chart,
    context_of,
    open_plant,
    table,
    texts,
    words_in_chinese,
    words_in_latin,
    write,
)
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.test_renewals_page import shop as renewals_shop
from tests.views.making import view_of


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    warehouse = open_plant(tmp_path_factory.mktemp("plant") / "home")
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def november(plant: Warehouse) -> Document:
    """The report of November before anybody wrote anything."""
    return monthly.build(context_of(plant, "2024-11", position=0))


def test_every_number_is_that_of_the_catalogue_for_the_same_scope(
    plant: Warehouse, november: Document
) -> None:
    view, document = context_of(plant, "2024-11").view, november
    asked = ("on_time_rate", "order_cycle_days")
    own = evaluate(asked, (), view.scope, view.reader).row(0, named=True)
    (figures,) = [one for _, one in document.blocks() if isinstance(one, Figures)]
    assert {one.label: one.number for one in figures.figures} == {
        "On-time delivery": own["on_time_rate"],
        "Order cycle time": own["order_cycle_days"],
    }
    assert own["on_time_rate"] == 8 / 12
    by_team = evaluate(("on_time_rate",), ("team",), view.scope, view.reader)
    shown = {row[0]: row[3] for row in table(document, "Delivery by team").values}
    assert shown == dict(by_team.select("team", "on_time_rate").iter_rows())
    trend = chart(document, "Orders and on-time delivery")
    orders, rate = trend.series
    assert (trend.categories[0], trend.categories[-1]) == ("2023-12", "2024-11")
    assert orders.values == (12.0,) * 12
    assert rate.values == (8 / 12,) * 12


def test_late_orders_are_told_by_cause_and_product_line(november: Document) -> None:
    document = november
    (row,) = table(document, "Late orders by cause").values
    assert row[:3] == (LATE, 4, 1.0)
    lines = table(document, "Late orders by product line and cause").values
    assert {row[0]: row[3] for row in lines} == {"阀门": 2, "泵": 2}
    months = chart(document, "Late orders by cause, month by month")
    assert [(one.name, one.values) for one in months.series] == [(LATE, (4.0,) * 12)]


def test_the_share_of_exceptions_is_held_against_periods_of_the_same_age(plant: Warehouse) -> None:
    """Ann's orders of December turn red on the 14th: known on the 16th, not on the 12th."""
    early = handling.shares(context_of(plant, "2024-12", as_of="2024-12-12").view)
    late = handling.shares(context_of(plant, "2024-12", as_of="2024-12-16").view)
    assert early and late
    (none,) = handling.shares_texts(early)
    assert str(none) == "None of the 12 orders of the period had raised a red alert by 2024-12-12."
    assert (early.now, early.prior, early.yoy) == (0, 0, 0)
    assert (late.now, late.prior, late.yoy) == (4 / 12,) * 3
    over = handling.shares(context_of(plant, "2024-11", as_of="2024-12-16").view)
    assert over and over.since and over.day == date(2024, 11, 30)
    assert over.since == (over.now, date(2024, 12, 16))


def test_red_alerts_that_came_and_went_add_up(plant: Warehouse) -> None:
    context = context_of(plant, "2024-12", as_of="2024-12-16")
    month = monthly.read(context)
    assert sizes(month.flow) == (0, 4, 0, 4)
    assert sizes(monthly.read(context_of(plant, "2024-11")).flow) == (0, 4, 4, 0)
    quarter = red_alerts.by_rule(monthly.read(context_of(plant, "2024-Q4")).flow, context.view)
    for row in quarter.frame.to_dicts():
        assert row["before"] + row["new"] - row["closed"] == row["open"]


def test_what_nobody_has_taken_up_is_said_once(plant: Warehouse) -> None:
    """A column that repeats another says nothing, nor does a share of exceptions without any."""
    document = monthly.build(context_of(plant, "2024-12", as_of="2024-12-16"))
    assert "Nobody has taken up any of them." in " ".join(texts(document))
    for caption in ("Open red alerts by department", "Open red alerts by owner"):
        assert [one.title for one in table(document, caption).columns][1:] == ["Red alerts"]
    early = monthly.build(context_of(plant, "2024-12", as_of="2024-12-12"))
    compared = table(early, "Delivery by salesperson").columns
    assert not [one.title for one in compared if one.title.startswith("Exceptions")]


def sizes(flow: Flow) -> tuple[int, ...]:
    return tuple(one.height for one in (flow.before, flow.new, flow.closed, flow.open))


def test_cases_are_told_by_who_handles_them_and_what_was_done(plant: Warehouse) -> None:
    key = {"rule": "late_delivery", "about": "SO2300", "episode": "1"}
    said = {"state": "in_progress", "department": "production", "owner": "Eve"}
    write(plant, "case", key | said | {"cause": "缺钢", "solution": "另购"})
    document = monthly.build(context_of(plant, "2024-12"))
    departments = table(document, "Open red alerts by department").values
    assert {row[0]: row[1:] for row in departments} == {
        "Logistics": (3, 3, 0),
        "Production": (1, 0, 1),
    }
    (row,) = table(document, "Solutions and results").texts
    assert row[:3] == ("SO2300", "Late delivery", "Production")
    assert row[3:] == ("Eve", "缺钢", "另购", "in progress")


def test_the_same_five_give_the_same_report_whatever_is_written_later(
    plant: Warehouse, november: Document
) -> None:
    whole = {"period": "2024", "level": "company", "name": ""}
    write(plant, "target", whole | {"measure": "on_time_rate", "value": 0.9})
    assert monthly.build(context_of(plant, "2024-11", position=0)) == november
    assert "Solutions and results" not in captions(november)
    assert any("Solutions and results are left out" in one for one in november.left_out)
    view = context_of(plant, "2024-11").view
    figures = parts.key_figures(view, ("on_time_rate",), monthly.TITLE)
    assert figures
    (rate,) = figures.figures
    assert (rate.target, rate.attainment, rate.verdict) == ("90.0%", "74.1%", "bad")


def test_suggestions_are_made_only_where_chance_is_no_cause(
    plant: Warehouse, november: Document
) -> None:
    context = context_of(plant, "2024")
    month = monthly.read(context)
    (points,) = advice.suggestions(context, month.flow, month.ahead).blocks
    assert isinstance(points, Bullets)
    year = "\n".join(points.items)
    assert "Ann" not in november.drafts()["suggestions"]  # four orders prove nothing
    assert "Look into salesperson Ann: on-time delivery 0.0%, all others 100.0%" in year
    assert "泵" not in year


def test_a_period_that_is_not_over_says_so_and_looks_ahead_from_its_as_of(plant: Warehouse) -> None:
    document = monthly.build(context_of(plant, "2024-12", as_of="2024-12-05"))
    assert "Dec 2024 up to 2024-12-05: 12 orders" in document.drafts()["summary"]
    caption = "The largest orders promised for 2024-12-06 – 2025-01-31"
    assert table(document, caption).more == 2
    assert len(table(document, caption).texts) == outlook.LISTED
    assert any(one.endswith("the last month to 2024-12-05") for one in captions(document))


def test_data_without_promises_targets_and_cases_make_a_report_without_empty_parts(
    tmp_path: Path,
) -> None:
    bare = open_warehouse(tmp_path / "home")
    days = [f"2024-{month:02}-05" for month in (9, 10, 11)]
    orders = [order(f"A{place}", day) for place, day in enumerate(days)]
    publish(bare, {"orders": orders, "order_lines": [line(f"A{place}") for place in range(3)]})
    document = monthly.build(context_of(bare, "2024-11", as_of="2024-11-30"))
    assert_nothing_is_empty(document)
    assert {"summary", "suggestions"} <= set(document.drafts())
    left_out = " ".join(document.left_out)
    assert left_out.count("On-time delivery") == 2  # by promise and of delivered: two figures
    assert left_out.count("Alerts left out") == 1
    assert left_out.count("Late delivery") == 1
    assert "Orders" in captions(document)  # no on-time delivery stands beside them
    first = monthly.build(context_of(bare, "2024-09", as_of="2024-11-30"))
    assert first.drafts()["summary"].startswith("Sep 2024: 1 order")
    assert "trend" not in [one.key for one in first.sections]  # the month before has no data
    bare.close()


def test_amounts_in_several_currencies_are_not_added_up(tmp_path: Path) -> None:
    mixed = open_warehouse(tmp_path / "home")
    orders = [order(f"A{i}", "2024-11-05", currency=code) for i, code in enumerate(("CNY", "EUR"))]
    lines = [line(f"A{i}", promised_date="2024-12-05") for i in range(2)]
    publish(mixed, {"orders": orders, "order_lines": lines})
    document = monthly.build(context_of(mixed, "2024-11", as_of="2024-11-30"))
    assert document.drafts()["summary"].startswith("Nov 2024: 2 orders.")
    assert any("are added up as they are" in text for text in texts(document))
    mixed.close()


def test_a_period_before_the_data_has_no_orders_that_are_known(plant: Warehouse) -> None:
    document = monthly.build(context_of(plant, "2022-06"))
    assert document.drafts()["summary"].startswith("Jun 2022: the data begin only on 2023-01-02.")
    assert_nothing_is_empty(document)


def test_a_history_that_begins_within_a_period_compared_with_is_said(plant: Warehouse) -> None:
    year, month = "the period of the year before", "the period before"
    for period, within in (("2023-07-01..2024-07-01", year), ("2023-02-01..2023-03-20", month)):
        document = monthly.build(context_of(plant, period))
        said = f"The data begin on 2023-01-02, within {within}: the comparison"
        assert any(said in text for text in texts(document))
        assert (said in document.drafts()["summary"]) == (within == year)
    document = monthly.build(context_of(plant, "2024-11"))
    assert not any("The data begin" in text for text in texts(document))


def test_actions_and_the_record_of_who_is_in_charge_stand_in_the_report(plant: Warehouse) -> None:
    before = plant.records.journal.position()
    assert str(agreed.NO_ACTIONS) in texts(monthly.build(context_of(plant, "2024-11")))
    plan = {"problem": "缺料", "measure": "另购", "department": "production", "owner": "Eve"}
    for due, done in ((date(2024, 11, 8), date(2024, 11, 20)), (date(2024, 11, 29), None)):
        stands = {"state": "done", "done_day": done} if done else {"state": "open"}
        write(plant, "action", {**plan, "due": due, **stands})
    document = monthly.build(context_of(plant, "2024-11"))
    assert table(document, "Record by owner").texts == (("Eve", "2", "0", "1", "1", "0"),)
    assert len(table(document, "Actions and how they stand").texts) == 2
    earlier = monthly.build(context_of(plant, "2024-11", position=before))
    assert "Record by owner" not in captions(earlier)


def test_what_stood_at_the_end_of_the_period_says_when_that_was(november: Document) -> None:
    facts = {source.name: dict(source.facts) for source in november.sources()}
    assert facts["Cases and their handling"]["As of"] == "2024-11-30"
    assert facts["Causes of delay"]["As of"] == "2024-12-16"


def test_both_languages_are_whole(plant: Warehouse) -> None:
    zh, en = (monthly.build(context_of(plant, "2024-12", lang)) for lang in ("zh", "en"))
    for document in (zh, en):
        assert_nothing_is_empty(document)
    assert [one.key for one in zh.sections] == [one.key for one in en.sections]
    assert not words_in_latin(texts(zh))
    assert not words_in_chinese(texts(en))


def test_what_was_written_of_a_contract_before_it_ended_is_in_the_report(home: Path) -> None:
    """Its clock counts down to the day from which others count on."""
    renewals_shop(home)
    warehouse = open_warehouse(home)
    said = {"rule": "renewal_due", "about": "A1", "episode": "1", "solution": "visit them"}
    case = {"subject": "x", **said, "changed_at": datetime(2024, 6, 25)}
    view = view_of(warehouse, "2024-06", as_of="2024-06-30")
    context = Context(view, lambda kind: {"case": [case]}.get(kind, []), 0, warehouse)
    found = red_alerts.flow(context, Period.month(2024, 6), red_alerts.now(context))
    assert red_alerts.handled(found, context).frame["solution"].to_list() == ["visit them"]
    warehouse.close()
