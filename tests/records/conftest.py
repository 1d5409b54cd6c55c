"""Tests of the journal run on SQLite and on PostgreSQL, in one store each that is emptied."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ordertrack.records import METADATA, Records, sqlite_url
from tests.stores import empty


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A record store: a file, or the PostgreSQL of the tests or of TEST_POSTGRES_URL."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path_factory.mktemp("records"))
    given = os.environ.get("TEST_POSTGRES_URL") or request.getfixturevalue("postgres").url
    engine = sa.create_engine(given)
    names = ", ".join([*METADATA.tables, "alembic_version"])
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {names}"))
    engine.dispose()
    return given


@pytest.fixture(scope="module")
def opened(url: str) -> Iterator[Records]:
    records = Records(url)
    yield records
    records.close()


@pytest.fixture
def records(opened: Records) -> Records:
    """The store, with nothing in it."""
    empty(opened)
    return opened
