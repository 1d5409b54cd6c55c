"""Every test has a home of its own and none of the developer's settings."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordertrack import settings as settings_module
from ordertrack.settings import NOT_SETTINGS, PREFIX, settings

NOWHERE = tempfile.mkdtemp(prefix="ordertrack-tests-")


def pytest_configure() -> None:
    """Before anything is collected: what outlives a test must not touch real data either."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        if name not in NOT_SETTINGS:
            del os.environ[name]
    os.environ["ORDERTRACK_HOME"] = NOWHERE


def pytest_unconfigure() -> None:
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
