"""One order's own page: headline, stages, lines, promise history, complaints, facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.orders import one_order
from ordertrack.metrics.orders.timeline import Stage, stages
from ordertrack.model import STAGES, STATUSES, TABLES
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.orders import order_facts, order_promises
from ordertrack.ui.orders.ledger_url import open_order
from ordertrack.ui.parts import tables
from ordertrack.views import formats, moments, verdicts

Order = Mapping[str, Any]
ICONS = {
    "reached": ":material/check_circle:",
    "unrecorded": ":material/help:",
    "waiting": ":material/radio_button_unchecked:",
}


def crumbs(number: str) -> None:
    """The way back to the ledger as it was left."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(
            tr("Order ledger"),
            key="order_back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=open_order,
            args=(None,),
        )
        st.markdown(f":gray[› {number}]")


def show(view: View, number: str) -> None:
    """Everything about one order as it stood at as-of."""
    order = _facts(view, number)
    if order is None:
        _missing(view, number)
        return
    _headline(view, order)
    _timeline(view, order)
    _lines(order, view)
    wide, narrow = st.columns([5, 3], gap="medium")
    with wide:
        order_promises.show(view, order)
        _complaints(view, order)
    with narrow:
        order_facts.notes(order)
        order_facts.particulars(view, order)
    order_facts.recorded(view, number)


def _facts(view: View, number: str) -> dict[str, Any] | None:
    return one_order.facts(number, view.scope, view.reader)


def _missing(view: View, number: str) -> None:
    st.info(
        tr(
            "There is no order {number} in release #{release} up to {moment}.",
            number=number,
            release=view.release.number,
            moment=formats.when(view.scope.as_of),
        ),
        icon=":material/search_off:",
    )


# --- headline and stages --------------------------------------------------------------------------


def _headline(view: View, order: Order) -> None:
    """The five facts that one asks for first."""
    lang = language()
    verdict = verdicts.said(order["verdict"], order["verdict_days"])
    against = say(verdicts.basis(view.scope)) if order["promise_moved"] else None
    status = STATUSES.get(order["status"])
    with st.grid(5, gap="small", min_column_width=150):
        _tile(tr("Delivery"), _capital(say(verdict)), against)
        _tile(tr("Promised"), formats.day(order["promised_latest"]), _first_promise(order))
        _tile(tr("Delivered"), formats.day(order["delivered_at"]))
        _tile(tr("Amount"), formats.value(order["amount"], "money", lang, exact=True))
        _tile(tr("Status"), say(status) if status else formats.NONE)
    if _one_line_decides(view, order):
        st.caption(tr("An order is judged by its latest line."))


def _first_promise(order: Order) -> str | None:
    """The first day, where the order as a whole was promised for another one."""
    first = order["promised_first"]
    return None if first == order["promised_latest"] else tr("first {day}", day=formats.day(first))


def _one_line_decides(view: View, order: Order) -> bool:
    """Whether the days of the order would give another verdict than its latest line."""
    by_first = view.scope.conventions.promise_basis == "first"
    promised = order["promised_first"] if by_first else order["promised_latest"]
    if order["verdict"] not in ("late", "on_time") or not promised or not order["delivered_at"]:
        return False
    return order["verdict_days"] != (order["delivered_at"].date() - promised).days


def _tile(label: str, value: str, beside: str | None = None) -> None:
    st.metric(
        label,
        value,
        beside,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )


def _timeline(view: View, order: Order) -> None:
    st.subheader(tr("Stages"), anchor=False)
    with st.grid(6, gap="small", min_column_width=140):
        for stage in stages(order, view.scope.as_of, view.reader.covers):
            _stage(stage)


def _stage(stage: Stage) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        name = say(STAGES[stage.name])
        tone = "" if stage.state == "reached" else ":gray"
        st.markdown(_toned(f"{ICONS[stage.state]} **{name}**", tone))
        st.markdown(_toned(_when(stage), tone))
        st.caption("  \n".join(_beside(stage)))


def _when(stage: Stage) -> str:
    if stage.at:
        clock = "" if (stage.at.hour, stage.at.minute) == (0, 0) else f" {stage.at:%H:%M}"
        return f"{stage.at:%Y-%m-%d}{clock}"
    return tr("Day not recorded") if stage.state == "unrecorded" else tr("Not reached yet")


def _beside(stage: Stage) -> list[str]:
    parts = []
    if stage.days is not None:
        parts.append(tr("after {days}", days=verdicts.counted(stage.days)))
    if stage.due:
        parts.append(tr("due {day}", day=formats.day(stage.due)))
    if stage.owner:
        parts.append(f":material/person: {stage.owner}")
    return parts


def _toned(text: str, tone: str) -> str:
    return f"{tone}[{text}]" if tone else text


# --- lines, promises, complaints ------------------------------------------------------------------


def _lines(order: Order, view: View) -> None:
    found = moments.whole_days(one_order.lines(order, view.scope, view.reader))
    st.subheader(tr("Lines ({count})", count=found.height), anchor=False)
    if found.is_empty():
        st.caption(tr("The export lists no lines for this order."))
        return
    named = found.with_columns(product=pl.coalesce("product_name", "product"))
    empty = [name for name in named.columns if named[name].null_count() == named.height]
    tables.show(
        named.drop("product_name", *set(empty) - {"product_name", "delivered_at"}),
        alt=tr("The lines of this order"),
        key="order_lines",
        column_config=_line_columns(named),
    )


def _line_columns(lines: pl.DataFrame) -> dict[str, Any]:
    """The lines' own names, and no decimals on pieces."""
    declared = TABLES["order_lines"]
    config: dict[str, Any] = {
        "amount": st.column_config.NumberColumn(
            say(declared.column("amount").label), format="%,.2f"
        )
    }
    for name in ("quantity", "quantity_delivered"):
        units = lines[name].drop_nulls().cast(pl.Float64)
        digits = "%,d" if (units == units.round()).all() else "%,.3f"
        label = say(declared.column(name).label)
        config[name] = st.column_config.NumberColumn(label, format=digits)
    return config


def _complaints(view: View, order: Order) -> None:
    if not view.reader.covers("complaints.complaint_id"):
        return
    found = moments.whole_days(one_order.complaints(order, view.scope, view.reader))
    st.subheader(tr("Complaints ({count})", count=found.height), anchor=False)
    if found.is_empty():
        st.caption(tr("None up to as-of."))
        return
    hidden = [name for name in found.columns if name.endswith("_day_only")]
    tables.show(found.drop(hidden), alt=tr("Complaints about this order"), key="order_complaints")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
