"""What tests of the record store share."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from ordertrack.records import METADATA, Records, migrate

REAL_UPGRADE = migrate.upgrade


def empty(records: Records) -> None:
    with records.database.writing() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(table.delete())


def upgrade(connection: sa.Connection) -> None:
    """Make a new file what the migrations make of one; anything else they bring up to date.

    They take as long as a small import, and every test with a home of its own has a new file.
    """
    if connection.dialect.name != "sqlite" or sa.inspect(connection).get_table_names():
        REAL_UPGRADE(connection)
    else:
        for statement in _what_migrations_make():
            connection.exec_driver_sql(statement)


@cache
def _what_migrations_make() -> list[str]:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        REAL_UPGRADE(connection)
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
        )
        statements = [*made.scalars()]
        newest = migrate.revision(connection)
    engine.dispose()
    return [*statements, f"INSERT INTO alembic_version VALUES ('{newest}')"]
