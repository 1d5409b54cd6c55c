from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.records import HEAD, METADATA, MIGRATIONS, Records, Release, sqlite_url
from ordertrack.records import migrate as migrations
from tests.stores import REAL_UPGRADE


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty record store: a file, and the PostgreSQL of the tests or of TEST_POSTGRES_URL."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    given = os.environ.get("TEST_POSTGRES_URL") or request.getfixturevalue("postgres").url
    empty(given)
    return given


def empty(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        names = ", ".join([*METADATA.tables, "alembic_version"])
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {names}"))
    engine.dispose()


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records(url)
    yield opened
    opened.close()


def release(number: int, parent: int | None = None, **more: object) -> Release:
    made = datetime(2024, 6, 1, 8, 30, tzinfo=UTC)
    given = {"number": number, "created_at": made, "who": "张三", "kind": "import", "note": "六月"}
    return Release(**{**given, "parent": parent, "token": f"t{number}", **more})  # type: ignore[arg-type]


def test_a_release_comes_back_as_it_was_written(records: Records) -> None:
    written = release(
        1,
        versions={"orders": 3},
        files=({"file": "六月.xlsx", "read": 2, "skipped": {"blank": 1}},),
        counts={"orders": {"rows": 2, "new": 2}},
        coverage={"orders.team": 1},
        data_from=date(2024, 5, 1),
        data_through=date(2024, 6, 1),
        newest_event=datetime(2024, 6, 1, 23, 59, 59),
        newest_order_day=date(2024, 5, 31),
    )
    records.releases.add(written)
    assert records.releases.latest() == records.releases.get(1) == written
    assert records.releases.all() == [written]


def test_a_moment_is_kept_in_utc(records: Records) -> None:
    shanghai = timezone(timedelta(hours=8))
    records.releases.add(release(1, created_at=datetime(2024, 6, 1, 16, 30, tzinfo=shanghai)))
    found = records.releases.all()[0].created_at
    assert (found.hour, found.utcoffset()) == (8, timedelta(0))


def test_two_releases_cannot_follow_the_same_one(records: Records) -> None:
    records.releases.add(release(1))
    records.releases.add(release(2, parent=1))
    with pytest.raises(PublishRefused, match="in the meantime"):
        records.releases.add(release(3, parent=1))
    assert [found.number for found in records.releases.all()] == [2, 1]


def test_two_releases_cannot_both_be_the_first(records: Records) -> None:
    records.releases.add(release(1))
    with pytest.raises(PublishRefused):
        records.releases.add(release(2))


def test_a_release_that_does_not_exist_is_said(records: Records) -> None:
    assert records.releases.latest() is None
    with pytest.raises(WarehouseUnreadable, match="no release 7"):
        records.releases.get(7)


def test_a_release_of_another_process_is_seen(records: Records, url: str) -> None:
    records.releases.add(release(1))
    other = Records(url)
    other.releases.add(release(2, parent=1))
    other.close()
    latest = records.releases.latest()
    assert latest is not None
    assert latest.number == 2


def test_a_token_tells_whether_a_publish_became_a_release(records: Records) -> None:
    records.releases.add(replace(release(1), token="abc"))
    assert records.releases.has_token("abc")
    assert not records.releases.has_token("def")


def test_a_confirmed_mapping_is_remembered_until_a_later_one(records: Records) -> None:
    assert records.mappings.find("headers") is None
    records.mappings.save("headers", "orders", {"单号": "order_no"}, "张三")
    records.mappings.save("headers", "orders", {"单号": "order_no", "日期": "order_date"}, "李四")
    saved = records.mappings.find("headers")
    assert saved is not None
    assert (saved.table, saved.who) == ("orders", "李四")
    assert saved.mapping == {"单号": "order_no", "日期": "order_date"}
    assert saved.saved_at.tzinfo is not None


# --- opening ------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_knows(records: Records) -> None:
    found = sa.inspect(records.database.engine)
    for table in METADATA.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert columns.keys() == {column.name for column in table.columns}
        assert [columns[c.name]["nullable"] for c in table.columns] == [
            c.nullable for c in table.columns
        ]


def test_the_newest_migration_is_the_one_that_is_expected() -> None:
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert newest.startswith(f"{HEAD}_")


def test_processes_that_start_at_once_all_find_the_tables(url: str) -> None:
    code = """
import sys
from ordertrack.records import Records
print(Records(sys.argv[1]).releases.latest())
"""
    root = Path(__file__).parents[1]
    started = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=root, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [process.communicate()[0].strip() for process in started] == [b"None"] * 4


def test_a_migration_that_fails_leaves_nothing_half_done(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: sa.Connection) -> None:
        REAL_UPGRADE(connection)
        raise sa.exc.OperationalError("killed", None, OSError("killed"))

    monkeypatch.setattr(migrations, "upgrade", broken)
    with pytest.raises(WarehouseUnreadable, match="killed"):
        Records(url)
    monkeypatch.undo()
    records = Records(url)
    assert records.releases.latest() is None
    records.close()


def test_a_store_of_a_newer_version_is_refused(records: Records, url: str) -> None:
    with records.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WarehouseUnreadable, match="newer version"):
        Records(url)


def test_a_store_that_cannot_be_opened_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(WarehouseUnreadable, match="ORDERTRACK_RECORDS_URL"):
        Records(f"sqlite:///{tmp_path / 'missing' / 'records.sqlite'}")
    with pytest.raises(WarehouseUnreadable) as refused:
        Records("postgresql://ann:secret@127.0.0.1:1/nowhere")
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(WarehouseUnreadable, match=r"records\.sqlite"):
        Records(sqlite_url(tmp_path))


def test_a_damaged_store_is_said_with_the_way_out(tmp_path: Path) -> None:
    records = Records(sqlite_url(tmp_path))
    records.releases.add(release(1))
    with records.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE releases SET versions = '{half'"))
    with pytest.raises(WarehouseUnreadable, match="restore it from a backup"):
        records.releases.latest()
    records.close()
