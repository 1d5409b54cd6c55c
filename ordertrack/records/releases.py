"""Releases: which versions of all tables belong together. Imports base, contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import exc

from ordertrack.errors import ReleasedMeanwhile, WarehouseUnreadable
from ordertrack.records.base import METADATA, Database, Moment
from ordertrack.records.contents import CONTENTS, Contents, find_contents
from ordertrack.records.set_aside import Aside, write_aside
from ordertrack.words import t

Kind = Literal["import", "undo", "demo"]
NO_PARENT = 0
LAST = 2**31 - 1  # that a database can number

RELEASES = sa.Table(
    "releases",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # 0 for the first release: null would let two first releases stand side by side.
    sa.Column("parent", sa.Integer, nullable=False, unique=True),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("files", sa.JSON, nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Column("coverage", sa.JSON, nullable=False),
    sa.Column("data_from", sa.Date),
    sa.Column("data_through", sa.Date),
    sa.Column("newest_event", sa.DateTime),
    sa.Column("newest_order_day", sa.Date),
    sa.Column("token", sa.String(40), nullable=False, unique=True),
    sa.Column("grain", sa.String(40), key="steps_hash", nullable=False),
    # Of an undo: the import whose content it holds, 0 for none. Null for an import.
    sa.Column("restores", sa.Integer),
)


@dataclass(frozen=True)
class Release:
    """One published state of all tables: which Delta version of each, and where it came from.

    `versions` binds one Delta version per table; a table without one is empty. `counts` holds rows,
    new, changed, unchanged, vanished and removed per table, `coverage` the values that are not null
    per "table.column". `newest_event` is business-zone time, `created_at` UTC. `token` names the
    data files that this release wrote, `steps_hash` the SQL by which its facts were derived.
    `restores` is the release whose content an undo brought back, 0 where there was none before.
    """

    number: int
    created_at: datetime
    who: str
    kind: Kind
    note: str
    parent: int | None
    versions: Mapping[str, int] = field(default_factory=dict)
    files: tuple[dict[str, Any], ...] = ()
    counts: Mapping[str, dict[str, int]] = field(default_factory=dict)
    coverage: Mapping[str, int] = field(default_factory=dict)
    data_from: date | None = None
    data_through: date | None = None
    newest_event: datetime | None = None
    newest_order_day: date | None = None
    token: str = ""
    steps_hash: str = ""
    restores: int | None = None


class Releases:
    """The releases in one database. A release never changes once it is written."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.known: dict[int, Release] = {}
        database.on_replaced.append(self.known.clear)

    def latest(self) -> Release | None:
        """Return the newest release; one indexed query when nothing new was published."""
        newest = sa.select(RELEASES.c.number, RELEASES.c.token, RELEASES.c.created_at)
        with self.database.reading() as connection:
            query = newest.order_by(RELEASES.c.number.desc()).limit(1)
            row = connection.execute(query).one_or_none()
        if row is None:
            self.known.clear()
            return None
        known = self.known.get(row.number)
        same = known and (known.token, known.created_at) == (row.token, row.created_at)
        if max(self.known, default=0) > row.number or not same:
            self.known.clear()  # it may follow others than those: a backup was restored
        return self.get(row.number)

    def get(self, number: int) -> Release:
        """Return the release with this number; WarehouseUnreadable when there is none."""
        if not 0 < number <= LAST:
            raise no_release(number)
        if number not in self.known:
            with self.database.reading() as connection:
                query = self._query(connection).where(RELEASES.c.number == number)
                row = connection.execute(query).one_or_none()
            if row is None:
                raise no_release(number)
            self.known[number] = release_from(row)
        return self.known[number]

    def all(self) -> list[Release]:
        """Return all releases, newest first."""
        with self.database.reading() as connection:
            query = self._query(connection).order_by(RELEASES.c.number.desc())
            return [release_from(row) for row in connection.execute(query)]

    def _query(self, connection: sa.Connection) -> sa.Select[Any]:
        """Ask for releases; a store that is only read may be of a version without a column."""
        if self.database.has_column(connection, RELEASES.c.restores):
            return sa.select(RELEASES)
        kept = [column for column in RELEASES.c if column is not RELEASES.c.restores]
        return sa.select(*kept, sa.null().label(RELEASES.c.restores.name))

    def content_of(self, release: Release) -> Release | None:
        """Return the import whose content a release holds; None for an empty warehouse.

        Until `restores` was written down, an undo held what the release before the one that it
        took back held.
        """
        here: Release | None = release
        while here is not None and here.kind == "undo":
            number = here.restores
            if number is None:
                taken_back = self.get(here.parent) if here.parent else None
                number = taken_back.parent if taken_back else None
            here = self.get(number) if number else None
        return here

    def lineage(self, release: Release) -> list[int]:
        """Return the imports that a release is made of, the newest first.

        The demo company is not part of what gave it its place.
        """
        found: list[int] = []
        here = self.content_of(release)
        kind = here.kind if here else None
        while here is not None and here.kind == kind:
            found.append(here.number)
            here = self.before(here)
        return found

    def before(self, release: Release) -> Release | None:
        """Return what an undo of this release goes back to; None for an empty warehouse."""
        content = self.content_of(release)
        parent = self.get(content.parent) if content and content.parent else None
        return self.content_of(parent) if parent else None

    def has_token(self, token: str) -> bool:
        """Return whether the publish with this token became a release."""
        query = sa.select(RELEASES.c.number).where(RELEASES.c.token == token)
        with self.database.reading() as connection:
            return connection.scalar(query) is not None

    def contents(self, number: int) -> Contents | None:
        """Return the data files of a release; None where they were not recorded."""
        return find_contents(self.database, number)

    def add(
        self, release: Release, contents: Contents | None = None, aside: Aside | None = None
    ) -> Release:
        """Write the release with its data files: from here on it exists.

        Raises ReleasedMeanwhile when another release follows its parent.
        """
        values = {**asdict(release), "parent": release.parent or NO_PARENT}
        try:
            with self.database.writing() as connection:
                newest = connection.scalar(sa.select(sa.func.max(RELEASES.c.number)))
                if (newest or NO_PARENT) != values["parent"]:
                    raise meanwhile()
                connection.execute(RELEASES.insert().values(values))
                if contents is not None:
                    recorded = {"number": release.number, "contents": contents}
                    connection.execute(CONTENTS.insert().values(recorded))
                if aside is not None:
                    write_aside(connection, release.number, aside)
        except exc.IntegrityError as error:
            raise meanwhile() from error
        return release


def no_release(number: int) -> WarehouseUnreadable:
    """Return that there is no release with this number."""
    return WarehouseUnreadable(
        t("There is no release {number}.", number=number),
        t("`python -m ordertrack releases` lists them."),
    )


def meanwhile() -> ReleasedMeanwhile:
    """Return that another release follows the parent of the one to be written."""
    return ReleasedMeanwhile(
        t("Another import was published in the meantime; nothing was changed."),
        t("Import again: the preview then compares with the newest release."),
    )


def release_from(row: sa.Row[Any]) -> Release:
    """Return the release that a row of the table holds."""
    named = [one.name for one in fields(Release) if one.name != RELEASES.c.restores.name]
    values = {name: row._mapping[RELEASES.c[name]] for name in named}
    values["restores"] = row._mapping[RELEASES.c.restores.name]
    values["parent"] = values["parent"] or None
    values["files"] = tuple(values["files"])
    return Release(**values)
