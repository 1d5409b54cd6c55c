"""The KPI cards: value, change against last year and the period before, twelve months as a line.

The name of a card is a button: it opens where the number comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import lacks, why_empty
from ordertrack.scope import Comparison, Scope
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import cached_figures, number_origin
from ordertrack.views import formats
from ordertrack.words import Text

# In order of importance; what the data cannot answer makes room for the next.
SHOWN = (
    "revenue",
    "orders",
    "average_order_value",
    "customers",
    "new_customers",
    "on_time_rate",
    "otif_rate",
    "order_cycle_days",
    "backlog",
    "backlog_past_due",
)
SPARE = ("delay_days", "on_time_rate_delivered", "units")
PLACES = 10
SPARK_MONTHS = 12


Arrow = Literal["up", "down", "off"]


@dataclass(frozen=True)
class Card:
    """One figure as shown; `reason` says why it is empty, `moment` when a stock was counted."""

    metric: Metric
    value: str
    help: str
    delta: str | None
    arrow: Arrow
    beside: str
    spark: Sequence[float] | None
    reason: Text | None
    moment: str | None


def show(view: View, names: Sequence[str] = SHOWN) -> None:
    """A grid of cards; what this data cannot answer is named below in one line."""
    lacking = {name: lacks(name, view.scope, view.reader) for name in (*names, *SPARE)}
    answered = [name for name, columns in lacking.items() if columns is None][:PLACES]
    cards = _cards(view, answered)
    with st.grid(5, gap="xsmall", min_column_width=150):
        for card in cards:
            _card(view, card)
    _lacking({name: columns for name in names if (columns := lacking[name])})


def _card(view: View, card: Card) -> None:
    name = card.metric.name
    with st.container(border=True, height="stretch", gap=None, key=f"card_{name}"):
        opened = st.button(
            say(card.metric.label),
            key=f"origin_{name}",
            type="tertiary",
            icon=":material/info:",
            icon_position="right",
            help=card.help,
        )
        st.metric(
            say(card.metric.label),
            card.value,
            card.delta,
            delta_color="off",
            delta_arrow=card.arrow,
            delta_description=card.beside or None,
            label_visibility="collapsed",
            chart_data=card.spark,
            chart_type="line",
        )
        for note in filter(None, (card.reason, card.moment)):
            st.caption(say(note))
    if opened:
        number_origin.open_dialog(view, name)


def _lacking(columns: dict[str, Text]) -> None:
    """The names in one line; opened, what an export would need for each of them."""
    if not columns:
        return
    alike: dict[str, list[str]] = {}
    for name, needed in columns.items():
        alike.setdefault(say(needed), []).append(say(CATALOG[name].label))
    lang = language()
    every = formats.listed([label for labels in alike.values() for label in labels], lang)
    with st.expander(tr("Cannot be told from this data: {names}", names=every)):
        st.markdown(tr("An export with these columns brings them:"))
        lines = (f"- **{formats.listed(labels, lang)}** — {need}" for need, labels in alike.items())
        st.markdown("\n".join(lines))


def _cards(view: View, names: Sequence[str]) -> list[Card]:
    if not names:
        return []
    held = cached_figures.compared(view, names)
    sparks = _sparks(view, names)
    return [_made(CATALOG[name], held, sparks[name], view) for name in names]


def _sparks(view: View, names: Sequence[str]) -> dict[str, list[float]]:
    """Twelve months up to the period's end; of stocks up to as-of, where their value stands."""
    stocks = [name for name in names if CATALOG[name].date == "stock"]
    flows = [name for name in names if name not in stocks]
    flowing = cached_figures.trailing(view, SPARK_MONTHS)
    standing = cached_figures.months_to(view, view.scope.as_of.date(), SPARK_MONTHS)
    flowed = cached_figures.over_time(view, flows, flowing, "month")
    stood = cached_figures.over_time(view, stocks, standing, "month")
    whole = flowed.head(-1) if flowing.is_cut else flowed
    return {
        **{name: _line((whole if _adds_up(name) else flowed)[name]) for name in flows},
        **{name: _line(stood[name]) for name in stocks},
    }


def _adds_up(name: str) -> bool:
    """Whether half a month is only half the number: it would look like a fall."""
    return CATALOG[name].unit in ("count", "money", "units")


def _made(metric: Metric, held: cached_figures.Compared, spark: list[float], view: View) -> Card:
    name, lang = metric.name, language()
    now = held.now[name]
    changes: dict[str | None, str | None] = {
        kind: formats.change(now, row[name], metric.unit, lang) if row else None
        for kind, row in (("yoy", held.yoy), ("prior", held.prior))
    }
    first, *others = _comparisons(view.scope)
    return Card(
        metric=metric,
        value=formats.value(now, metric.unit, lang),
        help=_help(formats.value(now, metric.unit, lang, exact=True), view.scope),
        delta=_said(first, changes[first]) if first else None,
        arrow=_arrow(changes[first]) if first else "off",
        beside=" ".join(_said(other, changes[other]) for other in others if other),
        spark=spark or None,
        reason=why_empty(name, view.scope, view.reader, held.now),
        moment=_moment(metric, view.scope),
    )


def _comparisons(scope: Scope) -> Sequence[Comparison | None]:
    """The chosen comparison first, the other beside it where it is another stretch of time."""
    if scope.period is None or scope.comparison is None:
        return [None]
    if scope.period.year_before() == scope.period.previous():
        return [scope.comparison]
    return ["prior", "yoy"] if scope.comparison == "prior" else ["yoy", "prior"]


def _help(exact: str, scope: Scope) -> str:
    """The number to the last digit, and what its changes are measured against."""
    lines = [tr("{exact}. Where this number comes from", exact=exact)]
    for kind in filter(None, _comparisons(scope)):
        before = replace(scope, comparison=kind).compared()
        if before and before.period:
            against = tr("against {period}", period=before.period.label(language()))
            lines.append(f"{_kind(kind)}: {against}")
    return "  \n".join(lines)


def _moment(metric: Metric, scope: Scope) -> str | None:
    """When a stock was counted, where one could take it for that of the period."""
    stock = metric.date == "stock"
    if not stock or scope.period is None or scope.period.last >= scope.as_of.date():
        return None
    return tr("As of {moment}", moment=formats.day(scope.as_of))


def _said(kind: str, change: str | None) -> str:
    return f"{_kind(kind)} {change or formats.NONE}"


def _kind(kind: str) -> str:
    return tr("YoY") if kind == "yoy" else tr("Prior")


def _arrow(change: str | None) -> Arrow:
    if not change or change[0] not in ("+", formats.MINUS):
        return "off"
    return "up" if change[0] == "+" else "down"


def _line(months: pl.Series) -> list[float]:
    """The months that have a value; nothing from fewer than three."""
    points = months.cast(pl.Float64).drop_nulls().to_list()
    return points if len(points) > 2 else []
