"""Revenue and delivery over 24 months, or over the weeks of the period; a click sets the period."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.period import Grain, Period
from ordertrack.scope import Scope
from ordertrack.ui.frame import scope_changes, theme, url_state
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import cached_figures, tables
from ordertrack.views import charts, formats

MONTHS = 24
DAYS_SHOWN = 14  # a period up to this many days is shown by day
WEEKS_SHOWN = 366  # and up to this many by week
TICKS = 15  # more weeks than this are named by their months
SHOWN = ("revenue", "on_time_rate")
BESIDE = ("orders",)


def show(view: View) -> None:
    """Bars of revenue, below them the on-time rate on its own axis, and the same as a table."""
    with st.container(border=True, gap="small"):
        grain = _grain(view)
        scope = cached_figures.around(view, MONTHS) if grain == "month" else view.scope
        times = cached_figures.over_time(view, (*SHOWN, *BESIDE), scope, grain)
        if not times["orders"].fill_null(0).sum():
            st.caption(tr("No orders in this period."))
            return
        pieces = counted(times, grain, scope)
        _chart(view, times, pieces, scope, grain)
        _table(times, pieces)


def counted(times: pl.DataFrame, grain: Grain, scope: Scope) -> list[Period]:
    """The months, weeks or days as counted: a week at an edge has only its days in the period."""
    assert scope.period is not None
    first, end = scope.period.start, scope.period.end
    whole = [Period.around(start, grain) for start in times[grain]]
    return [Period(max(piece.start, first), min(piece.end, end)) for piece in whole]


def _grain(view: View) -> Grain:
    """Months, or the weeks (days, when it is short) of the period: `?grain=within`."""
    days = view.scope.period.days if view.scope.period else None
    inside: Grain = "day" if days is not None and days <= DAYS_SHOWN else "week"
    names = {
        "month": tr("24 months"),
        "within": tr("Days of the period") if inside == "day" else tr("Weeks of the period"),
    }
    possible = days is not None and days <= WEEKS_SHOWN
    st.session_state["trend_grain"] = (
        url_state.chosen().get("grain", "month") if possible else "month"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{tr('Revenue and on-time delivery')}**", width="stretch")
        chosen = st.segmented_control(
            tr("By"),
            tuple(names),
            format_func=names.__getitem__,
            key="trend_grain",
            required=True,
            disabled=not possible,
            label_visibility="collapsed",
            on_change=_choose_grain,
        )
    return inside if chosen == "within" else "month"


def _choose_grain() -> None:
    chosen = st.session_state["trend_grain"]
    url_state.change(grain=None if chosen == "month" else chosen)


def _chart(
    view: View, times: pl.DataFrame, pieces: list[Period], scope: Scope, grain: Grain
) -> None:
    lang = language()
    bars = times["revenue"].cast(pl.Float64).to_list()
    rates = times["on_time_rate"].cast(pl.Float64).to_list()
    figure = charts.trend(
        tick_names(pieces, grain),
        [str(piece) for piece in pieces],
        bars,
        rates,
        chosen=frozenset(str(piece) for piece in pieces if _within(piece, view.scope.period)),
        titles=(
            _title(pieces[-1], scope),
            tr("On-time delivery by promised day")
            if any(rate is not None for rate in rates)
            else tr("On-time delivery: no promised and delivered days to judge by"),
        ),
        hovers=(
            [
                _hover(row, piece, scope, lang)
                for row, piece in zip(_rows(times), pieces, strict=True)
            ],
            [
                f"{piece.label(lang)}<br>{formats.percent(rate)}"
                for rate, piece in zip(rates, pieces, strict=True)
            ],
        ),
        mark_names=_named_points(rates),
        bar_ticks=formats.ticks(max([*(x for x in bars if x is not None), 0.0]), lang),
        ink=theme.ink(),
    )
    key = f"trend_{grain}"
    st.plotly_chart(
        figure,
        key=key,
        on_select=partial(_pick, view, key),
        selection_mode="points",
        config=charts.CONFIG,
        alt=_alt(times, pieces),
    )


def _rows(times: pl.DataFrame) -> list[dict[str, Any]]:
    return list(times.iter_rows(named=True))


def tick_names(pieces: list[Period], grain: Grain) -> list[str]:
    """Short names; of many weeks only the first that begins in a month has one."""
    if grain != "month" and len(pieces) <= TICKS:
        return [f"{piece.start:%m-%d}" for piece in pieces]
    months = [piece.start.month for piece in pieces]
    begins = [place == 0 or month != months[place - 1] for place, month in enumerate(months)]
    return [_month(piece, place) if begins[place] else "" for place, piece in enumerate(pieces)]


def _month(piece: Period, place: int) -> str:
    """The number of the month; the year where it begins."""
    with_year = piece.start.month == 1 or (place == 0 and piece.start.month < 11)
    return f"{piece.start:%m}<br>{piece.start:%Y}" if with_year else f"{piece.start:%m}"


def _title(last: Period, scope: Scope) -> str:
    """What the bars are; a last one that is not over is named here, where it has room."""
    if not _until(last, scope):
        return tr("Revenue by order date")
    return tr("Revenue by order date, the last bar to {day}", day=f"{scope.as_of:%m-%d}")


def _until(piece: Period, scope: Scope) -> str:
    """What is said of a period that is not over."""
    day = scope.as_of.date()
    if piece.days == 1 or not piece.start <= day < piece.last:
        return ""
    return tr("to {day}", day=f"{day:%m-%d}")


def _within(piece: Period, period: Period | None) -> bool:
    return period is None or (piece.start < period.end and period.start < piece.end)


def _hover(row: dict[str, Any], piece: Period, scope: Scope, lang: str) -> str:
    until = _until(piece, scope)
    return "<br>".join(
        [
            f"{piece.label(lang)} {until}",
            f"{say(CATALOG['revenue'].label)} {formats.value(row['revenue'], 'money', lang)}",
            f"{say(CATALOG['orders'].label)} {formats.value(row['orders'], 'count', lang)}",
        ]
    )


def _named_points(rates: list[float | None]) -> list[str]:
    """The last point, the best and the worst carry their number."""
    known = [(rate, place) for place, rate in enumerate(rates) if rate is not None]
    if not known:
        return [""] * len(rates)
    spoken = {known[-1][1], max(known)[1], min(known)[1]}
    return [
        formats.percent(rate, 0) if place in spoken and rate is not None else ""
        for place, rate in enumerate(rates)
    ]


def _alt(times: pl.DataFrame, pieces: list[Period]) -> str:
    last = times.row(-1, named=True)
    lang = language()
    return tr(
        "Revenue and on-time delivery from {first} to {last}; the last: {revenue}, {rate}",
        first=pieces[0].label(lang),
        last=pieces[-1].label(lang),
        revenue=formats.value(last["revenue"], "money", lang),
        rate=formats.percent(last["on_time_rate"]),
    )


def _pick(view: View, key: str) -> None:
    """A click on a bar or a point sets the period."""
    chosen = charts.clicked(st.session_state.get(key))
    if chosen:
        scope_changes.set_period(view, chosen[0])


def _table(times: pl.DataFrame, pieces: list[Period]) -> None:
    """The same as a table, for those who read numbers or cannot use a mouse."""
    box = st.expander(tr("As a table"), key="trend_table", on_change="rerun")
    if not box.open:
        return
    lang = language()
    spoken = pl.DataFrame(
        [
            {
                "period": piece.label(lang),
                **{
                    name: formats.value(row[name], CATALOG[name].unit, lang, exact=True)
                    for name in (*SHOWN, *BESIDE)
                },
            }
            for piece, row in reversed(list(zip(pieces, _rows(times), strict=True)))
        ]
    )
    with box:
        tables.show(
            spoken,
            alt=tr("Revenue, on-time delivery and orders over time"),
            column_config={
                "period": tr("Period"),
                **{
                    name: st.column_config.TextColumn(say(CATALOG[name].label), alignment="right")
                    for name in (*SHOWN, *BESIDE)
                },
            },
        )
