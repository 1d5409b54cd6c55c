"""The values of a dimension ranked by a metric, beside the comparison.

What is kept for the next click is short (the first few and the largest changes); the whole ranking,
which may have a row per customer, is asked for when somebody opens it and is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import Scope
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.page import View

TOP = 5
EACH_WAY = 4
KEPT = 512
# Numbers of which the parts add up to the whole, so that a share makes sense.
ADDITIVE = frozenset({"revenue", "orders", "backlog", "backlog_past_due", "units"})


@dataclass(frozen=True)
class Ranking:
    """The first few of `count` values, the whole that they are a share of, the largest changes.

    `known` values stand in the period or in the comparison.
    """

    first: pl.DataFrame
    count: int
    known: int
    whole: Any
    changes: pl.DataFrame


def ranking(view: View, dimension: str, metric: Metric) -> Ranking:
    """The short form; the filter of the dimension itself does not narrow it."""
    scope = view.scope.without_filter(dimension)
    return _kept(dimension, metric.name, scope, data_source.stamp(view.release))


def everything(view: View, dimension: str, metric: Metric) -> pl.DataFrame:
    """Every value, the largest first: key, name, now, then."""
    scope = view.scope.without_filter(dimension)
    return _largest_first(_beside(dimension, metric.name, scope, view.reader))


def whole(metric: str, ranked: pl.DataFrame) -> Any:
    """What the shares are shares of; None where parts do not add up."""
    return ranked["now"].sum() if metric in ADDITIVE else None


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _kept(dimension: str, metric: str, scope: Scope, release: data_source.Stamp) -> Ranking:
    beside = _beside(dimension, metric, scope, release.reader())
    ranked = _largest_first(beside)
    return Ranking(
        first=ranked.head(TOP),
        count=ranked.height,
        known=beside.height,
        whole=whole(metric, ranked),
        changes=_largest_changes(beside) if metric in ADDITIVE else beside.clear(),
    )


def _beside(dimension: str, metric: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """All values of the period or the comparison: key ("" = not recorded), name, now, then."""
    now = _counted(dimension, metric, scope, reader)
    before = scope.compared()
    then = _counted(dimension, metric, before, reader) if before else now.clear()
    joined = now.rename({"value": "now"}).join(
        then.rename({"value": "then", "name": "was"}), on="key", how="full", coalesce=True
    )
    return joined.select("key", pl.coalesce("name", "was").alias("name"), "now", "then")


def _counted(dimension: str, metric: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    found = evaluate([metric], [dimension], scope, reader)
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    return found.select(
        key=pl.col(dimension).fill_null(""), name=pl.col(label), value=pl.col(metric)
    )


def _largest_first(beside: pl.DataFrame) -> pl.DataFrame:
    """What the period has, by size; equal ones by key."""
    held = beside.filter(pl.col("now").is_not_null())
    return held.sort("now", "key", descending=[True, False])


def _largest_changes(beside: pl.DataFrame) -> pl.DataFrame:
    """The largest rises, then the largest falls; also of what is new or gone."""
    change = pl.col("now").fill_null(0) - pl.col("then").fill_null(0)
    ordered = beside.with_columns(change=change).sort(
        "change", "key", descending=[True, False], nulls_last=True
    )
    rises = ordered.filter(pl.col("change") > 0).head(EACH_WAY)
    return pl.concat([rises, ordered.filter(pl.col("change") < 0).tail(EACH_WAY)])
