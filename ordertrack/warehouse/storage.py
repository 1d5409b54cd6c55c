"""The folders of a warehouse, who may write there, the clearing of what dead processes left.

`tables/` holds the Delta tables, `tmp/` what is being written; `publish.lock` lets one publisher in
at a time (the system frees it when its holder dies, however that happens).
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.words import t

FOREIGN_AFTER = 2 * 24 * 3600  # seconds after which another machine's folder counts as abandoned


@dataclass(frozen=True)
class Folders:
    """Where things are under one home folder."""

    home: Path

    @property
    def tables(self) -> Path:
        return self.home / "tables"

    @property
    def tmp(self) -> Path:
        return self.home / "tmp"

    @property
    def lock(self) -> Path:
        return self.home / "publish.lock"

    def make(self) -> None:
        try:
            for folder in (self.tables, self.tmp):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseUnreadable(
                t("The folder {folder} cannot be used: {reason}", folder=self.home, reason=error),
                t("Choose another one with ORDERTRACK_HOME."),
            ) from error

    def scratch(self, purpose: str) -> Path:
        """A new folder under tmp; it is cleared away once this process is gone."""
        folder = self.reserved(purpose)
        folder.mkdir(parents=True)
        return folder

    def reserved(self, purpose: str) -> Path:
        """The name of a scratch folder that may be made when it is needed."""
        token = secrets.token_hex(6)
        return self.tmp / f"{purpose}-{socket.gethostname()}-{os.getpid()}-{token}"

    def abandoned(self) -> list[Path]:
        """The scratch folders of processes that are gone."""
        return [folder for folder in self.tmp.iterdir() if _is_abandoned(folder)]


def sync(path: Path) -> None:
    """Have the file or folder on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def token_of(folder: Path) -> str:
    return folder.name.rsplit("-", 1)[-1]


def _is_abandoned(folder: Path) -> bool:
    parts = folder.name.rsplit("-", 2)
    if len(parts) != 3 or not parts[1].isdigit():
        return False
    if not parts[0].endswith(f"-{socket.gethostname()}"):
        return folder.stat().st_mtime < time.time() - FOREIGN_AFTER
    return not _is_running(int(parts[1]))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def locked(path: Path, who: str, wait: float, waiting: Callable[[str], None]) -> Generator[None]:
    """Hold the publish lock; wait at most `wait` seconds for its holder, whom `waiting` is told."""
    with path.open("a+", encoding="utf-8") as file:
        _acquire(file.fileno(), path, wait, waiting)
        _write(file, who)
        try:
            yield
        finally:
            _write(file, "")


def _acquire(descriptor: int, path: Path, wait: float, waiting: Callable[[str], None]) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = path.read_text(encoding="utf-8") or "?"
        if time.monotonic() >= deadline:
            raise PublishRefused(
                t("{who} is publishing an import at this moment.", who=holder),
                t("Nothing was changed. Wait until it is done and try again."),
            )
        waiting(holder)
        time.sleep(0.05)


def _write(file: TextIO, text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
