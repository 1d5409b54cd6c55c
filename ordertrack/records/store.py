"""The record store: one database with a part for each subject. Imports the modules beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ordertrack.errors import WarehouseUnreadable
from ordertrack.records.answers import Answers
from ordertrack.records.base import Database, sqlite_url
from ordertrack.records.mappings import Mappings
from ordertrack.records.migrate import migrate
from ordertrack.records.releases import Releases


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
        try:
            with self.database.explaining_errors():
                migrate(self.database.for_writing)
        except WarehouseUnreadable:
            self.close()
            raise

    @classmethod
    def open(cls, settings: HasRecords) -> Records:
        """Open the store that the settings name; by default a file in the home folder."""
        return cls(settings.records_url or sqlite_url(settings.home))

    def close(self) -> None:
        """Give back the connections."""
        self.database.engine.dispose()
