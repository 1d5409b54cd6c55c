"""The weekly pack: the last closed meeting as it saw things, or the week before the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ordertrack.reports.content import outlook, red_alerts, sitting, weekly
from ordertrack.reports.content.document import Document, Figures
from ordertrack.reports.content.kinds import KINDS
from ordertrack.views import figures
from ordertrack.views.tracking import meetings
from ordertrack.warehouse import Warehouse
from tests.reports.plant import (
    assert_nothing_is_empty,
    captions,
    chart,
    context_of,
    hold_meeting,
    open_plant,
    table,
    texts,
    words_in_chinese,
    words_in_latin,
    write,
)
from tests.shelves import line, open_warehouse, order, publish

NOTE = "SO2300 由 Eve 跟进"


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A first meeting at which nothing is red, a second at which Ann's four orders are."""
    warehouse = open_plant(tmp_path_factory.mktemp("plant") / "home")
    hold_meeting(warehouse, "2024-12-09")
    action = {
        "problem": "缺料",
        "measure": "另购",
        "department": "production",
        "owner": "Eve",
        "due": date(2024, 12, 13),
        "state": "open",
    }
    subject = write(warehouse, "action", action)
    hold_meeting(warehouse, "2024-12-16", NOTE)
    write(warehouse, "action", {"state": "done", "done_day": date(2024, 12, 17)}, subject)
    yield warehouse
    warehouse.close()


def built(plant: Warehouse, as_of: str, lang: str = "en") -> Document:
    return weekly.build(context_of(plant, None, lang, as_of=as_of))


def test_a_closed_meeting_is_shown_as_it_was(plant: Warehouse) -> None:
    """On the 18th the action is done; the meeting of the 16th saw it overdue."""
    document = built(plant, "2024-12-18")
    assert document.subtitle == "Meeting of 2024-12-16, 2024-12-10 – 2024-12-16"
    assert document.basis.as_of.date() == date(2024, 12, 16)
    assert (
        KINDS["weekly"].basis(context_of(plant, None, "en", as_of="2024-12-18")) == document.basis
    )
    summary = document.drafts()["summary"]
    assert "Since the meeting of 2024-12-09: 4 newly red, 0 still red, 0 cleared." in summary
    assert [row[0] for row in table(document, "Newly red").texts] == ["SO2300", "SO2303", "SO2306"]
    assert table(document, "Newly red").more == 1
    assert table(document, "Promised and not done").texts == (("另购", "Eve", "2024-12-13", "3"),)
    assert table(document, "Minutes and decisions of 2024-12-16").texts == (
        ("Exceptions", NOTE, "Dora"),
    )
    (record,) = table(document, "Record by owner").values
    assert record == ("Eve", 1, 0, 0, 1, 0)  # one, none done, overdue


def test_after_a_week_the_pack_prepares_the_next_meeting(plant: Warehouse) -> None:
    document = built(plant, "2024-12-23")
    assert document.subtitle == "2024-12-17 – 2024-12-23"
    summary = document.drafts()["summary"]
    assert "Since the meeting of 2024-12-16: 0 newly red, 4 still red, 0 cleared." in summary
    (record,) = table(document, "Record by owner").values
    assert record == ("Eve", 1, 0, 1, 0, 0)  # done, and late
    assert "Minutes and decisions of 2024-12-16" in captions(document)


def test_what_is_red_is_counted_by_rule_and_a_customer_is_no_order(plant: Warehouse) -> None:
    assert "4 red alerts: Late delivery 4." in " ".join(texts(built(plant, "2024-12-18")))
    context = context_of(plant, None, as_of="2024-12-16")
    alerts, none = red_alerts.now(context).head(2), pl.lit(None, pl.String)
    renewal = alerts.tail(1).with_columns(order_no=none, subject="customer")
    mixed = meetings.exceptions_sheet(pl.concat([alerts.head(1), renewal]), context.view)
    assert mixed.frame["about"].null_count() == 1
    alone = meetings.exceptions_sheet(renewal, context.view)
    assert [one.name for one in alone.columns][:2] == ["rule", "customer"]


