"""Customers that a file knows by name alone keep the id that the current release has for them.

So the ledger can be downloaded in the template's columns (which have no customer number), mended
and imported again, and no order changes its customer. Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.mapped import Mapped
from ordertrack.intake.sorter import Sorter, quoted
from ordertrack.intake.understood import Finding
from ordertrack.warehouse import Reader, Staged
from ordertrack.words import t

_NAMED = (
    "SELECT customer_name AS name, customer_id AS id FROM orders WHERE customer_name IS NOT NULL "
    "UNION SELECT name, customer_id FROM customers WHERE name IS NOT NULL"
)
# A name that is itself an id in the release stays: there the name always was the id.
KNOWN = (
    f"SELECT name, MIN(id) AS id, COUNT(*) AS many FROM ({_NAMED}) AS named "
    "WHERE name NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL) GROUP BY name"
)
# Two customers may share a name: an order that is already there keeps its own.
THEIRS = (
    "SELECT order_no, customer_name AS name, customer_id AS id FROM orders WHERE customer_name IN "
    "(SELECT name FROM shared)"
)


def named_only(mapping: Iterable[Mapped]) -> bool:
    """Whether a file's customer names stand in for their ids."""
    used = [m for m in mapping if m.used and m.table == "orders"]
    names = {m.position for m in used if m.column == "customer_name"}
    return any(m.column == "customer_id" and m.position in names for m in used)


def with_known_ids(sorter: Sorter, staged: Sequence[Staged], reader: Reader | None) -> list[Staged]:
    """The staged tables with customers found by their names; how many is told as a finding."""
    known = reader.sql(KNOWN) if reader else pl.DataFrame()
    if reader is None or known.is_empty():
        return list(staged)
    shared = known.filter(pl.col("many") > 1).select("name")
    theirs = reader.sql(THEIRS, tables={"shared": shared})
    sorter.connection.register("known_names", known.filter(pl.col("many") == 1))
    sorter.connection.register("known_orders_of", theirs)
    return [_found(sorter, part) if part.table == "orders" else part for part in staged]


def _found(sorter: Sorter, part: Staged) -> Staged:
    if "customer_id" not in part.columns:
        return part
    joined = (
        f"FROM read_parquet({quoted(part.path)}) AS s "
        "LEFT JOIN known_names AS n ON n.name = s.customer_id "
        "LEFT JOIN known_orders_of AS o ON o.order_no = s.order_no AND o.name = s.customer_id"
    )
    count = sorter.one(f"SELECT COUNT(COALESCE(o.id, n.id)) {joined}")
    if not count:
        return part
    path, rows = sorter.write(
        "orders",
        f"SELECT s.* REPLACE (COALESCE(o.id, n.id, s.customer_id) AS customer_id) {joined}",
    )
    sorter.findings.append(
        Finding(
            "customers-by-name",
            "info",
            t("{count} orders name a known customer: they keep its customer number.", count=count),
            count,
        )
    )
    return replace(part, path=path, rows=rows)
