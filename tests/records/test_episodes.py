"""Episodes of alerts as scans write them, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import polars as pl
import sqlalchemy as sa

from ordertrack.alerts import cases
from ordertrack.records import Records, Seen
from ordertrack.records.episodes import Scan

SINCE = datetime(2024, 6, 1)


def alert(subject: str, level: str = "red") -> dict[str, Any]:
    return {"rule": "late_delivery", "subject": subject, "since": SINCE, "level": level}


def found(*rows: dict[str, Any], ended: bool = False) -> pl.DataFrame:
    more = {"ended": SINCE if ended else None, "owner_name": "Rui"}
    schema = {"ended": pl.Datetime("us"), "owner_name": pl.String()}
    schema |= {"rule": pl.String(), "subject": pl.String(), "level": pl.String()}
    schema["since"] = pl.Datetime("us")
    return pl.DataFrame([row | more for row in rows], schema)


def scanned(records: Records, day: int, *rows: dict[str, Any]) -> bool:
    scan = Scan(1, "", datetime(2024, 6, day, 9))
    return records.episodes.bring_up_to_date(scan, rows)


def test_a_condition_that_ends_is_cleared_and_its_return_a_new_episode(records: Records) -> None:
    assert scanned(records, 10, alert("a", "yellow"), alert("b"))
    assert not scanned(records, 10)  # the second server of the day
    assert scanned(records, 11, alert("b"))
    assert scanned(records, 12, alert("a"), alert("b", "yellow"))
    history = [(e["episode"], e["level"], e["cleared_at"]) for e in records.episodes.of("a")]
    assert history == [(1, "yellow", datetime(2024, 6, 11, 9)), (2, "red", None)]
    assert [e["level"] for e in records.episodes.of("b")] == ["yellow"]
    ended = records.episodes.cleared(datetime(2024, 6, 10), datetime(2024, 6, 12))
    assert [one["subject"] for one in ended] == ["a"]
    now = cases.with_episodes(found(alert("a"), alert("new")), records, datetime(2024, 6, 12, 10))
    assert now["episode"].to_list() == [2, 1]
    then = cases.with_episodes(found(alert("a")), records, datetime(2024, 6, 10, 12))
    assert then["episode"].to_list() == [1]
    between = cases.with_episodes(found(alert("a")), records, datetime(2024, 6, 11, 12))
    assert between["episode"].to_list() == [2]  # the condition lasts by the facts of today
    before = cases.with_episodes(found(alert("b")), records, datetime(2024, 6, 9))
    assert before["episode"].to_list() == [1]


def test_two_servers_that_scan_at_once_write_once(records: Records) -> None:
    start, wrote = Barrier(2), []

    def one_server() -> None:
        start.wait()
        wrote.append(scanned(records, 10, *(alert(str(number)) for number in range(200))))

    servers = [Thread(target=one_server) for _ in range(2)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert sorted(wrote) == [False, True]
    assert len(records.episodes.numbers(datetime(2024, 6, 11))) == 200


def test_what_people_write_stands_over_what_the_scan_sees(records: Records) -> None:
    as_of = datetime(2024, 6, 12)
    rows = [alert(name) for name in ("new", "busy", "snoozed", "woken", "false")]
    keys = [row | {"episode": 1} for row in rows]

    def write(key: int, **values: Any) -> None:
        records.journal.save(cases.changes(keys[key : key + 1], values), "Ann", "", Seen(1, 0))

    write(1, state="in_progress", owner="Bo")
    write(2, state="snoozed", snoozed_until="2024-06-20")
    write(3, state="snoozed", snoozed_until="2024-06-12")
    write(4, state="false_alarm")
    seen = cases.with_cases(found(*rows), records.journal.frame("case"), records, as_of)
    states = ["new", "in_progress", "snoozed", "in_progress", "false_alarm"]
    assert seen["state"].to_list() == states
    assert seen["owner_name"].to_list() == ["Rui", "Bo", "Rui", "Rui", "Rui"]
    over = cases.with_cases(found(*rows, ended=True), records.journal.frame("case"), records, as_of)
    assert over["state"].to_list() == ["cleared"] * 4 + ["false_alarm"]


def test_episodes_are_read_once_after_a_scan_and_not_at_every_look(records: Records) -> None:
    reads: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM alert_episodes" in statement and "cleared_at" in statement:
            reads.append(statement)

    moment = datetime(2024, 6, 12)
    scanned(records, 10, alert("a"))
    sa.event.listen(records.database.engine, "before_cursor_execute", note)
    for minute in range(3):  # as-of moves on while the data is fresh
        assert records.episodes.numbers(moment.replace(minute=minute)).height == 1
    assert len(reads) == 1
    scanned(records, 11, alert("a"), alert("b"))
    reads.clear()
    assert records.episodes.numbers(moment).height == 2
    assert records.episodes.numbers(moment).height == 2
    assert len(reads) == 1
