"""Red alerts become messages: whose, which, once; by the server's scan and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ordertrack.alerts import find, scan
from ordertrack.cli import main
from ordertrack.metrics.model.rule import Threshold
from ordertrack.notify.channels import Channel
from ordertrack.notify.digest import MOST, Digest
from ordertrack.records import Seen
from ordertrack.records.journal.alert_kinds import CASE
from ordertrack.records.journal.setting_kinds import SETTING
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, scanning
from ordertrack.views.alerts import board
from ordertrack.warehouse import Warehouse
from tests.notify.sinks import http_sink
from tests.shelves import line, open_warehouse, order, publish

OPEN = {"promised_date": "2024-06-05", "delivered_date": None}
MET = {"promised_date": "2024-06-05", "delivered_date": "2024-06-05"}
KEY = "wecombot://s3cretKey"


@pytest.fixture
def warehouse(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    monkeypatch.setenv("ORDERTRACK_NOTIFY_URLS", KEY)
    monkeypatch.setenv("ORDERTRACK_NOTIFY_OWNERS", json.dumps({"Rui": "wecombot://hersOnly1"}))
    monkeypatch.setenv("ORDERTRACK_FRESH_DAYS", "366")
    settings.cache_clear()
    opened = open_warehouse(home)
    monkeypatch.setattr(data_source, "warehouse", lambda: opened)
    yield opened
    opened.close()


def company(*late: tuple[str, str], kind: Any = "import", **other: Any) -> dict[str, Any]:
    """Orders of these salespeople, and one that met its promise."""
    orders = [order(no, "2024-06-01", sales_rep=rep, **(OPEN | other)) for no, rep in late]
    orders.append(order("met", "2024-06-01", sales_rep="Rui", **MET))
    lines = [line(one["order_no"], amount=1000) for one in orders]
    return {"tables": {"orders": orders, "order_lines": lines}, "kind": kind}


def scanned(monkeypatch: pytest.MonkeyPatch, moment: str) -> bool:
    monkeypatch.setattr(data_source, "now", lambda: datetime.fromisoformat(moment))
    return scanning.Watch().scan_if_due()


def queued(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Recipient and body of what waits; it is taken out."""
    found = warehouse.records.outbox.unsent()
    for one in found:
        warehouse.records.outbox.drop(one.id)
    return [(one.recipient, one.body) for one in found]


def write(warehouse: Warehouse, kind: Any, **values: Any) -> None:
    seen = Seen(1, warehouse.records.journal.position())
    warehouse.records.journal.save(kind.changes(values), "Li", "", seen)


