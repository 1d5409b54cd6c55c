"""The warehouse: one home folder with its tables, its releases and their readers.

A publish writes data files, then Delta versions, then one row in the record store. That row is the
release: whatever happens before it leaves the last release as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import duckdb
import polars as pl

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.progress import Progress, part_of, quiet
from ordertrack.records import Aside, AsideRow, Contents, Records, Release, sqlite_file
from ordertrack.records.journal import Row
from ordertrack.settings import Settings
from ordertrack.settings import settings as current_settings
from ordertrack.warehouse import delta
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.publish.compare import Difference, Staged, compare
from ordertrack.warehouse.publish.derive import derive
from ordertrack.warehouse.publish.describe import describe
from ordertrack.warehouse.publish.draft import Draft, connect, share_of
from ordertrack.warehouse.publish.meanwhile import refuse_other_store, refuse_unseen
from ordertrack.warehouse.publish.restore import brought_back, destination
from ordertrack.warehouse.publish.upsert import merge
from ordertrack.warehouse.reader import Reader, Shelf
from ordertrack.warehouse.schema import STEPS_HASH
from ordertrack.warehouse.storage import Storage, token_of
from ordertrack.warehouse.storage_errors import explaining_errors
from ordertrack.warehouse.upkeep import Pruning, all_damage, orphans, plan_pruning, prune
from ordertrack.warehouse.verify import (
    contents_of,
    lost_records,
    refuse_damage,
    refuse_lost_records,
)
from ordertrack.warehouse.written import Written, overrides_of, position_in, version_of, written_at
from ordertrack.words import Text, t
from ordertrack.workdays import Overrides

WAIT = 600.0  # seconds to wait for another publisher
PUBLISHING = 0.8  # of the memory limit; readers and what DuckDB does not count need the rest


WRITTEN_KEPT = 8  # versions of what people wrote


class Warehouse:
    """The tables and releases under one home folder. Safe to share between threads."""

    def __init__(
        self,
        home: Path,
        records: Records,
        memory_limit: str = "1500MB",
        threads: int | None = None,
        wait: float = WAIT,
    ) -> None:
        self.storage = Storage(home)
        self.records = records
        self.memory_limit = memory_limit
        self.threads = threads
        self.wait = wait
        self._seen: int | None = None
        self._aside = Aside()
        self._shelf = Shelf(self._connect_readers)
        # A version of what people wrote never changes; only other records may have the same one.
        self._written = lru_cache(WRITTEN_KEPT)(self._read_written)
        records.database.on_replaced.append(self._written.cache_clear)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Warehouse:
        """Open the warehouse that the settings name; make it when it is missing."""
        chosen = settings or current_settings()
        storage = Storage(chosen.home)
        storage.make()
        if not chosen.records_url:
            refuse_lost_records(storage, sqlite_file(chosen.home))
        records = Records.open(chosen)
        return cls(chosen.home, records, chosen.memory_limit, chosen.threads)

    @classmethod
    def open_for_reading(cls, settings: Settings | None = None) -> Warehouse:
        """Open the warehouse that the settings name, making and changing nothing."""
        chosen = settings or current_settings()
        storage = Storage(chosen.home)
        storage.refuse_other_than_folder()
        if not chosen.records_url:
            refuse_lost_records(storage, sqlite_file(chosen.home))
        records = Records.open_for_reading(chosen)
        return cls(chosen.home, records, chosen.memory_limit, chosen.threads)

    @property
    def home(self) -> Path:
        """Return the home folder."""
        return self.storage.home

    def close(self) -> None:
        """Let go of the databases."""
        self._shelf.close()
        self.records.close()

    # --- reading --------------------------------------------------------------------------------

    def latest(self) -> Release | None:
        """Return the newest release, also when another process published it.

        Raises WarehouseUnreadable where data files stand there that no release tells of.
        """
        latest = self.records.releases.latest()
        if latest is None and self.storage.unexplained_files():
            raise lost_records(self.home)
        return latest

    def release(self, number: int) -> Release:
        """Return the release with this number; WarehouseUnreadable when there is none."""
        return self.records.releases.get(number)

    def releases(self) -> list[Release]:
        """Return all releases, newest first; WarehouseUnreadable as `latest`."""
        return self.records.releases.all() if self.latest() else []

    def holds(self, release: Release) -> Release | None:
        """Return the import whose content a release holds; None for an empty one."""
        return self.records.releases.content_of(release)

    def reader(self, release: Release, written: str | None = None) -> Reader:
        """Return a reader of one release, with what people wrote about it laid over it.

        As it is now, or as of a version of what they wrote.
        """
        version = self.written_version() if written is None else written
        over = self._written(version, self.is_demo(release))
        return Reader(release, self._shelf, lambda: self._files_of(release), over)

    def exported(self, release: Release) -> Reader:
        """Return a reader of one release as it was imported, with nothing laid over it."""
        return self.reader(release, "")

    def written_version(self, *kinds: str) -> str:
        """Return the version of what people wrote that is laid over releases; "" for nothing.

        Of these kinds, or of all that is laid over them.
        """
        return version_of(self.records.journal, kinds)

    def reader_at(self, release: Release, position: int) -> Reader:
        """Return a reader of one release with all that people wrote as at a journal's position."""
        version = self.written_version()
        if position_in(version) > position:
            version = f"{position}_0" if position else ""
        return self.reader(release, version).with_typed(
            lambda kind: self.frame_about(release, kind, position)
        )

    def overrides(self, at: int | None = None) -> Overrides:
        """Return the days that people set to be worked or not, also as at a position."""
        return overrides_of(self.records.journal, at)

    def frame_about(self, release: Release, kind: str, at: int | None = None) -> pl.DataFrame:
        """Return `rows_about` as a frame with typed columns."""
        return self.records.journal.frame(kind, at, self._alike(release))

    def rows_about(self, release: Release, kind: str, at: int | None = None) -> list[Row]:
        """Return what people wrote of a kind about the company that a release holds.

        `at`: as it stood at a position of the journal.

        What was written while the demo company was looked at is about it, and never mixes with
        what is written about data of one's own.
        """
        return self.records.journal.rows(kind, at, self._alike(release))

    def _read_written(self, version: str, demo: bool) -> Written:
        return written_at(
            self.records.journal, version, lambda number: self._is_demo_number(number) == demo
        )

    def _alike(self, release: Release) -> Callable[[int], bool]:
        """Return what tells whether another release is the demo company too, or neither is."""
        wanted = self.is_demo(release)
        return lambda number: self._is_demo_number(number) == wanted

    def _is_demo_number(self, number: int) -> bool:
        """Return whether a release is the demo; of one that a restored backup lacks, no."""
        try:
            return number > 0 and self.is_demo(self.release(number))
        except WarehouseUnreadable:
            return False

    def _files_of(self, release: Release | None) -> dict[str, DataFiles]:
        """Return the data files of a release, seen to be those that it recorded."""
        if release and release.number in self.records.pruned():
            raise WarehouseUnreadable(
                t("Release {number} was pruned: its data is gone.", number=release.number),
                t("Look at a newer one, or import the exports into another ORDERTRACK_HOME."),
            )
        files = delta.files_of(self.storage.tables, release.versions if release else {})
        if release:
            recorded = self.records.releases.contents(release.number)
            refuse_damage(release, recorded, files, self.storage.tables)
        return files

    def verify(self, release: Release) -> None:
        """Raise WarehouseUnreadable where the files of a release are not those it recorded."""
        self._files_of(release)

    def damage(self, release: Release, checksum: Callable[[str], int]) -> Iterator[Text]:
        """Give all that is wrong with the files of a release; reads every byte of them."""
        recorded = self.records.releases.contents(release.number)
        yield from all_damage(release, recorded, self.storage.tables, checksum)

    def _connect_readers(self) -> duckdb.DuckDBPyConnection:
        return connect(self.storage.reserve_spill(), self.memory_limit, self.threads)

    # --- publishing -----------------------------------------------------------------------------

    def base_release(self, kind: Literal["import", "demo"] = "import") -> Release | None:
        """Return what a publish builds on: the newest release, or none where one's own data begin.

        The demo company gives way to the first import, it never mixes with it.
        Raises PublishRefused where the demo company would mix with data of one's own.
        """
        latest = self.latest()
        if latest is None or self.is_demo(latest) == (kind == "demo"):
            return latest
        if kind == "demo" and latest.versions:
            raise PublishRefused(
                t("There are data of your own here; the demo company would mix with them."),
                t("Choose another folder for it with ORDERTRACK_HOME."),
            )
        return None

    def is_demo(self, release: Release) -> bool:
        """Return whether a release holds the demo company, also where an undo brought it back."""
        content = self.holds(release)
        return content is not None and content.kind == "demo"

    def expecting(self, newest: int) -> Warehouse:
        """Return this warehouse, writing only while this is the newest release (0 for none).

        It is the release that a person saw when deciding what to write.
        """
        careful = copy(self)
        careful._seen = newest
        return careful

    def setting_aside(self, aside: Aside) -> Warehouse:
        """Return this warehouse, whose next release changes these rows that stand aside."""
        keeping = copy(self)
        keeping._aside = aside
        return keeping

    def waiting(self, release: Release | None) -> list[AsideRow]:
        """Return the rows that the imports of a release set aside and nobody mended yet."""
        numbers = self.records.releases.lineage(release) if release else []
        return self.records.set_aside.waiting(numbers)

    def count_waiting(self, release: Release) -> int:
        """Return how many these are."""
        return self.records.set_aside.count(self.records.releases.lineage(release))

    def differences(
        self, staged: Sequence[Staged], kind: Literal["import", "demo"] = "import"
    ) -> dict[str, Difference]:
        """Return what each staged table would change in the release that a publish builds on."""
        with (
            explaining_errors(self.home),
            closing(self._draft(self.base_release(kind), "compare")) as draft,
        ):
            return {part.table: compare(draft, part) for part in staged}

    def publish(
        self,
        staged: Sequence[Staged],
        *,
        who: str,
        kind: Literal["import", "demo"] = "import",
        note: str = "",
        files: Sequence[dict[str, Any]] = (),
        progress: Progress = quiet,
    ) -> Release | None:
        """Merge the staged tables into one new release; None when they bring nothing new.

        Facts that another version of ordertrack derived are something new. The release keeps `who`
        publishes, a `note`, and a report of each of the `files`.
        """
        with self._alone(who, progress):
            parent, base = self.latest(), self.base_release(kind)
            with closing(self._draft(base, "publish")) as draft:
                counts = merge(draft, staged, part_of(progress, 0.0, 0.5))
                other_steps = base is None or base.steps_hash != STEPS_HASH
                if not draft.changed and not self._aside and not (base and other_steps):
                    return None
                derive(draft, all_years=other_steps, progress=part_of(progress, 0.5, 0.4))
                release = describe(draft, parent, counts)
                release = replace(release, who=who, kind=kind, note=note, files=tuple(files))
                progress(t("Writing the release"), 0.9)
                try:
                    versions, contents = self._commit(draft, base)
                    refuse_other_store(self.records.releases.latest(), parent)
                    release = replace(release, versions=versions)
                    return self.records.releases.add(release, contents, self._aside)
                except BaseException:
                    draft.unsettled = True
                    self._take_back(draft.token)
                    draft.unsettled = False
                    raise

    def undo(self, who: str, to: int | None = None) -> Release:
        """Go back by one import, or `to` any earlier release, as a new release.

        Undoing again goes back one further; what was undone stays among the releases.
        """
        with self._alone(who, quiet):
            latest = self.latest()
            if latest is None:
                raise PublishRefused(t("There is no release to undo."))
            wanted = destination(self.records, latest, to)
            self._files_of(wanted)  # raises where it is damaged
            contents = self.records.releases.contents(wanted.number) if wanted else {}
            return self.records.releases.add(brought_back(latest, wanted, who), contents)

    def plan_pruning(self, keep: int) -> Pruning:
        """Return what `prune` would drop."""
        return plan_pruning(self.storage, self.records, keep)

    def orphans(self) -> list[Path]:
        """Return the data files that belong to no release, and the scratch of dead processes."""
        return [*orphans(self.storage, self.records), *self.storage.left_behind()]

    def prune(self, keep: int, who: str) -> Pruning:
        """Drop the data files of all but the newest releases; their history stays."""
        with self._alone(who, quiet):
            newest = self.latest()
            if newest:
                self.verify(newest)  # older releases may be what a damaged one is undone to
            pruning = self.plan_pruning(keep)
            prune(self.storage, self.records, pruning, who)
            return pruning

    @contextmanager
    def _alone(self, who: str, progress: Progress) -> Generator[None]:
        """Be the only publisher, with the leftovers of dead ones cleared away."""

        def waiting(holder: str) -> None:
            progress(t("Waiting until {who} has published", who=holder), 0.0)

        self.storage.make()
        with explaining_errors(self.home), self.storage.locked(who, self.wait, waiting):
            for folder in self.storage.abandoned():
                self._take_back(token_of(folder))
                self.storage.remove_folder(folder)  # last, so that it can be repeated
            refuse_unseen(self.latest(), self._seen)
            yield

    def _take_back(self, token: str) -> None:
        """Undo what a publish wrote, unless it became a release after all."""
        if not self.records.releases.has_token(token):
            latest = self.records.releases.latest()
            delta.drop_unbound(self.storage, token, latest.versions if latest else {})

    def _draft(self, base: Release | None, purpose: str) -> Draft:
        folder = self.storage.scratch(purpose)
        memory = share_of(self.memory_limit, PUBLISHING)
        connection = connect(folder / "spill", memory, self.threads)
        return Draft(connection, self.storage, folder, self._files_of(base))

    def _commit(self, draft: Draft, base: Release | None) -> tuple[dict[str, int], Contents]:
        """Write Delta versions; return them and the files, which a row will make a release."""
        versions = dict(base.versions) if base else {}
        for table in draft.changed:
            versions[table] = delta.commit(self.storage, draft.publish_files(table))
        known = self.records.releases.contents(base.number) if base else {}
        contents = contents_of(draft.files, self.storage.tables, known)
        self.storage.sync(self.home)
        return versions, contents
