"""The record store: releases, remembered mappings and answers, the journal (SQLAlchemy).

Imports errors and words. `migrations/` is the schema history (Alembic).
"""

from __future__ import annotations

from ordertrack.records.answers import SavedAnswer
from ordertrack.records.base import METADATA, sqlite_file, sqlite_url
from ordertrack.records.contents import Contents, FileRecord
from ordertrack.records.journal import Change, ChangedMeanwhile, Conflict, Journal, Seen
from ordertrack.records.mappings import FOUND, SavedMapping
from ordertrack.records.migrate import HEAD, MIGRATIONS
from ordertrack.records.raw_files import RawFile
from ordertrack.records.releases import Release
from ordertrack.records.set_aside import Aside, AsideRow
from ordertrack.records.store import Records

__all__ = [
    "FOUND",
    "HEAD",
    "METADATA",
    "MIGRATIONS",
    "Aside",
    "AsideRow",
    "Change",
    "ChangedMeanwhile",
    "Conflict",
    "Contents",
    "FileRecord",
    "Journal",
    "RawFile",
    "Records",
    "Release",
    "SavedAnswer",
    "SavedMapping",
    "Seen",
    "sqlite_file",
    "sqlite_url",
]
