"""The dictionary of the numbers: a list with a search, and one entry in full."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.model.rule import Rule
from ordertrack.scope import Conventions
from ordertrack.settings import settings
from ordertrack.ui.frame import menu
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import tables
from ordertrack.views import definitions
from ordertrack.views.cards import LINK as FIGURE
from ordertrack.views.definitions import Present
from ordertrack.views.markup import markdown
from ordertrack.views.origin import scope_text
from ordertrack.views.view import View
from ordertrack.words import Text

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
    found, rules = definitions.matching(text or ""), definitions.rules(text or "", view)
    if not found and not rules:
        st.caption(tr("No definition matches."))
        return
    values = _values(view, [metric for metrics in found.values() for metric in metrics])
    for title, metrics in found.items():
        with st.container(border=True, gap=None):
            st.markdown(f"**{localize(title)}**")
            for metric in metrics:
                _show_line(metric, values.get(metric.name))
    _show_rules(rules)


def _show_rules(rules: list[tuple[Rule, Text]]) -> None:
    """The rules of alerts, each with its threshold and the way to what it raises."""
    if not rules:
        return
    with st.container(border=True, gap=None, key="define_rules"):
        st.markdown(f"**{localize(definitions.RULES_TITLE)}**")
        for rule, threshold in rules:
            name, told = st.columns([4, 15], vertical_alignment="center")
            name.page_link(
                menu.script("alerts"), label=localize(rule.label), query_params={"rule": rule.name}
            )
            told.markdown(f":small[{localize(rule.sentence)} {localize(threshold)}]")


def _values(view: View | None, metrics: list[Metric]) -> dict[str, Present]:
    """What the metrics come to where people look now; said above them."""
    if view is None:
        return {}
    st.caption(tr("Values: {scope}", scope=scope_text(view)))
    return definitions.present(view, metrics)


def _show_line(metric: Metric, present: Present | None) -> None:
    name, value, formula = st.columns([4, 3, 12], vertical_alignment="center")
    if present:
        value.markdown(f":small[**{markdown(present.value)}**]", text_alignment="right")
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
    if view is not None:
        _show_present(view, metric)


def _show_present(view: View, metric: Metric) -> None:
    """The value where people look now, and the way to where it is seen."""
    present = definitions.present(view, [metric])[metric.name]
    if present.reason:
        st.info(localize(present.reason), icon=":material/block:")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        st.metric(scope_text(view), markdown(present.value), width="stretch")
        st.page_link(
            menu.script("overview"),
            label=tr("See it on the Overview"),
            icon=":material/space_dashboard:",
            query_params={FIGURE: metric.name},
        )
    for note in present.notes:
        st.warning(localize(note), icon=":material/currency_exchange:")
