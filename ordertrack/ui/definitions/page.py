"""The dictionary of the numbers, generated from the catalogue: a list, and one entry in full."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import DATES, GROUPS, PARTS, Metric
from ordertrack.metrics.notes import convention, filled_by, why_empty
from ordertrack.metrics.query.conventions import resolved
from ordertrack.scope import Conventions
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View, conventions
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.number_origin import part_name
from ordertrack.views import formats
from ordertrack.words import Label

UNITS: Mapping[str, Label] = {
    "count": Label("number", "个数"),
    "money": Label("amount in the currency of the orders", "金额（订单币种）"),
    "units": Label("units", "件数"),
    "ratio": Label("per cent", "百分比"),
    "days": Label("days", "天"),
    "score": Label("score from 1 to 5", "1–5 分"),
}
BETTER: Mapping[str | None, Label] = {
    "up": Label("Higher is better", "越高越好"),
    "down": Label("Lower is better", "越低越好"),
    None: Label("Neither is better in itself", "无好坏方向"),
}
LINK = "metric"  # the query parameter that opens one entry


def show(view: View | None) -> None:
    """The entry that the URL names, else the whole list with a search box."""
    asked = st.query_params.get(LINK)
    if asked and asked in CATALOG:
        st.button(
            tr("All definitions"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="all_definitions",
            on_click=_close,
        )
        entry(CATALOG[asked], view)
        return
    if asked:
        st.info(tr("There is no metric called {name}.", name=asked), icon=":material/search_off:")
    text = st.text_input(
        tr("Search definitions"),
        key="define_search",
        type="search",
        live="300ms",
        placeholder=tr("Search definitions"),
        label_visibility="collapsed",
        width=360,
    )
    _listed([metric for metric in CATALOG.values() if matches(metric, text or "")])


def matches(metric: Metric, text: str) -> bool:
    """Whether every word of the search stands somewhere in the entry, in either language."""
    held = " ".join([metric.name, *metric.label, *metric.formula]).casefold()
    return all(word in held for word in text.casefold().split())


def _listed(metrics: list[Metric]) -> None:
    if not metrics:
        st.caption(tr("No definition matches."))
        return
    for group, title in GROUPS.items():
        of_group = [metric for metric in metrics if metric.group == group]
        if not of_group:
            continue
        with st.container(border=True, gap=None):
            st.markdown(f"**{say(title)}**")
            for metric in of_group:
                name, formula = st.columns([2, 7], vertical_alignment="center")
                name.button(
                    f":primary[{say(metric.label)}]",  # a name that can be followed looks like it
                    key=f"define_{metric.name}",
                    type="tertiary",
                    on_click=_open,
                    args=(metric.name,),
                )
                formula.markdown(f":small[{say(metric.formula)}]")


def _open(name: str) -> None:
    st.query_params[LINK] = name


def _close() -> None:
    del st.query_params[LINK]


# --- one entry ----------------------------------------------------------------------------------


def entry(metric: Metric, view: View | None) -> None:
    """Everything there is to know about one metric, in both languages."""
    here, other = (metric.label.zh, metric.label.en)
    if language() == "en":
        here, other = other, here
    st.subheader(here, anchor=False)
    st.caption(f"{other} | `{metric.name}`")
    tables.facts(_facts(metric, conventions()))
    if view:
        _covered(metric, view)


def _facts(metric: Metric, held: Conventions) -> dict[str, str]:
    zh, en = metric.formula.zh, metric.formula.en
    facts = {tr("Formula"): f"{zh}  \n{en}" if language() == "zh" else f"{en}  \n{zh}"}
    for part in PARTS:
        sentences = [say(measure.sentence) for measure in metric.measures(part)]
        if sentences:
            facts[part_name(metric, part)] = "  \n".join(sentences)
    in_force = convention(metric.name, held)
    facts |= {tr("Convention in force"): say(in_force)} if in_force else {}
    facts[tr("Unit")] = say(UNITS[metric.unit])
    facts[tr("Direction")] = say(BETTER[metric.better])
    facts[tr("Placed by")] = say(DATES[metric.date])
    facts[tr("Needs")] = _needs(metric, held) or tr("orders only")
    facts |= {tr("Defined after"): say(metric.source)} if metric.source else {}
    facts[tr("Command line")] = f"`python -m ordertrack metrics {metric.name}`"
    return facts


def _needs(metric: Metric, held: Conventions) -> str:
    """The columns of an export that the metric cannot do without."""
    needs = [
        tr(" or ").join(_column(column) for column in resolved(need, held).split("|"))
        for need in metric.needs
    ]
    return formats.listed(needs, language())


def _column(column: str) -> str:
    sheet, name = filled_by(column)
    return f"{say(sheet)} / {say(name)}"


def _covered(metric: Metric, view: View) -> None:
    """Whether the data at hand can answer it."""
    reason = why_empty(metric.name, view.scope, view.reader)
    if reason:
        st.info(say(reason), icon=":material/block:")
    else:
        st.caption(tr("The data at hand can answer it."))
