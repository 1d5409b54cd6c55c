"""Backup and restore: record store, tables, raw rows and reports, as they were at one moment.

Imports archive, delta, storage, upkeep, verify. A backup is made while others read and write: the
files of all releases get a second name while nobody publishes or prunes, which takes a moment, and
are packed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ordertrack import __version__
from ordertrack.errors import BadFile, NoData, PublishRefused, WarehouseUnreadable
from ordertrack.progress import Progress, part_of, quiet
from ordertrack.records import Records, Release, sqlite_url
from ordertrack.records.copying import copy_rows, is_empty
from ordertrack.records.store import HasRecords
from ordertrack.warehouse import delta
from ordertrack.warehouse.archive import FOLDERS, FORMAT, RECORDS, Manifest, pack, unpack
from ordertrack.warehouse.storage import Storage
from ordertrack.warehouse.storage_errors import explaining_errors
from ordertrack.warehouse.upkeep import files_bound
from ordertrack.warehouse.verify import refuse_damage
from ordertrack.words import Text, t

WAIT = 600.0  # seconds to wait for a publisher
LOG = "_delta_log"


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds, and what it lacks because the home lacks it."""

    manifest: Manifest
    size: int
    missing: tuple[Text, ...]


def back_up(
    storage: Storage, records: Records, target: Path, progress: Progress = quiet
) -> BackedUp:
    """Write a backup of all there is to a file that is not there yet.

    Raises:
        NoData: there is nothing to back up.
        BadFile: the file is there already.
        WarehouseUnreadable: the newest release is damaged.
    """
    if target.exists():
        raise BadFile(t("{file} is there already.", file=target), t("Choose another name."))
    storage.make()
    folder = storage.scratch("backup")
    try:
        with explaining_errors(storage.home):
            with storage.locked("backup", WAIT, lambda who: progress(waiting_for(who), 0.0)):
                manifest, files, missing = pinned(storage, records, folder)
            pack(storage, target, manifest, files, progress)
    finally:
        storage.remove_folder(folder)
    return BackedUp(manifest, storage.size_and_time(target)[0], tuple(missing))


def waiting_for(who: str) -> Text:
    """Say that somebody publishes."""
    return t("Waiting until {who} has published", who=who)


def pinned(
    storage: Storage, records: Records, folder: Path
) -> tuple[Manifest, dict[str, Path], list[Text]]:
    """Return a copy of the records and second names of all files that they tell of.

    Only while nobody publishes or prunes.
    """
    with closing(Records(sqlite_url(folder))) as copy:
        copy_rows(records.database, copy.database)
        if is_empty(copy.database):
            raise NoData(t("There is nothing to back up."))
        latest, position = copy.releases.latest(), copy.journal.position()
        if latest:
            refuse_damaged(copy, latest, storage.tables)
        missing: list[Text] = []
        found = {}
        for path in (*files_of_releases(storage, copy, missing), *files_of_reports(storage, copy)):
            name = path.relative_to(storage.home).as_posix()
            if storage.link(path, folder / name):
                found[name] = folder / name
            else:
                missing.append(t("{file} is missing.", file=path))
    found[RECORDS] = folder / RECORDS
    made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    number = latest.number if latest else 0
    return Manifest(FORMAT, __version__, made, number, position, len(found)), found, missing


def files_of_releases(storage: Storage, records: Records, missing: list[Text]) -> Iterator[Path]:
    """Give the data files, logs and raw rows of all releases that were not pruned."""
    tables, bound = set(), set()
    for release in kept(records):
        tables |= release.versions.keys()
        try:
            bound |= files_bound(storage, [release])
        except WarehouseUnreadable as error:
            missing.append(error.text)
        raw = storage.raw / release.token
        bound |= {raw / name for name in storage.names(raw)} if release.token else set()
    for table in sorted(tables):
        log = storage.tables / table / LOG
        yield from (log / name for name in sorted(storage.names(log)) if (log / name).is_file())
    yield from sorted(bound)


