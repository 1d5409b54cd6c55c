"""What moved most: who and what contributed to the change in revenue against the comparison."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import filter_options, scope_changes, theme
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import cached_figures, ranking
from ordertrack.views import charts, formats

METRIC = "revenue"
DIMENSIONS_ASKED = ("team", "sales_rep", "product_line", "product", "region", "channel", "customer")


def show(view: View) -> None:
    """The largest rises and falls over all dimensions, as bars that can be clicked."""
    with st.container(border=True, gap="small"):
        st.markdown(f"**{tr('What moved revenue most')}**")
        before = view.scope.compared()
        if view.scope.period and before is None and view.scope.comparison:
            st.caption(tr("This period has not begun."))
            return
        if before is None or before.period is None:
            st.caption(tr("Choose a period and a comparison to see what changed."))
            return
        now = cached_figures.figures(view, [METRIC])[METRIC]
        then = cached_figures.figures(view, [METRIC], before)[METRIC]
        if not then:
            st.caption(
                tr("There is no revenue in {period} to compare with.", period=_label(before.period))
            )
            return
        st.markdown(_headline(now, then, before.period))
        _chart(view, largest(view), then)


def largest(view: View) -> pl.DataFrame:
    """The largest rises and falls over all dimensions; what is under a hundredth is left out.

    Columns: dimension, key, name, now, then, change.
    """
    metric = CATALOG[METRIC]
    asked = [
        (dimension, ranking.ranking(view, dimension, metric))
        for dimension in DIMENSIONS_ASKED
        if dimension in view.dimensions and not view.scope.values(dimension)
    ]
    parts = [
        ranked.changes.with_columns(dimension=pl.lit(dimension))
        for dimension, ranked in asked
        if ranked.known > 1  # a single value has moved as the whole has, and explains nothing
    ]
    if not parts:
        return pl.DataFrame()
    changes = pl.concat(parts)
    worth = changes["change"].abs().max()
    ordered = changes.filter(pl.col("change").abs() * 100 >= (worth or 0)).sort(
        "change", "dimension", "key", descending=[True, False, False]
    )
    rises = ordered.filter(pl.col("change") > 0).head(ranking.EACH_WAY)
    return pl.concat([rises, ordered.filter(pl.col("change") < 0).tail(ranking.EACH_WAY)])


def _headline(now: Any, then: Any, period: Any) -> str:
    lang = language()
    difference = Decimal(str(now or 0)) - Decimal(str(then))
    return tr(
        "Revenue {now}, {change} against {period} ({difference}).",
        now=formats.value(now, "money", lang),
        change=formats.change(now or 0, then, "money", lang),
        period=_label(period),
        difference=formats.signed(difference, lang),
    )


def _label(period: Any) -> str:
    return period.label(language())


def _chart(view: View, changes: pl.DataFrame, then: Any) -> None:
    if changes.is_empty():
        st.caption(tr("Nothing changed."))
        return
    lang = language()
    rows = list(changes.iter_rows(named=True))
    figure = charts.moved(
        [_name(view, row) for row in rows],
        [(row["dimension"], row["key"]) for row in rows],
        [float(row["change"]) for row in rows],
        [formats.signed(row["change"], lang) for row in rows],
        [_hover(row, then, lang) for row in rows],
        ink=theme.ink(),
    )
    key = "moved_chart"
    st.plotly_chart(
        figure,
        key=key,
        on_select=partial(_pick, view, key),
        selection_mode="points",
        config=charts.CONFIG,
        alt=tr("The largest contributions to the change in revenue; the lists show them all"),
    )
    st.caption(tr("Dimensions overlap: the same order counts once in each of them."))


def _name(view: View, row: dict[str, Any]) -> str:
    name = filter_options.names(view, row["dimension"], (row["key"],))[0]
    return f"{_short(name)} · {say(DIMENSIONS[row['dimension']].label)}"


def _short(name: str, most: int = 22) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _hover(row: dict[str, Any], then: Any, lang: str) -> str:
    points = Decimal(str(row["change"])) / Decimal(str(then)) * 100
    return "<br>".join(
        [
            row["name"] or tr("Not recorded"),
            f"{formats.value(row['then'] or 0, 'money', lang)} → "
            f"{formats.value(row['now'] or 0, 'money', lang)}",
            tr("{points} points of the change", points=f"{points:+.1f}"),
        ]
    )


def _pick(view: View, key: str) -> None:
    chosen = charts.clicked(st.session_state.get(key))
    if chosen and len(chosen) == 2:
        scope_changes.set_filter(view, chosen[0], (chosen[1],))
