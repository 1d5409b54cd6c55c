"""A release with the names that people said are one: views, and facts of the orders they touch.

The tables read the name to use wherever another one stands. The facts of orders that name one of
them are derived again, by the same steps, when the release is taken up; all others are read from
their files. Imports data_files, schema.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from ordertrack.facts import matched_names, steps
from ordertrack.facts.matched_names import MASTERS, Names
from ordertrack.model import TABLES
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.schema import fields

TOUCHED = "matched_orders"
RESTRICTED = ("orders", "order_lines", "complaints")
Contents = Mapping[str, DataFiles]


def show_matched(
    cursor: duckdb.DuckDBPyConnection, schema: str, contents: Contents, names: Names
) -> None:
    """Make a view per table of a release in a schema, with the names to use."""
    names = with_callings(cursor, contents, names)
    for table in TABLES:
        plain = contents[table].query(fields(table))
        query = matched_names.matched(table, tuple(fields(table)), plain, names)
        cursor.execute(f"CREATE VIEW {schema}.{table} AS {query or plain}")
    touched = matched_names.touched_orders(
        names,
        {table: contents[table].query(fields(table)) for table in ("orders", *steps.FACTS)},
        [kind for kind in names.by_kind if _is_listed(cursor, contents, kind, names)],
    )
    cursor.execute(f"CREATE TABLE {schema}.{TOUCHED} AS {touched}")
    with cursor.cursor() as own:  # its temporary tables go with it
        own.execute(f"SET schema = '{schema}'")
        _derive(own, schema)
    for table in steps.FACTS:
        _show_facts(cursor, schema, table, contents[table])


def with_callings(cursor: duckdb.DuckDBPyConnection, contents: Contents, names: Names) -> Names:
    """Return the names with what rows of orders and lines call those that are used."""
    called = {}
    for (table, column), label in matched_names.CALLED.items():
        kind = "customer" if table == "orders" else "product"
        if pairs := names.by_kind.get(kind):
            rows = contents[table].query({column: "VARCHAR", label: "VARCHAR"})
            used = matched_names.listed(pairs.values())
            query = f"SELECT {column}, MIN({label}) FROM ({rows}) WHERE {column} IN ({used})"
            found = cursor.execute(f"{query} GROUP BY {column}").fetchall()
            called[kind] = {key: name for key, name in found if name is not None}
    return Names(names.by_kind, called)


def _is_listed(
    cursor: duckdb.DuckDBPyConnection, contents: Contents, kind: str, names: Names
) -> bool:
    """Return whether master data have a row for a name that was found."""
    if kind not in MASTERS:
        return False
    key = matched_names.ROW_OF[MASTERS[kind]]
    rows = contents[MASTERS[kind]].query({key: "VARCHAR"})
    found = matched_names.listed(names.by_kind[kind])
    query = f"SELECT 1 FROM ({rows}) WHERE {key} IN ({found}) LIMIT 1"
    return cursor.execute(query).fetchone() is not None


def _derive(cursor: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Run the steps for the orders that are touched; what all orders share comes from all."""
    for name, query in steps.STEPS:
        if name in steps.SHARED:
            cursor.execute(f"CREATE TEMP TABLE {name} AS {query}")
    for table in RESTRICTED:
        rows = f"SELECT * FROM {schema}.{table} WHERE order_no IN (FROM {schema}.{TOUCHED})"
        cursor.execute(f"CREATE TEMP TABLE {table} AS {rows}")
    for name, query in steps.STEPS:
        if name not in steps.SHARED:
            cursor.execute(f"CREATE TEMP TABLE {name} AS {query}")
    for name in steps.FACTS:
        cursor.execute(f"CREATE TABLE {schema}.matched_{name} AS FROM temp.{name}")


def _show_facts(
    cursor: duckdb.DuckDBPyConnection, schema: str, table: str, files: DataFiles
) -> None:
    """Show the stored facts of orders that are not touched, and those derived for the others."""
    columns = ", ".join(fields(table))
    cursor.execute(
        f"CREATE VIEW {schema}.{table} AS SELECT {columns} FROM ({files.query(fields(table))}) AS f"
        f" ANTI JOIN {schema}.{TOUCHED} AS t ON t.order_no = f.order_no"
        f" UNION ALL SELECT {columns} FROM {schema}.matched_{table}"
    )
