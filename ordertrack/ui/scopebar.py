"""Period, comparison, as-of and filters: one row of controls, and the chosen filters as chips.

Everything is drawn from the scope in `state` and changes it in a callback, so the URL, the chips
and the chart clicks always agree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from ordertrack.metrics.dimensions import DIMENSIONS
from ordertrack.period import ONE_DAY, Grain, Period
from ordertrack.scope import Scope, end_of_day
from ordertrack.ui import formats, options, state
from ordertrack.ui.words import language, say, tr
from ordertrack.words import Label

if TYPE_CHECKING:
    from ordertrack.ui.page import View

KINDS = ("month", "quarter", "year", "custom", "all")
FILTER_WIDTH = 560  # pixels
COMPARISONS = ("yoy", "prior", "none")
# Offered as filters, in this order, when the data has them.
FILTERS = ("team", "sales_rep", "product_line", "product", "region", "channel", "customer", "tier")


def show(view: View, *, compared: bool = True) -> None:
    """The controls, and below them the chips of the filters that are on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _period(view)
        if compared:
            _comparison(view)
        _as_of(view)
        _filters(view)
    if compared:
        _cut(view)
    _chips(view)


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
        on_click=set_period,
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


def set_period(view: View, text: str | None) -> None:
    """Choose a period by its text; None is all time. Meant for callbacks (charts, rows, steps)."""
    period = Period.parse(text) if text else None
    state.choose_scope(_chosen(view).with_period(period), view.default)


def _choose_period(view: View) -> None:
    set_period(view, st.session_state["scope_period"])


def _choose_kind(view: View) -> None:
    """Keep the place in time: the quarter of the month, the last month of the quarter."""
    kind = st.session_state["scope_kind"]
    period = _chosen(view).period or view.default.period
    assert period is not None
    last = min(period.last, view.scope.as_of.date())
    if kind == "all":
        set_period(view, None)
    elif kind == "custom":
        set_period(view, f"{period.start}..{max(last, period.start) + ONE_DAY}")
    else:
        set_period(view, str(Period.around(last, kind)))


def _choose_range(view: View) -> None:
    """A range counts once both days are chosen; the last day is within it."""
    chosen = st.session_state["scope_range"]
    if len(chosen) == 2:
        set_period(view, f"{chosen[0]}..{chosen[1] + ONE_DAY}")


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
    _choose(view, comparison=None if chosen == "none" else chosen)


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
            on_click=_choose,
            args=(view,),
            kwargs={"as_of": view.default.as_of},
        )


def _choose_as_of(view: View) -> None:
    chosen = st.session_state["scope_as_of"]
    if chosen:
        _choose(view, as_of=end_of_day(chosen))


def _choose(view: View, **changes: Any) -> None:
    state.choose_scope(replace(_chosen(view), **changes), view.default)


def _chosen(view: View) -> Scope:
    """The scope at this moment: two quick clicks both count, whatever the page had drawn."""
    return state.scope(view.default)


# --- filters --------------------------------------------------------------------------------------


def _filters(view: View) -> None:
    count = sum(len(values) for _, values in view.scope.filters)
    label = tr("Filter ({count})", count=count) if count else tr("Filter")
    box = st.popover(
        label, icon=":material/filter_alt:", type="tertiary", key="scope_filters", on_change="rerun"
    )
    if box.open:
        with box:
            _filter_fields(view)


def _filter_fields(view: View) -> None:
    offered = [name for name in FILTERS if name in view.dimensions]
    chosen = dict(view.scope.filters)
    with st.container(width=FILTER_WIDTH):
        left, right = st.columns(2)
        for place, name in enumerate(offered):
            with left if place % 2 == 0 else right:
                options.field(view, name, chosen.get(name, ()))
    lacking = [say(DIMENSIONS[n].label) for n in FILTERS if n in DIMENSIONS and n not in offered]
    if lacking:
        st.caption(
            tr(
                "Not in this data: {names}. An export with these columns fills them.",
                names=formats.listed(lacking, language()),
            )
        )


def set_filter(view: View, dimension: str, values: tuple[str, ...]) -> None:
    """Filter by these values of a dimension; none takes the filter away. Meant for callbacks."""
    scope = _chosen(view)
    after = scope.with_filter(dimension, values) if values else scope.without_filter(dimension)
    state.choose_scope(after, view.default)


def _chips(view: View) -> None:
    """Every filter that is on, each removable with one click."""
    if not view.scope.filters:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for dimension, values in sorted(view.scope.filters, key=lambda held: _place(held[0])):
            names = options.names(view, dimension, values)
            shown = formats.listed(names[:3], language())
            more = tr(" and {count} more", count=len(names) - 3) if len(names) > 3 else ""
            st.button(
                tr("{name}: {values}", name=DIMENSIONS[dimension].label, values=shown + more),
                key=f"chip_{dimension}",
                icon=":material/close:",
                icon_position="right",
                help=tr("Remove this filter"),
                on_click=set_filter,
                args=(view, dimension, ()),
            )
        if len(view.scope.filters) > 1:
            st.button(
                tr("Clear all"), key="chips_clear", type="tertiary", on_click=_clear, args=(view,)
            )


def _place(dimension: str) -> int:
    """Chips stand in the order of the filters."""
    return FILTERS.index(dimension) if dimension in FILTERS else len(FILTERS)


def _clear(view: View) -> None:
    state.choose_scope(replace(_chosen(view), filters=()), view.default)
