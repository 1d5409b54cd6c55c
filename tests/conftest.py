"""Every test has a home of its own and none of the developer's settings."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ordertrack import settings as settings_module
from ordertrack.records import migrate
from ordertrack.settings import NOT_SETTINGS, PREFIX, settings
from tests import stores
from tests.demo_home import demo_home
from tests.examples import load_profile
from tests.postgres import Server, binaries

__all__ = ["demo_home"]

load_profile()
NOWHERE = tempfile.mkdtemp(prefix="ordertrack-tests-")


def pytest_configure() -> None:
    """Before anything is collected: what outlives a test must not touch real data either."""
    migrate.upgrade = stores.upgrade
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        if name not in NOT_SETTINGS:
            del os.environ[name]
    os.environ["ORDERTRACK_HOME"] = NOWHERE


def pytest_collection_finish() -> None:
    """Let the collector pass over all that was imported: it is looked through at each test else."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure() -> None:
    gc.unfreeze()
    shutil.rmtree(NOWHERE, ignore_errors=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of this test's warehouse; `settings()` reads nothing from outside the test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ORDERTRACK_HOME", str(folder))
    monkeypatch.setenv("ORDERTRACK_WHO", "tester")
    monkeypatch.setattr(settings_module, "FILE", tmp_path / "ordertrack.toml")
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A page that was run in a test became `__main__`, which a process started later would run."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that the tests may kill; skipped where its programs are not installed."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    server = Server()
    yield server
    server.stop()


# --- a warehouse small enough to count in the head ---

# Three orders: A on time, B late, C without a promise; D is cancelled and counts nowhere.
ORDERS = [
    ("A", "north", "c1", datetime(2024, 6, 1), "completed"),
    ("B", "north", "c2", datetime(2024, 6, 2), "completed"),
    ("C", "south", "c1", datetime(2024, 7, 3), "placed"),
    ("D", "south", "c3", datetime(2024, 6, 4), "cancelled"),
]
LINES = [
    ("A", "1", "p1", Decimal("100.25"), date(2024, 6, 10), datetime(2024, 6, 10)),
    ("A", "2", "p1", Decimal("49.75"), date(2024, 6, 12), datetime(2024, 6, 11)),
    ("B", "1", "p1", Decimal("70299898.6639"), date(2024, 6, 10), datetime(2024, 6, 20)),
    ("C", "1", "p1", Decimal("-30"), None, None),
    ("D", "1", "p1", Decimal("999"), date(2024, 6, 10), None),
]


def staged(folder: Path, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> Any:
    from ordertrack.warehouse import Staged, schema

    types = {name: kind for name, kind in schema(table).items() if name in columns}
    frame = pl.DataFrame(rows, schema=columns, orient="row").select(
        pl.col(name).cast(types[name]) for name in columns
    )
    path = folder / f"{table}.parquet"
    frame.write_parquet(path)
    return Staged(table, path, frame.height, tuple(columns))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of the four orders, to be copied."""
    from ordertrack.records import Records, sqlite_url
    from ordertrack.warehouse import Warehouse

    home, folder = tmp_path_factory.mktemp("sample"), tmp_path_factory.mktemp("staged")
    warehouse = Warehouse(home, Records(sqlite_url(home)))
    orders = ["order_no", "team", "customer_id", "order_date", "status"]
    lines = ["order_no", "line_no", "product", "amount", "promised_date", "delivered_date"]
    parts = [
        staged(folder, "orders", orders, ORDERS),
        staged(folder, "order_lines", lines, LINES),
    ]
    files = [{"file": "orders.csv", "read": 5, "accepted": 5}]
    warehouse.publish(parts, who="tester", files=files)
    warehouse.close()
    return home


@pytest.fixture
def published(sample: Path, home: Path) -> Path:
    """This test's home, with the four orders in it."""
    return Path(shutil.copytree(sample, home))
