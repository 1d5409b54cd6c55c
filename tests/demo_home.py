"""The demo company in a home: made once for all processes of a run, for it takes a while."""

from __future__ import annotations

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest

from ordertrack import demo
from tests.shelves import open_warehouse

TODAY = date(2026, 6, 18)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home after the three exports, to be copied. Whoever comes second waits for the first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # each process has a folder of its own in it
    home = base / "demo-home"
    with (base / "demo-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            made = base / f"demo-made-{os.getpid()}"
            warehouse = open_warehouse(made)
            demo.load(warehouse, TODAY)
            warehouse.close()
            made.rename(home)
    return home
