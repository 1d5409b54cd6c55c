"""Two releases beside each other: which figures moved, and which orders made them move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from ordertrack.metrics.analysis import compare
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import available_dimensions
from ordertrack.scope import Scope
from ordertrack.ui.frame import cached_figures, data_source, odd_address, url_state
from ordertrack.ui.frame.data_source import ReleaseKey, release_key
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.frame.page import current_view
from ordertrack.ui.parts import order_links, tables
from ordertrack.views import formats
from ordertrack.views.imports import release_compare
from ordertrack.views.imports.release_compare import Sides
from ordertrack.views.imports.releases import release_name
from ordertrack.views.titles import column_title
from ordertrack.views.view import View
from ordertrack.warehouse import Release

ORDERS_LISTED = 200
LEAST, MOST, LETTER, PADDING = 80, 280, 8, 20  # pixels of a column
AGAINST, ONLY, MOVED = "against", "only", "moved"  # what the URL says of it


class Pair(NamedTuple):
    """Two releases, the older one first."""

    before: ReleaseKey
    after: ReleaseKey


def show_comparison(release: Release, releases: Sequence[Release]) -> None:
    """Show the comparison of a release with an earlier one, once somebody opens it."""
    others = {other.number: other for other in releases if other.number != release.number}
    if not others:
        return
    usual = release.parent if release.parent in others else next(iter(others))
    st.session_state["history_compare"] = AGAINST in st.query_params
    box = st.expander(
        tr("Compare with another release"),
        icon=":material/compare_arrows:",
        on_change=lambda: _turn(usual),
        key="history_compare",
    )
    if not box.open:
        return
    with box:
        other = _choose_other(others, usual)
        view = current_view()
        if view is None:
            st.caption(tr("There are no orders to compare."))
            return
        before, after = sorted((other, release), key=lambda one: one.number)
        seen = replace(view, scope=_choose_scope(view))
        pair = Pair(release_key(before), release_key(after))
        _show_differences(pair, Sides(_of(before, seen), _of(after, seen)))


def _of(release: Release, view: View) -> View:
    """The same look at another release."""
    reader = data_source.warehouse().reader(release)
    return replace(
        view,
        release=release,
        reader=reader,
        dimensions=tuple(available_dimensions(reader)),
        evaluate=cached_figures.evaluator(release, reader),
    )


def _turn(usual: int) -> None:
    """Open or close the comparison: what it is with stands in the URL while it is open."""
    if st.session_state["history_compare"]:
        st.query_params[AGAINST] = str(usual)
        return
    for name in {AGAINST, ONLY, MOVED} & set(st.query_params):
        del st.query_params[name]


def _choose_other(others: dict[int, Release], usual: int) -> Release:
    named = st.query_params.get(AGAINST, "")
    number = url_state.number(named)
    if number not in others:
        odd_address.warn(
            tr("There is no release {name} to compare with.", name=odd_address.shortened(named))
        )
    st.session_state["history_against"] = number if number in others else usual
    chosen = st.selectbox(
        tr("Compare with"),
        list(others),
        format_func=lambda number: release_name(others[number]),
        key="history_against",
        on_change=lambda: _write(AGAINST, str(st.session_state["history_against"])),
        width=420,
    )
    return others[chosen]


def _write(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _choose_scope(view: View) -> Scope:
    """All time, or the period in the URL; both releases are judged at the same moment."""
    period, only = view.scope.period, False
    if period is not None:
        label = tr("Only {period}", period=period.label(view.lang))
        st.session_state["history_compare_period"] = st.query_params.get(ONLY) == "1"
        only = st.toggle(
            label,
            key="history_compare_period",
            on_change=lambda: _write(
                ONLY, "1" if st.session_state["history_compare_period"] else ""
            ),
        )
    st.caption(tr("Both seen as of {moment}.", moment=formats.when(view.scope.as_of)))
    return view.scope if only else view.scope.with_period(None)


def _show_differences(pair: Pair, sides: Sides) -> None:
    scope = sides.after.scope
    before, after = pair.before.number, pair.after.number
    changed_metrics = _moved(scope, *pair)
    if changed_metrics.is_empty():
        st.markdown(
            ":material/drag_handle: "
            + tr("No figure differs between #{before} and #{after}.", before=before, after=after)
        )
        return
    text = st.column_config.TextColumn
    tables.show_frame(
        release_compare.moved_figures(changed_metrics, sides, language()),
        hide_index=True,
        height="content",
        column_config={
            "metric": text(tr("Figure"), width="medium"),
            "before": text(f"#{before}", alignment="right"),
            "after": text(f"#{after}", alignment="right"),
            "change": text(tr("Change"), alignment="right"),
        },
        alt=tr("Figures that differ between the two releases"),
    )
    moved = changed_metrics["metric"].to_list()
    for note in sides.notes(moved):
        st.caption(localize(note))
    _show_orders(moved, pair, sides)


def _show_orders(metrics: list[str], pair: Pair, sides: Sides) -> None:
    """The orders that made one figure move, the largest effect first."""
    named = st.query_params.get(MOVED, metrics[0])
    if named not in CATALOG:
        odd_address.warn(tr("There is no figure {name}.", name=odd_address.shortened(named)))
    st.session_state["history_compare_metric"] = named if named in metrics else metrics[0]
    metric = st.selectbox(
        tr("Orders that moved"),
        metrics,
        format_func=lambda name: localize(CATALOG[name].label),
        key="history_compare_metric",
        on_change=lambda: _write(MOVED, st.session_state["history_compare_metric"]),
        width=320,
    )
    found = _behind(metric, sides.after.scope, *pair)
    if found.is_empty():
        st.caption(tr("No single order explains it."))
        return
    listed = found.head(ORDERS_LISTED)
    order_links.show_number_field(listed, "history_compare_number")
    shown = release_compare.moved_orders(listed, CATALOG[metric], sides, language())
    tables.show_frame(
        shown,
        hide_index=True,
        placeholder="",
        column_config=_order_columns(tuple(listed["order_no"]), shown),
        key="history_compare_orders",
        alt=tr("The orders that made the figure move"),
    )
    if found.height > ORDERS_LISTED:
        st.caption(tr("The {count} orders with the largest effect.", count=ORDERS_LISTED))


def _order_columns(numbers: tuple[str, ...], shown: pl.DataFrame) -> dict[str, Any]:
    """Columns as wide as what they hold, so that before → after can be read whole."""
    text, key, lang = st.column_config.TextColumn, "history_compare_open", language()

    def open_clicked() -> None:
        row = tables.clicked_row(key)
        if row is not None:
            order_links.open_order(numbers[row])

    return {
        "order_no": st.column_config.ButtonColumn(
            column_title("order_no", lang),
            type="tertiary",
            alignment="left",
            pinned=True,
            key=key,
            on_click=open_clicked,
        ),
        "customer_name": text(
            column_title("customer_name", lang), width=_wide(shown, "customer_name")
        ),
        "what": text(tr("What happened"), width=110),
        "effect": text(tr("Effect"), alignment="right", width=_wide(shown, "effect")),
        "amount": text(tr("Amount"), width=_wide(shown, "amount")),
        "ordered": text(tr("Order day"), width=_wide(shown, "ordered")),
        "status": text(tr("Status"), width=_wide(shown, "status")),
        "promised": text(tr("Promised"), width=_wide(shown, "promised")),
        "delivered": text(tr("Delivered"), width=_wide(shown, "delivered")),
    }


def _wide(shown: pl.DataFrame, name: str) -> int:
    """Pixels for the longest text; an ideograph is as wide as two letters."""
    if name not in shown.columns:
        return LEAST
    widest = max(
        (len(text.encode("gb18030", "replace")) for text in shown[name] if text), default=0
    )
    return min(max(LEAST, PADDING + LETTER * widest), MOST)


# --- kept answers ---------------------------------------------------------------------------------


@st.cache_resource(max_entries=32, show_spinner=False)
def _moved(scope: Scope, before: ReleaseKey, after: ReleaseKey) -> pl.DataFrame:
    return compare.changed_metrics(before.reader(), after.reader(), list(CATALOG), scope)


@st.cache_resource(max_entries=32, show_spinner=False)
def _behind(metric: str, scope: Scope, before: ReleaseKey, after: ReleaseKey) -> pl.DataFrame:
    return compare.orders_behind(
        metric, before.reader(), after.reader(), scope, limit=ORDERS_LISTED + 1
    )
