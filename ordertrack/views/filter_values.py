"""The values that a dimension has in the data, and what people call them."""

from __future__ import annotations

import polars as pl

from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.query.reader import Reader
from ordertrack.model import STATUSES
from ordertrack.scope import Scope, end_of_day
from ordertrack.views import formats
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.view import View
from ordertrack.words import Text, t

NOT_RECORDED = t("Not recorded")


def names(view: View, dimension: str, values: tuple[str, ...]) -> list[str]:
    """Return what people call these values."""
    known = {code: label.to(view.lang) for code, label in STATUSES.items()}
    known = known if dimension == "status" else {}
    if values and DIMENSIONS[dimension].named:
        scope = all_time(view).with_filter(dimension, values)
        found = view.evaluate((_counted(view.reader, "orders"),), (dimension,), scope)
        keys = found[dimension].fill_null("")
        known = dict(zip(keys, found[f"{dimension}__label"], strict=True))
    return [known.get(value) or value or NOT_RECORDED.to(view.lang) for value in values]


def unknown_values(view: View, dimension: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of these values no order has, cancelled ones looked at too (or no lead)."""
    if dimension == "status":
        return tuple(value for value in wanted if value not in STATUSES)
    if dimension not in view.dimensions:
        return wanted
    scope = all_time(view).with_filter(dimension, wanted)
    found = view.evaluate((_counted(view.reader, "cancelled_rate"),), (dimension,), scope)
    known = set(found[dimension].fill_null(""))
    return tuple(value for value in wanted if value not in known)


def filter_text(view: View, dimension: str, values: tuple[str, ...], most: int = 3) -> Text:
    """Say a filter, `Team: North, South`, as Markdown; beyond `most` values only how many more."""
    known = [markdown(name) for name in names(view, dimension, values)]
    listed = formats.listed(known[:most], view.lang)
    more = t(" and {count} more", count=len(known) - most).to(view.lang)
    return t(
        "{name}: {values}",
        name=DIMENSIONS[dimension].label,
        values=Markdown(listed + more if len(known) > most else listed),
    )


def all_time(view: View) -> Scope:
    """Return all orders up to the end of the as-of day that the viewer may see."""
    moment = end_of_day(view.scope.as_of.date())
    return Scope(moment, None, comparison=None, access=view.scope.access)


def values(dimension: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the values of a dimension, the most used first: key ("" = not recorded), name."""
    counted = _counted(reader, "orders")
    found = evaluate([counted], [dimension], scope, reader)
    name = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    key, label = pl.col(dimension).fill_null(""), pl.coalesce(name, dimension).fill_null("")
    return found.sort(
        f"{counted}__numerator", name, descending=[True, False], nulls_last=True
    ).select(
        key=key,
        # Two customers may share a name; their numbers tell them apart.
        name=pl.when(label.is_duplicated()).then(label + " (" + key + ")").otherwise(label),
    )


def _counted(reader: Reader, of_orders: str) -> str:
    """Return by which metric values are found: of data without orders, by that of its leads."""
    return of_orders if reader.covers("order_facts.order_no") else "follow_up_conversion"


def search(known: pl.DataFrame, text: str) -> pl.DataFrame:
    """Return the values whose name or key holds the text, in any case."""
    columns = pl.col("name", "key").str.to_lowercase()
    return known.filter(pl.any_horizontal(columns.str.contains(text.lower(), literal=True)))
