from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from ordertrack import __version__

ROOT = Path(__file__).parents[1]


@pytest.fixture
def door() -> Any:
    import app

    return app


def asked(door: Any) -> tuple[int, dict[str, Any]]:
    answer = door.health(Request({"type": "http", "method": "GET", "path": "/health"}))
    return answer.status_code, json.loads(answer.body)


def test_health_of_an_empty_warehouse_is_good_and_says_so(door: Any) -> None:
    status, said = asked(door)
    assert status == 200
    assert said == {
        "status": "ok",
        "version": __version__,
        "release": None,
        "data_through": None,
        "newest_event": None,
    }


def test_health_is_503_with_the_reason_when_the_warehouse_cannot_be_read(
    door: Any, home: Path
) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be")
    status, said = asked(door)
    assert status == 503
    assert said["status"] == "unreadable"
    assert str(home) in said["reason"]


def test_health_tells_release_and_freshness(door: Any, published: Path) -> None:
    status, said = asked(door)
    assert status == 200
    assert (said["release"], said["data_through"]) == (1, "2024-07-03")


def test_health_is_503_when_a_file_of_the_release_is_damaged(door: Any, published: Path) -> None:
    for path in (published / "tables" / "order_facts").rglob("*.parquet"):
        path.write_bytes(b"not parquet")
    status, said = asked(door)
    assert status == 503
    assert "release 1 cannot be read" in said["reason"]


@pytest.mark.parametrize("table", ["line_facts", "orders"])
def test_health_is_503_when_a_file_of_any_table_is_missing(
    door: Any, published: Path, table: str
) -> None:
    assert asked(door)[0] == 200
    for path in (published / "tables" / table).rglob("*.parquet"):
        path.unlink()
    status, said = asked(door)
    assert status == 503
    assert table in said["reason"]


def test_bad_setting_stops_the_start_with_a_sentence_and_no_traceback() -> None:
    environment = {**os.environ, "ORDERTRACK_LANGUAGE": "klingon", "LANG": "C.UTF-8"}
    started = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert started.returncode == 1
    assert "language is 'klingon'" in started.stderr
    assert "Traceback" not in started.stderr


STARTED = """
import sys, anyio, app

async def started():
    async with app.lifespan(None):
        print(hasattr(sys.modules.get("pandas"), "Series"))
        print("ordertrack.ui.imports.page" in sys.modules and app.SHELL not in sys.modules)

anyio.run(started)
"""


def test_pandas_and_pages_are_whole_before_the_first_visitor_comes(home: Path) -> None:
    """Two visitors at once: what one has begun to import, the other finds half done."""
    done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split() == ["True", "True"], done.stderr
