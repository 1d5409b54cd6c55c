"""The values a dimension has in the data, for filters and chips.

Up to `LISTED` values are sent whole; beyond that the largest few and what matches the search, so
that 5,000 customer names do not travel with every click.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from ordertrack.metrics.dimensions import DIMENSIONS
from ordertrack.metrics.evaluate import evaluate
from ordertrack.scope import Scope
from ordertrack.ui import store
from ordertrack.ui.words import say, tr

if TYPE_CHECKING:
    from ordertrack.ui.page import View

LISTED = 500
LARGEST = 50
MATCHES = 50


def field(view: View, dimension: str, chosen: tuple[str, ...]) -> None:
    """One filter: a list to choose from, with a search box above it where the list is long."""
    known = values(view, dimension)
    label = say(DIMENSIONS[dimension].label)
    offered = known["key"].to_list()
    if len(offered) > LISTED:
        offered = _searched(known, dimension, label)
    names = dict(zip(known["key"], known["name"], strict=True))
    key = f"filter_{dimension}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        label,
        [*[value for value in chosen if value not in set(offered)], *offered],
        format_func=partial(_named, {**names, "": names.get("") or tr("Not recorded")}),
        key=key,
        placeholder=tr("All"),
        select_all=False,
        filter_mode="contains",
        on_change=_choose,
        args=(view, dimension),
    )


def names(view: View, dimension: str, chosen: tuple[str, ...]) -> list[str]:
    """What people call these values."""
    if not _labelled(dimension):
        return [value or tr("Not recorded") for value in chosen]
    known = values(view, dimension)
    found = known.filter(pl.col("key").is_in(list(chosen)))
    by_key = dict(zip(found["key"], found["name"], strict=True))
    return [_named(by_key, value) or tr("Not recorded") for value in chosen]


def values(view: View, dimension: str) -> pl.DataFrame:
    """All values of a dimension up to as-of, the most used first: key ("" = not recorded), name."""
    everything = Scope(as_of=view.scope.as_of, period=None, comparison=None)
    everything = replace(everything, allowed=view.scope.allowed)
    return _values(dimension, everything, store.stamp(view.release))


@st.cache_resource(max_entries=64, show_spinner=False)
def _values(dimension: str, scope: Scope, release: store.Stamp) -> pl.DataFrame:
    found = evaluate(["orders"], [dimension], scope, release.reader())
    name = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    key, label = pl.col(dimension).fill_null(""), pl.coalesce(name, dimension).fill_null("")
    return found.sort("orders", name, descending=[True, False], nulls_last=True).select(
        key=key,
        # Two customers may share a name; their numbers tell them apart.
        name=pl.when(label.is_duplicated()).then(label + " (" + key + ")").otherwise(label),
    )


def _searched(known: pl.DataFrame, dimension: str, label: str) -> list[str]:
    text = st.text_input(
        tr("Search {what}", what=label),
        key=f"search_{dimension}",
        type="search",
        live="300ms",
        placeholder=tr("Search {count} entries", count=f"{known.height:,}"),
    )
    if not text:
        return known["key"].head(LARGEST).to_list()
    found = pl.any_horizontal(
        pl.col("name", "key").str.to_lowercase().str.contains(text.lower(), literal=True)
    )
    return known.filter(found)["key"].head(MATCHES).to_list()


def _named(names: dict[str, str], value: str) -> str:
    return names.get(value) or value


def _labelled(dimension: str) -> bool:
    return getattr(DIMENSIONS[dimension], "label_column", None) is not None


def _choose(view: View, dimension: str) -> None:
    from ordertrack.ui.scopebar import set_filter

    set_filter(view, dimension, tuple(st.session_state[f"filter_{dimension}"]))
