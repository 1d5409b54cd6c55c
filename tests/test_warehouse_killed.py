"""A publisher is killed at any moment; the last release or the new one stands, whole."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import polars as pl
from shelves import open_warehouse

from ordertrack.records.releases import Releases
from ordertrack.warehouse import Staged, Warehouse, delta
from ordertrack.warehouse.publish.draft import Draft
from tests.questions import everything

ORDERS = 6_000
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["ordertrack.warehouse", "shelves"])


def stage(home: Path, mark: int) -> list[Staged]:
    """An import that changes every order and every line: the mark is on each row."""
    folder = home.parent / f"import-{mark}"
    folder.mkdir()
    numbers = pl.DataFrame({"n": range(ORDERS)}).lazy()
    day = pl.datetime(2022 + pl.col("n") % 3, 1 + mark % 12, 1 + pl.col("n") % 28)
    orders = numbers.select(
        order_no=pl.format("SO{}", "n"),
        customer_id=pl.format("C{}", pl.col("n") % 500),
        order_date=day,
        remark=pl.lit(str(mark)),
    )
    lines = numbers.select(
        order_no=pl.format("SO{}", "n"),
        line_no=pl.lit("1"),
        product=pl.lit("P1"),
        amount=pl.lit(mark).cast(pl.Decimal(18, 4)),
    )
    return [save(folder / "orders.parquet", orders), save(folder / "order_lines.parquet", lines)]


def save(path: Path, frame: pl.LazyFrame) -> Staged:
    frame.sink_parquet(path)
    return Staged(path.stem, path, ORDERS, tuple(frame.collect_schema()))


def publish_and_tell(home: Path, mark: int, parts: list[Staged], deadly: str, at: int) -> None:
    """Runs in the process to be killed; `deadly` names the step whose `at`-th end kills it."""
    warehouse = open_warehouse(home)
    if deadly:
        die_after(deadly, at)
    (home.parent / f"started-{mark}").touch()
    warehouse.publish(parts, who="tester", note=str(mark))
    (home.parent / f"done-{mark}").touch()


STEPS = {
    "files": (Draft, "publish_files"),
    "version": (delta, "commit"),
    "release": (Releases, "add"),
}


def die_after(step: str, at: int) -> None:
    owner, name = STEPS[step]
    left = [at]

    def fatal(work: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object) -> object:
            result = work(*given)
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return run

    setattr(owner, name, fatal(getattr(owner, name)))


def start(home: Path, mark: int, deadly: str = "", at: int = 0) -> BaseProcess:
    given = (home, mark, stage(home, mark), deadly, at)
    process = PROCESSES.Process(target=publish_and_tell, args=given)
    process.start()
    while not (home.parent / f"started-{mark}").exists():
        assert process.is_alive()
        time.sleep(0.002)
    return process


def mark_of(warehouse: Warehouse) -> str:
    """The one mark that all rows of the newest release carry."""
    latest = warehouse.latest()
    assert latest is not None
    reader = warehouse.reader(latest)
    marks = reader.run(
        everything(
            "SELECT remark AS mark FROM orders UNION SELECT remark FROM order_facts"
            " UNION SELECT CAST(CAST(amount AS INTEGER) AS VARCHAR) FROM line_facts"
            " UNION SELECT CAST(CAST(amount AS INTEGER) AS VARCHAR) FROM order_lines"
        )
    )["mark"]
    counts = reader.run(
        everything(
            "SELECT (SELECT COUNT(*) FROM orders) AS a, (SELECT COUNT(*) FROM order_lines) AS b,"
            " (SELECT COUNT(*) FROM order_facts) AS c, (SELECT COUNT(*) FROM line_facts) AS d"
        )
    ).row(0)
    assert counts == (ORDERS,) * 4
    assert marks.to_list() == [latest.note]
    return latest.note


# Killed at the end of these steps, besides the random moments: (step, which time it is run).
DEADLY = [("files", 1), ("files", 3), ("release", 1), *[("version", n) for n in range(1, 5)]]
TIMES = 20


def test_killed_twenty_times_the_warehouse_shows_the_last_or_the_new_release(home: Path) -> None:
    chance = random.Random(20)
    first = start(home, 0)
    began = time.monotonic()
    first.join()
    took = time.monotonic() - began
    warehouse = open_warehouse(home)
    seen = mark_of(warehouse)
    killed, moment = 0, took
    for mark in range(1, TIMES + 1):
        place = mark - 1 - len(DEADLY)
        process = start(home, mark, *(DEADLY[mark - 1] if place < 0 else ()))
        if place >= 0:
            moment = took * (place + chance.random()) / (TIMES - len(DEADLY))
            time.sleep(moment)
            process.kill()
        process.join()
        done = (home.parent / f"done-{mark}").exists()
        if done:
            took = min(took, moment)  # the machine has become faster: kill earlier from now on
        killed += not done
        assert mark_of(warehouse) in ({str(mark)} if done else {seen, str(mark)})
        seen = mark_of(warehouse)
    assert killed > TIMES / 2

    parts = stage(home, 99)
    assert warehouse.publish(parts, who="tester", note="99") is not None
    assert mark_of(warehouse) == "99"
    assert leftovers(warehouse) == set()
    warehouse.close()


def leftovers(warehouse: Warehouse) -> set[str]:
    """Files that no release binds, and scratch folders of processes that are gone."""
    bound = {
        path
        for release in warehouse.releases()
        for table, version in release.versions.items()
        for path in delta.files_at(warehouse.storage.tables / table, version)
    }
    files = {str(path) for path in warehouse.storage.tables.rglob("*.parquet")}
    data = {path for path in files if "_delta_log" not in path}
    scratch = {str(path) for path in warehouse.storage.tmp.iterdir() if "read-" not in path.name}
    return (data - bound) | scratch
