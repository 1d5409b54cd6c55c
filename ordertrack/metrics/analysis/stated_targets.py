"""Targets as they were stated, imported or typed: for a table to look at and to type in."""

from __future__ import annotations

import polars as pl

from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.metrics.query.targets import TARGETS
from ordertrack.scope import Scope


def stated_targets(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return every target that counts, whatever the period: what the viewer may see of them.

    Returns:
        period, level, who (null for the company), measure, name, value, origin (imported, typed)
        and replaced (the imported value in whose place a typed one stands).
    """
    columns = ("period", "level", "who", "measure", "value", "origin", "replaced")
    name = "COALESCE(sales_rep_name, product_name, who) AS name"
    found = Source(scope, reader).plain(TARGETS.name, *columns, name)
    return reader.run(found.ordered("period", "level", "who", "measure"))


def imported_benchmarks(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return imported benchmarks that name a source, a year and a scope; no others can be judged.

    Returns:
        measure (a name or label as the file has it), value, source, year, scope.
    """
    columns = ("measure", "value", "source", "year", "scope")
    found = Source(scope, reader).plain("benchmarks", *columns)
    complete = [f"{column} IS NOT NULL" for column in columns]
    return reader.run(found.filtered(*complete).ordered("measure", "year", "scope"))
