"""Period, comparison, as-of and filters: one row of controls, and the chosen filters as chips.

Everything is drawn from the scope in `url_state` and changes it through `scope_changes`, so the
URL, the chips and the chart clicks always agree.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from ordertrack.period import ONE_DAY, Grain, Period
from ordertrack.scope import end_of_day
from ordertrack.ui.frame import filters, scope_changes
from ordertrack.ui.frame.language import language, tr
from ordertrack.views import formats
from ordertrack.views.view import View
from ordertrack.words import Label

KINDS = ("month", "quarter", "year", "custom", "all")
COMPARISONS = ("yoy", "prior", "none")


def show_scope_bar(view: View, *, compared: bool = True) -> None:
    """Show the controls, and below them the chips of the filters that are on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _period(view)
        if compared:
            _comparison(view)
        _as_of(view)
        filters.show_filters(view)
    if not _begun(view):
        st.caption(
            tr("This period begins after {day}, the as-of day.", day=formats.day(view.scope.as_of))
        )
    elif compared:
        _cut(view)
    filters.show_chips(view)


def _begun(view: View) -> bool:
    return view.scope.period is None or view.scope.period.start <= view.scope.as_of.date()


# --- period ---------------------------------------------------------------------------------------


def _period(view: View) -> None:
    kind: Any = view.scope.period.kind if view.scope.period else "all"
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
        KINDS,
        format_func=names.__getitem__,
        key="scope_kind",
        required=True,
        label_visibility="collapsed",
        on_change=_choose_kind,
        args=(view,),
    )
    if kind == "custom":
        _custom(view)
    elif kind != "all":
        _one_of(view, kind)


def _one_of(view: View, kind: Grain) -> None:
    """The months, quarters or years of the data, newest first, with a step back and forth."""
    choices = periods(kind, view.release.data_from, view.scope.as_of.date())
    here = str(view.scope.period)
    if here not in choices:
        choices = sorted({*choices, here}, reverse=True)
    at = choices.index(here)
    _step("scope_back", ":material/chevron_left:", tr("Earlier"), choices, at + 1, view)
    st.session_state["scope_period"] = here
    st.selectbox(
        tr("Period"),
        choices,
        format_func=partial(_period_name, lang=language()),
        key="scope_period",
        label_visibility="collapsed",
        width=150,
        on_change=_choose_period,
        args=(view,),
    )
    _step("scope_on", ":material/chevron_right:", tr("Later"), choices, at - 1, view)


def _period_name(text: str, lang: str) -> str:
    return Period.parse(text).label(lang)


def _step(key: str, icon: str, hint: str, choices: list[str], to: int, view: View) -> None:
    there = choices[to] if 0 <= to < len(choices) else None
    st.button(
        icon,
        key=key,
        help=hint,
        type="tertiary",
        disabled=there is None,
        on_click=scope_changes.set_period,
        args=(view, there),
    )


def _custom(view: View) -> None:
    period = view.scope.period
    assert period is not None
    st.session_state["scope_range"] = (period.start, period.last)
    st.date_input(
        tr("From – to"),
        key="scope_range",
        label_visibility="collapsed",
        width=215,
        format="YYYY-MM-DD",
        on_change=_choose_range,
        args=(view,),
    )


def periods(kind: Grain, first: date | None, last: date) -> list[str]:
    """All months, quarters or years from the first day of data to the as-of day, newest first."""
    span = Period(min(first or last, last), last + ONE_DAY)
    return [str(period) for period in span.split(kind)][::-1]


def _choose_period(view: View) -> None:
    scope_changes.set_period(view, st.session_state["scope_period"])


def _choose_kind(view: View) -> None:
    """Keep the place in time: the quarter of the month, the last month of the quarter."""
    kind = st.session_state["scope_kind"]
    period = scope_changes.chosen(view).period or view.default.period
    assert period is not None
    last = min(period.last, view.scope.as_of.date())
    if kind == "all":
        scope_changes.set_period(view, None)
    elif kind == "custom":
        scope_changes.set_period(view, f"{period.start}..{max(last, period.start) + ONE_DAY}")
    else:
        scope_changes.set_period(view, str(Period.around(last, kind)))


def _choose_range(view: View) -> None:
    """A range counts once both days are chosen; the last day is within it."""
    chosen = st.session_state["scope_range"]
    if len(chosen) == 2:
        scope_changes.set_period(view, f"{chosen[0]}..{chosen[1] + ONE_DAY}")


# --- comparison and as-of -------------------------------------------------------------------------


def _comparison(view: View) -> None:
    names = {
        "yoy": tr("YoY"),
        "prior": tr("Prior"),
        "none": tr("None"),
    }
    st.session_state["scope_comparison"] = view.scope.comparison or "none"
    st.segmented_control(
        tr("Comparison"),
        COMPARISONS,
        format_func=names.__getitem__,
        key="scope_comparison",
        required=True,
        disabled=view.scope.period is None,
        label_visibility="collapsed",
        on_change=_choose_comparison,
        args=(view,),
    )


def _cut(view: View) -> None:
    """A period that is not over is compared with as many days, and says so."""
    before = view.scope.compared()
    if not view.scope.is_cut or before is None or before.period is None:
        return
    st.caption(
        tr(
            "This period is not over: it is compared with the same days, {period}.",
            period=Label(*(before.period.label(lang) for lang in ("en", "zh"))),
        )
    )


def _choose_comparison(view: View) -> None:
    chosen = st.session_state["scope_comparison"]
    scope_changes.change(view, comparison=None if chosen == "none" else chosen)


def _as_of(view: View) -> None:
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
            on_click=scope_changes.change,
            args=(view,),
            kwargs={"as_of": view.default.as_of},
        )


def _choose_as_of(view: View) -> None:
    """Look back, and from a period that has not begun by then at the one that holds that day."""
    day = st.session_state["scope_as_of"]
    if not day:
        return
    period = scope_changes.chosen(view).period
    if period and period.start > day:
        kind: Grain = "month" if period.kind == "custom" else period.kind
        period = Period.around(day, kind)
    scope_changes.change(view, as_of=end_of_day(day), period=period)
