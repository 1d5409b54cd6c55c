"""Two releases beside each other: which figures moved, and which orders made them move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.analysis import compare
from ordertrack.metrics.catalog import CATALOG
from ordertrack.model import STATUSES
from ordertrack.scope import Scope
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View, look
from ordertrack.ui.parts import tables
from ordertrack.views import formats
from ordertrack.views.release_names import name
from ordertrack.warehouse import Release

ORDERS_SHOWN = 200
LEDGER = "../../../pages/orders.py"
_TINY = "≈ 0"  # a change that the digits on show are too few for
STEPS = ("amount", "ordered", "status", "promised", "delivered")


def show(release: Release, releases: Sequence[Release]) -> None:
    """Compare a release with an earlier one, when asked for."""
    others = [other for other in releases if other.number != release.number]
    if not others:
        return
    box = st.expander(
        tr("Compare with another release"),
        icon=":material/compare_arrows:",
        on_change="rerun",
        key="history_compare",
    )
    if not box.open:
        return
    with box:
        _compare(release, others)


def _compare(release: Release, others: Sequence[Release]) -> None:
    numbers = [other.number for other in others]
    usual = release.parent if release.parent in numbers else numbers[0]
    key = f"history_against_{release.number}"
    number = st.selectbox(
        tr("Compare with"),
        numbers,
        index=numbers.index(usual),
        format_func=lambda number: name(others[numbers.index(number)]),
        key=key,
        width=420,
    )
    view = look()
    if view is None:
        st.caption(tr("There are no orders to compare."))
        return
    before, after = sorted((number, release.number))
    scope = _scope(view)
    changed = _moved(scope, _stamp(before), _stamp(after))
    if changed.is_empty():
        st.markdown(
            ":material/drag_handle: "
            + tr("No figure differs between #{before} and #{after}.", before=before, after=after)
        )
        return
    _figures(changed, before, after)
    _orders(changed, scope, before, after)


def _scope(view: View) -> Scope:
    """All time, or the period in the URL; both releases are judged at the same moment."""
    moment = formats.when(view.scope.as_of)
    if view.scope.period is None:
        st.caption(tr("Both seen as of {moment}.", moment=moment))
        return view.scope
    period = view.scope.period.label(language())
    only = st.toggle(tr("Only {period}", period=period), key="history_compare_period")
    st.caption(tr("Both seen as of {moment}.", moment=moment))
    return view.scope if only else view.scope.with_period(None)


# --- figures --------------------------------------------------------------------------------------


def _figures(changed: pl.DataFrame, before: int, after: int) -> None:
    """The figures that moved, in the catalogue's order."""
    lang = language()
    rows = [
        {
            "metric": say(CATALOG[row["metric"]].label),
            "before": formats.value(row["before"], CATALOG[row["metric"]].unit, lang, exact=True),
            "after": formats.value(row["after"], CATALOG[row["metric"]].unit, lang, exact=True),
            "change": change_told(row, lang),
        }
        for row in changed.iter_rows(named=True)
    ]
    text = st.column_config.TextColumn
    st.dataframe(
        pl.DataFrame(rows),
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


def change_told(row: dict[str, Any], lang: str) -> str:
    """The difference as exactly as the figures beside it."""
    unit, change = CATALOG[row["metric"]].unit, row["change"]
    if change is None:
        return formats.NONE
    sign = "+" if change > 0 else ""
    if unit == "ratio":
        said = tr("{points}pp", points=sign + formats.percent(change, 2).removesuffix("%"))
    else:
        said = sign + formats.value(change, unit, lang, exact=True)
    return said if set(said) & set("123456789") else _TINY  # figures that differ do not differ by 0


# --- the orders behind them -----------------------------------------------------------------------


def _orders(changed: pl.DataFrame, scope: Scope, before: int, after: int) -> None:
    """The orders that made one figure move, the largest effect first."""
    metric = st.selectbox(
        tr("Orders that moved"),
        changed["metric"].to_list(),
        format_func=lambda name: say(CATALOG[name].label),
        key="history_compare_metric",
        width=320,
    )
    found = _behind(metric, scope, _stamp(before), _stamp(after))
    if found.is_empty():
        st.caption(tr("No single order explains it."))
        return
    shown = found.head(ORDERS_SHOWN)
    st.dataframe(
        _worded(shown, metric),
        hide_index=True,
        placeholder="",
        column_config=_order_columns(tuple(shown["order_no"])),
        key="history_compare_orders",
        alt=tr("The orders that made the figure move"),
    )
    if found.height > ORDERS_SHOWN:
        st.caption(tr("The {count} orders with the largest effect.", count=ORDERS_SHOWN))


def _worded(found: pl.DataFrame, metric: str) -> pl.DataFrame:
    """What happened to each order, and what differs, as `before → after`."""
    lang = language()
    whats = {"new": tr("new"), "gone": tr("gone"), "changed": tr("changed")}
    rows = []
    for row in found.iter_rows(named=True):
        effect = (row["numerator_after"] or 0) - (row["numerator_before"] or 0)
        unit = CATALOG[metric].numerator.unit
        rows.append(
            {
                "order_no": row["order_no"],
                "customer_name": row["customer_name"],
                "what": whats[row["what"]],
                "effect": ("+" if effect > 0 else "")
                + formats.value(effect, unit, lang, exact=True),
                **{name: _step(row, name, lang) for name in STEPS},
            }
        )
    return pl.DataFrame(rows)


def _step(row: dict[str, Any], name: str, lang: str) -> str:
    """What differs; of an order that came or went, what it holds."""
    was, now = row[f"{name}_before"], row[f"{name}_after"]
    if was == now:
        return ""
    if row["what"] != "changed":
        return _plain(name, now if was is None else was, lang)
    return f"{_plain(name, was, lang)} → {_plain(name, now, lang)}"


def _plain(name: str, value: Any, lang: str) -> str:
    if value is None:
        return formats.NONE
    if name == "amount":
        return formats.value(value, "money", lang, exact=True)
    if name == "status":
        return STATUSES[value].to(lang) if value in STATUSES else value
    return formats.day(value)


def _order_columns(numbers: tuple[str, ...]) -> dict[str, Any]:
    text = st.column_config.TextColumn
    return {
        "order_no": st.column_config.ButtonColumn(
            tables.named("order_no", language()),
            type="tertiary",
            alignment="left",
            pinned=True,
            key="history_compare_open",
            on_click=_open,
            args=(numbers,),
        ),
        "customer_name": text(tables.named("customer_name", language()), width=160),
        "what": text(tr("What happened"), width=90),
        "effect": text(tr("Effect"), alignment="right"),
        "amount": text(tr("Amount")),
        "ordered": text(tr("Order day")),
        "status": text(tr("Status")),
        "promised": text(tr("Promised")),
        "delivered": text(tr("Delivered")),
    }


def _open(numbers: tuple[str, ...]) -> None:
    click = st.session_state.get("history_compare_open")
    if click is not None:
        st.switch_page(LEDGER, query_params={"order": numbers[click["row"]]})


# --- kept answers ---------------------------------------------------------------------------------


def _stamp(number: int) -> data_source.Stamp:
    return data_source.stamp(data_source.warehouse().release(number))


@st.cache_resource(max_entries=32, show_spinner=False)
def _moved(scope: Scope, before: data_source.Stamp, after: data_source.Stamp) -> pl.DataFrame:
    return compare.moved(before.reader(), after.reader(), list(CATALOG), scope)


@st.cache_resource(max_entries=32, show_spinner=False)
def _behind(
    metric: str, scope: Scope, before: data_source.Stamp, after: data_source.Stamp
) -> pl.DataFrame:
    return compare.orders_behind(
        metric, before.reader(), after.reader(), scope, limit=ORDERS_SHOWN + 1
    )
