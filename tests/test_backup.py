"""A backup holds all there is at one moment; restored anywhere it gives the same numbers."""

from __future__ import annotations

import gc
import json
import os
import shlex
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from shelves import line, open_warehouse, order, publish, rows_of

from ordertrack.cli import main
from ordertrack.errors import WarehouseUnreadable
from ordertrack.records import METADATA, Change, Records, Seen
from ordertrack.records.copying import copy_rows
from ordertrack.records.journal import KINDS
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse, backup
from ordertrack.warehouse import archive as archives

NUMBERS = "metrics orders revenue on_time_rate customers --by month --format json"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command line in a home; its exit code, stdout and stderr."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)

    def typed(line: str, home: Path | None = None) -> tuple[int, str, str]:
        if home:
            monkeypatch.setenv("ORDERTRACK_HOME", str(home))
        settings.cache_clear()
        capsys.readouterr()
        code = main(shlex.split(line))
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def told(run: Any, home: Path) -> list[Any]:
    """All that the command line tells of a home."""
    asked = (NUMBERS, "releases --format json", "journal --format json", "answers --format json")
    return [json.loads(run(line, home)[1]) for line in asked]


def test_a_restored_copy_gives_the_same_numbers(run: Any, published: Path, tmp_path: Path) -> None:
    run("target 2024-06 revenue 1000 --why budget")
    code, _, err = run(f"backup {tmp_path / 'all.zip'}")
    assert (code, "release 1, journal 1" in err) == (0, True)
    code, _, err = run(f"restore {tmp_path / 'all.zip'}", tmp_path / "other")
    assert code == 0
    assert "1 release can be read and adds up" in err
    assert told(run, tmp_path / "other") == told(run, published)
    assert list((published / "tmp").iterdir()) == []
    assert list((tmp_path / "other" / "tmp").iterdir()) == []


def test_a_backup_is_for_its_owner_alone(run: Any, published: Path, tmp_path: Path) -> None:
    run(f"backup {tmp_path / 'all.zip'}")
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.partial"))
    before = (tmp_path / "all.zip").read_bytes()
    code, _, err = run(f"backup {tmp_path / 'all.zip'}")
    assert (code, "is there already" in err) == (2, True)
    assert (tmp_path / "all.zip").read_bytes() == before


def test_a_home_with_data_is_replaced_only_when_told_and_kept_aside(
    run: Any, published: Path, home: Path, tmp_path: Path
) -> None:
    run(f"backup {tmp_path / 'all.zip'}")
    backed_up = told(run, published)
    warehouse = open_warehouse(home)
    publish(warehouse, {"orders": [order("N", "2024-08-01")], "order_lines": [line("N")]})
    run("target 2024-06 revenue 1000")
    now = told(run, home)
    code, _, err = run(f"restore {tmp_path / 'all.zip'}")
    assert (code, "--replace" in err) == (2, True)
    assert told(run, home) == now
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [5]
    code, _, err = run(f"restore {tmp_path / 'all.zip'} --replace")
    assert code == 0
    assert told(run, home) == backed_up
    aside = next(home.glob("replaced-*"))
    assert str(aside) in err
    assert told(run, aside) == now
    # Somebody who has it open goes on with what was restored, and can publish on it.
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [4]
    publish(warehouse, {"orders": [order("M", "2024-08-02")], "order_lines": [line("M")]})
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [5]
    warehouse.close()
    assert run("check", home)[0] == 0


def test_who_looked_at_other_releases_forgets_them_with_a_restore(home: Path) -> None:
    """Two releases were published between the restore and the next look."""
    served, other = open_warehouse(home), open_warehouse(home)
    for name in "AB":
        publish(served, {"orders": [order(name, "2024-06-01")]})
    spare = open_warehouse(home.parent / "spare")
    for name in "XYZ":
        publish(spare, {"orders": [order(name, "2024-06-01")]})
    copy_rows(spare.records.database, other.records.database)
    found, again = served.latest(), spare.latest()
    assert found is not None
    assert served.release(2) == spare.release(2)
    assert found == again
    for one in (served, other, spare):
        one.close()


