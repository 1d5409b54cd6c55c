"""The values of a dimension ranked by a metric, beside the comparison.

What is kept for the next click is short (the first few and the largest changes); the whole ranking,
which may have a row per customer, is asked for when somebody opens it and is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import Scope
from ordertrack.views import formats, markup
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import View

TOP = 5
EACH_WAY = 4


@dataclass(frozen=True)
class Board:
    """A way down: its levels from the top, each a dimension."""

    name: str
    levels: tuple[str, ...]
    nested: bool = True

    def level(self, view: View) -> str:
        """Return the deepest level worth a list: the first of the data's without a filter."""
        levels = self.in_data(view)
        unfiltered = [name for name in levels if name not in dict(view.scope.filters)]
        return unfiltered[0] if unfiltered else levels[-1]

    def in_data(self, view: View) -> tuple[str, ...]:
        """Return the levels that the data can fill."""
        return tuple(name for name in self.levels if name in view.dimensions)

    def path(self, view: View) -> list[str]:
        """Return the levels on which exactly one value is chosen, from the top."""
        return [name for name in self.levels if len(view.scope.values(name)) == 1]


BOARDS = (
    Board("people", ("team", "sales_rep", "customer")),
    Board("products", ("product_line", "product")),
    Board("market", ("region", "channel", "tier"), nested=False),
)


def missing_dimensions(view: View) -> list[str]:
    """Return the labels of the boards' dimensions that an export would have to bring."""
    levels = [name for board in BOARDS for name in board.levels if name not in view.dimensions]
    return [DIMENSIONS[name].label.to(view.lang) for name in levels]


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


def ranking(dimension: str, metric: Metric, scope: Scope, reader: Reader) -> Ranking:
    """Return the short form of a ranking."""
    beside = _beside(dimension, metric, scope, reader)
    ranked = _largest_first(beside)
    return Ranking(
        first=ranked.head(TOP),
        count=ranked.height,
        known=beside.height,
        whole=whole(metric, ranked),
        changes=_largest_changes(beside) if metric.additive else beside.clear(),
    )


def everything(dimension: str, metric: Metric, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return every value, the largest first: key, name, now, then."""
    return _largest_first(_beside(dimension, metric, scope, reader))


def whole(metric: Metric, ranked: pl.DataFrame) -> Any:
    """Return what the shares are shares of; None where parts do not add up."""
    return ranked["now"].sum() if metric.additive else None


def as_read(
    view: View,
    metric: Metric,
    ranked: pl.DataFrame,
    *,
    chosen: Sequence[str] = (),
    whole: Any = None,
    full: bool = False,
) -> pl.DataFrame:
    """Return name, now, share, then, change as people read them; chosen values carry a tick.

    `full`: to the last digit, and with the numbers of the comparison. Columns that would say
    nothing are left out.
    """
    lang, unit = view.lang, metric.unit
    rows = [
        {
            "name": ("✓ " if row["key"] in chosen else "")
            + markup.button(row["name"] or NOT_RECORDED.to(lang)),
            "now": formats.value(row["now"], metric.unit, lang, exact=full),
            "share": formats.share(row["now"], whole, of=100),
            "then": formats.value(row["then"], metric.unit, lang, exact=full),
            "change": formats.change(row["now"], row["then"], metric.unit, lang) or formats.NONE,
        }
        for row in ranked.iter_rows(named=True)
    ]
    compared = view.scope.compared() is not None
    unwanted = [] if metric.additive else ["share"]
    unwanted += [] if full and compared else ["then"]
    unwanted += [] if compared else ["change"]
    in_one_form = [
        pl.Series(name, formats.column(ranked[name], unit, lang, exact=full), pl.String)
        for name in ("now", "then")
    ]
    shown = pl.DataFrame(rows, schema_overrides={"share": pl.Float64})
    return shown.with_columns(in_one_form).drop(unwanted)


def _beside(dimension: str, metric: Metric, scope: Scope, reader: Reader) -> pl.DataFrame:
    """All values of the period or the comparison: key ("" = not recorded), name, now, then."""
    now = _counted(dimension, metric.name, scope, reader)
    before = scope.compared()
    then = _counted(dimension, metric.name, before, reader) if before else now.clear()
    joined = now.rename({"value": "now"}).join(
        then.rename({"value": "then", "name": "was"}), on="key", how="full", coalesce=True
    )
    name = pl.coalesce("name", "was")
    # Two customers may share a name; their numbers tell them apart.
    told_apart = pl.when(name.is_duplicated()).then(name + " (" + pl.col("key") + ")")
    return joined.select("key", told_apart.otherwise(name).alias("name"), "now", "then")


def _counted(dimension: str, metric: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    found = evaluate([metric], [dimension], scope, reader)
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    return found.select(
        key=pl.col(dimension).fill_null(""), name=pl.col(label), value=pl.col(metric)
    )


def _largest_first(beside: pl.DataFrame) -> pl.DataFrame:
    """What the period has, by size; equal ones by key."""
    known = beside.filter(pl.col("now").is_not_null())
    return known.sort("now", "key", descending=[True, False])


def _largest_changes(beside: pl.DataFrame) -> pl.DataFrame:
    """The largest rises, then the largest falls; also of what is new or gone."""
    change = pl.col("now").fill_null(0) - pl.col("then").fill_null(0)
    ordered = beside.with_columns(change=change).sort(
        "change", "key", descending=[True, False], nulls_last=True
    )
    rises = ordered.filter(pl.col("change") > 0).head(EACH_WAY)
    return pl.concat([rises, ordered.filter(pl.col("change") < 0).tail(EACH_WAY)])