def test_one_is_not_told_as_many(plant: Warehouse) -> None:
    assert "1 promise is past its day." in built(plant, "2024-12-18").drafts()["summary"]
    view = context_of(plant, None, as_of="2024-12-16").view
    due = pl.DataFrame({"amount": [100]})
    told = str(outlook.promised_text(due, meetings.next_week(view), view))
    assert told == "1 open order worth 100 is promised for 2024-12-17 – 2024-12-23."


def test_the_numbers_are_those_of_the_meeting_page(plant: Warehouse) -> None:
    context = context_of(plant, None, as_of="2024-12-18")
    found = sitting.sitting(context)
    document, view = weekly.build(context), found.context.view
    page = meetings.progress(view, found.days)
    happened = table(document, "Orders: these days and as many before")
    read = page.as_file("en").drop("Amount")  # none of either is known: the column is left out
    assert happened.values == tuple(read.rows())
    assert [row[1] for row in happened.values] == [0, 0, 0]
    assert (found.held or {})["held_on"] == date(2024, 12, 16)
    stages = table(document, "Where open orders stand")
    assert stages.values == tuple(meetings.stages(view).as_file("en").rows())
    earlier, late = built(plant, "2024-12-09"), context_of(plant, None, as_of="2024-12-16")
    counts = {row[0]: row[1] for row in table(earlier, happened.caption).values}
    (told,) = [one for _, one in weekly.build(late).blocks() if isinstance(one, Figures)]
    rate = figures.figures(sitting.sitting(late).context.view, ["on_time_rate"])
    assert (told.figures[-1].number, told.figures[-1].text) == (rate["on_time_rate"], "66.7%")
    assert counts == {"Placed": 0, "Delivered": 8, "Completed": 8}
    assert chart(earlier, "What happened to orders").series[-1].values == (0.0, 8.0, 8.0)


def test_a_chosen_week_that_is_over_is_looked_at_from_its_end(plant: Warehouse) -> None:
    asked = context_of(plant, "2024-12-03..2024-12-10", as_of="2024-12-30")
    document = weekly.build(asked)
    assert document.subtitle.startswith("Meeting of 2024-12-09")
    older = weekly.build(context_of(plant, "2024-11-04..2024-11-11", as_of="2024-12-30"))
    assert older.subtitle == "2024-11-04 – 2024-11-10"
    assert any("No weekly meeting was closed yet" in one for one in older.left_out)


def test_the_same_five_give_the_same_pack_whatever_is_written_later(plant: Warehouse) -> None:
    asked = context_of(plant, None, as_of="2024-12-18")
    before = weekly.build(asked)
    hold_meeting(plant, "2024-12-17", "新")
    assert weekly.build(asked) == before
    assert weekly.build(context_of(plant, None, as_of="2024-12-18")) != before


def test_both_languages_are_whole(plant: Warehouse) -> None:
    zh, en = (built(plant, "2024-12-16", lang) for lang in ("zh", "en"))
    for document in (zh, en):
        assert_nothing_is_empty(document)
    assert [one.key for one in zh.sections] == [one.key for one in en.sections]
    assert not words_in_latin(texts(zh))
    assert not [one for one in words_in_chinese(texts(en)) if one != NOTE]


def test_data_without_meetings_actions_and_promises_say_so_once(tmp_path: Path) -> None:
    bare = open_warehouse(tmp_path / "home")
    publish(bare, {"orders": [order("A1", "2024-11-05")], "order_lines": [line("A1")]})
    document = weekly.build(context_of(bare, None, as_of="2024-11-06"))
    assert_nothing_is_empty(document)
    assert [one.key for one in document.sections] == ["summary", "progress"]
    assert len(document.left_out) == 3
    assert ": 1 order placed, against 0 in as many days before." in document.drafts()["summary"]
    assert not [block for _, block in document.blocks() if isinstance(block, Figures)]  # a table
    assert " ".join(texts(document)).count("meeting was closed") == 1
    bare.close()
