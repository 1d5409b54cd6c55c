"""The names that stand in the tables of a release: how often each, and where. Imports `query`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope

Place = Literal["orders", "lines", "credits", "leads", "expenses", "targets", "listed"]
PLACES: tuple[Place, ...] = (
    "orders",
    "lines",
    "credits",
    "leads",
    "expenses",
    "targets",
    "listed",
)
# Where names of a kind stand: the table, the column, and what it goes by.
_PEOPLE = ("sales_rep", "sales_rep_name")
_CUSTOMERS = ("customer_id", "customer_name")
_PRODUCTS = ("product", "product_name")
STANDS: Mapping[str, Mapping[Place, tuple[str, str, str]]] = {
    "sales_rep": {
        "orders": ("order_facts", *_PEOPLE),
        "credits": ("credit_facts", *_PEOPLE),
        "leads": ("lead_facts", *_PEOPLE),
        "expenses": ("expense_facts", *_PEOPLE),
        "targets": ("target_facts", *_PEOPLE),
        "listed": ("people", "sales_rep", "name"),
    },
    "product": {
        "lines": ("line_facts", *_PRODUCTS),
        "targets": ("target_facts", *_PRODUCTS),
        "listed": ("products", "product", "name"),
    },
    "customer": {
        "orders": ("order_facts", *_CUSTOMERS),
        "leads": ("lead_facts", *_CUSTOMERS),
        "expenses": ("expense_facts", *_CUSTOMERS),
        "listed": ("customers", "customer_id", "name"),
    },
    "team": {
        "orders": ("order_facts", "team", "team"),
        "expenses": ("expense_facts", "team", "team"),
        "targets": ("target_facts", "team", "team"),
        "listed": ("people", "team", "team"),
    },
    "channel": {
        "orders": ("order_facts", "channel", "channel"),
        "leads": ("lead_facts", "channel", "channel"),
        "expenses": ("expense_facts", "channel", "channel"),
        "listed": ("customers", "acquisition_channel", "acquisition_channel"),
    },
}


def written_names(kind: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return every name of a kind that the viewer may see, whatever the period and filters.

    Returns:
        key, name (what it goes by; null where it is only a name), and how many rows hold it in
        each of `PLACES`.
    """
    source = Source(scope, reader)
    parts = [
        reader.run(
            source.plain(table)
            .filtered(f"{column} IS NOT NULL")
            .of(
                f"{column} AS key",
                f"MAX(CASE WHEN {label} <> {column} THEN {label} END) AS name",
                "COUNT(*) AS found",
                group_by=(column,),
            )
        ).select("key", "name", pl.col("found").cast(pl.Int64), place=pl.lit(place))
        for place, (table, column, label) in STANDS[kind].items()
    ]
    every = pl.concat(parts)
    counts = (
        pl.col("found").filter(pl.col("place") == place).sum().alias(place) for place in PLACES
    )
    return every.group_by("key").agg(pl.col("name").max(), *counts).sort("key")
