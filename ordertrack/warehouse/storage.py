"""Where a warehouse keeps its files, and everything that is done to them. Imports errors and words.

The only module of the warehouse that makes, moves or removes a file, or waits until one is on disk.
A store of objects would be another class with the methods of `Storage`.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.warehouse.processes import is_foreign, is_gone, mark
from ordertrack.words import t

FOREIGN_AFTER = 2 * 24 * 3600  # seconds after which another machine's folder counts as abandoned
LOOK_AGAIN = 0.05  # seconds between two looks at the lock
BLOCK = 1 << 20  # bytes read at a time
SYNCED_AT_ONCE = 8


class Stamp(NamedTuple):
    """What changes when a file is exchanged or written again."""

    size: int
    written: int
    inode: int


class Storage:
    """The files under one home folder.

    `tables` holds a folder for each Delta table, `raw` the rows of imports as they stood, `reports`
    the files of reports that were made, `tmp` what is being written; `lock` lets one publisher in
    at a time (the system frees it when its holder dies, however that happens).
    """

    def __init__(self, home: Path) -> None:
        self.home = Path(os.path.realpath(home))  # `resolve` raises where links lead in a circle
        self.tables = self.home / "tables"
        self.tmp = self.home / "tmp"
        self.raw = self.home / "raw"
        self.reports = self.home / "reports"
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

    def refuse_other_than_folder(self) -> None:
        """Raise WarehouseUnreadable where the home is no folder, or may not be looked into."""
        try:
            if self.home.exists():
                os.listdir(self.home)
        except OSError as error:
            raise WarehouseUnreadable(
                t("The folder {folder} cannot be used: {reason}", folder=self.home, reason=error),
                t("Choose another one with ORDERTRACK_HOME."),
            ) from error

    def unexplained_files(self) -> list[Path]:
        """Return the data files that no publish is writing, nor a dead one left behind."""
        files = self.data_files()
        tokens = {token_of(folder) for folder in self.tmp.iterdir()} if self.tmp.is_dir() else set()
        return [path for path in files if path.name.split("-")[1] not in tokens]

    def is_empty_file(self, path: Path) -> bool:
        """Return whether a file is missing or has no content."""
        return not path.exists() or (path.is_file() and not path.stat().st_size)

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
        return self.tmp / f"{purpose}-{mark()}-{token}"

    def reserve_spill(self) -> Path:
        """Return where readers may spill to: the system's folder where the home is read-only."""
        spill = self.reserve("read")
        writable = os.access(self.tmp if self.tmp.exists() else self.home, os.W_OK)
        return spill if writable else Path(tempfile.gettempdir()) / spill.name

    def abandoned(self) -> list[Path]:
        """Return the scratch folders of processes that are gone."""
        return [folder for folder in self.tmp.iterdir() if is_abandoned(folder)]

    def left_behind(self) -> list[Path]:
        """Return the scratch folders of processes that are seen to be gone."""
        folders = sorted(self.tmp.iterdir()) if self.tmp.is_dir() else []
        return [one for one in folders if not is_foreign(one.name) and is_gone(one.name)]

    # --- files ------------------------------------------------------------------------------------

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)

    def make_lasting_folder(self, folder: Path) -> None:
        """Make a folder that outlives a power cut: its name is on disk, and those above it."""
        self.make_lasting_folders([folder])

    def make_lasting_folders(self, folders: Iterable[Path]) -> None:
        """Make folders that outlive a power cut, a folder above several of them synced once."""
        missing = {
            one for folder in folders for one in (folder, *folder.parents) if not one.is_dir()
        }
        for folder in missing:
            self.make_folder(folder)
        self.sync_all({folder.parent for folder in missing})

    def remove_folder(self, folder: Path) -> None:
        """Remove a folder with all that is in it, as far as that is possible."""
        shutil.rmtree(folder, ignore_errors=True)

    def files(self, folder: Path, token: str) -> list[Path]:
        """Return the data files that the publish with this token has below a folder."""
        return sorted(folder.rglob(f"part-{token}-*.parquet"))

    def data_files(self) -> list[Path]:
        """Return all data files below the tables, whoever wrote them."""
        return sorted(self.tables.glob("*/**/part-*.parquet"))

    def new_file(self, folder: Path, token: str, number: int) -> Path:
        """Return the path of a data file to be written, its folder made."""
        self.make_folder(folder)
        return folder / f"part-{token}-{number:04}.parquet"

    def move(self, targets: Mapping[Path, Path]) -> None:
        """Move files so that they outlive a power cut: their contents first, then the new names."""
        folders = {target.parent for target in targets.values()}
        self.make_lasting_folders(folders)
        self.sync_all(targets)
        for source, target in targets.items():
            os.replace(source, target)
        self.sync_all(folders)

    def link(self, source: Path, target: Path) -> bool:
        """Give a file a second name, or copy it; False where that is not possible."""
        try:
            self.make_folder(target.parent)
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)
        except OSError:
            target.unlink(missing_ok=True)
            return False
        return True

    def make_private(self, path: Path) -> None:
        """Make an empty file that only this user may read, whatever is written to it."""
        path.touch(mode=0o600, exist_ok=False)

    def keep(self, content: bytes, target: Path) -> None:
        """Write a whole file so that it outlives a power cut; nothing stands there before."""
        folder = self.scratch("keep")
        try:
            written = folder / target.name
            written.write_bytes(content)
            self.move({written: target})
        finally:
            self.remove_folder(folder)

    def write(self, content: bytes, target: Path) -> None:
        """Write a file anywhere, in a folder that is there: nobody ever finds half of it."""
        partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
        try:
            partial.write_bytes(content)
            self.move({partial: target})
        except BaseException:
            self.remove(partial)
            raise

    def content(self, path: Path) -> bytes:
        """Return all bytes of a file."""
        return path.read_bytes()

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

    def sync_all(self, paths: Iterable[Path]) -> None:
        """Have files or folders on disk before going on, some at a time: a disk takes them so."""
        with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
            list(pool.map(self.sync, paths))

    def sync_log(self, folder: Path, known: set[str]) -> None:
        """Have the files of a Delta log on disk that are not among the known ones."""
        for path in sorted(folder.iterdir()):
            if path.is_file() and (path.name not in known or path.name.startswith("_")):
                self.sync(path)
        self.sync(folder)

    def names(self, folder: Path) -> set[str]:
        """Return the names in a folder; none where it is missing."""
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

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


