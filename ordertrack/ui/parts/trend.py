"""The trend: bars, below them a line, and the same as a table; a click sets the period."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Grain
from ordertrack.ui.frame import scope_changes, theme, url_state
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.choose_metric import choose_metric, chosen_metric
from ordertrack.views import charts, trend
from ordertrack.views.trend import Trend
from ordertrack.views.view import View


def show_trend(view: View) -> None:
    """Show two figures over time, at first revenue and the on-time rate."""
    bars, line = (chosen_metric(view, place, place) for place in ("bars", "line"))
    with st.container(border=True, gap="small"):
        grain = _show_heading(view, bars, line)
        found = trend.trend(view, bars, line, grain)
        if found.is_empty():
            st.caption(tr("No orders in this period."))
            return
        _show_chart(view, found)
        _show_table(view, found)


def _show_heading(view: View, bars: Metric, line: Metric) -> Grain:
    """Months, or the weeks (days, when it is short) of the period: `?grain=within`."""
    inside = trend.grain_within(view.scope.period)
    names = {
        "month": tr("24 months"),
        "within": tr("Days of the period") if inside == "day" else tr("Weeks of the period"),
    }
    st.session_state["trend_grain"] = (
        url_state.chosen().get("grain", "month") if inside else "month"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{localize(trend.title(bars, line))}**", width="stretch")
        with st.popover(tr("Figures"), icon=":material/tune:", type="tertiary"):
            choose_metric(view, "bars", "bars", tr("As bars"))
            choose_metric(view, "line", "line", tr("As a line"))
        chosen = st.segmented_control(
            tr("By"),
            tuple(names),
            format_func=names.__getitem__,
            key="trend_grain",
            required=True,
            disabled=inside is None,
            label_visibility="collapsed",
            on_change=_choose_grain,
        )
    return inside if inside and chosen == "within" else "month"


def _choose_grain() -> None:
    chosen = st.session_state["trend_grain"]
    url_state.change(grain=None if chosen == "month" else chosen)


def _show_chart(view: View, found: Trend) -> None:
    key = f"trend_{found.grain}"
    st.plotly_chart(
        trend.chart(found, view, theme.ink()),
        key=key,
        on_select=partial(_choose_period, view, key),
        selection_mode="points",
        config=charts.CONFIG,
        alt=localize(trend.chart_alt(found, view.lang)),
    )


def _choose_period(view: View, key: str) -> None:
    """A click on a bar or a point sets the period."""
    chosen = charts.clicked(st.session_state.get(key))
    if chosen:
        scope_changes.set_period(view, chosen[0])


def _show_table(view: View, found: Trend) -> None:
    """The same as a table, for those who read numbers or cannot use a mouse."""
    box = st.expander(tr("As a table"), key="trend_table", on_change="rerun")
    if not box.open:
        return
    right = {
        metric.name: st.column_config.TextColumn(localize(metric.label), alignment="right")
        for metric in found.metrics
    }
    with box:
        tables.show_table(
            trend.table(found, view.lang),
            alt=localize(trend.table_alt(found)),
            column_config={"period": tr("Period"), **right},
        )
