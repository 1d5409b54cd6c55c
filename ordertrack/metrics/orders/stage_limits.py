"""The stages of orders that have a time limit: their clocks, and which run past it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.metrics.query.stage_clocks import COLUMNS, Limits, clocks
from ordertrack.scope import Scope
from ordertrack.words import t

COUNTED = Measure("order", t("Counted orders."), window="ever")


def stage_clocks(limits: Limits, scope: Scope, reader: Reader) -> Select | None:
    """Return the clocks of all stages with a limit (see `clocks`) of the orders of a scope."""
    return clocks(limits, Source(scope, reader).rows(COUNTED), scope, reader)


def overdue(limits: Limits, scope: Scope, reader: Reader, most: int) -> pl.DataFrame:
    """Return the stages that run past their limit at as-of, the longest first, at most so many."""
    clocks = stage_clocks(limits, scope, reader)
    if clocks is None:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    late = clocks.filtered("running", "over > 0")
    return reader.run(late.ordered("over DESC", "order_no", "stage").page(most))


def of_order(order_no: str, limits: Limits, scope: Scope, reader: Reader) -> list[dict]:
    """Return the clocks of one order, whatever the filters of the scope are."""
    alone = replace(scope, filters=(), period=None)
    clocks = stage_clocks(limits, alone, reader)
    if clocks is None:
        return []
    return reader.run(clocks.filtered("order_no = $order_no", order_no=order_no)).to_dicts()
