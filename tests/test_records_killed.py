"""Publisher and database are killed at any moment; what was acknowledged is there afterwards."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from shelves import rows_of

from ordertrack.records import METADATA, Records, sqlite_url
from ordertrack.warehouse import Warehouse
from tests.postgres import Server

HERE = Path(__file__).parent
KILLS = 4
WORK = """
import sys, time
from pathlib import Path
from shelves import order, staged
from ordertrack.errors import OrdertrackError
from ordertrack.records import Records
from ordertrack.warehouse import Warehouse
home, url, mark = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
warehouse = None
for n in range(10_000):
    name = f"{mark}-{n}"
    try:
        warehouse = warehouse or Warehouse(home, Records(url), "300MB")
        part = staged(home, "orders", order(name, "2024-06-01"))
        if warehouse.publish([part], who="tester"):
            print(name, flush=True)
    except OrdertrackError as error:
        print(f"refused: {error}", file=sys.stderr, flush=True)
        time.sleep(0.2)
"""


class Publisher:
    """A process that publishes one order after another and tells which are published."""

    def __init__(self, home: Path, url: str, mark: int) -> None:
        paths = f"{HERE}{os.pathsep}{HERE.parent}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORK, str(home), url, str(mark)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
        self.told: list[str] = []
        self.errors: list[str] = []
        self.threads = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.told)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors)),
        ]
        for thread in self.threads:
            thread.start()

    def _read(self, stream: object, into: list[str]) -> None:
        for line in stream:  # type: ignore[attr-defined]
            into.append(line.strip())

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while len(self.told) < count:
            assert self.process.poll() is None, self.errors
            assert time.monotonic() < deadline, self.errors
            time.sleep(0.01)

    def kill(self) -> list[str]:
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        assert not [line for line in self.errors if "Traceback" in line], self.errors
        return self.told


def published(home: Path, url: str) -> set[str]:
    """The orders of the newest release, whose files are seen to be whole."""
    warehouse = Warehouse(home, Records(url))
    try:
        latest = warehouse.latest()
        if latest is None:
            return set()
        for release in warehouse.releases():
            warehouse.verify(release)
        return set(rows_of(warehouse, "SELECT order_no FROM order_facts"))
    finally:
        warehouse.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, home: Path) -> str:
    home.mkdir()
    if request.param == "sqlite":
        return sqlite_url(home)
    return emptied(request.getfixturevalue("postgres"))


def emptied(server: Server) -> str:
    engine = sa.create_engine(server.url)
    names = ", ".join([*METADATA.tables, "alembic_version"])
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {names}"))
    engine.dispose()
    return server.url


def test_a_killed_publisher_loses_nothing_that_it_acknowledged(home: Path, url: str) -> None:
    chance, acknowledged = random.Random(7), set()
    for mark in range(KILLS):
        publisher = Publisher(home, url, mark)
        publisher.wait_for(2)
        time.sleep(chance.random() / 2)
        acknowledged |= set(publisher.kill())
        assert acknowledged <= published(home, url)


def test_a_killed_database_loses_nothing_that_was_acknowledged(
    home: Path, postgres: Server
) -> None:
    home.mkdir()
    url, chance = emptied(postgres), random.Random(7)
    publisher = Publisher(home, url, 0)
    for kill in range(KILLS):
        publisher.wait_for(len(publisher.told) + 2)
        time.sleep(chance.random() / 3)
        postgres.kill()
        time.sleep(0.3 * (kill % 2))
        postgres.start()
    publisher.wait_for(len(publisher.told) + 2)
    acknowledged = set(publisher.kill())
    assert acknowledged <= published(home, url)
    assert len(acknowledged) >= 2 * KILLS
