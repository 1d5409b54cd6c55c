"""Files, uploads, folders and zips as one flat list of files to read. Imports errors and words.

Nothing from a zip is ever written under its own name, so a name cannot lead out of the staging
folder; how much is unpacked is limited by what really comes out, not by what the zip claims.
"""

from __future__ import annotations

import errno
import itertools
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ordertrack.errors import BadFile, is_full
from ordertrack.intake.files.folder import below, readable
from ordertrack.intake.raw_table import FileProblem, PassedOver, Source
from ordertrack.words import t

TEXTS = (".csv", ".tsv", ".txt", ".tab")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
MARKUP = (".html", ".htm", ".xml", ".mht", ".mhtml")
SUFFIXES = (*TEXTS, *WORKBOOKS, *MARKUP, ".parquet", ".pq")
MOST_FILES = 2_000
MOST_BYTES = 16 << 30
BOMB_RATIO = 250  # csv packs to a tenth or so; a thousandfold is a bomb
BOMB_FROM = 64 << 20
COPY = 1 << 20
# What unpacking a damaged or protected zip raises, by the way in which it is packed.
UNPACKING = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError)
UNPACKING += (NotImplementedError, RuntimeError, ValueError, KeyError, struct.error)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: the name to show, where it lies, whether it is ours to delete.

    `inside` a folder or zip it was not asked for by name: it may lie there beside the data.
    """

    name: str
    path: Path
    ours: bool = False
    inside: bool = False


class TooLarge(BadFile):
    """What unpacks out of all proportion."""


Found = SourceFile | FileProblem | PassedOver


def gather(sources: Sequence[Source], staging: Path) -> Iterator[Found]:
    """Yield every file among the sources, folders and zips opened up, each by a name of its own."""
    taken: set[str] = set()
    for found in _found(sources, staging):
        if isinstance(found, PassedOver):
            yield found
        elif isinstance(found, FileProblem):
            yield replace(found, file=_free(found.file, taken))
        else:
            yield replace(found, name=_free(found.name, taken))


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file has it: by its name alone a file is asked about."""
    path, numbers = PurePosixPath(name), itertools.count(2)
    while name in taken:
        name = str(path.with_name(f"{path.stem} ({next(numbers)}){path.suffix}"))
    taken.add(name)
    return name


def _found(sources: Sequence[Source], staging: Path) -> Iterator[Found]:
    """Yield what is among the sources, in order."""
    for source in sources:
        if isinstance(source, tuple):
            yield from _opened(uploaded(*source, staging), staging)
        elif source.is_dir():
            yield from in_folder(source, staging)
        elif source.is_file():
            name = readable(source, source.parent)
            yield from _opened(_within(name, source, staging, inside=False), staging)
        else:
            yield FileProblem(str(source), no_file() if source.exists() else no_such_file())


def no_file() -> BadFile:
    return BadFile(t("this is no file: a pipe, a device or a dead link."))


def no_such_file() -> BadFile:
    return BadFile(t("there is no such file."))


def uploaded(name: str, content: bytes, staging: Path) -> SourceFile:
    """Write an upload into the staging folder."""
    path = _new_path(staging, name)
    path.write_bytes(content)
    return SourceFile(_shown(name), path, ours=True)


def in_folder(source: Path, staging: Path) -> Iterator[Found]:
    """Yield the tables below a folder, in the order of their names, and what lies beside them.

    A folder that may not be read is a problem: its rows would be missing without a word.
    """
    paths, unread = below(source)
    yield from (FileProblem(readable(path, source), not_permitted()) for path in unread)
    named = [(readable(path, source), path) for path in paths]
    wanted = [(name, path) for name, path in named if is_wanted(PurePosixPath(name))]
    yield from (FileProblem(name, no_file()) for name, path in wanted if not path.is_file())
    yield from beside(name for name, path in named if path.is_file())
    wanted = [(name, path) for name, path in wanted if path.is_file()]
    if not wanted:
        yield FileProblem(source.resolve().name, _nothing_inside())
    for name, path in wanted:
        yield from _opened(_within(name, path, staging, inside=True), staging)


def _within(name: str, path: Path, staging: Path, *, inside: bool) -> SourceFile:
    """A file of a folder; one whose name is no UTF-8 through a link, for no library opens it."""
    if str(path).isprintable() or not any("\udc80" <= char <= "\udcff" for char in str(path)):
        return SourceFile(name, path, inside=inside)
    link = _new_path(staging, name)
    link.unlink()
    link.symlink_to(path.absolute())
    return SourceFile(name, link, ours=True, inside=inside)


def beside(names: Iterable[str], folder: str = "") -> Iterator[PassedOver]:
    """Yield what is no table by its ending; leavings of the system are no news to anybody."""
    for name in names:
        path = PurePosixPath(name)
        if not is_leaving(path) and not is_wanted(path):
            yield PassedOver(folder + name)


