"""The values of a dimension ranked by a metric, beside the comparison.

What is kept for the next click is short (both ends of the ranking); the whole ranking, which may
have a row per customer, is asked for when somebody opens it and is not kept. A rate or a mean over
fewer than `FEW` rows says little: such values stand below, without a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.scope import Scope
from ordertrack.views import changes, currencies, formats, markup
from ordertrack.views.changes import Change
from ordertrack.views.figures import base_name, base_of
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import Evaluate, View
from ordertrack.words import Text, t

Order = Literal["worst", "best", "misses", "change"]
FIRST, LAST = 4, 2  # of a long ranking, both ends
FEW = 10
ORDERS: Mapping[Order, Text] = {
    "worst": t("Worst"),
    "best": t("Best"),
    "misses": t("Most misses"),
    "change": t("Largest change"),
}
# Where neither way is better.
BY_SIZE: Mapping[Order, Text] = {"worst": t("Smallest"), "best": t("Largest")}
# Where less is better, what makes it worse is what is counted.
CASES = t("Most cases")


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
    Board("market", ("region", "channel", "tier", "delay_reason"), nested=False),
)


def missing_dimensions(view: View) -> list[str]:
    """Return the labels of the boards' dimensions that an export would have to bring."""
    levels = [name for board in BOARDS for name in board.levels if name not in view.dimensions]
    return [DIMENSIONS[name].label.to(view.lang) for name in levels]


# --- the order of a ranking -----------------------------------------------------------------------


def orders(metric: Metric, scope: Scope) -> dict[Order, Text]:
    """Return the orders that a ranking by this metric can have, with what they are called."""
    names = dict(ORDERS) | (dict(BY_SIZE) if metric.better is None else {})
    if metric.better == "down":
        names["misses"] = CASES
    if not has_misses(metric):
        del names["misses"]
    if scope.compared() is None:
        del names["change"]
    return names


def usual_order(metric: Metric) -> Order:
    """Return the order nobody chose: of rates the worst first, of amounts the largest."""
    return "best" if metric.accumulates and metric.better != "down" else "worst"


def has_misses(metric: Metric) -> bool:
    """Return whether single rows can be told that make the metric worse."""
    return bool(metric.measures("misses")) and metric.better is not None


def misses_name(metric: Metric) -> Text:
    """Return what stands above the number of rows that make a metric worse."""
    return t("Misses") if metric.worst_part == "misses" else t("Cases")


def orders_with_misses(metric: Metric, count: int) -> Text:
    """Say what the link to the orders that make a metric worse opens."""
    name = misses_name(metric)
    if count == 1:
        return t("{name}: see 1 order", name=name)
    return t("{name}: see {count} orders", name=name, count=count)


# --- ranking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranking:
    """Both ends of `count` values, and the whole that they are a share of.

    `few` of them rest on too little to have a place.
    """

    first: pl.DataFrame
    count: int
    few: int
    whole: Any


def ranking(
    dimension: str, metric: Metric, order: Order, scope: Scope, evaluate: Evaluate
) -> Ranking:
    """Return the short form of a ranking."""
    ranked = everything(dimension, metric, order, scope, evaluate)
    placed = ranked.filter(pl.col("place").is_not_null())
    few = ranked.height - placed.height
    return Ranking(both_ends(placed, ranked), ranked.height, few, whole(metric, ranked))


def both_ends(placed: pl.DataFrame, ranked: pl.DataFrame) -> pl.DataFrame:
    """Return the first and the last places; where there is room, all of them and those without."""
    most = FIRST + LAST
    if placed.height <= most:
        return ranked.head(most)
    return pl.concat([placed.head(FIRST), placed.tail(LAST)])


def everything(
    dimension: str, metric: Metric, order: Order, scope: Scope, evaluate: Evaluate
) -> pl.DataFrame:
    """Return every value in this order: place, key, name, now, then, n, misses.

    `place` is null for what rests on too little, which stands below.
    """
    beside = _beside(dimension, metric, scope, evaluate)
    needed = ["n", "n_then"] if order == "change" else ["n"]
    few = pl.any_horizontal(pl.col(name) < FEW for name in needed).fill_null(False)
    measured = beside.with_columns(few=few, by=_measure(metric, order)).filter(
        pl.col("by" if order == "change" else "now").is_not_null()
    )
    down = _largest_first(metric, order)
    worse = _largest_first(metric, "worst")
    ordered = measured.sort(
        *("few", "by", "now", "key"), descending=[False, down, worse, False], nulls_last=True
    ).with_row_index("place", offset=1)
    place = pl.when(~pl.col("few")).then(pl.col("place")).cast(pl.Int64)
    return ordered.select(place, "key", "name", "now", "then", "n", "misses")


def _measure(metric: Metric, order: Order) -> pl.Expr:
    """What is sorted by. What is new or gone changes a sum by all that it has, and no rate."""
    if order == "misses":
        return pl.col("misses")
    if order == "change":
        sides = [pl.col(side) for side in ("now", "then")]
        now, then = (side.fill_null(0) if metric.accumulates else side for side in sides)
        return now - then
    return pl.col("now")


