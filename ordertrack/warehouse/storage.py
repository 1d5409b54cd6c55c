"""Where a warehouse keeps its files, and everything that is done to them. Imports errors and words.

The only module of the warehouse that makes, moves or removes a file, or waits until one is on disk.
A store of objects would be another class with the methods of `Storage`.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.words import t

FOREIGN_AFTER = 2 * 24 * 3600  # seconds after which another machine's folder counts as abandoned
LOOK_AGAIN = 0.05  # seconds between two looks at the lock


class Storage:
    """The files under one home folder.

    `tables` holds a folder for each Delta table, `tmp` what is being written; `lock` lets one
    publisher in at a time (the system frees it when its holder dies, however that happens).
    """

    def __init__(self, home: Path) -> None:
        self.home = Path(home).resolve()
        self.tables = self.home / "tables"
        self.tmp = self.home / "tmp"
        self.lock = self.home / "publish.lock"

    def make(self) -> None:
        """Make the folders; WarehouseUnreadable where that is not possible."""
        try:
            self._make_home()
            for folder in (self.tables, self.tmp):
                self.make_folder(folder)
        except OSError as error:
            raise WarehouseUnreadable(
                t("The folder {folder} cannot be used: {reason}", folder=self.home, reason=error),
                t("Choose another one with ORDERTRACK_HOME."),
            ) from error

    def _make_home(self) -> None:
        """Make the home folder for this user alone: it holds customers, prices and answers."""
        if not self.home.exists():
            self.make_folder(self.home.parent)
            self.home.mkdir(mode=0o700, exist_ok=True)

    # --- scratch folders --------------------------------------------------------------------------

    def scratch(self, purpose: str) -> Path:
        """Make a new folder under `tmp`; it is cleared away once this process is gone."""
        folder = self.reserve(purpose)
        self.make_folder(folder)
        return folder

    def reserve(self, purpose: str) -> Path:
        """Return the name of a scratch folder that may be made when it is needed."""
        token = secrets.token_hex(6)
        return self.tmp / f"{purpose}-{socket.gethostname()}-{os.getpid()}-{token}"

    def abandoned(self) -> list[Path]:
        """Return the scratch folders of processes that are gone."""
        return [folder for folder in self.tmp.iterdir() if is_abandoned(folder)]

    # --- files ------------------------------------------------------------------------------------

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)

    def remove_folder(self, folder: Path) -> None:
        """Remove a folder with all that is in it, as far as that is possible."""
        shutil.rmtree(folder, ignore_errors=True)

    def files(self, folder: Path, token: str) -> list[Path]:
        """Return the data files that the publish with this token has below a folder."""
        return sorted(folder.rglob(f"part-{token}-*.parquet"))

    def new_file(self, folder: Path, token: str, number: int) -> Path:
        """Return the path of a data file to be written, its folder made."""
        self.make_folder(folder)
        return folder / f"part-{token}-{number:04}.parquet"

    def move(self, source: Path, target: Path) -> None:
        """Move a file so that it outlives a power cut: its content first, then its new name."""
        self.make_folder(target.parent)
        self.sync(source)
        os.replace(source, target)
        self.sync(target.parent)

    def remove(self, path: Path | str) -> None:
        """Remove a file if it is there."""
        Path(path).unlink(missing_ok=True)

    def size_and_time(self, path: Path | str) -> tuple[int, float]:
        """Return a file's size in bytes and when it was written, in seconds since 1970."""
        found = Path(path).stat()
        return found.st_size, found.st_mtime

    def sync(self, path: Path) -> None:
        """Have the file or folder on disk before going on."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    # --- the lock ---------------------------------------------------------------------------------

    @contextmanager
    def locked(self, who: str, wait: float, waiting: Callable[[str], None]) -> Generator[None]:
        """Hold the publish lock; wait at most `wait` seconds, and call `waiting` with its holder.

        Raises PublishRefused when the wait was too short.
        """
        with self.lock.open("a+", encoding="utf-8") as file:
            self.acquire(file.fileno(), wait, waiting)
            self.name_holder(who)
            try:
                yield
            finally:
                self.name_holder("")

    def acquire(self, descriptor: int, wait: float, waiting: Callable[[str], None]) -> None:
        """Take the lock as soon as nobody else has it."""
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                holder = self.lock.read_text(encoding="utf-8") or "?"
            if time.monotonic() >= deadline:
                raise PublishRefused(
                    t("{who} is publishing an import at this moment.", who=holder),
                    t("Nothing was changed. Wait until it is done and try again."),
                )
            waiting(holder)
            time.sleep(LOOK_AGAIN)

    def name_holder(self, who: str) -> None:
        """Write into the lock who holds it."""
        self.lock.write_text(who, encoding="utf-8")


def token_of(folder: Path) -> str:
    """Return the token in a scratch folder's name, which the files of its publish carry."""
    return folder.name.rsplit("-", 1)[-1]


def is_abandoned(folder: Path) -> bool:
    """Return whether the process that made a scratch folder is gone."""
    parts = folder.name.rsplit("-", 2)
    if len(parts) != 3 or not parts[1].isdigit():
        return False
    if not parts[0].endswith(f"-{socket.gethostname()}"):
        return folder.stat().st_mtime < time.time() - FOREIGN_AFTER
    return not is_running(int(parts[1]))


def is_running(process: int) -> bool:
    """Return whether this machine runs a process with this id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
