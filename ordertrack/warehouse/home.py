"""The warehouse: one home folder with its tables, its releases and their readers.

A publish writes data files, then Delta versions, then one row in the record store. That row is the
release: whatever happens before it leaves the last release as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
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
from ordertrack.warehouse.about import coverage_of, span_of
from ordertrack.warehouse.content import Content
from ordertrack.warehouse.derive import derive
from ordertrack.warehouse.draft import Draft, connect
from ordertrack.warehouse.folders import Folders, locked
from ordertrack.warehouse.reader import Reader, Shelf
from ordertrack.warehouse.schema import GRAIN
from ordertrack.warehouse.upsert import Difference, Staged, apply, apply_lines, compare
from ordertrack.words import Text, t

Progress = Callable[[Text, float], None]
WAIT = 600.0  # seconds to wait for another publisher


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
        return self.records.latest()

    def release(self, number: int) -> Release:
        return self.records.release(number)

    def releases(self) -> list[Release]:
        """All releases, newest first."""
        return self.records.releases()

    def reader(self, release: Release) -> Reader:
        return Reader(release, self._shelf, lambda: self._contents(release))

    def _contents(self, release: Release | None) -> dict[str, Content]:
        return delta.contents(self.folders.tables, release.versions if release else {})

    def _connect_shelf(self) -> duckdb.DuckDBPyConnection:
        return connect(self.folders.scratch("read"), self.memory_limit, self.threads)

    # --- publishing -----------------------------------------------------------------------------

    def differences(self, staged: Sequence[Staged]) -> dict[str, Difference]:
        """Per staged table: rows that are new, changed, unchanged, vanished since the last release."""
        with closing(self._draft(self.latest(), "compare")) as draft:
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
        with locked(self.folders.lock, who, self.wait):
            self._clear_abandoned()
            parent = self.latest()
            with closing(self._draft(parent, "publish")) as draft:
                counts = _merge(draft, staged, tell)
                if not draft.changed:
                    return None
                tell(t("Deriving the order facts"), 0.5)
                derive(draft, True, lambda done: tell(t("Deriving the order facts"), done / 2))
                release = self._described(draft, parent, counts)
                release = replace(release, who=who, kind=kind, note=note, files=tuple(files))
                return self._commit(draft, parent, release, tell)

    def undo(self, who: str) -> Release:
        """Go back to what the newest release followed, as a new release; undoing an undo redoes."""
        with locked(self.folders.lock, who, self.wait):
            latest = self.latest()
            if latest is None:
                raise PublishRefused(t("There is no release to undo."))
            return self.records.add_release(_undone(latest, self._before(latest), who))

    def _before(self, release: Release) -> Release | None:
        return None if release.parent is None else self.release(release.parent)

    def _draft(self, parent: Release | None, purpose: str) -> Draft:
        folder = self.folders.scratch(purpose)
        connection = connect(folder, self.memory_limit, self.threads)
        return Draft(connection, folder, self._contents(parent))

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
            grain=GRAIN,
            **span_of(draft)._asdict(),
        )

    def _commit(
        self, draft: Draft, parent: Release | None, release: Release, tell: Progress
    ) -> Release:
        """Delta versions first, then the row that makes them a release."""
        versions = dict(parent.versions) if parent else {}
        for table in draft.changed:
            tell(t("Writing the release"), 0.9)
            content = draft.publish_files(table, self.folders.tables)
            versions[table] = delta.commit(self.folders.tables / table, content)
        return self.records.add_release(replace(release, versions=versions))

    def _clear_abandoned(self) -> None:
        self.folders.clear_abandoned()


def _merge(draft: Draft, staged: Sequence[Staged], tell: Progress) -> dict[str, dict[str, int]]:
    """Merge all staged tables, orders before their lines; what happened to each table."""
    by_table = {part.table: part for part in staged}
    if len(by_table) != len(staged):
        raise ValueError("every table can be staged once")
    counts = {table: _untouched(draft, table) for table in TABLES}
    order = sorted(by_table.values(), key=lambda part: list(TABLES).index(part.table))
    for place, part in enumerate(order):
        tell(t("Merging {table}", table=TABLES[part.table].label), place / len(order) / 2)
        difference = compare(draft, part, keep=True)
        removed = difference.vanished if part.full else 0
        counts[part.table] = {**difference._asdict(), "removed": removed}
        if part.table != "order_lines" and (difference.new or difference.changed or removed):
            apply(draft, part.table, part.full)
    lines = by_table.get("order_lines")
    apply_lines(draft, lines is not None, bool(lines and lines.full))
    return {table: {"rows": draft.now[table].rows(), **counts[table]} for table in TABLES}


def _untouched(draft: Draft, table: str) -> dict[str, int]:
    return {"new": 0, "changed": 0, "unchanged": 0, "vanished": 0, "removed": 0}


def _undone(latest: Release, before: Release | None, who: str) -> Release:
    content = before or Release(0, latest.created_at, "", "undo", "", None, grain=GRAIN)
    return replace(
        content,
        number=latest.number + 1,
        created_at=datetime.now(UTC),
        who=who,
        kind="undo",
        note="",
        parent=latest.number,
        files=(),
        token=f"undo-{latest.number}",
    )


def _quiet(_stage: Text, _done: float) -> None:
    """Tell nobody."""
