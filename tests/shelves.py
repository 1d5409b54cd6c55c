"""Small literal tables for the tests of the warehouse: rows as dicts, values as text."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import polars as pl

from ordertrack.facts import steps
from ordertrack.records import Records, Release, sqlite_url
from ordertrack.warehouse import Staged, Warehouse, schema
from tests.questions import everything

Row = Mapping[str, Any]


def open_warehouse(home: Path, **options: Any) -> Warehouse:
    home.mkdir(parents=True, exist_ok=True)
    return Warehouse(home, Records(sqlite_url(home)), "500MB", **options)


def staged(home: Path, table: str, *rows: Row, full: bool = False) -> Staged:
    """The rows as a staged file; every row has the columns of the first."""
    path = home.parent / f"{table}-{secrets.token_hex(4)}.parquet"
    frame_of(table, rows).write_parquet(path)
    return Staged(table, path, len(rows), tuple(rows[0]), full)


def frame_of(table: str, rows: Sequence[Row]) -> pl.DataFrame:
    """The rows in the types in which the table is stored."""
    types = schema(table)
    columns = list(rows[0])
    values = [[value_of(types[name], row[name]) for name in columns] for row in rows]
    return pl.DataFrame(values, {name: types[name] for name in columns}, orient="row")


def value_of(kind: pl.DataType, value: Any) -> Any:
    if isinstance(kind, pl.Decimal) and value is not None:
        return Decimal(str(value))
    if isinstance(kind, pl.Date) and isinstance(value, datetime):
        return value.date()
    if isinstance(kind, pl.Date) and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(kind, pl.Datetime) and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


def order(number: str, day: str, customer: str = "C1", **more: Any) -> Row:
    return {"order_no": number, "customer_id": customer, "order_date": day, **more}


def line(number: str, line_no: str = "1", amount: Any = 10, **more: Any) -> Row:
    return {"order_no": number, "line_no": line_no, "product": "P1", "amount": amount, **more}


def publish(
    warehouse: Warehouse,
    tables: Mapping[str, list[Row]],
    full: bool = False,
    kind: Literal["import", "demo"] = "import",
) -> Release:
    """Publish these tables together; the import must bring something new."""
    parts = [staged(warehouse.home, name, *rows, full=full) for name, rows in tables.items()]
    release = warehouse.publish(parts, who="tester", kind=kind)
    assert release is not None
    return release


def rows_of(warehouse: Warehouse, query: str, release: Release | None = None) -> list[Any]:
    """The rows of a query over a release (the newest), as tuples; one column as plain values."""
    chosen = release or warehouse.latest()
    assert chosen is not None
    found = warehouse.reader(chosen).run(everything(query)).rows()
    return [row[0] if len(row) == 1 else row for row in found]


def facts_from_scratch(warehouse: Warehouse) -> dict[str, pl.DataFrame]:
    """The facts as the grain's SQL gives them over the whole release at once."""
    release = warehouse.latest()
    assert release is not None
    named = ", ".join(f"{name} AS ({query})" for name, query in steps.STEPS)
    return {
        name: warehouse.reader(release).run(everything(f"WITH {named} SELECT * FROM {name}"))
        for name in steps.FACTS
    }
