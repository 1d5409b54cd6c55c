"""The record store: one database with a part for each subject. Imports the modules beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from ordertrack.errors import WarehouseUnreadable
from ordertrack.records.answers import Answers
from ordertrack.records.base import METADATA, Database, reading_url, sqlite_file, sqlite_url
from ordertrack.records.contents import PRUNED
from ordertrack.records.episodes import Episodes
from ordertrack.records.journal import Journal
from ordertrack.records.made_reports import MadeReports
from ordertrack.records.mappings import Mappings
from ordertrack.records.migrate import migrate, refuse_old
from ordertrack.records.outbox import Outbox
from ordertrack.records.raw_files import RawFiles
from ordertrack.records.releases import Releases
from ordertrack.records.set_aside import SetAside

NOWHERE = "sqlite://"  # in memory


class HasRecords(Protocol):
    """The part of the settings that says where the record store is."""

    @property
    def home(self) -> Path: ...
    @property
    def records_url(self) -> str | None: ...


class Records:
    """What people and imports write down, behind one database URL. Safe to share between threads.

    The tables are made and brought up to date when the store is opened.
    """

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.releases = Releases(self.database)
        self.mappings = Mappings(self.database)
        self.answers = Answers(self.database)
        self.set_aside = SetAside(self.database)
        self.raw_files = RawFiles(self.database)
        self.journal = Journal(self.database)
        self.episodes = Episodes(self.database)
        self.outbox = Outbox(self.database)
        self.reports = MadeReports(self.database)
        self.database.on_replaced.append(self._bring_up_to_date)
        try:
            with self.database.explaining_errors():
                self._bring_up_to_date()
        except WarehouseUnreadable:
            self.close()
            raise

    @classmethod
    def open(cls, settings: HasRecords) -> Records:
        """Open the store that the settings name; by default a file in the home folder."""
        return cls(settings.records_url or sqlite_url(settings.home))

    @classmethod
    def open_for_reading(cls, settings: HasRecords) -> Records:
        """Open the store that the settings name without making or changing it.

        Where there is none yet, it is an empty one in memory.
        """
        if settings.records_url:
            return cls(settings.records_url)
        file = sqlite_file(settings.home)
        return cls(NOWHERE if holds_nothing(file) else reading_url(file))

    def _bring_up_to_date(self) -> None:
        engine = self.database.for_writing
        if engine.url.database is None:
            METADATA.create_all(engine)
        elif self.database.read_only:
            refuse_old(engine)
        else:
            migrate(engine)

    def pruned(self) -> frozenset[int]:
        """Return the numbers of the releases whose data files were dropped."""
        with self.database.reading() as connection:
            if not self.database.has_table(connection, PRUNED.name):
                return frozenset()
            return frozenset(connection.scalars(sa.select(PRUNED.c.number)))

    def prune(self, numbers: Iterable[int], who: str) -> None:
        """Write down that the data files of these releases are dropped."""
        now = datetime.now(UTC)
        rows = [{"number": number, "who": who, "pruned_at": now} for number in numbers]
        if rows:
            with self.database.writing() as connection:
                connection.execute(PRUNED.insert(), rows)

    def verify(self) -> None:
        """Read the whole store; WarehouseUnreadable where SQLite finds it damaged."""
        with self.database.reading() as connection:
            if connection.dialect.name == "sqlite":
                found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
                if found != "ok":
                    raise ValueError(found)

    def close(self) -> None:
        """Give back the connections."""
        self.database.engine.dispose()


def holds_nothing(file: Path) -> bool:
    """Return whether a store has no table: whoever made it was ended before its first one."""
    if not file.exists() or (file.is_file() and not file.stat().st_size):
        return True
    database = Database(reading_url(file))
    try:
        with database.reading() as connection:
            return not sa.inspect(connection).get_table_names()
    finally:
        database.engine.dispose()
