"""From the choice of a report to its file, and back to files that were made."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ordertrack.records.journal import Seen
from ordertrack.reports import again, archive
from ordertrack.reports.writers.formats import FORMATS, Format
from ordertrack.ui.frame import data_source
from ordertrack.ui.parts import who
from ordertrack.views.markup import markdown
from ordertrack.warehouse import Warehouse
from tests.reports import small
from tests.reports.sample import HOSTILE
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("reports") / "home"
    open_shop(home).close()
    return home


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    small.register(monkeypatch)


@pytest.fixture
def shop(stocked: Path, home: Path) -> Warehouse:
    from shutil import copytree

    copytree(stocked, home)
    return Warehouse.open()


def words(at: Any) -> str:
    return told(at).replace("\\", "")


def click(at: Any, key: str) -> Any:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def text_area(at: Any, holds: str) -> Any:
    return next(one for one in at.text_area if holds in str(one.value))


def offered(at: Any) -> list[str]:
    """What can be downloaded, beside the table."""
    labels = [one.proto.label for one in at.get("download_button")]
    return [label for label in labels if label.startswith("Download ")]


def test_a_report_is_looked_at_made_and_found_again(shop: Warehouse) -> None:
    at = opened("reports", as_of="2024-11-20", report="monthly", team="North")
    assert "Sales analysis report 2024-10" in words(at)  # the last month that is over
    assert [one.value for one in at.metric][:2] == ["8", "¥12.34M"]
    assert "There is no data of expenses." in words(at)
    assert f"- {markdown(HOSTILE)}" in told(at)
    click(at, "report_make")
    (made,) = shop.records.reports.all()
    assert (made.who, made.period, made.scope["team"]) == ("tester", "2024-10", "North")
    assert json.loads(archive.content(shop, made))["orders"] == 8
    assert "monthly-2024-10-en.html" in " ".join(str(one.value) for one in at.success)
    at.query_params["made"] = made.id
    at.run()
    assert [one.proto.label for one in at.get("page_link")] == ["Open with the same choices"]
    assert offered(at) == ["Download monthly-2024-10-en.html"]
    click(at, "report_remove")
    assert not shop.records.reports.all()
    assert "No report has been made yet." in words(at)
    assert "made" not in at.query_params


def test_a_report_that_is_kept_is_made_again_and_shows_its_rules(shop: Warehouse) -> None:
    at = opened("reports", as_of="2024-11-20", report="monthly", team="North")
    click(at, "report_make")
    (made,) = shop.records.reports.all()
    at.query_params["made"] = made.id
    at.run()
    at.session_state["report_basis"] = True
    at.run()
    assert "Release of the data" in words(at) and "Team: North" in words(at)
    assert "Working days of China." in words(at)
    file = shop.storage.reports / made.kept_as
    whole = file.read_bytes()
    file.write_bytes(b"other")
    at.run()
    assert "is not the one that was made. Make it again" in words(at)
    assert not offered(at)
    click(at, "report_make_again")
    assert f"comes out the same: checksum {made.checksum[:12]}" in at.success[0].value
    assert file.read_bytes() == whole and offered(at) == [f"Download {made.file}"]


def test_one_that_comes_out_otherwise_says_how_and_is_opened(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened("reports", as_of="2024-11-20", report="monthly")
    click(at, "report_make")
    (made,) = shop.records.reports.all()
    other = Format(FORMATS["html"].label, "text/html", lambda document: b"<p>*Now*</p>")
    monkeypatch.setitem(FORMATS, "html", other)  # type: ignore[arg-type]
    at.query_params["made"] = made.id
    at.run()
    click(at, "report_make_again")
    assert "Only in the new file: “*Now*”" in words(at)
    (new,) = [one for one in shop.records.reports.all() if one.id != made.id]
    click(at, "report_open_new")
    assert at.query_params["made"] == new.id
    assert "does not come out the same" not in words(at)


def test_a_file_and_what_it_rests_on_are_read_once_whole_or_damaged(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened("reports", as_of="2024-11-20", report="monthly")
    click(at, "report_make")
    (made,) = shop.records.reports.all()
    read: list[str] = []

    def counting(name: str, wrapped: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            read.append(name)
            return wrapped(*given)

        return call

    monkeypatch.setattr(archive, "checksum_now", counting("file", archive.checksum_now))
    monkeypatch.setattr(again, "basis_facts", counting("basis", again.basis_facts))
    at.query_params["made"] = made.id
    at.session_state["report_basis"] = True
    for content in (None, b"other"):
        if content:
            (shop.storage.reports / made.kept_as).write_bytes(content)
        for _ in range(2):
            at.run()
            assert bool(offered(at)) == (content is None)
    assert sorted(read) == ["basis", "file", "file"]


def test_a_file_can_be_downloaded_while_the_clock_goes_on(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2024, 12, 20, 9)
    monkeypatch.setattr(data_source, "now", lambda: moment)
    at = opened("reports", report="monthly")
    click(at, "report_make")
    told = [one.value for one in at.success]
    moment += timedelta(minutes=20)
    at.run()
    assert offered(at) and [one.value for one in at.success] == told
    at.selectbox(key="report_lang").select("zh").run()
    assert not offered(at)


def test_a_text_is_written_saved_and_taken_back(shop: Warehouse) -> None:
    at = opened("reports", report="monthly")
    at.toggle(key="report_editing").set_value(True).run()
    text_area(at, "Revenue grew.").set_value("Revenue = grew, *we* think.").run()
    assert "Texts that are not saved are not in the file." in words(at)
    click(at, "report_text_save")
    assert "Saved: 1 text." in str([one.value for one in at.success])
    (row,) = shop.records.journal.rows("report_text")
    assert row["text"] == {"value": "Revenue = grew, *we* think.", "replaced": "Revenue grew."}
    assert (row["block"], row["changed_by"]) == ("core_text", "tester")
    at.toggle(key="report_editing").set_value(False).run()
    assert "Revenue = grew, *we* think." in words(at)
    click(at, "report_make")
    made = json.loads(archive.content(shop, shop.records.reports.all()[0]))
    assert made["texts"]["core_text"] == "Revenue = grew, *we* think."
    at.toggle(key="report_editing").set_value(True).run()
    text_area(at, "grew, *we*").set_value("").run()
    click(at, "report_text_save")
    assert not shop.records.journal.rows("report_text")


def test_who_was_quicker_is_not_overwritten_unseen(shop: Warehouse) -> None:
    at = opened("reports", report="monthly")
    at.toggle(key="report_editing").set_value(True).run()
    text_area(at, "Revenue grew.").set_value("Mine.").run()
    other = opened("reports", report="monthly")
    other.toggle(key="report_editing").set_value(True).run()
    text_area(other, "Revenue grew.").set_value("Theirs.").run()
    click(other, "report_text_save")
    click(at, "report_text_save")
    assert "has written Theirs., you Mine." in words(at)
    click(at, "report_text_force")
    assert shop.records.journal.rows("report_text")[0]["text"]["value"] == "Mine."


def test_another_report_begins_with_its_own_period(shop: Warehouse) -> None:
    at = opened("reports", report="monthly", period="2024-03", as_of="2024-11-20")
    assert "Sales analysis report 2024-03" in words(at)
    at.selectbox(key="report_kind").select("weekly").run()
    assert "2024-11-14..2024-11-21" in words(at)
    at = opened("reports", report="monthly", period="all")
    assert "A report is about a period." in words(at)


def test_without_a_name_no_file_is_made_and_without_data_there_is_a_way_in(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "name", lambda: "")  # not asked yet
    at = opened("reports", report="monthly")
    assert at.button(key="report_make").disabled
    shop.close()


def test_an_empty_home_shows_the_ways_in(home: Path) -> None:
    assert "There are no orders here yet" in words(opened("reports"))


def test_a_text_over_another_draft_is_marked(shop: Warehouse) -> None:
    key = {"report": "monthly", "period": "2024-12", "scope": "", "lang": "en"}
    from ordertrack.records.journal.report_kinds import REPORT_TEXT

    text = {"value": "Old.", "replaced": "Another draft."}
    changes = REPORT_TEXT.changes({**key, "block": "core_text", "text": text})
    shop.records.journal.save(changes, "王敏", "", Seen(1, 0))
    at = opened("reports", report="monthly", period="2024-12")
    assert "by 王敏 was written when the draft said something else" in words(at)


def test_a_report_is_scheduled_and_no_longer(shop: Warehouse) -> None:
    at = opened("reports", part="schedule", team="North")
    assert "No report is scheduled yet." in words(at)
    at.selectbox(key="schedule_report_0").select("weekly").run()
    at.selectbox(key="schedule_weekday_0").select(5).run()
    click(at, "schedule_save_0")
    (row,) = shop.records.journal.rows("report_schedule")
    assert (row["report"], row["day"], row["time"], row["scope"]) == (
        "weekly",
        5,
        "07:00",
        "team=North",
    )
    at.session_state["schedule_opened"] = row["subject"]
    at.run()
    assert r"every Friday at 07\:00" in [one.label for one in at.button][-1]
    click(at, "schedule_remove")
    assert not shop.records.journal.rows("report_schedule")


def test_the_templates_tables_are_looked_at_and_made(shop: Warehouse) -> None:
    at = opened("reports", report="tables", period="2024-11")
    assert "Sales order tracking" in words(at)
    assert len(at.dataframe[0].value) == 10
    assert "—" in at.dataframe[2].value.to_numpy()  # people: this data has no targets
    click(at, "report_make")
    (made,) = shop.records.reports.all()
    assert archive.content(shop, made)[:2] == b"PK"
