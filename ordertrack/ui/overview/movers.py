"""What moved a figure most, as bars that can be clicked and as a table that adds up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.ui.frame import cached_figures, scope_changes, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.choose_metric import choose_metric, chosen_metric
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.views import charts, currencies, movers
from ordertrack.views.movers import Change, Moved
from ordertrack.views.view import View

KEY = "moved_chart"


def show_movers(view: View) -> None:
    """Show the largest rises and falls over all dimensions, at first of revenue."""
    metric = chosen_metric(view, "movers", "movers")
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{localize(movers.title(metric))}**", width="stretch")
            with st.popover(tr("Figure"), icon=":material/tune:", type="tertiary"):
                choose_metric(view, "movers", "movers", tr("What moved"))
        change = movers.change(view, metric)
        if isinstance(change, Change):
            st.markdown(localize(change.headline(view.lang)))
            show_currencies_of(view, metric)
            _show_chart(view, change)
        else:
            st.caption(localize(change))


def _show_chart(view: View, change: Change) -> None:
    parts = {name: cached_figures.moved(view, name, change) for name in movers.split_by(view)}
    changes = movers.largest(parts)
    if changes.is_empty():
        st.caption(tr("Nothing changed."))
        return
    st.plotly_chart(
        movers.chart(change, changes, view.lang, theme.ink()),
        key=KEY,
        on_select=partial(_filter_by_clicked, view),
        selection_mode="points",
        config=charts.CONFIG,
        alt=localize(movers.alt(change.metric)),
    )
    st.caption(localize(movers.method(change.metric)))
    _show_table(view, change.metric, parts)


def _show_table(view: View, metric: Metric, parts: Mapping[str, Moved]) -> None:
    """The parts by one dimension, down to the change that they add up to."""
    box = st.expander(tr("As a table"), key="moved_table", on_change="rerun")
    if not box.open:
        return
    with box:
        names = {name: localize(DIMENSIONS[name].label) for name in parts}
        chosen = st.segmented_control(
            tr("By"),
            tuple(names),
            default=next(iter(names)),
            required=True,
            format_func=names.__getitem__,
            key=f"moved_by_{'_'.join(names)}",
            label_visibility="collapsed",
        )
        _show_parts(view, metric, chosen, parts[chosen])


def _show_parts(view: View, metric: Metric, dimension: str, part: Moved) -> None:
    label = localize(DIMENSIONS[dimension].label)
    right = {
        "then": tr("Compared period"),
        "now": tr("This period"),
        "n": "n",
        "rate": tr("Rate effect"),
        "mix": tr("Mix effect"),
        "change": tr("Part in the change"),
    }
    text, unit = st.column_config.TextColumn, currencies.unit(view, metric)
    tables.show_frame(
        movers.table(part, metric, view.lang, unit),
        column_config={
            "name": text(label),
            **{name: text(title, alignment="right") for name, title in right.items()},
        },
        hide_index=True,
        height="content",
        key="moved_parts",
        alt=tr("What moved {metric}, by {dimension}", metric=metric.label, dimension=label),
    )


def _filter_by_clicked(view: View) -> None:
    chosen = charts.clicked(st.session_state.get(KEY))
    if chosen and len(chosen) == 2:
        scope_changes.set_filter(view, chosen[0], (chosen[1],))
