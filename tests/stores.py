"""What tests of the record store share."""

from __future__ import annotations

from ordertrack.records import METADATA, Records


def empty(records: Records) -> None:
    with records.database.writing() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(table.delete())
