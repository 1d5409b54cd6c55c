"""The warehouse: one home folder with its tables, its releases and their readers.

A publish writes data files, then Delta versions, then one row in the record store. That row is the
release: whatever happens before it leaves the last release as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from ordertrack.errors import PublishRefused
from ordertrack.model import TABLES
from ordertrack.records import Records, Release
from ordertrack.settings import Settings
from ordertrack.settings import settings as current_settings
from ordertrack.warehouse import delta
from ordertrack.warehouse.data_files import Content
from ordertrack.warehouse.publish.compare import Difference, Staged, compare
from ordertrack.warehouse.publish.derive import derive
from ordertrack.warehouse.publish.draft import Draft, connect, part_of
from ordertrack.warehouse.publish.statistics import coverage_of, span_of
from ordertrack.warehouse.publish.upsert import NOTHING, merge
from ordertrack.warehouse.reader import Reader, Shelf
from ordertrack.warehouse.schema import STEPS_HASH
from ordertrack.warehouse.storage import Folders, locked, token_of
from ordertrack.warehouse.storage_errors import on_disk
from ordertrack.words import Text, t

Progress = Callable[[Text, float], None]
WAIT = 600.0  # seconds to wait for another publisher
PUBLISHING = 0.8  # of the memory limit; readers and what DuckDB does not count need the rest


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
        self.folders = Folders(Path(home).resolve())
        self.folders.make()
        self.records = records
        self.memory_limit = memory_limit
        self.threads = threads
        self.wait = wait
        self._shelf = Shelf(self._connect_shelf)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Warehouse:
        """The warehouse that the settings name, made when it is missing."""
        chosen = settings or current_settings()
        Folders(chosen.home).make()
        records = Records.open(chosen)
        return cls(chosen.home, records, chosen.memory_limit, chosen.threads)

    @property
    def home(self) -> Path:
        return self.folders.home

    def close(self) -> None:
        self._shelf.close()
        self.records.close()

    # --- reading --------------------------------------------------------------------------------

    def latest(self) -> Release | None:
        """The newest release, also when another process published it."""
        return self.records.releases.latest()

    def release(self, number: int) -> Release:
        return self.records.releases.get(number)

    def releases(self) -> list[Release]:
        """All releases, newest first."""
        return self.records.releases.all()

    def reader(self, release: Release) -> Reader:
        return Reader(release, self._shelf, lambda: self._contents(release))

    def _contents(self, release: Release | None) -> dict[str, Content]:
        return delta.contents(self.folders.tables, release.versions if release else {})

    def _connect_shelf(self) -> duckdb.DuckDBPyConnection:
        return connect(self.folders.reserved("read"), self.memory_limit, self.threads)

    # --- publishing -----------------------------------------------------------------------------

    def basis(self, kind: Literal["import", "demo"] = "import") -> Release | None:
        """What a publish builds on: the newest release, but none where one's own data come first.

        The demo company gives way to the first import, it never mixes with it.
        Raises PublishRefused where the demo company would mix with data of one's own.
        """
        latest = self.latest()
        if latest is None or self._is_demo(latest) == (kind == "demo"):
            return latest
        if kind == "demo" and latest.versions:
            raise PublishRefused(
                t("There are data of your own here; the demo company would mix with them."),
                t("Choose another folder for it with ORDERTRACK_HOME."),
            )
        return None

    def _is_demo(self, release: Release) -> bool:
        """Whether a release holds the demo company, also where an undo brought it back."""
        if release.kind != "undo" or release.parent is None:
            return release.kind == "demo"
        held = self._before(self.release(release.parent))
        return held is not None and self._is_demo(held)

    def differences(self, staged: Sequence[Staged]) -> dict[str, Difference]:
        """What each staged table would change in the newest release."""
        with on_disk(self.home), closing(self._draft(self.basis(), "compare")) as draft:
            return {part.table: compare(draft, part) for part in staged}

    def publish(
        self,
        staged: Sequence[Staged],
        *,
        who: str,
        kind: Literal["import", "demo"] = "import",
        note: str = "",
        files: Sequence[dict[str, Any]] = (),
        progress: Progress | None = None,
    ) -> Release | None:
        """Merge the staged tables into one new release; None when they bring nothing new."""
        tell = progress or _quiet
        with self._alone(who, tell):
            parent, base = self.latest(), self.basis(kind)
            with closing(self._draft(base, "publish")) as draft:
                counts = merge(draft, staged, lambda name, done: tell(_merging(name), done / 2))
                if not draft.changed:
                    return None
                afresh = base is None or base.steps_hash != STEPS_HASH
                derive(draft, afresh, lambda done: tell(t("Deriving the facts"), 0.5 + 0.4 * done))
                release = self._described(draft, parent, counts)
                release = replace(release, who=who, kind=kind, note=note, files=tuple(files))
                tell(t("Writing the release"), 0.9)
                try:
                    return self._commit(draft, base, release)
                except BaseException:
                    self._take_back(draft.token)
                    raise

    def undo(self, who: str) -> Release:
        """Go back to what the newest release followed, as a new release; undoing an undo redoes."""
        with self._alone(who, _quiet):
            latest = self.latest()
            if latest is None:
                raise PublishRefused(t("There is no release to undo."))
            return self.records.releases.add(_undone(latest, self._before(latest), who))

    @contextmanager
    def _alone(self, who: str, tell: Progress) -> Generator[None]:
        """Be the only publisher, with the leftovers of dead ones cleared away."""

        def waiting(holder: str) -> None:
            tell(t("Waiting until {who} has published", who=holder), 0.0)

        with on_disk(self.home), locked(self.folders.lock, who, self.wait, waiting):
            self._clear_abandoned()
            yield

    def _clear_abandoned(self) -> None:
        """Take back what killed publishers left; their folders go last, so it can be repeated."""
        for folder in self.folders.abandoned():
            self._take_back(token_of(folder))
            shutil.rmtree(folder, ignore_errors=True)

    def _take_back(self, token: str) -> None:
        """Undo what a publish wrote, unless it became a release after all."""
        if not self.records.releases.has_token(token):
            delta.drop_unbound(self.folders.tables, token, self._contents(self.latest()))

    def _before(self, release: Release) -> Release | None:
        return None if release.parent is None else self.release(release.parent)

    def _draft(self, base: Release | None, purpose: str) -> Draft:
        folder = self.folders.scratch(purpose)
        memory = part_of(self.memory_limit, PUBLISHING)
        connection = connect(folder / "spill", memory, self.threads)
        return Draft(connection, folder, self._contents(base))

    def _described(
        self, draft: Draft, parent: Release | None, counts: Mapping[str, dict[str, int]]
    ) -> Release:
        return Release(
            number=(parent.number if parent else 0) + 1,
            created_at=datetime.now(UTC),
            who="",
            kind="import",
            note="",
            parent=parent.number if parent else None,
            counts=counts,
            coverage=coverage_of(draft),
            token=draft.token,
            steps_hash=STEPS_HASH,
            **span_of(draft)._asdict(),
        )

    def _commit(self, draft: Draft, base: Release | None, release: Release) -> Release:
        """Delta versions first, then the row that makes them a release."""
        versions = dict(base.versions) if base else {}
        for table in draft.changed:
            content = draft.publish_files(table, self.folders.tables)
            versions[table] = delta.commit(self.folders.tables / table, content)
        return self.records.releases.add(replace(release, versions=versions))


def _undone(latest: Release, before: Release | None, who: str) -> Release:
    """The release that binds what `before` bound; nothing at all when there was none before."""
    content = before or Release(0, latest.created_at, "", "undo", "", None, steps_hash=STEPS_HASH)
    return replace(
        content,
        number=latest.number + 1,
        created_at=datetime.now(UTC),
        who=who,
        kind="undo",
        note="",
        parent=latest.number,
        files=(),
        counts={
            table: NOTHING._asdict() | {"removed": 0, "rows": counts["rows"]}
            for table, counts in content.counts.items()
        },
        token=f"undo-{latest.number}",
    )


def _merging(table: str) -> Text:
    return t("Merging {table}", table=TABLES[table].label)


def _quiet(_stage: Text, _done: float) -> None:
    """Tell nobody."""