def stamp_of(path: Path | str) -> Stamp:
    """Return a file's stamp; OSError where it is missing."""
    found = os.stat(path)
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)


def stamps_of(paths: Iterable[str]) -> list[Stamp | None]:
    """Return the stamps of files, None for those that are missing."""
    found: list[Stamp | None] = []
    for path in paths:
        try:
            found.append(stamp_of(path))
        except OSError:
            found.append(None)
    return found


def empty_files(folder: Path) -> list[Path]:
    """Return the files of a folder that have no content."""
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if path.is_file() and not path.stat().st_size]


def footer_checksum(path: Path | str) -> int:
    """Return the CRC-32 of a Parquet file's footer, which tells one file from another."""
    with open(path, "rb") as file:
        file.seek(-8, os.SEEK_END)
        length = int.from_bytes(file.read(4), "little")
        file.seek(-min(8 + length, file.tell() + 4), os.SEEK_END)
        return zlib.crc32(file.read(length))


def checksum(path: Path | str) -> int:
    """Return the CRC-32 of a file."""
    found = 0
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found = zlib.crc32(block, found)
    return found


def token_of(folder: Path) -> str:
    """Return the token in a scratch folder's name, which the files of its publish carry."""
    return folder.name.rsplit("-", 1)[-1]


def is_abandoned(folder: Path) -> bool:
    """Return whether nobody works in a scratch folder any more; asked by the only publisher."""
    if folder.name.startswith("publish-"):
        return True  # whoever made it held the lock, and the lock is ours
    if is_foreign(folder.name):
        marked = folder.name.count("-") >= 3
        return marked and folder.stat().st_mtime < time.time() - FOREIGN_AFTER
    return is_gone(folder.name)
