"""The values a dimension has in the data, for filters and chips.

Up to `LISTED` values are sent whole; beyond that the largest few and what matches the search, so
that 5,000 customer names do not travel with every click.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.model import STATUSES
from ordertrack.scope import Scope, end_of_day
from ordertrack.ui.frame import data_source, scope_changes
from ordertrack.ui.frame.language import say, tr

if TYPE_CHECKING:
    from ordertrack.ui.frame.page import View

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
    known = {code: say(label) for code, label in STATUSES.items()} if dimension == "status" else {}
    if chosen and DIMENSIONS[dimension].named:
        asked = _everything(view).with_filter(dimension, chosen)
        known = _names(dimension, asked, data_source.stamp(view.release))
    return [known.get(value) or value or tr("Not recorded") for value in chosen]


def values(view: View, dimension: str) -> pl.DataFrame:
    """All values of a dimension up to as-of, the most used first: key ("" = not recorded), name."""
    return _values(dimension, _everything(view), data_source.stamp(view.release))


def _everything(view: View) -> Scope:
    """All orders up to the end of the as-of day that the viewer may see."""
    moment = end_of_day(view.scope.as_of.date())
    return Scope(moment, None, comparison=None, access=view.scope.access)


@st.cache_resource(max_entries=256, show_spinner=False)
def _names(dimension: str, scope: Scope, release: data_source.Stamp) -> dict[str, str]:
    found = evaluate(["orders"], [dimension], scope, release.reader())
    return dict(zip(found[dimension].fill_null(""), found[f"{dimension}__label"], strict=True))


@st.cache_resource(max_entries=16, show_spinner=False)
def _values(dimension: str, scope: Scope, release: data_source.Stamp) -> pl.DataFrame:
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
        placeholder=tr("Search {count} entries", count=known.height),
    )
    if not text:
        return known["key"].head(LARGEST).to_list()
    found = pl.any_horizontal(
        pl.col("name", "key").str.to_lowercase().str.contains(text.lower(), literal=True)
    )
    return known.filter(found)["key"].head(MATCHES).to_list()


def _named(names: dict[str, str], value: str) -> str:
    return names.get(value) or value


def _choose(view: View, dimension: str) -> None:
    scope_changes.set_filter(view, dimension, tuple(st.session_state[f"filter_{dimension}"]))
