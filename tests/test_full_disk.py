"""A full disk: the reason is said, nothing is half-done, and all goes on once there is room."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from starlette.types import Message, Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from ordertrack.cli import main
from ordertrack.settings import settings
from ordertrack.ui.frame import uploaded
from ordertrack.ui.imports import uploads
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import opened, told

FULL = "is full"
ROWS = 3_000


class Disk:
    """A disk of a few megabytes with a home on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.ballast = folder / "ballast"

    def fill(self, free: int = 0) -> None:
        self.ballast.write_bytes(b"0" * (shutil.disk_usage(self.folder).free - free))

    def empty(self) -> None:
        self.ballast.unlink()

    def data_files(self) -> list[Path]:
        return sorted(self.home.glob("tables/**/*.parquet"))

    def newest(self) -> int:
        return Warehouse.open().releases()[0].number

    def scratch(self) -> list[str]:
        return sorted(path.name for path in self.home.glob("tmp/*"))


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A small disk with three releases."""
    made = Disk(tmp_path / "disk")
    made.folder.mkdir()
    words = ("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(made.folder))
    if os.geteuid() or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        warehouse = open_warehouse(made.home)
        for number in "ABC":
            rows = {"orders": [order(number, "2024-06-01")], "order_lines": [line(number)]}
            publish(warehouse, rows)
        warehouse.close()
        monkeypatch.setenv("ORDERTRACK_HOME", str(made.home))
        monkeypatch.setenv("LANG", "C.UTF-8")
        settings.cache_clear()
        yield made
    finally:
        st.cache_resource.clear()
        subprocess.run(("umount", "-l", str(made.folder)), check=True)


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; give its exit code and its messages."""

    def typed(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(words)
        return code, capsys.readouterr().err

    return typed


@pytest.mark.parametrize("command", ["undo", "releases prune --keep 1"])
def test_a_full_disk_refuses_a_command_until_there_is_room(
    command: str, disk: Disk, run: Run
) -> None:
    before = disk.data_files()
    disk.fill()
    code, said = run(*command.split())
    assert (code, FULL in said, "Nothing was changed" in said) == (2, True, True)
    assert disk.data_files() == before
    disk.empty()
    assert run("check")[0] == 0
    assert run(*command.split())[0] == 0
    assert run("check")[0] == 0
    assert (len(disk.data_files()) < len(before)) == ("prune" in command)


def drop(at: AppTest, rows: int) -> str:
    """Drop a file on the Imports page, and give what it says then."""
    body = "order_no,customer_id,order_date,amount\n"
    body += "".join(f"N{n},C{n},2024-08-01,{n}\n" for n in range(rows))
    number = at.session_state[uploads.ROUND]
    at.file_uploader(key=f"imports_files_{number}").upload("more.csv", body.encode())
    at.run()
    assert not at.exception, at.exception
    return told(at)


def test_an_upload_to_a_full_disk_leaves_nothing_and_can_be_dropped_again(disk: Disk) -> None:
    at = opened("imports")
    before = disk.scratch()
    disk.fill(30_000)
    said = drop(at, ROWS)
    assert FULL in said
    assert "cannot be read" not in said
    assert (disk.scratch(), uploads.DRAFT in at.session_state) == (before, False)
    disk.empty()
    assert f"**{ROWS:,}** rows read" in drop(at, ROWS)


def test_a_disk_that_fills_while_an_upload_is_checked_leaves_the_upload(
    disk: Disk, run: Run
) -> None:
    at = opened("imports")
    assert "rows read" in drop(at, ROWS)
    disk.fill()
    at.session_state[uploads.DRAFT].importing.plan = None
    at.run()
    assert FULL in told(at)
    assert at.button(key="imports_discard_top")
    disk.empty()
    at.button(key="imports_again").click().run()
    assert not at.exception, at.exception
    assert FULL not in told(at)
    disk.fill()
    at.button(key="imports_publish").click().run()
    assert FULL in told(at)
    assert disk.newest() == 3
    disk.empty()
    at.button(key="imports_publish").click().run()
    assert not at.exception, at.exception
    assert (disk.newest(), run("check")[0]) == (4, 0)


def test_an_upload_that_finds_no_room_on_its_way_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def full(_scope: Scope, receive: Receive, _send: Send) -> None:
        await receive()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sent: list[Message] = []
    parts: list[Message] = [
        {"type": "http.request", "body": b"x", "more_body": more} for more in (True, False)
    ]

    async def receive() -> Message:
        return parts.pop(0)  # asked for more than there is, a server would wait for ever

    async def send(message: Message) -> None:
        sent.append(message)

    monkeypatch.setattr(uploaded, "_is_here", lambda _session: True)
    monkeypatch.setattr(uploaded, "_session", lambda: "me")
    path, length = "/_stcore/upload_file/me/file", [(b"content-length", b"2")]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": length}
    limited = uploaded.LimitedUploads(full)
    for _ in range(2):  # the rest of a file is read first, and not waited for where all came
        with ThreadPoolExecutor(1) as pool:  # a browser of other tests has a loop in this thread
            pool.submit(asyncio.run, limited(scope, receive, send)).result()
        assert (sent[-2]["status"], len(parts)) == (204, 0)
        refusal = uploaded.refused()
        assert refusal and FULL in str(refusal)
        parts.append({"type": "http.request", "body": b"x"})
    assert not uploaded._sessions.pop("me").files