def _largest_first(metric: Metric, order: Order) -> bool:
    """Whether the largest stands on top; of changes what grew worse, what grew better last."""
    if order == "misses":
        return True
    more_is_better = metric.better != "down"
    if metric.better is None:
        return order != "worst"
    return more_is_better if order == "best" else not more_is_better


def whole(metric: Metric, ranked: pl.DataFrame) -> Any:
    """Return what the shares are shares of; None where parts do not add up."""
    return ranked["now"].sum() if metric.additive else None


def _beside(dimension: str, metric: Metric, scope: Scope, evaluate: Evaluate) -> pl.DataFrame:
    """All values of the period or the comparison: key ("" = not recorded), name, now, then …"""
    now = _counted(dimension, metric, scope, evaluate)
    before = base_of(metric, scope)
    then = _counted(dimension, metric, before, evaluate) if before else now.clear()
    joined = now.rename({"value": "now"}).join(
        then.select("key", then="value", was="name", n_then="n"),
        on="key",
        how="full",
        coalesce=True,
    )
    name = pl.coalesce("name", "was")
    # Two customers may share a name; their numbers tell them apart.
    told_apart = pl.when(name.is_duplicated()).then(name + " (" + pl.col("key") + ")")
    return joined.with_columns(told_apart.otherwise(name).alias("name"))


def _counted(dimension: str, metric: Metric, scope: Scope, evaluate: Evaluate) -> pl.DataFrame:
    found = evaluate((metric.name,), (dimension,), scope)
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    n, bad = f"{metric.name}__n", f"{metric.name}__{metric.worst_part}"
    return found.select(
        key=pl.col(dimension).fill_null(""),
        name=pl.col(label),
        value=pl.col(metric.name),
        n=(pl.col(n) if n in found.columns else pl.lit(None)).cast(pl.Int64),
        misses=pl.col(bad) if has_misses(metric) else pl.lit(None, pl.Int64()),
    )


# --- as people read it ----------------------------------------------------------------------------


def as_read(
    view: View,
    metric: Metric,
    ranked: pl.DataFrame,
    *,
    chosen: Sequence[str] = (),
    whole: Any = None,
    full: bool = False,
) -> pl.DataFrame:
    """Return place, name, now, share, n, misses, then, change as people read them.

    Chosen values carry a tick. `full`: to the last digit, and with the numbers of the comparison.
    Columns that would say nothing are left out.
    """
    lang, unit = view.lang, currencies.unit(view, metric)
    rows = [
        {
            "place": formats.NONE if row["place"] is None else str(row["place"]),
            "name": ("✓ " if row["key"] in chosen else "")
            + markup.button(row["name"] or NOT_RECORDED.to(lang)),
            "now": formats.value(row["now"], unit, lang, exact=full),
            "share": formats.share(row["now"], whole, of=100),
            "n": formats.value(row["n"], "count", lang, exact=True),
            "misses": formats.value(row["misses"], metric.numerator.unit, lang, exact=full),
            "then": formats.value(row["then"], unit, lang, exact=full),
            "change": change.at_a_glance(lang),
        }
        for row, change in zip(
            ranked.iter_rows(named=True), changed(view, metric, ranked), strict=True
        )
    ]
    compared = view.scope.compared() is not None
    unwanted = [] if metric.additive else ["share"]
    unwanted += [] if metric.base_rows else ["n"]
    unwanted += [] if has_misses(metric) else ["misses"]
    unwanted += [] if full and compared else ["then"]
    unwanted += [] if compared else ["change"]
    in_one_form = [
        pl.Series(name, formats.column(ranked[name], unit, lang, exact=full), pl.String)
        for name in ("now", "then")
    ]
    shown = pl.DataFrame(rows, schema_overrides={"share": pl.Float64})
    return shown.with_columns(in_one_form).drop(unwanted, strict=False)


def compared_with(view: View, metric: Metric) -> str:
    """Return what the values are held against; empty where there is nothing."""
    base = view.scope.compared()
    return base_name(metric, view.scope, base, view.lang) if base else ""


def changed(view: View, metric: Metric, ranked: pl.DataFrame) -> list[Change]:
    """Return the change of each value, with whether it is better or worse."""
    unit, before = currencies.unit(view, metric), view.scope.compared()
    alike = before is not None and currencies.comparable(view, metric, before)
    return [
        changes.change(now, then if alike else None, metric, unit, view.lang)
        for now, then in ranked.select("now", "then").iter_rows()
    ]


def as_file(metric: Metric, ranked: pl.DataFrame) -> pl.DataFrame:
    """Return a ranking to be downloaded, without columns that say nothing of this metric."""
    unwanted = ([] if metric.base_rows else ["n"]) + ([] if has_misses(metric) else ["misses"])
    told = ranked.drop(unwanted)
    less_is_better = "misses" in told.columns and metric.worst_part != "misses"
    return told.rename({"misses": "cases"}) if less_is_better else told


def few_note(few: int) -> Text:
    """Say why some values have no place."""
    if few == 1:
        return t("1 rests on fewer than {n} and is not ranked.", n=FEW)
    return t("{count} rest on fewer than {n} and are not ranked.", count=few, n=FEW)