def test_a_scan_tells_every_owner_his_own_and_the_company_the_rest_once(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(warehouse, SETTING, name="public_url", value="https://sales.example.com/")
    write(warehouse, SETTING, name="notify_language", value="zh")
    publish(warehouse, **company(("hers", "Rui"), ("his", "Tom"), ("nobodys", "")))
    assert scanned(monkeypatch, "2024-06-10T09:00")
    (to_company, rest), (to_owner, hers) = queued(warehouse)
    assert (to_company, to_owner) == ("", "Rui")
    assert "【交付延迟 2】" in rest and "his" in rest and "Tom" in rest and "nobodys" in rest
    link = f"https://sales.example.com/alerts?case={board.address_of('late_delivery', 'hers')}"
    assert hers.splitlines() == [
        "【交付延迟 1】",
        "• hers · C1 · 自 2024-06-05 · 5 天，超出 2 天 · 1,000",
        f"{link}&state=all",
    ]
    assert not scanned(monkeypatch, "2024-06-10T10:00")
    assert scanned(monkeypatch, "2024-06-11T09:00")
    assert queued(warehouse) == []


def test_a_look_of_the_server_asks_once_what_is_red_and_writes_every_alert_once(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, written = [], []
    find, line_of = scan.find, Digest._line
    monkeypatch.setattr(scan, "find", lambda *given: asked.append(1) or find(*given))
    monkeypatch.setattr(Digest, "_line", lambda *given: written.append(1) or line_of(*given))
    publish(warehouse, **company(*((f"a{number}", "Tom") for number in range(20))))
    assert scanned(monkeypatch, "2024-06-10T09:00")
    ((_, body),) = queued(warehouse)
    assert body.count("•") == len(written) == 20 and len(asked) == 1


def test_a_return_is_told_again_and_what_people_put_aside_or_switched_off_is_not(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, **company(("a", "Tom"), ("b", "Tom")))
    write(warehouse, CASE, rule="late_delivery", about="b", episode="1", state="false_alarm")
    scanned(monkeypatch, "2024-06-10T09:00")
    assert ["a" in body and "b ·" not in body for _, body in queued(warehouse)] == [True]
    publish(warehouse, **company(("a", "Tom"), ("b", "Tom"), **MET))
    scanned(monkeypatch, "2024-06-11T09:00")
    publish(warehouse, **company(("a", "Tom"), ("b", "Tom")))
    write(warehouse, SETTING, name="notify", value="off")
    scanned(monkeypatch, "2024-06-12T09:00")
    assert queued(warehouse) == []
    write(warehouse, SETTING, name="notify", value="on")
    scanned(monkeypatch, "2024-06-12T10:00")  # a server that has just started owes it
    assert len(queued(warehouse)) == 1
    write(warehouse, SETTING, name="scan", value="off")
    assert not scanned(monkeypatch, "2024-06-13T09:00")


def test_the_time_of_the_scan_is_that_of_the_page_unless_the_environment_has_one(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, **company(("a", "Tom")))
    assert scanned(monkeypatch, "2024-06-10T01:00")  # a new release
    write(warehouse, SETTING, name="scan_at", value="08:30")
    assert not scanned(monkeypatch, "2024-06-11T08:29")
    assert scanned(monkeypatch, "2024-06-11T08:30")
    monkeypatch.setenv("ORDERTRACK_SCAN_AT", "10:00")
    settings.cache_clear()
    assert not scanned(monkeypatch, "2024-06-12T09:59")
    assert scanned(monkeypatch, "2024-06-12T10:00")


def test_of_the_demo_company_the_server_tells_nobody(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, **company(("a", "Tom"), kind="demo"))
    assert scanned(monkeypatch, "2024-06-10T09:00")
    assert queued(warehouse) == []


def test_news_that_a_server_owed_when_it_failed_are_told_at_its_next_look(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, **company(("a", "Tom")))
    monkeypatch.setattr(data_source, "now", lambda: datetime(2024, 6, 10, 9))
    watch = scanning.Watch()
    watch.owes_news = False
    with monkeypatch.context() as broken:
        broken.setattr(scanning, "tell_scanned", lambda *_: 1 / 0)
        assert not watch.scan_if_due()
    assert not watch.scan_if_due()  # it is scanned already
    assert len(queued(warehouse)) == 1


# --- the command line -----------------------------------------------------------------------------


def test_the_command_refuses_where_nothing_is_configured(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(warehouse, **company(("a", "Tom")))
    assert main(["alerts", "--notify", "--release", "1"]) == 2
    monkeypatch.delenv("ORDERTRACK_NOTIFY_URLS")
    monkeypatch.delenv("ORDERTRACK_NOTIFY_OWNERS")
    settings.cache_clear()
    capsys.readouterr()
    assert main(["alerts", "--notify"]) == 2
    said = capsys.readouterr()
    assert "ORDERTRACK_NOTIFY_URLS" in said.err and not said.out


def test_the_command_sends_says_so_and_ends_with_1_where_something_waits(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(warehouse, **company(("a", "Tom"), ("b", "Rui")))
    with http_sink(refuses=1) as (web, port):
        monkeypatch.setenv("ORDERTRACK_NOTIFY_URLS", f"json://127.0.0.1:{port}/s3cretPath")
        monkeypatch.setenv("ORDERTRACK_NOTIFY_OWNERS", "{}")
        settings.cache_clear()
        asked = ["alerts", "--as-of", "2024-06-10", "--notify"]
        assert main([*asked, "--rule", "payment_overdue"]) == 0
        assert "no red alert" in capsys.readouterr().err
        assert main(asked) == 1
        said = capsys.readouterr()
        assert "503" in said.err and "tried again at" in said.err
        warehouse.records.outbox.try_again()
        assert main(asked) == 0
        again = capsys.readouterr()
        assert "Sent to the company" in again.err and "2 new red alerts" in again.err
        assert main(asked) == 0
    assert len(web.got) == 1
    assert "a ·" in web.got[0]["message"] and "Rui" in web.got[0]["message"]
    assert "s3cretPath" not in str(said) + str(again)
    write(warehouse, SETTING, name="notify", value="off")
    assert main(asked) == 2


def test_the_command_looks_once_for_what_it_lists_and_what_it_tells(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part of the company is another question than that of the scan."""
    told = company(("a", "Tom"), ("b", "Rui"))
    told["tables"]["orders"].append(order("last", "2024-06-10", sales_rep="Tom", **MET))
    publish(warehouse, **told)
    asked, question = [], find._question
    monkeypatch.setattr(find, "_question", lambda *a, **b: (asked.append(a), question(*a, **b))[1])
    with http_sink() as (web, port):
        monkeypatch.setenv("ORDERTRACK_NOTIFY_URLS", f"json://127.0.0.1:{port}/path")
        monkeypatch.setenv("ORDERTRACK_NOTIFY_OWNERS", "{}")
        settings.cache_clear()
        assert main(["alerts", "--notify", "--level", "red", "--format", "json"]) == 0
        listed = json.loads(capsys.readouterr().out)["alerts"]
        assert len(asked) == 1
        assert main(["alerts", "--notify", "--where", "sales_rep=Tom", "--format", "json"]) == 0
    (message,) = web.got
    assert {one["subject"] for one in listed} == {"a", "b"}
    assert "2 new red" in message["title"]
    assert "• a ·" in message["message"] and "• b ·" in message["message"]
    assert {one["subject"] for one in json.loads(capsys.readouterr().out)["alerts"]} == {"a"}


# --- how a digest is written ----------------------------------------------------------------------


def alert(number: int, rule: str = "late_delivery") -> dict[str, Any]:
    return {
        "rule": rule,
        "level": "red",
        "subject": f"SO{number}",
        "episode": 1,
        "order_no": f"SO{number}",
        "customer": "华为\n[技术](http://evil)",
        "since": datetime(2024, 6, 5),
        "elapsed": 5.0,
        "unit": "days",
        "owner": "S1",
        "owner_name": "王敏",
        "amount": 250_000,
        "currency": "CNY",
    }


def channel(room: int, recipient: str = "") -> Channel:
    return Channel(recipient, "abcd", "JSON", room, False, True, "json://x")


def digest(**more: Any) -> Digest:
    limits = {"late_delivery": Threshold(3.0, 1.0, ">", "days")}
    return Digest(datetime(2024, 6, 10), "zh", limits, **more)


def test_a_digest_fits_its_channel_and_says_how_many_more_there_are() -> None:
    rows = [alert(number) for number in range(300)]
    rows += [alert(number, "payment_overdue") for number in range(3)]
    for room in (1000, 2048, 15_000):
        ((letter,), told) = digest(public_url="https://s.cn").letters(rows, [channel(room)])
        assert len(told) == 303
        assert len((letter.title + letter.body).encode()) <= room
        listed = letter.body.count("•")
        assert 1 < listed <= MOST
        assert f"另有 {303 - listed} 条" in letter.body
        assert "【交付延迟 300】" in letter.body and "【回款逾期 3】\n•" in letter.body
    assert listed > 20


def test_a_digest_goes_by_name_or_id_of_the_owner_and_its_text_stays_on_its_line() -> None:
    letters, told = digest().letters([alert(1)], [channel(2048, "S1")])
    assert [letter.recipient for letter in letters] == ["S1"] and len(told) == 1
    assert letters[0].body.count("\n") == 1
    assert "华为 [技术](http://evil) · 自 2024-06-05 · 5 天，超出 2 天 · ¥25.0万" in letters[0].body
    nobody, untold = digest().letters([alert(1)], [channel(2048, "Tom")])
    assert (nobody, untold) == ([], [])


def test_a_contract_is_told_of_by_its_end_never_by_negative_days() -> None:
    contract = {**alert(1, "renewal_due"), "order_no": None, "unit": "days_left"}
    ended, ends = {**contract, "elapsed": -5.0}, {**contract, "elapsed": 12.0}
    body = digest().body([ended, ends], 2048, named=False)
    assert "合同到期日 2024-06-05 · 已到期 5 天" in body and "12 天后到期" in body
    assert "自 2024" not in body and "-5" not in body


def test_an_old_moment_and_the_demo_are_said_in_the_title() -> None:
    assert digest(demo=True).title(2) == "演示数据：新增红色预警 2 条，2024-06-10"
