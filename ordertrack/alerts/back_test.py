"""What another threshold would have raised over the last quarter. Imports `find`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import polars as pl

from ordertrack.alerts.find import clocked
from ordertrack.metrics.model.rule import Rule, Threshold
from ordertrack.metrics.query import raised
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope

QUARTER = timedelta(days=92)
COLUMNS = ("subject", "order_no", "customer_id", "customer_name", "amount", "since", "ended")


@dataclass(frozen=True)
class BackTest:
    """How many were red at some time since `start`, and would have been by another threshold.

    `differ` are the rows that are red by one of both only; `gained` says by the other one.
    """

    start: datetime
    now: int
    would: int
    differ: pl.DataFrame


def back_test(rule: Rule, wanted: Threshold, scope: Scope, reader: Reader) -> BackTest:
    """Hold what is in force on the as-of day against another threshold, over the last quarter."""
    scope = replace(scope, period=None, comparison=None)
    start = scope.as_of - QUARTER
    present = raised.thresholds(reader, scope.as_of.date())[rule.name]
    now, would = (_red(rule, limit, scope, reader, start) for limit in (present, wanted))
    gained = would.join(now, on="subject", how="anti", maintain_order="left")
    lost = now.join(would, on="subject", how="anti", maintain_order="left")
    differ = pl.concat(
        [gained.with_columns(gained=pl.lit(True)), lost.with_columns(gained=pl.lit(False))]
    )
    return BackTest(
        start, now.height, would.height, differ.sort("since", "subject", descending=[True, False])
    )


def _red(
    rule: Rule, limit: Threshold, scope: Scope, reader: Reader, start: datetime
) -> pl.DataFrame:
    """Return what was red at some time from `start` on: its clock had not ended before."""
    timed = clocked(rule, limit, Source(scope, reader), ended=True).nested("timed")
    if rule.lasts is not None:
        timed = timed.filtered("since >= $quarter_start")
    on = "TRUE" if limit.is_on else "FALSE"
    wanted = timed.filtered(
        on,
        raised.is_red(rule, limit),
        "(ended IS NULL OR ended >= $quarter_start)",
        quarter_start=start,
    )
    limits = {**raised.thresholds(reader, scope.as_of.date()), rule.name: limit}
    question = raised.with_tables(wanted.of(*COLUMNS, "elapsed"), scope, reader, limits)
    return reader.run(question)
