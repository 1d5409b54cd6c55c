"""Files as people send them become raw tables of text. Imports words, errors and its siblings."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from polars.exceptions import PanicException, PolarsError

from ordertrack.errors import BadFile, NoTable, OneColumn, is_full
from ordertrack.intake.files.archive import SUFFIXES, TEXTS, SourceFile, gather, not_permitted
from ordertrack.intake.files.beside import is_beside, is_only_prose, is_page
from ordertrack.intake.files.delimited import read_delimited
from ordertrack.intake.files.markup.kind import HEAD, markup_kind
from ordertrack.intake.files.parsing import read_apart
from ordertrack.intake.raw_table import FileProblem, PassedOver, RawTable, Source
from ordertrack.progress import Progress, Share, quiet, stage_of, workers
from ordertrack.words import t

SMALL = 4 << 20
AT_ONCE = 3
MAGIC = ((b"PK\x03\x04", "book"), (b"\xd0\xcf\x11\xe0", "book"), (b"PAR1", "parquet"))


def read(
    sources: Sequence[Source], staging: Path, progress: Progress = quiet
) -> tuple[list[RawTable], list[FileProblem]]:
    """Read files, uploads (name, bytes), zips and folders into raw tables under `staging`.

    A file is read whole or not at all; what could not be read comes back as a problem that names
    the file and row. Files beside the data are told with the first table.
    """
    staging.mkdir(parents=True, exist_ok=True)
    found = list(gather(sources, staging))
    files = [source_file for source_file in found if isinstance(source_file, SourceFile)]
    raw_tables: list[RawTable] = []
    for read_file in _read_all(files, staging, progress_by_file(files, progress)):
        raw_tables += [each for each in read_file if isinstance(each, RawTable)]
        found += [each for each in read_file if not isinstance(each, RawTable)]
    problems = [_named(each.file, each.error) for each in found if isinstance(each, FileProblem)]
    return _told(raw_tables, problems, [each for each in found if isinstance(each, PassedOver)])


def _read_all(
    files: Sequence[SourceFile], staging: Path, reports: Sequence[Share]
) -> Iterator[Sequence[RawTable | FileProblem | PassedOver]]:
    """Read the files in order, small texts a few at a time: opening one takes longer than its rows.

    Only the caller's thread reports progress.
    """
    taken, lock = new_targets(staging), Lock()

    def target() -> Path:
        with lock:
            return next(taken)

    with workers(AT_ONCE) as pool:
        ahead = {
            place: pool.submit(_read_file, file, target, _unheard)
            for place, file in enumerate(files)
            if _is_small(file)
        }
        for place, (file, report) in enumerate(zip(files, reports, strict=True)):
            report(0.0)
            if place in ahead:
                yield ahead[place].result()
                report(1.0)
            else:
                yield _read_file(file, target, report)


def _is_small(file: SourceFile) -> bool:
    suffix = Path(file.name).suffix.lower()
    return suffix in TEXTS and file.path.stat().st_size < SMALL


def _unheard(_done: float) -> None:
    pass


def _read_file(
    source_file: SourceFile, target: Callable[[], Path], report: Share
) -> Sequence[RawTable | FileProblem | PassedOver]:
    try:
        raw_tables = read_one(source_file, target, report)
        if all(is_only_prose(source_file, raw_table) for raw_table in raw_tables):
            return [PassedOver(source_file.name, NoTable(t("there is no table inside.")))]
        return raw_tables
    except BadFile as error:
        kind = PassedOver if _lies_beside(source_file, error) else FileProblem
        return [kind(source_file.name, error)]
    except PermissionError as error:
        if error.filename != str(source_file.path):
            raise
        return [FileProblem(source_file.name, not_permitted())]
    except (csv.Error, PolarsError, PanicException, ValueError, MemoryError) as error:
        if is_full(error):  # the disk is at fault, not the file
            raise
        why = str(error).split("\n")[0][:200]
        unreadable = BadFile(t("it cannot be read as a table ({why}).", why=why))
        return [FileProblem(source_file.name, unreadable)]
    finally:
        if source_file.ours:
            source_file.path.unlink(missing_ok=True)


def _lies_beside(source_file: SourceFile, error: BadFile) -> bool:
    """Whether a file without a table is no reason to refuse the tables that lie beside it."""
    if isinstance(error, NoTable):
        return is_page(source_file)
    return (source_file.inside and isinstance(error, OneColumn)) or is_beside(source_file)


def _told(
    raw_tables: list[RawTable], problems: list[FileProblem], beside: Sequence[PassedOver]
) -> tuple[list[RawTable], list[FileProblem]]:
    """Put what lies beside the data with the first table; where there is none, it is missing."""
    if raw_tables:
        raw_tables[0] = replace(raw_tables[0], beside=tuple(beside))
    elif not problems:
        problems = [_named(each.file, each.error) for each in beside if each.error]
    return raw_tables, problems


def _named(name: str, error: BadFile) -> FileProblem:
    return FileProblem(
        name, BadFile(t("{file}: {problem}", file=name, problem=error.text), error.fix)
    )


def new_targets(staging: Path) -> Iterator[Path]:
    """Return file names in the staging folder that no earlier reading has taken."""
    taken = [
        int(path.name.split(".")[0].removeprefix("raw-")) for path in staging.glob("raw-*.parquet")
    ]
    numbers = itertools.count(max(taken, default=0) + 1)
    return (staging / f"raw-{number:04}.parquet" for number in numbers)


def progress_by_file(files: Sequence[SourceFile], progress: Progress) -> list[Share]:
    """Return for each file a way to report how far it is, weighed by its bytes."""
    sizes = [source_file.path.stat().st_size for source_file in files]
    whole = max(sum(sizes), 1)
    starts = itertools.accumulate(sizes, initial=0)
    return [
        stage_of(progress, t("Reading {file}", file=source_file.name), start / whole, size / whole)
        for source_file, size, start in zip(files, sizes, starts, strict=False)
    ]


def read_one(source_file: SourceFile, target: Callable[[], Path], report: Share) -> list[RawTable]:
    """Read one file, whatever its kind; a workbook may hold several tables."""
    report(0.0)
    kind = kind_of(source_file)
    if kind != "text":
        return read_apart(source_file, kind, target, report)
    return [read_delimited(source_file.name, source_file.path, target(), report)]


def kind_of(source_file: SourceFile) -> str:
    """Return what a file really is; exports often carry the wrong ending."""
    with source_file.path.open("rb") as file:
        start = file.read(HEAD)
    if not start.strip():
        raise BadFile(t("the file is empty."))
    for magic, kind in MAGIC:
        if start.startswith(magic):
            return kind
    suffix = Path(source_file.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise BadFile(
            t("files of this kind are not read."),
            t("Send csv, xlsx, xls or parquet, or a zip of them."),
        )
    return markup_kind(start) or "text"