def files_of_reports(storage: Storage, records: Records) -> list[Path]:
    """Return the files of all reports that were made and are kept."""
    return [storage.reports / made.kept_as for made in records.reports.all()]


def kept(records: Records) -> list[Release]:
    """Return the releases that were not pruned, the newest first."""
    pruned = records.pruned()
    return [one for one in records.releases.all() if one.number not in pruned]


def refuse_damaged(records: Records, release: Release, tables: Path) -> None:
    """Raise WarehouseUnreadable where a release is not as it was published."""
    files = delta.files_of(tables, release.versions)
    refuse_damage(release, records.releases.contents(release.number), files, tables)


# --- restore ------------------------------------------------------------------------------------


def restore(
    storage: Storage, records: Records, source: Path, replace: bool, progress: Progress = quiet
) -> Path | None:
    """Put a backup into a home that is empty, or in the place of what is there.

    A running dashboard goes on with what was restored. Nothing is changed before the backup is
    unpacked and its newest release is seen to be whole.

    Returns:
        The folder with what was there before, a home of its own; None where there was nothing.

    Raises:
        PublishRefused: there are data and `replace` was not said.
        BadFile: the file is no backup, or damaged.
    """
    storage.make()
    empty = is_empty(records.database) and not storage.data_files()
    if not empty and not replace:
        raise PublishRefused(
            t("{home} holds data; a backup would take their place.", home=storage.home),
            t("Choose another ORDERTRACK_HOME, or add --replace: what is there is kept aside."),
        )
    folder = storage.scratch("restore")
    try:
        with explaining_errors(storage.home):
            unpack(storage, source, folder, part_of(progress, 0.0, 0.9))
            with (
                closing(Records(sqlite_url(folder))) as copy,
                storage.locked("restore", WAIT, lambda who: progress(waiting_for(who), 0.9)),
            ):
                refuse_incomplete(copy, folder)
                before = None if empty else aside(storage, "replaced")
                exchange(storage, records, copy, folder, before)
                return before
    finally:
        storage.remove_folder(folder)


def open_records(storage: Storage, settings: HasRecords, replace: bool) -> Records:
    """Open the record store that a backup is restored into; with `replace`, a damaged file goes."""
    storage.make()
    try:
        return Records.open(settings)
    except WarehouseUnreadable:
        names = [name for name in storage.names(storage.home) if name.startswith(RECORDS)]
        if settings.records_url or not replace or not names:
            raise
        folder = aside(storage, "damaged")
        storage.move({storage.home / name: folder / name for name in names})
        return Records.open(settings)


def refuse_incomplete(copy: Records, folder: Path) -> None:
    """Raise BadFile where the newest release of an unpacked backup cannot be read."""
    latest = copy.releases.latest()
    try:
        if latest:
            refuse_damaged(copy, latest, folder / "tables")
    except WarehouseUnreadable as error:
        raise BadFile(error.text, t("Nothing was changed. Take another backup.")) from error


def aside(storage: Storage, why: str) -> Path:
    """Return the folder for what a restore replaces."""
    return storage.home / f"{why}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"


def exchange(
    storage: Storage, records: Records, copy: Records, folder: Path, before: Path | None
) -> None:
    """Move the files of a backup in, then write its rows: from then on it is what there is."""
    old = before or folder / "old"
    storage.make_lasting_folder(old)
    if before:
        with closing(Records(sqlite_url(before))) as remains:
            copy_rows(records.database, remains.database)
    moved: list[tuple[Path, Path]] = []
    try:
        for name in FOLDERS:
            for source, target in ((storage.home, old), (folder, storage.home)):
                if (source / name).exists():
                    storage.move({source / name: target / name})
                    moved.append((source / name, target / name))
        copy_rows(copy.database, records.database)
    except BaseException:
        for source, target in reversed(moved):
            storage.move({target: source})
        raise
    storage.make()
