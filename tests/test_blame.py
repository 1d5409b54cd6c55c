"""What stands in the way is called by its own name, with the way out."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from shelves import open_warehouse, order, publish

from ordertrack.cli import main
from ordertrack.errors import WarehouseUnreadable
from ordertrack.records import base
from ordertrack.settings import settings

Said = Callable[..., str]
FAR = "99999999999999999999999"


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """Run a command that must be refused, and return what it says."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def typed(*words: str) -> str:
        settings.cache_clear()
        capsys.readouterr()
        assert main(words) == 2
        said = capsys.readouterr().err
        assert "Traceback" not in said
        return said

    return typed


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (f"metrics revenue --release {FAR}", f"There is no release {FAR}. `python -m ordertrack"),
        ("metrics revenue --release 2147483648", "There is no release 2147483648"),
        ("metrics revenue --release -1", "There is no release -1"),
        (f"check --release {FAR}", f"There is no release {FAR}"),
        (f"rows revenue --limit {FAR}", "--limit"),
        (f"undo --release {FAR}", "Release 1 was published by tester"),
    ],
)
def test_a_number_beyond_all_releases(
    command: str, word: str, published: Path, refused: Said
) -> None:
    assert word in refused(*command.split())


@pytest.mark.parametrize("limit", ["0MB", "1KB", "99.9MB", "0.0TB", "99999999999999TB", "1.1.1GB"])
def test_a_memory_limit_that_nothing_can_be_done_with(
    limit: str, published: Path, refused: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_MEMORY_LIMIT", limit)
    said = refused("metrics", "revenue")
    assert f"memory_limit is '{limit}'" in said
    assert "from 100MB to 1000TB" in said


@pytest.mark.parametrize("limit", ["100MB", "0.1GB", "4 GiB", "1000TB", "102400KB"])
def test_a_memory_limit_that_will_do(
    limit: str, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_MEMORY_LIMIT", limit)
    settings.cache_clear()
    assert main(["metrics", "revenue"]) == 0


def test_a_pipe_or_a_device_given_as_a_file(
    tmp_path: Path, refused: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
    for path in (*(str(tmp_path / name) for name in ("pipe", "socket")), "/dev/null", "/dev/zero"):
        said = refused("import", path)
        assert f"{path} is a pipe or a device" in said
        assert "Save what it gives" in said


@pytest.mark.parametrize("command", ["metrics revenue", "check", "releases", "undo", "demo"])
def test_a_pipe_or_a_device_given_as_home(
    command: str, tmp_path: Path, refused: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for home in (str(tmp_path / "pipe"), "/dev/null"):
        monkeypatch.setenv("ORDERTRACK_HOME", home)
        said = refused(*command.split())
        assert f"The folder {home} cannot be used" in said
        assert "ORDERTRACK_HOME" in said


@pytest.mark.parametrize("command", ["undo", "demo"])
def test_a_home_whose_links_lead_in_a_circle(
    command: str, tmp_path: Path, refused: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "circle"
    home.symlink_to(home)
    monkeypatch.setenv("ORDERTRACK_HOME", str(home))
    said = refused(command)
    assert f"The folder {home} cannot be used" in said
    assert "ORDERTRACK_HOME" in said


def test_a_locked_store(published: Path, refused: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BUSY", 50)
    holder = sqlite3.connect(published / "records.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    said = refused("undo")
    holder.close()
    assert "database is locked" in said
    assert "Another program holds it" in said


FULL = """
import shutil, sys
from pathlib import Path
from ordertrack.cli import main
home = Path(sys.argv[1])
free = shutil.disk_usage(home.parent).free
(home.parent / "ballast").write_bytes(b"0" * (free - int(sys.argv[2])))
sys.exit(main(sys.argv[3:]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("free", [0, 8_192, 70_000])
@pytest.mark.parametrize("command", ["undo", "import", "import zip"])
def test_a_full_disk(command: str, free: int, tmp_path: Path, published: Path) -> None:
    disk, path = tmp_path / "disk", tmp_path / "more.csv"
    rows = "".join(f"N{n},C{n},2024-08-01,{n}\n" for n in range(5_000))
    path.write_text("order_no,customer_id,order_date,amount\n" + rows)
    disk.mkdir()
    script = 'mount -t tmpfs -o size=4m tmpfs "$1" && cp -r "$2" "$1/home" && shift 2 && "$@"'
    with zipfile.ZipFile(tmp_path / "more.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(path, "more.csv")
    given = tmp_path / "more.zip" if command == "import zip" else path
    words = ["import", str(given)] if command.startswith("import") else [command]
    started = subprocess.run(
        [
            *("unshare", "-m", "sh", "-c", script, "sh", str(disk), str(published)),
            *(sys.executable, "-c", FULL, str(disk / "home"), str(free), *words),
        ],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "ORDERTRACK_HOME": str(disk / "home"), "LANG": "C.UTF-8"},
    )
    if "mount" in started.stderr and "denied" in started.stderr:
        pytest.skip("mounting is not allowed here")
    assert "Traceback" not in started.stderr
    if command == "undo" and started.returncode == 0:
        return  # there was room for a row
    assert started.returncode == 2
    assert "is full" in started.stderr, started.stderr


def test_a_store_whose_disk_is_full_is_not_called_unopenable(home: Path) -> None:
    warehouse = open_warehouse(home)
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    with pytest.raises(WarehouseUnreadable, match="is full"):
        raise warehouse.records.database.explained(sqlite3.OperationalError("disk is full"))
    warehouse.close()
