"""A report is made from five things, and from the same five it is the same again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.records.journal import Seen
from ordertrack.records.journal.kinds import TARGET, WORKDAY
from ordertrack.reports import archive
from ordertrack.reports.making import drafted, make, text_change, with_texts
from ordertrack.reports.request import Request, request_again, request_of
from ordertrack.scope import Scope, end_of_day
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse
from ordertrack.warehouse.backup import back_up, restore
from tests.reports import small
from tests.shelves import line, open_warehouse, order, publish


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    small.register(monkeypatch)


@pytest.fixture
def shop(home: Path) -> Warehouse:
    warehouse = open_warehouse(home)
    orders = [order(name, "2024-05-10", team=team) for name, team in (("A", "N"), ("B", "S"))]
    publish(warehouse, {"orders": orders, "order_lines": [line("A"), line("B")]})
    return warehouse


def asked(shop: Warehouse, kind: str = "monthly", **more: Any) -> Request:
    scope = Scope(datetime(2024, 6, 14, 12), access=Access.everything())
    scope = replace(scope, **{k: v for k, v in more.items() if k in ("period", "filters")})
    release = more.get("release", shop.latest())
    return request_of(
        shop, kind, scope, more.get("lang", "en"), (release.number, more.get("position"))
    )


def said(shop: Warehouse, request: Request) -> dict[str, Any]:
    return json.loads(make(shop, request, "html").content)


def write(shop: Warehouse, *changes: Any) -> None:
    journal = shop.records.journal
    seen = Seen(shop.releases()[0].number, journal.position())
    journal.save(changes, "王敏", "", seen)


def target(level: str, name: str) -> list[Any]:
    values = {"level": level, "name": name, "period": "2024-05", "measure": "revenue"}
    return TARGET.changes({**values, "value": 5})


def test_a_report_is_about_the_last_month_or_week_that_is_over(shop: Warehouse) -> None:
    assert str(asked(shop).period) == "2024-05"
    assert str(asked(shop, "weekly").period) == "2024-06-08..2024-06-15"
    scope = Scope(end_of_day(datetime(2024, 5, 31).date()), access=Access.everything())
    assert str(request_of(shop, "monthly", scope, "en", (1, None)).period) == "2024-05"
    assert asked(shop).file_stem == "monthly-2024-05-en"
    assert asked(shop, "weekly").file_stem == "weekly-2024-06-08_2024-06-14-en"


def test_the_same_five_give_the_same_bytes_whatever_came_later(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(shop)
    draft = drafted(shop, first).drafts()["core_text"]
    write(shop, text_change(first, "core_text", "Mine.", draft))
    write(
        shop,
        *target("company", ""),
    )
    request = asked(shop)
    made = make(shop, request, "html")
    kept = archive.keep(shop, request, "html", made, "王敏")
    before = json.loads(made.content)
    assert (before["heading"], before["orders"]) == ("Orders, 1 targets", 2)
    assert before["texts"]["core_text"] == "Mine."
    publish(shop, {"orders": [order("C", "2024-05-11")], "order_lines": [line("C")]})
    write(shop, text_change(request, "core_text", "Other.", draft))
    write(
        shop,
        *target("team", "N"),
    )
    write(shop, *WORKDAY.changes({"day": "2024-05-04", "work": "yes", "note": None}))
    monkeypatch.setenv("ORDERTRACK_PROMISE_BASIS", "latest")
    settings.cache_clear()
    again = request_again(archive.find(shop, kept.id), shop, Access.everything())
    assert again == request
    assert make(shop, again, "html").content == made.content
    after = said(shop, asked(shop))
    assert (after["heading"], after["orders"]) == ("Orders, 2 targets", 3)
    assert after["texts"]["core_text"] == "Other."


def test_a_text_belongs_to_one_report_period_scope_and_language(shop: Warehouse) -> None:
    north = (("team", ("N",)),)
    mine = asked(shop, filters=north)
    draft = drafted(shop, mine).drafts()
    write(shop, text_change(mine, "core_text", "North grew.", draft["core_text"]))
    write(shop, text_change(mine, "problems_text", " a \n\n b ", draft["problems_text"]))
    texts = said(shop, asked(shop, filters=north))["texts"]
    assert (texts["core_text"], texts["problems_text"]) == ("North grew.", "a\nb")
    others = (
        asked(shop),
        asked(shop, filters=(("team", ("S",)),)),
        asked(shop, filters=north, lang="zh"),
        asked(shop, "weekly", filters=north),
    )
    assert all("North grew." not in said(shop, one)["texts"].values() for one in others)


def test_a_text_over_another_draft_is_said_to_be_out_of_date(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(shop)
    draft = drafted(shop, request)
    write(shop, text_change(request, "core_text", "Two orders.", "Two orders were placed."))
    edited = with_texts(shop, asked(shop), draft)
    assert edited.outdated == ("core_text",)
    assert "“Core figures” by 王敏 was written when the draft" in edited.notes[0].to("en")
    made = make(shop, asked(shop), "html")
    assert "“Core figures”" in (archive.keep(shop, request, "html", made, "x").note or "")
    write(shop, text_change(asked(shop), "core_text", "Two.", draft.drafts()["core_text"]))
    assert not with_texts(shop, asked(shop), draft).outdated


def test_the_draft_itself_or_nothing_takes_a_text_back(shop: Warehouse) -> None:
    request = asked(shop)
    draft = drafted(shop, request).drafts()["core_text"]
    for text in (draft, "", None, f"  {draft}\n"):
        write(shop, text_change(request, "core_text", "Mine.", draft))
        assert shop.records.journal.rows("report_text")
        write(shop, text_change(request, "core_text", text, draft))
        assert not shop.records.journal.rows("report_text")


def test_a_report_that_was_kept_is_there_until_it_is_removed(
    shop: Warehouse, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORDERTRACK_REPORTS_KEPT", "2")
    settings.cache_clear()
    request = asked(shop)
    made = make(shop, request, "html")
    kept = [archive.keep(shop, request, "html", made, who) for who in "abc"]
    found = shop.records.reports.all()
    assert [one.who for one in found] == ["c", "b"]  # the oldest had to go
    assert len(list((home / "reports").iterdir())) == 2
    assert archive.content(shop, found[0]) == made.content
    backup = tmp_path / "all.zip"
    back_up(shop.storage, shop.records, backup)
    archive.remove(shop, kept[2])
    (home / "reports" / kept[1].kept_as).write_bytes(b"other")
    with pytest.raises(Exception, match="is not the one that was made"):
        archive.content(shop, kept[1])
    other = open_warehouse(tmp_path / "other")
    restore(other.storage, other.records, backup, replace=False)
    for one in other.records.reports.all():
        assert archive.content(other, one) == made.content


def test_progress_only_goes_on(shop: Warehouse) -> None:
    told: list[float] = []
    make(shop, asked(shop), "html", lambda stage, done: told.append(done))
    assert told == sorted(told) and told[0] == 0 and 0.98 < told[-1] <= 1
