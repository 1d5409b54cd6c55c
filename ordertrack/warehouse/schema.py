"""How the canonical tables and the facts are stored: types, partitions, sort order.

Imports model and facts. A stored table has the model's columns, for each time column the flag that
only a day was given, and for the order tables what places a row on disk (order_day, order_year).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

import duckdb
import polars as pl

from ordertrack.facts import steps
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS
from ordertrack.model import TABLES, Column, Kind

SQL_TYPES: Mapping[Kind, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "day": "DATE",
    "time": "TIMESTAMP",
    "money": "DECIMAL(18,4)",
    "aim": "DECIMAL(18,4)",
    "qty": "DECIMAL(18,3)",
    "share": "DECIMAL(9,6)",
    "count": "BIGINT",
    "score": "TINYINT",
    "flag": "BOOLEAN",
    "choice": "VARCHAR",
    "period": "VARCHAR",
}
POLARS_TYPES: Mapping[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "DECIMAL(18,4)": pl.Decimal(18, 4),
    "DECIMAL(18,3)": pl.Decimal(18, 3),
    "DECIMAL(9,6)": pl.Decimal(9, 6),
    "BIGINT": pl.Int64(),
    "TINYINT": pl.Int8(),
    "BOOLEAN": pl.Boolean(),
}
YEAR = steps.PARTITION
PARTITIONED = frozenset({"orders", "order_lines", *steps.FACTS})
# Columns that a table keeps for itself; readers of the canonical tables never see them.
INTERNAL: Mapping[str, Mapping[str, str]] = {"order_lines": {"order_day": "DATE"}}
ALL_TABLES: tuple[str, ...] = (*TABLES, *steps.FACTS)
READABLE: tuple[str, ...] = (*ALL_TABLES, *SQL_VIEWS, *CREDITED.values())  # views are in no file
# Facts of a release that followed other steps are derived again.
STEPS_HASH = hashlib.sha256(repr(steps.STEPS).encode()).hexdigest()[:16]


def dtype(column: Column) -> pl.DataType:
    """Return the polars type in which this column is stored."""
    return POLARS_TYPES[SQL_TYPES[column.kind]]


def schema(table: str) -> dict[str, pl.DataType]:
    """Return the polars types of a canonical table's columns, time flags included."""
    return {name: POLARS_TYPES[kind] for name, kind in fields(table).items()}


@cache
def fields(table: str) -> Mapping[str, str]:
    """Return the columns that readers see with their SQL types, of a canonical or a facts table."""
    if table in steps.FACTS or table in SQL_VIEWS:
        return facts_fields()[table]
    found: dict[str, str] = {}
    for column in TABLES[table].stored:
        found[column.name] = SQL_TYPES[column.kind]
        if column.kind == "time":
            found[f"{column.name}_day_only"] = "BOOLEAN"
    return found


def stored_fields(table: str) -> dict[str, str]:
    """Return the columns inside the data files, those that the table keeps for itself included."""
    stored = {**fields(table), **INTERNAL.get(table, {})}
    stored.pop(YEAR, None)  # partition columns live in the folder's name
    return stored


def credited(table: str, prefix: str = "") -> str:
    """Return the SQL of a fact table with a row for everybody who shares an order."""
    people = ("sales_rep", "sales_rep_name")
    own = ", ".join(f"f.{name}" for name in fields(table) if name not in people)
    shared = ", ".join(f"COALESCE(c.{name}, f.{name}) AS {name}" for name in people)
    return (
        f"SELECT {own}, {shared}, COALESCE(c.share_from, 0) AS share_from, "
        f"COALESCE(c.share_to, 1) AS share_to FROM {prefix}{table} AS f "
        f"LEFT JOIN {prefix}credit_facts AS c ON c.order_no = f.order_no"
    )


def key(table: str) -> tuple[str, ...]:
    """Return the business key of a canonical table."""
    return TABLES[table].key


def sorted_by(table: str) -> tuple[str, ...]:
    """Return the order of rows in the data files: by date, so a period touches few row groups."""
    if table in steps.FACTS:
        return steps.SORTED_BY[table]
    if table == "order_lines":
        return ("order_day", *key(table))
    dated_by = TABLES[table].dated_by
    return (dated_by, *key(table)) if dated_by else key(table)


@cache
def facts_fields() -> Mapping[str, Mapping[str, str]]:
    """Return the columns of the facts, as DuckDB derives them from the steps over empty tables."""
    found: dict[str, dict[str, str]] = {}
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(f"CREATE VIEW {table} AS {empty(fields(table))}")
        for name, query in steps.STEPS:
            connection.execute(f"CREATE VIEW {name} AS {query}")
        for name, query in SQL_VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        for name in (*steps.FACTS, *SQL_VIEWS):
            rows = connection.execute(f"DESCRIBE {name}").fetchall()
            found[name] = {column: kind for column, kind, *_ in rows}
    return found


def empty(columns: Mapping[str, str]) -> str:
    """Return SQL with these columns (name → SQL type) and no rows."""
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
    return f"SELECT {nothing} WHERE FALSE"
