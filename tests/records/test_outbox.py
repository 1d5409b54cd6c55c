"""The outbox on SQLite and on PostgreSQL: messages arrive once, whatever is in the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from ordertrack.notify.queue import DELAYS, enqueue, next_try, send_due, send_next
from ordertrack.records import Records, sqlite_url
from ordertrack.records.copying import copy_rows
from ordertrack.records.outbox import CLAIM, MESSAGES, Alert, Letter
from ordertrack.settings import settings
from tests.notify.sinks import heard, http_sink, smtp_sink, text_of

LATE = Alert("late_delivery", "SO1", 1, "red")
SECRETS = ("s3cretPath", "hunter2", "boss", "t0ken")


def configured(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    monkeypatch.setenv("ORDERTRACK_NOTIFY_URLS", " ".join(addresses))
    settings.cache_clear()


def of_http(port: int) -> str:
    return f"json://127.0.0.1:{port}/s3cretPath?-key=t0ken"


def of_mail(port: int) -> str:
    host = f"127.0.0.1:{port}"
    return f"mailto://{host}/?smtp=127.0.0.1&from=x@example.cn&to=boss@example.cn&mode=insecure"


def letter(key: str = "a", channel: str = "c") -> Letter:
    return Letter(key, "", channel, "JSON", "title", "body")


def everything_in(records: Records) -> str:
    with records.database.reading() as connection:
        return str(connection.execute(sa.select(MESSAGES)).all())


def test_a_message_arrives_once_by_web_and_by_mail_after_a_failed_first_try(
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    report = tmp_path / "周报.pdf"
    report.write_bytes(b"%PDF-1")
    message = ("week-2024-23", "", "周报 <b>\n", "1 < 2 *not bold* <b>x</b>", [str(report)])
    with heard() as log, http_sink(1) as (web, port), smtp_sink(1) as (mail, mail_port):
        configured(monkeypatch, of_http(port), of_mail(mail_port))
        assert enqueue(records, *message) == 2
        assert enqueue(records, *message) == 0
        assert all(attempt.error for attempt in send_due(records))
        assert (web.tried, mail.tried) == (1, 1)
        assert list(send_due(records)) == []  # not yet
        waiting = records.outbox.unsent()
        for one in waiting:
            assert one.next_try
            assert timedelta() < one.next_try - datetime.now(UTC) <= timedelta(minutes=DELAYS[0])
        assert "error=503" in str(waiting[0].last_error)
        assert records.outbox.try_again() == 2
        assert [attempt.error for attempt in send_due(records)] == [None, None]
        assert records.outbox.try_again() == 0
        assert list(send_due(records)) == []
    (posted,), (letter,) = web.got, mail.got
    assert (posted["title"], posted["message"]) == ("周报 <b>", "1 < 2 *not bold* <b>x</b>")
    assert [one["filename"] for one in posted["attachments"]] == ["周报.pdf"]
    assert str(make_header(decode_header(letter["Subject"]))) == "周报 <b>"
    assert text_of(letter).strip() == "1 < 2 *not bold* <b>x</b>"
    assert any("pdf" in part.get_content_type() for part in letter.walk())
    assert len(records.outbox.last_sent(10)) == 2
    said = str(log) + everything_in(records) + str([one.last_error for one in waiting])
    assert not [secret for secret in SECRETS if secret in said]


def test_two_servers_that_tell_at_once_send_once(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Barrier(2)
    alerts = [LATE._replace(subject=str(number)) for number in range(50)]

    def one_server(known: Records, key: str) -> None:
        start.wait()
        known.outbox.tell(alerts, lambda new: ([letter(key, channel)], new), demo=False)
        start.wait()
        list(send_due(known))

    with http_sink() as (web, port):
        configured(monkeypatch, of_http(port))
        from ordertrack.notify.channels import channels

        channel = channels()[0].id
        other = Records(str(records.database.engine.url.render_as_string(hide_password=False)))
        servers = [
            Thread(target=one_server, args=(known, key))
            for known, key in ((records, "one"), (other, "other"))
        ]
        for server in servers:
            server.start()
        for server in servers:
            server.join()
        other.close()
    assert len(web.got) == web.tried == 1


def test_an_alert_is_told_once_for_each_level_and_episode_and_the_demo_is_apart(
    records: Records,
) -> None:
    def told(*alerts: Alert, demo: bool = False) -> list[Alert]:
        found: list[Alert] = []

        def letters(new: frozenset[Alert]) -> tuple[list[Letter], list[Alert]]:
            found.extend(sorted(new))
            return [], [one for one in new if one.subject != "nobody's"]

        records.outbox.tell(alerts, letters, demo=demo)
        return found

    assert told(LATE) == [LATE]
    assert told(LATE) == []
    again, yellow = LATE._replace(episode=2), LATE._replace(level="yellow")
    assert told(LATE, again, yellow) == sorted([again, yellow])
    assert told(LATE, demo=True) == [LATE]
    nobodys = LATE._replace(subject="nobody's")
    assert told(nobodys) == told(nobodys) == [nobodys]


def test_a_restart_neither_loses_a_message_nor_sends_it_twice(records: Records) -> None:
    url = records.database.engine.url.render_as_string(hide_password=False)
    now = datetime.now(UTC)
    records.outbox.add([letter("sent"), letter("waits")])
    done = records.outbox.claim()
    assert done
    records.outbox.sent(done)
    claimed = records.outbox.claim()  # and the server is killed
    assert claimed and (done.key, claimed.key) == ("sent", "waits")
    after = Records(url)
    assert after.outbox.claim() is None
    assert after.outbox.try_again() == 0  # it may be arriving at this moment
    later = now + 2 * CLAIM
    assert after.outbox.claim(later) is None and after.outbox.try_again(now=later) == 0
    (doubtful,) = after.outbox.unsent()
    assert doubtful.is_in_doubt(later) and not doubtful.is_in_doubt(now)
    assert after.outbox.try_again(doubtful.id, later) == 1  # somebody says so
    again = after.outbox.claim(later)
    assert again and (again.key, again.attempts) == ("waits", 2)
    records.outbox.failed(claimed, "too late to matter", None)
    after.outbox.sent(again)
    assert after.outbox.unsent() == []
    assert after.outbox.claim(now + timedelta(days=30)) is None
    after.close()


def test_who_says_that_a_message_in_doubt_arrived_has_it_among_those_sent(records: Records) -> None:
    later = datetime.now(UTC) + 2 * CLAIM
    records.outbox.add([letter()])
    claimed = records.outbox.claim()
    assert claimed
    records.outbox.arrived(claimed.id)  # it is being sent
    assert records.outbox.unsent()
    records.outbox.arrived(claimed.id, later)
    assert records.outbox.unsent() == []
    assert [one.key for one in records.outbox.last_sent(5)] == ["a"]


def test_alerts_that_another_server_told_while_letters_were_written_are_not_told_again(
    records: Records,
) -> None:
    other, asked = LATE._replace(subject="SO2"), []

    def letters(new: frozenset[Alert]) -> tuple[list[Letter], frozenset[Alert]]:
        asked.append(new)
        if len(asked) == 1:
            told = records.outbox.tell([LATE], lambda mine: ([letter("first")], mine), demo=False)
            assert len(told) == 1
        return [letter("second")], new

    records.outbox.tell([LATE, other], letters, demo=False)
    assert asked == [{LATE, other}, {other}]
    assert [one.key for one in records.outbox.unsent()] == ["first", "second"]


def test_what_fails_is_tried_less_and_less_often_and_given_up_at_last(records: Records) -> None:
    now = datetime.now(UTC)
    waits = [next_try(attempts, now) for attempts in range(1, len(DELAYS) + 2)]
    known = [moment for moment in waits if moment]
    assert known == sorted(known) and waits[-1] is None
    assert known[0] - now <= timedelta(minutes=1)
    assert sum(DELAYS) > 3 * 24 * 60
    records.outbox.add([letter()])
    claimed = records.outbox.claim()
    assert claimed
    records.outbox.failed(claimed, "gone", None)
    assert records.outbox.claim(now + timedelta(days=99)) is None
    (given_up,) = records.outbox.unsent()
    assert records.outbox.try_again(given_up.id) == 1
    assert records.outbox.claim()
    records.outbox.drop(given_up.id)
    assert records.outbox.unsent() == []


def test_a_message_follows_the_address_that_was_mended(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_sink() as (web, port):
        configured(monkeypatch, f"json://127.0.0.1:{port}", "json://127.0.0.1:1/typo")
        enqueue(records, "key", "", "title", "body")
        list(send_due(records))
        configured(monkeypatch, f"json://127.0.0.1:{port}")
        records.outbox.try_again()
        attempt = send_next(records)
        assert attempt and attempt.error == "no_channel"  # the other one has it already
        configured(monkeypatch, f"json://127.0.0.1:{port}", f"json://127.0.0.1:{port}/right")
        records.outbox.try_again()
        list(send_due(records))
        assert records.outbox.unsent() == []
    assert len(web.got) == 2


def test_messages_can_be_queued_in_a_store_that_was_copied(
    records: Records, tmp_path: Path
) -> None:
    records.outbox.add([letter("before")])
    copy = Records(sqlite_url(tmp_path))
    copy_rows(records.database, copy.database)
    copy_rows(copy.database, records.database)  # as a restored backup
    records.outbox.add([letter("after")])
    assert names(records.outbox.unsent()) == ["before", "after"]
    copy.close()


def names(rows: list[Any]) -> list[str]:
    return [one.key for one in rows]


def test_what_was_sent_long_ago_is_forgotten(records: Records) -> None:
    records.outbox.add([letter("old")])
    old = records.outbox.claim()
    assert old
    records.outbox.sent(old, datetime.now(UTC) - timedelta(days=100))
    records.outbox.add([letter("new")])
    assert names(records.outbox.last_sent(9)) == []
    assert names(records.outbox.unsent()) == ["new"]
