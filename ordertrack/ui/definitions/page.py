"""The dictionary of the numbers: a list with a search, and one entry in full."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import why_empty
from ordertrack.scope import Conventions
from ordertrack.settings import settings
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import tables
from ordertrack.views import definitions
from ordertrack.views.markup import markdown
from ordertrack.views.view import View

LINK = "metric"  # the query parameter that opens one entry


def show_definitions(view: View | None) -> None:
    """Show the entry that the URL names, else the whole list with a search box."""
    name = st.query_params.get(LINK)
    if name and name in CATALOG:
        st.button(
            tr("All definitions"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="all_definitions",
            on_click=_close,
        )
        _show_entry(CATALOG[name], view)
        return
    if name:
        st.info(tr("There is no metric called {name}.", name=name), icon=":material/search_off:")
    text = st.text_input(
        tr("Search definitions"),
        key="define_search",
        type="search",
        live="300ms",
        placeholder=tr("Search definitions"),
        label_visibility="collapsed",
        width=360,
    )
    found = definitions.matching(text or "")
    if not found:
        st.caption(tr("No definition matches."))
    for title, metrics in found.items():
        with st.container(border=True, gap=None):
            st.markdown(f"**{localize(title)}**")
            for metric in metrics:
                _show_line(metric)


def _show_line(metric: Metric) -> None:
    name, formula = st.columns([2, 7], vertical_alignment="center")
    name.button(
        f":primary[{localize(metric.label)}]",  # a name that can be followed looks like it
        key=f"define_{metric.name}",
        type="tertiary",
        on_click=_open,
        args=(metric.name,),
    )
    formula.markdown(f":small[{localize(metric.formula)}]")


def _open(name: str) -> None:
    st.query_params[LINK] = name


def _close() -> None:
    del st.query_params[LINK]


def _show_entry(metric: Metric, view: View | None) -> None:
    """Everything there is to know about one metric, in both languages."""
    here = markdown(metric.label.to(language()))
    other = markdown(metric.label.zh if language() == "en" else metric.label.en)
    st.subheader(here, anchor=False)
    st.markdown(f":small[{other} | `{metric.name}`]")
    tables.show_facts(definitions.definition(metric, Conventions.of(settings()), language()))
    if view is None:
        return
    reason = why_empty(metric.name, view.scope, view.reader)
    if reason:
        st.info(localize(reason), icon=":material/block:")
    else:
        st.caption(tr("The data at hand can answer it."))
