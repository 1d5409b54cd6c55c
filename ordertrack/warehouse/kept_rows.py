"""Rows of a release that edits have asked for, kept for the next edit. Imports data_files.

Laying edits over a release reads some rows of it: those of the edited orders, of their customers.
After the next save the same rows are asked for again, and a few more: only these are read then,
however large the release is. What is kept is what the release's files say; nobody changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from ordertrack.warehouse.data_files import quoted

Row = Mapping[str, Any]


class KeptRows:
    """The kept rows of one release, in a schema of their own; used by one writer at a time."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self._asked: dict[str, set[str]] = {}
        self._rows: dict[str, dict[str, list[Row]]] = {}

    def hold(
        self,
        cursor: duckdb.DuckDBPyConnection,
        name: str,
        query: str,
        key: str,
        keys: Collection[str],
    ) -> str:
        """Return the table that holds the rows of a query with these keys, others among them.

        Args:
            query: without conditions; always the same under one name.
            key: the column, as the query calls it.
        """
        asked, table = self._asked.get(name), f"{self.schema}.{name}"
        missing = set(keys) - (asked or set())
        if asked is None:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
            cursor.execute(
                f"CREATE OR REPLACE TABLE {table} AS {query} WHERE {among(key, missing)}"
            )
        elif missing:
            cursor.execute(f"INSERT INTO {table} {query} WHERE {among(key, missing)}")
        self._asked[name] = (asked or set()) | missing
        return table

    def rows(
        self, cursor: duckdb.DuckDBPyConnection, table: str, query: str, key: str
    ) -> list[Row]:
        """Return the rows of a query over a table, each made a dict once.

        Args:
            query: rows of the table, whole: all that there are for each of its keys.
        """
        known = self._rows.setdefault(table, {})
        asked = cursor.execute(f"SELECT DISTINCT {key} FROM ({query})").fetchall()
        keys = {one for (one,) in asked}
        missing = keys - known.keys()
        if missing:
            found = f"SELECT * FROM ({query}) WHERE {among(key, missing)}"
            for row in cursor.sql(found).pl().iter_rows(named=True):
                known.setdefault(row[key], []).append(row)
        return [row for one in sorted(keys) for row in known[one]]

    def whole(self, cursor: duckdb.DuckDBPyConnection, name: str, query: str) -> str:
        """Return the table that holds all rows of a query."""
        table = f"{self.schema}.{name}"
        if name not in self._asked:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
            cursor.execute(f"CREATE OR REPLACE TABLE {table} AS {query}")
            self._asked[name] = set()
        return table

    def drop(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Forget all rows."""
        connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        self._asked.clear()
        self._rows.clear()


def among(column: str, keys: Collection[str]) -> str:
    """Return the condition that a column is one of these keys.

    A list that is written out lets whole parts of a file be passed.
    """
    if not keys:
        return "FALSE"
    listed = ", ".join(f"'{quoted(key)}'" for key in sorted(keys))
    return f"{column} IN ({listed})"
