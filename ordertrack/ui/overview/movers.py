"""What moved a figure most, as bars that can be clicked."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.ui.frame import cached_figures, scope_changes, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts.choose_metric import choose_metric, chosen_metric
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.views import charts, movers
from ordertrack.views.movers import Change
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
    rankings = {
        name: cached_figures.ranked(view, name, change.metric) for name in movers.split_by(view)
    }
    changes = movers.largest(rankings)
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
    st.caption(tr("Dimensions overlap: the same order counts once in each of them."))


def _filter_by_clicked(view: View) -> None:
    chosen = charts.clicked(st.session_state.get(KEY))
    if chosen and len(chosen) == 2:
        scope_changes.set_filter(view, chosen[0], (chosen[1],))
