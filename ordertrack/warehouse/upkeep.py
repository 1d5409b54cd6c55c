"""Looking after releases: all that is damaged, files of none, data of old ones to be dropped.

Imports delta, storage, verify.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ordertrack.errors import WarehouseUnreadable
from ordertrack.records import Contents, Records, Release
from ordertrack.warehouse import delta
from ordertrack.warehouse.storage import Storage, stamp_of
from ordertrack.warehouse.verify import checksum_problems, problems
from ordertrack.words import Text


@dataclass(frozen=True)
class Pruning:
    """What goes: releases that can no longer be read, files that only they had, and orphans."""

    releases: tuple[Release, ...]
    files: tuple[Path, ...]
    orphans: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Return the bytes that become free."""
        return sum(stamp_of(path).size for path in (*self.files, *self.orphans))


def plan_pruning(storage: Storage, records: Records, keep: int) -> Pruning:
    """Return what goes when the newest `keep` releases stay, and what the newest goes back to."""
    known = [one for one in records.releases.all() if one.number not in records.pruned()]
    staying = max(keep, 1)
    kept, gone = known[:staying], known[staying:]
    before = records.releases.before(known[0]) if known else None
    # Or the newest could not be undone. One that holds the same may stay anyway.
    same = [one for one in known if before and records.releases.content_of(one) == before]
    needed = {one.number for one in same[:1]}
    kept += [one for one in gone if one.number in needed]
    gone = [one for one in gone if one.number not in needed]
    bound, dropped = files_bound(storage, kept), files_bound(storage, gone)
    unknown = [path for path in storage.unexplained_files() if path not in bound | dropped]
    return Pruning(tuple(gone), tuple(sorted(dropped - bound)), tuple(unknown))


def files_bound(storage: Storage, releases: Iterable[Release]) -> set[Path]:
    """Return the data files of these releases."""
    versions = {item for release in releases for item in release.versions.items()}
    return {
        Path(path)
        for table, version in versions
        for path in delta.files_at(storage.tables / table, version)
    }


def orphans(storage: Storage, records: Records) -> list[Path]:
    """Return the data files that belong to no release and that nobody is writing."""
    pruned = records.pruned()
    bound = files_bound(storage, (r for r in records.releases.all() if r.number not in pruned))
    return [path for path in storage.unexplained_files() if path not in bound]


def prune(storage: Storage, records: Records, pruning: Pruning, who: str) -> None:
    """Write down which releases go, then remove the files; what remains of it is an orphan."""
    records.prune([release.number for release in pruning.releases], who)
    for path in (*pruning.files, *pruning.orphans):
        storage.remove(path)
    for release in pruning.releases:
        storage.remove_folder(storage.raw / release.token)


def all_damage(
    release: Release, recorded: Contents | None, tables: Path, checksum: Callable[[str], int]
) -> Iterator[Text]:
    """Give all that is wrong with the files of a release; reads every byte of them."""
    try:
        files = delta.files_of(tables, release.versions)
    except WarehouseUnreadable as error:
        yield error.text
        return
    found = list(problems(release, recorded, files, tables))
    yield from found or checksum_problems(recorded, files, tables, checksum)
