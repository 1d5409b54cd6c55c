"""Copying all rows of one record store into another, whatever databases they are. Imports base."""

from __future__ import annotations

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database

AT_ONCE = 1_000  # rows held in memory


def copy_rows(source: Database, target: Database) -> None:
    """Put all rows of a store in the place of those of another, in one transaction of each.

    Both must be up to date. What others write to the source meanwhile is not in the copy.
    """
    with source.snapshot() as reading, target.writing() as writing:
        for table in reversed(METADATA.sorted_tables):
            writing.execute(table.delete())
        for table in METADATA.sorted_tables:
            copy_table(reading, writing, table)
    for renew in target.on_replaced:
        renew()


def copy_table(reading: sa.Connection, writing: sa.Connection, table: sa.Table) -> None:
    """Copy the rows of one table, some at a time."""
    rows = reading.execution_options(yield_per=AT_ONCE).execute(sa.select(table))
    for some in rows.partitions():
        found = [{column.key: row._mapping[column] for column in table.c} for row in some]
        writing.execute(table.insert(), found)


def is_empty(database: Database) -> bool:
    """Return whether no table has a row."""
    with database.reading() as connection:
        return not any(
            connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
            for table in METADATA.sorted_tables
            if database.has_table(connection, table.name)
        )
