"""A backup is put back under a running process, and two people decide about the same release."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from shelves import line, open_warehouse, order, publish, rows_of, staged
from starlette.requests import Request

from ordertrack.cli import main
from ordertrack.errors import OrdertrackError, ReleasedMeanwhile, WarehouseUnreadable
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse, reader


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0)


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    """A warehouse with a backup beside it, and a release more since."""
    opened = open_warehouse(home)
    publish(opened, sale("A"))
    back_up(home)
    publish(opened, sale("B"))
    yield opened
    opened.close()


def sale(number: str) -> dict[str, list[dict[str, object]]]:
    return {"orders": [order(number, "2024-06-01")], "order_lines": [line(number)]}  # type: ignore[list-item]


def back_up(home: Path) -> None:
    import sqlite3

    backup = home.parent / "backup"
    backup.mkdir()
    with sqlite3.connect(home / "records.sqlite") as store:
        store.execute(f"VACUUM INTO '{backup / 'records.sqlite'}'")
    store.close()
    shutil.copytree(home / "tables", backup / "tables")


def restore(home: Path) -> None:
    """As the README tells: the damaged home is moved aside, a copy of the backup into its place."""
    shutil.copytree(home.parent / "backup", home.parent / "copy")
    home.rename(home.parent / "aside")
    (home.parent / "copy").rename(home)


NUMBERS = "SELECT order_no FROM order_facts ORDER BY ALL"


def test_what_is_published_after_a_restore_is_kept(warehouse: Warehouse, home: Path) -> None:
    assert rows_of(warehouse, NUMBERS) == ["A", "B"]
    restore(home)
    latest = warehouse.latest()
    assert latest is not None
    assert latest.number == 1
    assert rows_of(warehouse, NUMBERS) == ["A"]
    assert publish(warehouse, sale("C")).number == 2
    assert rows_of(warehouse, NUMBERS) == ["A", "C"]
    other = open_warehouse(home)
    assert rows_of(other, NUMBERS) == ["A", "C"]
    other.close()
    assert main(["check"]) == 0


def test_a_home_that_is_gone_is_said_and_nothing_is_written_beside_it(
    warehouse: Warehouse, home: Path
) -> None:
    home.rename(home.parent / "aside")
    with pytest.raises(WarehouseUnreadable, match="gone"):
        warehouse.latest()
    with pytest.raises(OrdertrackError):
        publish(warehouse, sale("C"))
    assert not (home / "records.sqlite").exists()


def test_a_restore_while_a_release_is_made_refuses_the_release(
    warehouse: Warehouse, home: Path
) -> None:
    def watch(stage: object, done: float) -> None:
        if done == 0.9:
            restore(home)

    parts = [staged(home, name, *rows) for name, rows in sale("C").items()]
    with pytest.raises(OrdertrackError):
        warehouse.publish(parts, who="tester", progress=watch)
    assert rows_of(warehouse, NUMBERS) == ["A"]
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [1]
    assert main(["check"]) == 0
    assert publish(warehouse, sale("C")).number == 2


def test_the_dashboard_sees_a_restored_home(warehouse: Warehouse, home: Path) -> None:
    import app
    from ordertrack.ui.frame import data_source

    def said() -> tuple[int, int]:
        answer = app.health(Request({"type": "http", "method": "GET", "path": "/health"}))
        return answer.status_code, json.loads(bytes(answer.body))["release"]

    data_source._opened.clear()
    settings.cache_clear()
    assert said() == (200, 2)
    restore(home)
    assert said() == (200, 1)
    served = data_source.warehouse()
    publish(served, sale("C"))
    assert said() == (200, 2)
    assert rows_of(served, NUMBERS) == ["A", "C"]
    assert main(["check"]) == 0
    data_source._opened.clear()


# --- what a person saw ----------------------------------------------------------------------------


def test_two_people_who_undo_the_same_release_undo_it_once(warehouse: Warehouse) -> None:
    seen = warehouse.latest()
    assert seen is not None
    start = threading.Barrier(2)
    refused: list[ReleasedMeanwhile] = []

    def undo(who: str) -> None:
        start.wait()
        try:
            warehouse.expecting(seen.number).undo(who)
        except ReleasedMeanwhile as error:
            refused.append(error)

    people = [threading.Thread(target=undo, args=(who,)) for who in ("Ann", "Bob")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(refused) == 1
    assert "Release 3 was published by" in refused[0].message("en")
    assert rows_of(warehouse, NUMBERS) == ["A"]


def test_an_undo_names_the_release_that_was_seen(
    warehouse: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["undo", "--release", "1"]) == 2
    assert "Release 2 was published by tester in the meantime" in capsys.readouterr().err
    assert rows_of(warehouse, NUMBERS) == ["A", "B"]
    assert main(["undo", "--release", "2"]) == 0
    assert main(["undo", "--release", "2"]) == 2
    assert rows_of(warehouse, NUMBERS) == ["A"]


def test_an_import_that_was_compared_with_an_older_release_is_not_published(
    warehouse: Warehouse, home: Path, tmp_path: Path
) -> None:
    from ordertrack.intake import Decisions, Import

    path = tmp_path / "more.csv"
    path.write_text("order_no,customer_id,order_date,amount\nN1,C9,2024-08-01,5\n")
    importing = Import(warehouse, settings(), warehouse.storage.scratch("import"))
    importing.read([path])
    importing.prepare(Decisions())
    warehouse.undo("Ann")
    with pytest.raises(ReleasedMeanwhile, match="Release 3 was published by Ann"):
        importing.publish("tester")
    importing.prepare(Decisions())
    assert importing.publish("tester") is not None
    assert rows_of(warehouse, NUMBERS) == ["A", "N1"]
