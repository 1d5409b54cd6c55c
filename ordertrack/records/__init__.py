"""The record store: what is written down, releases and remembered mappings (SQLAlchemy)."""

from __future__ import annotations

from ordertrack.records.store import HEAD, METADATA, MIGRATIONS, Records, Release, sqlite_url

__all__ = ["HEAD", "METADATA", "MIGRATIONS", "Records", "Release", "sqlite_url"]