def is_leaving(path: PurePosixPath) -> bool:
    """Return whether it is a lock file, a hidden file or something that a system leaves behind."""
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return hidden or path.name.lower() in ("thumbs.db", "desktop.ini")


def is_wanted(path: PurePosixPath) -> bool:
    """Tables and zips only."""
    return not is_leaving(path) and path.suffix.lower() in (*SUFFIXES, ".zip")


def _opened(source_file: SourceFile, staging: Path) -> Iterator[Found]:
    if Path(source_file.name).suffix.lower() != ".zip":
        yield source_file
        return
    try:
        with zipfile.ZipFile(source_file.path) as archive:
            yield from in_zip(source_file, archive, staging)
    except UNPACKING as error:
        if is_full(error):  # the disk is at fault, not the zip
            raise
        yield FileProblem(source_file.name, damaged(error))
    finally:
        if source_file.ours:
            source_file.path.unlink(missing_ok=True)


def in_zip(source_file: SourceFile, archive: zipfile.ZipFile, staging: Path) -> Iterator[Found]:
    """Yield the tables of an opened zip, unpacked into the staging folder."""
    members = [(inner_name(info), info) for info in archive.infolist() if not info.is_dir()]
    names = sorted(_shown(inner) for inner, _ in members)
    members = [(inner, info) for inner, info in members if is_wanted(PurePosixPath(_shown(inner)))]
    if not members:
        kind = PassedOver if source_file.inside else FileProblem
        yield kind(source_file.name, _nothing_inside())
    else:
        yield from beside(names, f"{source_file.name}/")
    if len(members) > MOST_FILES:
        many = t(
            "the zip holds {count} files; at most {most} can be read.",
            count=len(members),
            most=MOST_FILES,
        )
        yield FileProblem(source_file.name, BadFile(many))
        return
    left = most_unpacked(source_file.path.stat().st_size)
    for inner, info in sorted(members, key=lambda member: member[0]):
        shown = f"{source_file.name}/{_shown(inner)}"
        try:
            path = _unpack(archive, info, inner, staging, left)
        except BadFile as error:
            yield FileProblem(shown, error)
            if isinstance(error, TooLarge):
                return  # the next ones may well be the same bytes again
            continue
        left -= path.stat().st_size
        yield SourceFile(shown, path, ours=True, inside=True)


def inner_name(info: zipfile.ZipInfo) -> str:
    """Return the member's name; zips made on Chinese Windows carry GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename.replace("\\", "/")
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: str, staging: Path, left: int
) -> Path:
    if Path(inner).suffix.lower() == ".zip":
        raise BadFile(t("a zip inside a zip is not opened."), t("Unpack it first."))
    if info.flag_bits & 0x1:
        raise BadFile(t("it is protected by a password."), t("Send it without one."))
    most = min(left, most_unpacked(info.compress_size))
    path = _new_path(staging, inner)
    try:
        with archive.open(info) as packed, path.open("wb") as out:
            _copy(iter(lambda: packed.read(COPY), b""), out, most)
    except BadFile:
        path.unlink(missing_ok=True)
        raise
    except UNPACKING as error:
        path.unlink(missing_ok=True)
        if is_full(error):
            raise
        raise damaged(error) from error
    return path


def damaged(error: Exception) -> BadFile:
    """Return what an error of unpacking means to a person."""
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM):
        return not_permitted()
    return BadFile(t("the zip is damaged."), t("Pack it again."))


def not_permitted() -> BadFile:
    return BadFile(t("it may not be read."), t("Check who may read it."))


def _copy(blocks: Iterable[bytes], out: BinaryIO, most: int) -> None:
    done = 0
    for block in blocks:
        done += len(block)
        if done > most:
            raise unpacks_to_too_much()
        out.write(block)


def check_workbook(path: Path) -> None:
    """Refuse an xlsx, a zip too, that would unpack out of all proportion."""
    with zipfile.ZipFile(path) as book:
        packed = sum(info.compress_size for info in book.infolist())
        whole = sum(info.file_size for info in book.infolist())
    if whole > most_unpacked(packed):
        raise unpacks_to_too_much()


def most_unpacked(packed: int) -> int:
    """Return how many bytes may come out of that many packed ones."""
    return min(MOST_BYTES, max(BOMB_FROM, BOMB_RATIO * packed))


def unpacks_to_too_much() -> BadFile:
    return TooLarge(t("it unpacks to far more than a table would; it was not read."))


def _new_path(staging: Path, name: str) -> Path:
    suffix = Path(name).suffix.lower()
    handle, path = tempfile.mkstemp(prefix="source-", suffix=suffix, dir=staging)
    open(handle, "wb").close()
    return Path(path)


def _shown(name: str) -> str:
    """The name without anything that leads elsewhere."""
    parts = [
        part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("..", "/")
    ]
    return "/".join(parts) or "file"


def _nothing_inside() -> BadFile:
    return BadFile(
        t("there is no table inside."), t("Tables are csv, tsv, txt, xlsx, xls or parquet files.")
    )
