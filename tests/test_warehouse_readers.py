from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from shelves import line, open_warehouse, order, publish, rows_of, staged

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.facts import steps
from ordertrack.model import TABLES
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse, schema
from ordertrack.warehouse import reader as reader_module
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.processes import boot, start_of
from ordertrack.warehouse.publish.draft import share_of
from ordertrack.warehouse.reader import KEPT_RELEASES
from tests.questions import everything


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = open_warehouse(home)
    yield opened
    opened.close()


# --- what a reader sees -------------------------------------------------------------------------


def test_tables_that_were_never_imported_are_empty_and_typed(warehouse: Warehouse) -> None:
    reader = warehouse.reader(publish(warehouse, {"orders": [order("A", "2024-06-01")]}))
    for table in TABLES:
        frame = reader.run(everything(f"SELECT * FROM {table}"))
        assert dict(frame.schema) == schema(table)
        assert len(frame) == (table == "orders")
    assert reader.run(everything("SELECT * FROM complaint_facts")).is_empty()


def test_columns_of_the_model_are_shown_and_those_of_the_disk_are_not(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")], "order_lines": [line("A")]})
    latest = warehouse.latest()
    assert latest is not None
    shown = warehouse.reader(latest).run(everything("SELECT * FROM order_lines")).columns
    assert "order_day" not in shown
    assert "order_year" not in shown
    assert (
        "order_year" in warehouse.reader(latest).run(everything("SELECT * FROM line_facts")).columns
    )


def test_values_go_in_as_parameters(warehouse: Warehouse) -> None:
    orders = [order("A", "2024-06-01", team="O'Hara"), order("B", "2024-06-01", team="N")]
    reader = warehouse.reader(publish(warehouse, {"orders": orders}))
    found = reader.run(
        everything("SELECT order_no FROM orders WHERE team = $team", {"team": "O'Hara"})
    )
    assert found["order_no"].to_list() == ["A"]


def test_a_small_frame_is_known_for_one_question(warehouse: Warehouse) -> None:
    orders = [order("A", "2024-06-01"), order("B", "2024-06-01")]
    reader = warehouse.reader(publish(warehouse, {"orders": orders}))
    tiers = pl.DataFrame({"order_no": ["B"], "tier": ["A"]})
    query = "SELECT tier FROM orders JOIN tiers USING (order_no)"
    assert reader.run(everything(query, frames={"tiers": tiers}))["tier"].to_list() == ["A"]
    with pytest.raises(Exception, match="tiers"):
        reader.run(everything(query))


def test_money_stays_decimal(warehouse: Warehouse) -> None:
    lines = [line("A", str(n), "0.1") for n in range(3)]
    reader = warehouse.reader(
        publish(warehouse, {"orders": [order("A", "2024-06-01")], "order_lines": lines})
    )
    assert reader.run(everything("SELECT SUM(amount) AS total FROM line_facts")).item() == Decimal(
        "0.3"
    )


def test_a_stream_gives_everything_in_batches(warehouse: Warehouse) -> None:
    orders = [order(f"A{n}", "2024-06-01") for n in range(200)]
    reader = warehouse.reader(publish(warehouse, {"orders": orders}))
    query = "SELECT order_no FROM orders WHERE order_no <> $none ORDER BY order_no"
    batches = list(reader.batches(everything(query, {"none": "A0"})))
    assert sum(batch.num_rows for batch in batches) == 199


def test_many_releases_can_be_looked_at_in_turn(warehouse: Warehouse) -> None:
    releases = [
        publish(warehouse, {"benchmarks": [{"measure": "m", "value": n}]})
        for n in range(KEPT_RELEASES + 3)
    ]
    for release in [*releases, *releases[::-1]]:
        assert rows_of(warehouse, "SELECT value FROM benchmarks", release) == [release.number - 1]


def test_a_column_that_older_files_lack_reads_as_empty(tmp_path: Path) -> None:
    for name, columns in (("old", {"a": [1]}), ("new", {"a": [2], "b": ["x"]})):
        pl.DataFrame(columns).write_parquet(tmp_path / f"{name}.parquet")
    files = DataFiles("targets", {None: tuple(str(path) for path in tmp_path.glob("*.parquet"))})
    wanted = {"a": "BIGINT", "b": "VARCHAR", "c": "DATE"}
    import duckdb

    found = duckdb.sql(f"SELECT * FROM ({files.query(wanted)}) ORDER BY a").fetchall()
    assert found == [(1, None, None), (2, "x", None)]


# --- side by side -------------------------------------------------------------------------------


def test_readers_see_one_release_each_while_others_are_published(warehouse: Warehouse) -> None:
    def mark(value: int) -> dict[str, list[dict[str, object]]]:
        orders = [order(f"A{n}", "2024-06-01", remark=str(value)) for n in range(50)]
        return {"orders": orders, "order_lines": [line(f"A{n}", amount=value) for n in range(50)]}

    publish(warehouse, mark(0))
    stop = threading.Event()
    query = (
        "SELECT DISTINCT o.remark = CAST(CAST(l.amount AS INTEGER) AS VARCHAR) AS same, o.remark"
        " FROM order_facts AS o JOIN line_facts AS l USING (order_no)"
    )

    def watch() -> int:
        looks = 0
        while not stop.is_set():
            release = warehouse.latest()
            assert release is not None
            assert rows_of(warehouse, query, release) == [(True, str(release.number - 1))]
            looks += 1
        return looks

    with ThreadPoolExecutor(4) as pool:
        watching = [pool.submit(watch) for _ in range(4)]
        for value in range(1, 6):
            publish(warehouse, mark(value))
        stop.set()
        assert all(watcher.result() > 0 for watcher in watching)


def test_publishers_take_turns_and_none_is_lost(home: Path, warehouse: Warehouse) -> None:
    others = [warehouse, open_warehouse(home), open_warehouse(home)]
    parts = [staged(home, "orders", order(f"A{n}", f"202{n}-06-01")) for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        jobs = [
            pool.submit(one.publish, [part], who=f"u{n}")
            for n, (one, part) in enumerate(zip(others, parts, strict=True))
        ]
        published = [job.result() for job in jobs]
    assert sorted(release.number for release in published if release) == [1, 2, 3]
    assert rows_of(warehouse, "SELECT order_no FROM order_facts ORDER BY ALL") == ["A0", "A1", "A2"]
    for other in others[1:]:
        other.close()


def test_a_publisher_that_may_not_wait_is_told_who_publishes(home: Path) -> None:
    warehouse = open_warehouse(home, wait=0)
    with warehouse.storage.lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("Ann")
        file.flush()
        part = staged(home, "orders", order("A", "2024-06-01"))
        with pytest.raises(PublishRefused, match="Ann is publishing"):
            warehouse.publish([part], who="tester")
    assert warehouse.publish([part], who="tester") is not None
    warehouse.close()


def test_a_release_of_another_process_is_seen_at_once(home: Path, warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    code = (
        "from pathlib import Path; from shelves import *; import sys;"
        "w = open_warehouse(Path(sys.argv[1]));"
        "publish(w, {'orders': [order('B', '2024-06-02')]})"
    )
    here = Path(__file__).parent
    paths = {"PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
    subprocess.run([sys.executable, "-c", code, str(home)], check=True, env=os.environ | paths)
    assert rows_of(warehouse, "SELECT COUNT(*) FROM order_facts") == [2]


# --- folders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "left_by",
    ["another process", "an earlier one of this id", "an earlier boot", "an older version", "old"],
)
def test_what_a_dead_process_left_is_cleared_and_what_a_living_one_has_is_kept(
    left_by: str, home: Path, warehouse: Warehouse
) -> None:
    living = warehouse.storage.scratch("import")
    process = str(os.getpid())
    start = f"{process}.{start_of(os.getpid())}.{boot()}"
    assert start in living.name
    name = {
        "another process": living.name.replace(start, f"4194305.1.{boot()}"),
        "an earlier one of this id": living.name.replace(start, f"{process}.1.{boot()}"),
        "an earlier boot": living.name.replace(boot(), "00000000"),
        "an older version": living.name.replace(start, "4194305"),
        "old": "upload-elsewhere-7.1.00000000-abc",
    }[left_by]
    dead = home / "tmp" / name
    dead.mkdir()
    os.utime(dead, (0, 0))
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    assert living.exists()
    assert not dead.exists()


def test_a_warehouse_opens_where_the_settings_say(home: Path) -> None:
    warehouse = Warehouse.open(settings())
    assert warehouse.home == home
    assert warehouse.latest() is None
    warehouse.close()


def test_a_home_that_cannot_be_a_folder_is_said(tmp_path: Path, home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(WarehouseUnreadable, match="ORDERTRACK_HOME"):
        Warehouse.open(settings())


def test_a_missing_table_folder_is_said(home: Path, warehouse: Warehouse) -> None:
    release = publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    (home / "tables" / "orders").rename(home / "elsewhere")
    with pytest.raises(WarehouseUnreadable, match="orders"):
        open_warehouse(home).reader(release).run(everything("SELECT 1"))


def test_a_missing_data_file_is_said(warehouse: Warehouse) -> None:
    release = publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    assert rows_of(warehouse, "SELECT order_no FROM orders") == ["A"]
    for path in warehouse.storage.tables.glob("orders/*/*.parquet"):
        path.unlink()
    with pytest.raises(WarehouseUnreadable, match="release 1"):
        warehouse.reader(release).run(everything("SELECT order_no FROM orders"))
    fresh = open_warehouse(warehouse.home)
    with pytest.raises(WarehouseUnreadable, match="release 1"):
        fresh.reader(release).run(everything("SELECT order_no FROM orders"))
    fresh.close()


def test_a_damaged_data_file_is_said_by_its_name(warehouse: Warehouse) -> None:
    release = publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    for path in warehouse.storage.tables.glob("orders/*/*.parquet"):
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(WarehouseUnreadable, match=r"release 1.*tables/orders/"):
        warehouse.reader(release).run(everything("SELECT order_no FROM orders"))
    fresh = open_warehouse(warehouse.home)
    with pytest.raises(WarehouseUnreadable, match=r"release 1.*tables/orders/"):
        fresh.reader(release).run(everything("SELECT order_no FROM orders"))
    with pytest.raises(WarehouseUnreadable, match=r"release 1.*tables/orders/"):
        fresh.publish([staged(warehouse.home, "orders", order("B", "2024-06-02"))], who="tester")
    fresh.close()


def test_a_mistake_of_ours_is_no_damaged_file(warehouse: Warehouse) -> None:
    reader = warehouse.reader(publish(warehouse, {"orders": [order("A", "2024-06-01")]}))
    with pytest.raises(duckdb.InvalidInputException):
        reader.run(everything("SELECT $missing"))


def test_publishing_leaves_a_part_of_the_memory_to_readers() -> None:
    assert [share_of(limit, 0.8) for limit in ("1500MB", "4 GiB")] == ["1200.00MB", "3.20 GiB"]


def test_every_fact_is_offered_by_its_name(warehouse: Warehouse) -> None:
    reader = warehouse.reader(publish(warehouse, {"orders": [order("A", "2024-06-01")]}))
    for name in steps.FACTS:
        assert "order_day" in reader.run(everything(f"SELECT * FROM {name}")).columns


# --- what stays in memory -----------------------------------------------------------------------


def footers(warehouse: Warehouse) -> int:
    """Return the bytes that DuckDB counts for the footers of files that it keeps."""
    connection = warehouse._shelf._connection
    assert connection is not None
    query = "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'OBJECT_CACHE'"
    return connection.sql(query).fetchall()[0][0]


def test_footers_of_releases_that_made_room_do_not_stay_for_good(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MOST_BUILT", 2)
    releases = [
        publish(warehouse, {"orders": [order(number, "2024-06-01")], "order_lines": [line(number)]})
        for number in "ABCDE"
    ]
    one = everything("SELECT COUNT(*) FROM line_facts")
    seen: list[int] = []
    for place, release in enumerate(releases, 1):
        assert warehouse.reader(release).run(one).item() == place
        seen.append(footers(warehouse))
    assert max(seen) < seen[0] * 3
    rows = warehouse.reader(releases[-1]).batches(everything("SELECT * FROM line_facts"))
    first = next(rows)  # whoever is reading keeps what is there
    for release in releases[:-1]:
        assert warehouse.reader(release).run(one).item() == release.number
    assert len(first) + sum(map(len, rows)) == len(releases)
    assert warehouse.reader(releases[0]).run(one).item() == 1
    assert footers(warehouse) < seen[0] * 2
