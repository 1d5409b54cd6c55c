"""The Settings page: what people change, whom messages reach, what waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.notify.in_force import in_force
from ordertrack.notify.queue import enqueue, send_due
from ordertrack.records import METADATA, Records, Seen, outbox
from ordertrack.records.journal.setting_kinds import SETTING
from ordertrack.settings import settings
from tests.notify.sinks import heard, http_sink
from tests.ui.screens import opened, told
from tests.ui.test_delivery_page import table

SECRETS = ("s3cretPath", "hunter2", "s3cretKey")


@pytest.fixture
def records(home: Path) -> Iterator[Records]:
    home.mkdir()
    known = Records.open(settings())
    yield known
    known.close()


def configured(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"ORDERTRACK_{name.upper()}", value)
    settings.cache_clear()


def widget(at: AppTest, kind: str, name: str) -> Any:
    return next(one for one in getattr(at, kind) if str(one.key).endswith(f"_{name}"))


def everything(at: AppTest) -> str:
    """All that the page holds: texts, tables, choices."""
    frames = [str(frame.value.to_dict()) for frame in at.dataframe]
    choices = [str(box.options) for box in at.selectbox]
    says = [str(block.value) for kind in (at.success, at.code) for block in kind]
    return "\n".join([told(at), *frames, *choices, *says])


def everything_kept(records: Records) -> str:
    with records.database.reading() as connection:
        return str([connection.execute(table.select()).all() for table in METADATA.sorted_tables])


def test_settings_are_changed_with_a_name_kept_with_their_history_and_taken_back(
    records: Records,
) -> None:
    at = opened("settings")
    assert "No channel is configured" in told(at)
    widget(at, "time_input", "scan_at").set_value(time(8, 30))
    widget(at, "selectbox", "notify_language").set_value("zh")
    widget(at, "toggle", "notify").set_value(False).run()
    at.text_input(key="settings_why").set_value("quieter").run()
    at.button(key="settings_save").click().run()
    assert not at.exception
    chosen = in_force(records)
    assert (chosen.scan_at, chosen.language, chosen.notify) == (time(8, 30), "zh", False)
    entries = records.journal.entries("setting")
    assert {(one.subject, one.before, one.after, one.who, one.why) for one in entries} == {
        ("scan_at", None, "08:30", "tester", "quieter"),
        ("notify_language", None, "zh", "tester", "quieter"),
        ("notify", None, "off", "tester", "quieter"),
    }
    assert "08:30" in table(at, "setting")["after"]
    at.button(key="settings_undo").click().run()
    assert in_force(records).scan_at == time(6)
    assert widget(at, "time_input", "scan_at").value == time(6)


def test_a_value_that_is_none_is_refused_and_a_change_of_somebody_else_is_decided(
    records: Records,
) -> None:
    at = opened("settings")
    widget(at, "text_input", "public_url").set_value("sales").run()
    at.button(key="settings_save").click().run()
    assert "Public address cannot be" in at.error[0].value
    changes = SETTING.changes({"name": "public_url", "value": "https://theirs.cn"})
    records.journal.save(changes, "Li", "", Seen(0, records.journal.position()))
    widget(at, "text_input", "public_url").set_value("https://mine.cn").run()
    widget(at, "toggle", "scan").set_value(False).run()
    at.button(key="settings_save").click().run()
    assert "Somebody changed these settings" in told(at)
    assert widget(at, "text_input", "public_url").value == "https://mine.cn"  # nothing is lost
    assert in_force(records).public_url == "https://theirs.cn"
    at.button(key="settings_yield").click().run()
    assert widget(at, "text_input", "public_url").value == "https://theirs.cn"
    assert not widget(at, "toggle", "scan").value
    at.button(key="settings_save").click().run()
    assert (in_force(records).scan, in_force(records).public_url) == (False, "https://theirs.cn")


def test_what_the_environment_sets_is_said_and_cannot_be_changed(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = SETTING.changes({"name": "scan_at", "value": "07:00"})
    records.journal.save(changes, "Li", "", Seen(0, 0))
    configured(monkeypatch, scan_at="09:15", notify="off")
    at = opened("settings", lang="zh")
    assert "每日扫描时间：由 ORDERTRACK_SCAN_AT 设定" in told(at).replace("\\", "")
    at_time = widget(at, "time_input", "scan_at")
    assert (at_time.value, at_time.disabled) == (time(9, 15), True)
    assert widget(at, "toggle", "notify").disabled and not widget(at, "toggle", "scan").disabled


def test_channels_are_tried_and_what_failed_is_sent_again_and_no_secret_is_seen(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    with heard() as log, http_sink(refuses=2) as (web, port):
        address = f"json://bob:hunter2@127.0.0.1:{port}/s3cretPath"
        owners = json.dumps({"王敏": "nonsense://s3cretKey"})
        configured(monkeypatch, notify_urls=address, notify_owners=owners)
        enqueue(records, "key", "", "Title *x*", "body")
        list(send_due(records))
        at = opened("settings")
        channels = table(at, "place")
        assert channels["recipient"] == ["the company", "王敏"]
        assert channels["name"] == ["JSON · json://127.0.0.1", "…"]
        assert channels["state"] == ["ready", "The address names no known service."]
        waiting = table(at, "error")
        assert (waiting["title"], waiting["attempts"]) == (["Title *x*"], ["1"])
        assert "503" in waiting["error"][0] and waiting["next_try"][0] > "2024"
        assert "503" in told(at)
        before = everything(at)
        at.button(key="settings_test").click().run()
        assert "did not accept the message" in at.error[0].value
        at.button(key="settings_again").click().run()
        assert "Sent: Title" in at.success[0].value
        assert table(at, "sent")["title"] == ["Title *x*"]
        at.button(key="settings_test").click().run()
        assert "has taken the test message" in at.success[0].value
        after = everything(at)
    assert [one["title"] for one in web.got] == ["Title *x*", "Test message of ordertrack"]
    seen = before + after + str(log) + everything_kept(records)
    assert not [secret for secret in SECRETS if secret in seen]


def test_a_message_is_not_sent_where_people_say_so(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(monkeypatch, notify_owners='{"Rui": "json://127.0.0.1:1"}')
    enqueue(records, "key", "Rui", "Title", "body")
    at = opened("settings")
    assert "everybody else reach nobody" in told(at)
    at.button(key="settings_drop").click().run()
    assert records.outbox.unsent() == []
    assert "nothing waits" in told(at)


def test_of_a_message_that_may_have_been_sent_somebody_says_what_became_of_it(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(monkeypatch, notify_urls="json://127.0.0.1:1")
    enqueue(records, "key", "", "Title", "body")
    monkeypatch.setattr(outbox, "CLAIM", timedelta(seconds=-1))
    assert records.outbox.claim()  # and the server is killed
    assert list(send_due(records)) == []
    at = opened("settings")
    assert "may have arrived" in at.warning[0].value
    assert table(at, "error")["state"] == ["may have been sent"]
    at.button(key="settings_arrived").click().run()
    assert table(at, "sent")["title"] == ["Title"]
    assert not at.warning and records.outbox.unsent() == []
