"""Period, comparison, as-of and filters: one row of controls, and the chosen filters as chips.

Everything is drawn from the scope in `url_state` and changes it through `scope_changes`, so the
URL, the chips and the chart clicks always agree.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import streamlit as st

from ordertrack.period import ONE_DAY, Grain, Kind, Period
from ordertrack.scope import end_of_day
from ordertrack.ui.frame import url_state
from ordertrack.ui.frame.filters import show_chips, show_filters
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.frame.scope_changes import change, chosen_scope, set_period, set_range
from ordertrack.views import formats
from ordertrack.views.status import period_note
from ordertrack.views.view import View


def show_scope_bar(view: View, *, compared: bool = True) -> None:
    """Show the controls, and below them the chips of the filters that are on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _show_period(view)
        if compared:
            _show_comparison(view)
        _show_as_of(view)
        show_filters(view)
    if note := period_note(view.scope, compared=compared):
        st.caption(localize(note))
    show_chips(view)


# --- period ---------------------------------------------------------------------------------------


def _show_period(view: View) -> None:
    kind: Any = chosen_kind(view.scope.period)
    st.session_state["scope_kind"] = kind
    names = {
        "month": tr("Month"),
        "quarter": tr("Quarter"),
        "year": tr("Year"),
        "custom": tr("Custom"),
        "all": tr("All"),
    }
    st.segmented_control(
        tr("Period"),
        tuple(names),
        format_func=names.__getitem__,
        key="scope_kind",
        required=True,
        label_visibility="collapsed",
        on_change=_choose_kind,
        args=(view,),
    )
    if kind == "custom":
        _show_range(view)
    elif kind != "all":
        _show_periods(view, kind)


def chosen_kind(period: Period | None) -> Kind | Literal["all"]:
    """Return which kind of period is on show; a whole month may be looked at as a range of days."""
    if period is None:
        return "all"
    return "custom" if url_state.chosen().get("range") else period.kind


def _choose_kind(view: View) -> None:
    """Keep the place in time: the quarter of the month, the last month of the quarter."""
    kind = st.session_state["scope_kind"]
    period = chosen_scope(view).period or view.default.period
    assert period is not None
    last = min(period.last, view.scope.as_of.date())
    if kind == "all":
        set_period(view, None)
    elif kind == "custom":
        set_range(view, Period(period.start, max(last, period.start) + ONE_DAY))
    else:
        set_period(view, str(Period.around(last, kind)))


def _show_periods(view: View, kind: Grain) -> None:
    """The months, quarters or years of the data, newest first, with a step back and forth."""
    choices = periods(kind, view.release.data_from, view.scope.as_of.date())
    here, lang = str(view.scope.period), language()
    if here not in choices:
        choices = sorted({*choices, here}, reverse=True)
    place = choices.index(here)
    earlier, later = choices[place + 1 : place + 2], choices[max(place - 1, 0) : place]
    _show_step("scope_back", ":material/chevron_left:", tr("Earlier"), earlier, view)
    st.session_state["scope_period"] = here
    st.selectbox(
        tr("Period"),
        choices,
        format_func=lambda text: Period.parse(text).label(lang),
        key="scope_period",
        label_visibility="collapsed",
        width=150,
        on_change=lambda: set_period(view, st.session_state["scope_period"]),
    )
    _show_step("scope_on", ":material/chevron_right:", tr("Later"), later, view)


def periods(kind: Grain, first: date | None, last: date) -> list[str]:
    """Return all months, quarters or years from the first day of data to as-of, newest first."""
    span = Period(min(first or last, last), last + ONE_DAY)
    return [str(period) for period in span.split(kind)][::-1]


def _show_step(key: str, icon: str, hint: str, to: list[str], view: View) -> None:
    """A button that goes to the only period of `to`; greyed out where there is none."""
    st.button(
        icon,
        key=key,
        help=hint,
        type="tertiary",
        disabled=not to,
        on_click=set_period,
        args=(view, *to),
    )


def _show_range(view: View) -> None:
    """Two days; a range counts once both are chosen, and the last day is within it."""

    def choose() -> None:
        chosen = st.session_state["scope_range"]
        if len(chosen) == 2:
            set_range(view, Period(chosen[0], chosen[1] + ONE_DAY))

    period = view.scope.period
    assert period is not None
    st.session_state["scope_range"] = (period.start, period.last)
    st.date_input(
        tr("From – to"),
        key="scope_range",
        label_visibility="collapsed",
        width=215,
        format="YYYY-MM-DD",
        on_change=choose,
    )


# --- comparison and as-of -------------------------------------------------------------------------


def _show_comparison(view: View) -> None:
    def choose() -> None:
        chosen = st.session_state["scope_comparison"]
        change(view, comparison=None if chosen == "none" else chosen)

    names = {"yoy": tr("YoY"), "prior": tr("Prior"), "none": tr("None")}
    st.session_state["scope_comparison"] = view.scope.comparison or "none"
    st.segmented_control(
        tr("Comparison"),
        tuple(names),
        format_func=names.__getitem__,
        key="scope_comparison",
        required=True,
        disabled=view.scope.period is None,
        label_visibility="collapsed",
        on_change=choose,
    )
    _show_festival(view)


def _show_festival(view: View) -> None:
    """A switch for the first months of a year, in which the Spring Festival moves."""
    scope = view.scope
    country = scope.conventions.workdays.country
    if country != "CN" or scope.comparison != "yoy" or not scope.festival_shift:
        return
    st.session_state["scope_festival"] = scope.festival
    st.toggle(
        tr("By Spring Festival"),
        key="scope_festival",
        help=tr(
            "Last year's days as far from the Spring Festival: it moved by {days} days.",
            days=abs(scope.festival_shift.days),
        ),
        on_change=lambda: change(view, festival=st.session_state["scope_festival"]),
    )


def _show_as_of(view: View) -> None:
    label = tr("As of {moment}", moment=formats.day(view.scope.as_of))
    with st.popover(label, icon=":material/event:", type="tertiary"):
        st.markdown(
            tr(
                "Everything is counted as it stood at the end of this day: later orders, "
                "deliveries and payments have not happened yet."
            )
        )
        st.session_state["scope_as_of"] = view.scope.as_of.date()
        st.date_input(
            tr("As of the end of"),
            key="scope_as_of",
            format="YYYY-MM-DD",
            on_change=_choose_as_of,
            args=(view,),
        )
        st.button(
            tr("Back to automatic"),
            key="scope_as_of_auto",
            disabled=view.scope.as_of == view.default.as_of,
            on_click=change,
            args=(view,),
            kwargs={"as_of": view.default.as_of},
        )


def _choose_as_of(view: View) -> None:
    """Look back, and from a period that has not begun by then at the one that holds that day."""
    day = st.session_state["scope_as_of"]
    if not day:
        return
    period = chosen_scope(view).period
    if period and period.start > day:
        kind: Grain = "month" if period.kind == "custom" else period.kind
        period = Period.around(day, kind)
    change(view, as_of=end_of_day(day), period=period)
