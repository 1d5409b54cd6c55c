"""Reports that are made by themselves: when they are due, once whoever comes first, and sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ordertrack.records import made_reports
from ordertrack.records.journal import Seen
from ordertrack.records.journal.report_kinds import EVERY_WEEK, REPORT_SCHEDULE, REPORTS
from ordertrack.records.journal.report_kinds import FORMATS as CODES
from ordertrack.reports.content.kinds import KINDS
from ordertrack.reports.listing import schedule_sheet
from ordertrack.reports.request import all_kinds
from ordertrack.reports.schedule import due, last_time, make_due, message
from ordertrack.reports.writers.formats import FORMATS
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, reporting
from ordertrack.warehouse import Warehouse
from tests.reports import small
from tests.reports.sample import sample
from tests.shelves import line, open_warehouse, order, publish

WEEKLY = {"report": "weekly", "day": 1, "time": "07:30", "lang": "en", "format": "html"}
MONTHLY = {**WEEKLY, "report": "monthly", "day": 5}


@pytest.fixture
def shop(home: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    small.register(monkeypatch)
    warehouse = open_warehouse(home)
    orders = [order(name, "2024-05-10", team=team) for name, team in (("A", "N"), ("B", "S"))]
    publish(warehouse, {"orders": orders, "order_lines": [line("A"), line("B")]})
    return warehouse


def schedule(shop: Warehouse, **values: Any) -> str:
    subject = REPORT_SCHEDULE.subject({})
    changes = REPORT_SCHEDULE.changes({**MONTHLY, **values}, subject)
    shop.records.journal.save(changes, "王敏", "", Seen(1, shop.records.journal.position()))
    return subject


@pytest.mark.parametrize(
    ("row", "now", "last"),
    [
        (WEEKLY, "2024-06-17 07:30", "2024-06-17 07:30"),  # a Monday
        (WEEKLY, "2024-06-17 07:29", "2024-06-10 07:30"),
        (WEEKLY, "2024-06-16 23:00", "2024-06-10 07:30"),
        (MONTHLY, "2024-06-05 07:30", "2024-06-05 07:30"),
        (MONTHLY, "2024-06-04 12:00", "2024-05-05 07:30"),
        (MONTHLY, "2024-01-01 00:00", "2023-12-05 07:30"),
    ],
)
def test_a_report_is_due_on_its_day_and_time(row: Any, now: str, last: str) -> None:
    assert last_time(row, datetime.fromisoformat(now)) == datetime.fromisoformat(last)


def test_what_was_due_before_somebody_scheduled_it_is_not_made() -> None:
    row = {**MONTHLY, "changed_at": datetime(2024, 6, 6, tzinfo=UTC)}
    assert not list(due([row], datetime(2024, 6, 30)))
    assert [one.at for one in due([row], datetime(2024, 9, 30))] == [datetime(2024, 9, 5, 7, 30)]


def test_two_servers_make_a_due_report_once(
    shop: Warehouse, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule(shop, scope="team=N")
    later = datetime.now() + timedelta(days=40)
    monkeypatch.setattr(data_source, "now", lambda: later)
    monkeypatch.setattr(data_source, "warehouse", lambda: shop)
    other = open_warehouse(home)
    assert reporting.make_if_due() == 1
    assert make_due(other, later) == []
    assert reporting.make_if_due() == 0
    (made,) = shop.records.reports.all()
    assert (made.who, made.scope["team"], made.report) == ("王敏, on schedule", "N", "monthly")
    assert made.as_of.date() < later.date()  # looked at when it was due, or where the data ends
    monkeypatch.setattr(data_source, "now", lambda: later + timedelta(days=31))
    assert reporting.make_if_due() == 1


def test_a_server_that_was_ended_in_between_is_followed_by_the_next(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, at = shop.records.reports, datetime(2024, 6, 5)
    assert reports.begin("x", at) and not reports.begin("x", at)
    monkeypatch.setattr(made_reports, "ABANDONED", timedelta(0))
    assert reports.begin("x", at) and reports.begin("x", at)
    assert not reports.begin("x", at)  # three times is enough
    reports.finish("x", at, "too large")
    assert reports.last_runs() == {"x": (at, "too large")}


def test_what_cannot_be_made_is_written_down_and_ends_nothing(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, fine = schedule(shop, format="pptx"), schedule(shop)
    assert len(make_due(shop, datetime.now() + timedelta(days=40))) == 1
    runs = shop.records.reports.last_runs()
    assert "is not written as 'pptx'" in str(runs[subject][1])
    assert runs[fine][1] is None


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # of a library
def test_a_report_is_sent_to_those_who_are_to_get_it(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_NOTIFY_URLS", "json://127.0.0.1:1/company")
    monkeypatch.setenv("ORDERTRACK_PUBLIC_URL", "https://sales.example.com/")
    settings.cache_clear()
    subject = schedule(shop, recipients="*\nAnn")
    (made,) = make_due(shop, datetime.now() + timedelta(days=40))
    (message,) = shop.records.outbox.unsent()
    (file,) = message.attachments
    assert Path(file).name == made.file and Path(file).read_bytes()
    assert message.title == made.title
    assert "Orders: " in message.body
    assert f"https://sales.example.com/reports?made={made.id}" in message.body
    assert "Ann has no address" in str(shop.records.reports.last_runs()[subject][1])


def test_a_message_is_written_as_its_language_writes(shop: Warehouse) -> None:
    schedule(shop, recipients="*")
    (kept,) = make_due(shop, datetime.now() + timedelta(days=40))
    lines = {
        lang: message(sample(lang), replace(kept, lang=lang), "").splitlines()
        for lang in ("zh", "en")
    }
    assert "收入：¥ 1,234 万（+3.2%）" in lines["zh"]
    assert "Revenue: ¥12.34M (+3.2%)" in lines["en"]
    row = {**MONTHLY, "subject": "x", "scope": "team=N", "recipients": None}
    runs = {"x": (datetime(2024, 6, 5, 7, 30), "…")}
    (told,) = schedule_sheet([row], runs, "zh").frame.rows(named=True)
    assert (told["last"], told["scope"]) == ("2024-06-05 07:30：…", "团队：N")


@pytest.mark.parametrize(
    "bad", [{"day": 29}, {"day": 0}, {"report": "weekly", "day": 8}, {"time": "7:30"}]
)
def test_a_day_or_time_that_there_is_not_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(Exception, match="Nothing was written"):
        REPORT_SCHEDULE.refuse_bad({**MONTHLY, **bad, "subject": "x"})


def test_the_journal_knows_the_reports_and_formats_that_there_are() -> None:
    assert set(KINDS) <= set(REPORTS)
    assert set(FORMATS) <= set(CODES)
    assert {name for kind in KINDS.values() for name in kind.formats} <= set(CODES)
    assert {name for name, kind in all_kinds().items() if kind.every == "week"} == EVERY_WEEK