def test_a_backup_lets_others_publish_prune_and_write_meanwhile(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    warehouse = open_warehouse(home)
    for name in "AB":
        publish(warehouse, {"orders": [order(name, "2024-06-01")], "order_lines": [line(name)]})
    real = backup.pack

    def meanwhile(*args: Any) -> None:
        done = threading.Thread(target=work)
        done.start()
        done.join()
        real(*args)

    def work() -> None:
        publish(warehouse, {"orders": [order("C", "2024-06-02")], "order_lines": [line("C")]})
        warehouse.undo("tester")
        publish(warehouse, {"orders": [order("D", "2025-06-02")], "order_lines": [line("D")]})
        warehouse.prune(1, "tester")
        change = Change("target", "2026/company//revenue", "value", 5)
        warehouse.records.journal.save([change], "tester", "", Seen(0, 0))

    monkeypatch.setattr(backup, "pack", meanwhile)
    backup.back_up(warehouse.storage, warehouse.records, tmp_path / "all.zip")
    warehouse.close()
    assert run(f"restore {tmp_path / 'all.zip'}", tmp_path / "other")[0] == 0
    restored = open_warehouse(tmp_path / "other")
    assert [release.number for release in restored.releases()] == [2, 1]
    for release, orders in zip(restored.releases(), (["A", "B"], ["A"]), strict=True):
        assert rows_of(restored, "SELECT order_no FROM orders ORDER BY 1", release) == orders
    assert restored.records.journal.position() == 0
    restored.close()


# A command leaves its connections to the end of its process.
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_postgresql_is_backed_up_and_restored_into_either(
    postgres: Any, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    run("target 2024-06 on_time_rate 90% --level team --name 北区")
    run(f"backup {tmp_path / 'sqlite.zip'}")
    expected = told(run, published)
    engine = sa.create_engine(postgres.url)
    with engine.begin() as connection:
        names = ", ".join([*METADATA.tables, "alembic_version"])
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {names}"))
    engine.dispose()
    monkeypatch.setenv("ORDERTRACK_RECORDS_URL", postgres.url)
    assert run(f"restore {tmp_path / 'sqlite.zip'}", tmp_path / "second")[0] == 0
    assert told(run, tmp_path / "second") == expected
    assert run(f"backup {tmp_path / 'postgres.zip'}")[0] == 0
    code, _, err = run(f"restore {tmp_path / 'postgres.zip'}", tmp_path / "third")
    assert (code, "holds data" in err) == (2, True)  # the database is that of `second`
    monkeypatch.delenv("ORDERTRACK_RECORDS_URL")
    assert run(f"restore {tmp_path / 'postgres.zip'}", tmp_path / "third")[0] == 0
    assert told(run, tmp_path / "third") == expected
    gc.collect()


def test_a_lost_or_damaged_record_store_is_restored(
    run: Any, published: Path, tmp_path: Path
) -> None:
    expected = told(run, published)
    run(f"backup {tmp_path / 'all.zip'}")
    (published / "records.sqlite").write_bytes(b"not a database at all" * 100)
    assert run(f"restore {tmp_path / 'all.zip'}")[0] == 2
    assert run(f"restore {tmp_path / 'all.zip'} --replace")[0] == 0
    assert told(run, published) == expected
    for path in published.glob("records.sqlite*"):
        path.unlink()
    code, _, err = run(f"restore {tmp_path / 'all.zip'}")
    assert (code, "holds data" in err) == (2, True)
    for path in published.glob("records.sqlite*"):
        path.unlink()
    assert run(f"restore {tmp_path / 'all.zip'} --replace")[0] == 0
    assert told(run, published) == expected


def test_nothing_is_changed_by_a_restore_that_fails_half_way(
    run: Any, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(f"backup {tmp_path / 'all.zip'}")
    warehouse = open_warehouse(published)
    publish(warehouse, {"orders": [order("N", "2024-08-01")], "order_lines": [line("N")]})
    warehouse.close()
    before, calls = told(run, published), []

    def fails(source: Any, target: Any) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise WarehouseUnreadable("The disk broke.")
        copy_rows(source, target)

    monkeypatch.setattr(backup, "copy_rows", fails)
    code, _, err = run(f"restore {tmp_path / 'all.zip'} --replace")
    assert (code, "The disk broke" in err) == (2, True)
    assert told(run, published) == before
    assert run("check")[0] == 0


KILLED = """
import os, sys
from ordertrack.warehouse import backup
from ordertrack.cli import main
real, calls = backup.copy_rows, []
def copy_rows(source, target):
    calls.append(target)
    if len(calls) == 2:  # the files are exchanged, the rows are not
        os._exit(9)
    real(source, target)
backup.copy_rows = copy_rows
main(["restore", sys.argv[1], "--replace"])
"""


def test_a_restore_that_was_killed_is_repeated_and_has_lost_nothing(
    run: Any, published: Path, tmp_path: Path
) -> None:
    run(f"backup {tmp_path / 'all.zip'}")
    backed_up = told(run, published)
    run("target 2024-06 revenue 1000")
    now = told(run, published)
    command = [sys.executable, "-c", KILLED, str(tmp_path / "all.zip")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    killed = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert killed.returncode == 9
    aside = next(published.glob("replaced-*"))
    assert told(run, aside) == now
    assert run(f"restore {tmp_path / 'all.zip'} --replace", published)[0] == 0
    assert told(run, published) == backed_up


def changed(source: Path, target: Path, how: Any) -> Path:
    """A backup whose files went through a function; None leaves one out."""
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as written:
        for name in given.namelist():
            content = how(name, given.read(name))
            if content is not None:
                written.writestr(name, content)
    return target


def without(part: str) -> Any:
    return lambda name, content: None if part in name else content


def of_later_format(name: str, content: bytes) -> bytes:
    if name != archives.MANIFEST:
        return content
    return json.dumps({**json.loads(content), "format": archives.FORMAT + 1}).encode()


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (without("manifest"), "is no backup"),
        (without(".parquet"), "is no backup"),
        (of_later_format, "newer version"),
        (lambda name, content: content[:-9] if name.endswith("parquet") else content, "bytes"),
        (lambda name, content: b"" if name.endswith("parquet") else content, "is empty"),
    ],
)
def test_a_file_that_is_no_whole_backup_changes_nothing(
    run: Any, published: Path, tmp_path: Path, how: Any, reason: str
) -> None:
    run(f"backup {tmp_path / 'all.zip'}")
    bad = changed(tmp_path / "all.zip", tmp_path / "bad.zip", how)
    code, _, err = run(f"restore {bad}", tmp_path / "other")
    assert code == 2
    assert reason in err
    assert "Nothing was changed" in err
    assert run("releases --format json", tmp_path / "other")[1] == '{\n  "releases": []\n}\n'


def test_a_damaged_zip_or_another_file_is_no_backup(
    run: Any, published: Path, tmp_path: Path
) -> None:
    run(f"backup {tmp_path / 'all.zip'}")
    whole = (tmp_path / "all.zip").read_bytes()
    place = whole.index(b"PAR1") + 20
    flipped = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    for bad in (b"", b"order_no\n1\n", whole[: len(whole) // 2], flipped):
        (tmp_path / "bad.zip").write_bytes(bad)
        code, _, err = run(f"restore {tmp_path / 'bad.zip'}", tmp_path / "other")
        assert (code, "is no backup of ordertrack, or it is damaged" in err) == (2, True)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "tables/../../evil", "evil", "tables", "raw\\..\\evil"]
)
def test_a_name_that_leads_elsewhere_is_no_part_of_a_backup(name: str) -> None:
    assert not archives.belongs(name)
    assert archives.belongs("tables/orders/order_year=2024/part-1.parquet")


def test_a_damaged_newest_release_is_not_backed_up(
    run: Any, published: Path, tmp_path: Path
) -> None:
    next(published.glob("tables/orders/**/*.parquet")).write_bytes(b"")
    code, _, err = run(f"backup {tmp_path / 'all.zip'}")
    assert (code, "is empty" in err) == (2, True)
    assert not list(tmp_path.glob("all*"))


def test_what_an_older_release_lacks_is_said_and_the_rest_is_backed_up(
    run: Any, published: Path, tmp_path: Path
) -> None:
    old = set(published.glob("tables/orders/**/*.parquet"))
    warehouse = open_warehouse(published)
    publish(warehouse, {"orders": [order("A", "2024-06-03")]})
    bound = {Path(path) for path in warehouse._files_of(warehouse.latest())["orders"].paths}
    warehouse.close()
    gone = next(iter(old - bound))
    gone.unlink()
    code, _, err = run(f"backup {tmp_path / 'all.zip'}")
    assert (code, f"{gone} is missing" in err) == (0, True)
    assert run(f"restore {tmp_path / 'all.zip'}", tmp_path / "other")[0] == 2  # `check` says so
    assert json.loads(run(NUMBERS, tmp_path / "other")[1])


def test_there_may_be_nothing_to_back_up(run: Any, tmp_path: Path) -> None:
    code, _, err = run(f"backup {tmp_path / 'all.zip'}")
    assert (code, err) == (2, "There is nothing to back up.\n")
    assert not list(tmp_path.glob("all*"))


def test_what_people_wrote_is_backed_up_also_without_a_release(run: Any, tmp_path: Path) -> None:
    run("target 2026 revenue 5")
    assert run(f"backup {tmp_path / 'all.zip'}")[0] == 0
    assert run(f"restore {tmp_path / 'all.zip'}", tmp_path / "other")[0] == 0
    assert "2026/company//revenue" in run("journal", tmp_path / "other")[1]
    with closing(sqlite3.connect(tmp_path / "other" / "records.sqlite")) as store:
        assert store.execute("SELECT value FROM typed_targets").fetchall() == [("5",)]


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    run: Any, published: Path, tmp_path: Path
) -> None:
    run(f"backup {tmp_path / 'all.zip'}")

    def older(name: str, content: bytes) -> bytes:
        if name != archives.RECORDS:
            return content
        (tmp_path / "old.sqlite").write_bytes(content)
        with closing(sqlite3.connect(tmp_path / "old.sqlite")) as store:
            alerts = ("alert_episodes", "alert_scans", "messages", "told_alerts")
            reports = ("made_reports", "report_runs")
            of_kinds = (kind.table_name for kind in KINDS.values())
            for table in ("journal", *of_kinds, *alerts, *reports):
                store.execute(f"DROP TABLE {table}")
            store.execute("UPDATE alembic_version SET version_num = '0004'")
            store.commit()
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (tmp_path / "old.sqlite").read_bytes()

    old = changed(tmp_path / "all.zip", tmp_path / "old.zip", older)
    assert run(f"restore {old}", tmp_path / "other")[0] == 0
    assert run("target 2026 revenue 5")[0] == 0
    assert isinstance(Warehouse.open(settings()).records, Records)
