"""A release with the names that people said are one: views, and facts of the orders they touch.

The tables read the name to use wherever another one stands. The facts of orders that name one of
them are derived again, by the same steps, when the release is taken up; all others are read from
their files. Imports data_files, schema.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import duckdb

from ordertrack.facts import matched_names, steps
from ordertrack.facts.matched_names import MASTERS, Names
from ordertrack.model import TABLES
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.schema import fields

TOUCHED = "matched_orders"
RESTRICTED = ("orders", "order_lines", "complaints")
# Where rows say what they call whom a name stands for.
CALLED_IN = {
    "customer": (
        ("orders", "customer_id", "customer_name"),
        ("customers", "customer_id", "name"),
    ),
    "product": (("order_lines", "product", "product_name"), ("products", "product", "name")),
}
Contents = Mapping[str, DataFiles]


def show_matched(
    cursor: duckdb.DuckDBPyConnection, schema: str, contents: Contents, names: Names
) -> None:
    """Make a view per table of a release in a schema, with the names to use."""
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
    """Return the names with what the data call those that are used, and called those found."""
    called, former = {}, {}
    for kind, pairs in names.by_kind.items():
        found = _callings(cursor, contents, kind, {*pairs, *pairs.values()})
        of_rows = {key: name for table, key, name in found if table not in MASTERS.values()}
        called[kind] = {key: name for key, name in of_rows.items() if key not in pairs}
        before = [(key, key) for key in pairs]
        before += [(key, name) for _, key, name in found if key in pairs]
        former[kind] = tuple(sorted({(_folded(name), pairs[key]) for key, name in before}))
    return Names(names.by_kind, called, former)


def _callings(
    cursor: duckdb.DuckDBPyConnection, contents: Contents, kind: str, names: Iterable[str]
) -> list[tuple[str, str, str]]:
    """Return table, name and what rows call it, in orders or lines and in master data.

    Of several in a table the last one of the alphabet comes first.
    """
    queries = [
        f"SELECT DISTINCT '{table}', {column}, {label}"
        f" FROM ({contents[table].query({column: 'VARCHAR', label: 'VARCHAR'})})"
        f" WHERE {column} IN ({matched_names.listed(names)}) AND {label} IS NOT NULL"
        for table, column, label in CALLED_IN.get(kind, ())
    ]
    if not queries:
        return []
    return cursor.execute(f"{' UNION ALL '.join(queries)} ORDER BY ALL DESC").fetchall()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()


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
