"""What nobody needs any more goes: scratch, uploads, files of old releases; what counts stays."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shelves import line, open_warehouse, order, publish, rows_of

from ordertrack.cli import main
from ordertrack.errors import WarehouseUnreadable
from ordertrack.warehouse import Warehouse, reader

NUMBERS = "SELECT order_no FROM order_facts ORDER BY ALL"


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    """Five releases, each with an order more in the same year."""
    opened = open_warehouse(home)
    for name in "ABCDE":
        publish(opened, {"orders": [order(name, "2024-06-01")], "order_lines": [line(name)]})
    yield opened
    opened.close()


def data_files(warehouse: Warehouse) -> int:
    return len(warehouse.storage.data_files())


def test_pruning_shows_first_and_drops_what_only_old_releases_had(
    warehouse: Warehouse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0)
    first, before = warehouse.release(1), data_files(warehouse)
    assert rows_of(warehouse, NUMBERS, first) == ["A"]
    assert main(["releases", "prune", "--keep", "2", "--dry-run"]) == 0
    said = capsys.readouterr().err
    assert "#3, #2, #1" in said
    assert "Nothing was dropped" in said
    assert data_files(warehouse) == before
    assert main(["releases", "prune", "--keep", "2"]) == 0
    assert data_files(warehouse) < before
    assert rows_of(warehouse, NUMBERS) == list("ABCDE")
    assert rows_of(warehouse, NUMBERS, warehouse.release(4)) == list("ABCD")
    with pytest.raises(WarehouseUnreadable, match="was pruned"):
        rows_of(warehouse, NUMBERS, first)
    assert main(["check"]) == 0
    assert [release.number for release in warehouse.releases()] == [5, 4, 3, 2, 1]
    publish(warehouse, {"orders": [order("F", "2024-06-01")]})
    assert rows_of(warehouse, NUMBERS) == list("ABCDEF")


def test_the_newest_release_and_the_one_it_goes_back_to_are_never_pruned(
    warehouse: Warehouse,
) -> None:
    warehouse.prune(0, "tester")
    assert rows_of(warehouse, NUMBERS) == list("ABCDE")
    warehouse.undo("tester")
    assert rows_of(warehouse, NUMBERS) == list("ABCD")


def test_check_names_files_of_no_release_and_pruning_removes_them(
    warehouse: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    left = (
        warehouse.storage.tables / "orders" / "order_year=2024" / "part-0123456789ab-0000.parquet"
    )
    left.write_bytes(b"left")
    assert main(["check"]) == 0
    assert f"{left} belongs to no release" in capsys.readouterr().err
    assert main(["releases", "prune", "--keep", "99"]) == 0
    assert not left.exists()
    assert main(["check"]) == 0
    assert "belongs to no release" not in capsys.readouterr().err


def test_an_upload_goes_with_the_session_that_left_it(home: Path) -> None:
    from ordertrack.ui.imports import uploads

    made = uploads.new_draft()
    folder = made.importing.staging
    assert folder.exists()
    del made
    gc.collect()
    assert not folder.exists()


FILL = """
import sys
from pathlib import Path
from shelves import *
from ordertrack.errors import WarehouseUnreadable
home = Path(sys.argv[1])
w = open_warehouse(home)
publish(w, {"orders": [order("A", "2024-06-01")], "order_lines": [line("A")]})
known = set(w.storage.tables.rglob("*.parquet"))
names = [f"B{n}" for n in range(3000)]
parts = [
    staged(Path(sys.argv[2]), "orders", *[order(n, "2023-06-01") for n in names]),
    staged(Path(sys.argv[2]), "order_lines", *[line(n) for n in names]),
]
refused = 0
for left in range(400_000, 0, -35_000):
    ballast = home / "ballast"
    free = __import__("shutil").disk_usage(home).free
    ballast.write_bytes(b"0" * max(free - left, 0))
    try:
        published = w.publish(parts, who="tester")
        known = set(w.storage.tables.rglob("*.parquet"))
    except WarehouseUnreadable as error:
        assert "is full" in str(error), error
        published, refused = None, refused + 1
    ballast.unlink()
    if published:
        w.undo("tester")
    assert set(w.storage.tables.rglob("*.parquet")) == known
    assert not [path for path in w.storage.tmp.iterdir() if "read-" not in path.name]
    assert rows_of(w, "SELECT order_no FROM order_facts") == ["A"]
assert refused > 3, refused
assert w.publish(parts, who="tester")
assert rows_of(w, "SELECT COUNT(*) FROM order_facts") == [3001]
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_called_full_and_leaves_nothing(tmp_path: Path) -> None:
    disk, here = tmp_path / "disk", Path(__file__).parent
    disk.mkdir()
    started = subprocess.run(
        [
            *("unshare", "-m", "sh", "-c", 'mount -t tmpfs -o size=6m tmpfs "$1" && shift && "$@"'),
            *("sh", str(disk), sys.executable, "-c", FILL, str(disk / "home"), str(tmp_path / "x")),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"},
    )
    if "mount" in started.stderr and "denied" in started.stderr:
        pytest.skip("mounting is not allowed here")
    assert started.returncode == 0, started.stderr
