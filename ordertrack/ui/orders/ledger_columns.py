"""The columns of the ledger: the template's twelve, and what can be added (named as in `model`)."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ordertrack.metrics.orders.ledger import Asked
from ordertrack.model import LEDGER_LAYOUT, TABLES
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.parts import tables
from ordertrack.words import Label

# The template's twelve columns, as the ledger holds them.
TEMPLATE: Mapping[str, tuple[str, str, str]] = dict(
    zip(
        (
            *("order_no", "customer_name", "first_product", "ordered_at", "amount"),
            *("sales_rep_name", "status", "promised_latest", "delivered_at", "delay_reason"),
            *("satisfaction", "exception_note"),
        ),
        LEDGER_LAYOUT,
        strict=True,
    )
)
VERDICT = Label("Delivery", "交付情况")
MORE: Mapping[str, Label | None] = {
    "verdict": VERDICT,
    "promised_first": None,
    "promise_changes": None,
    "team": None,
    "region": None,
    "channel": None,
    "customer_id": None,
    "product_count": None,
    "line_count": None,
    "quantity": None,
    "production_owner": None,
    "logistics_owner": None,
    "production_started_at": None,
    "shipped_at": None,
    "finished_at": None,
    "payment_due": None,
    "paid_at": None,
    "paid_amount": None,
    "carrier": None,
    "tracking_no": None,
    "complaint_count": None,
    "currency": None,
    "remark": None,
}
USUAL = ("verdict",)
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "status": ("verdict",),  # at 1366 the days may be out of sight
    "promised_latest": ("promised_first",),
}
_NONE = "none"  # in the URL: nothing beside the template's columns


def chosen(asked: Asked) -> tuple[str, ...]:
    """The columns on show: the template's in its order, what belongs to one beside it."""
    more = _more(asked)
    shown: list[str] = []
    for column in TEMPLATE:
        shown += [column, *(beside for beside in _BESIDE.get(column, ()) if beside in more)]
    return (*shown, *(column for column in more if column not in shown))


def title(column: str) -> str:
    """The heading of a column: the template's own words in Chinese."""
    if column in TEMPLATE:
        heading, table, name = TEMPLATE[column]
        return heading if language() == "zh" else TABLES[table].column(name).label.en
    if column == "days_late":
        return tr("Days late")
    label = MORE.get(column)
    return say(label) if label else tables.named(column, language())


def picker(asked: Asked) -> None:
    """Choose what stands beside the template's columns."""
    with st.popover(tr("Columns"), icon=":material/view_column:", type="tertiary"):
        st.caption(tr("The template's twelve columns are always shown."))
        st.session_state["ledger_columns"] = list(_more(asked))
        st.multiselect(
            tr("More columns"),
            tuple(MORE),
            format_func=title,
            key="ledger_columns",
            on_change=_choose,
            args=(asked,),
        )


def _more(asked: Asked) -> tuple[str, ...]:
    text = st.query_params.get("columns")
    if text is None:
        return _usual(asked)
    return tuple(column for column in text.split(",") if column in MORE)


def _usual(asked: Asked) -> tuple[str, ...]:
    return (*USUAL, "promised_first", "promise_changes") if asked.show == "moved" else USUAL


def _choose(asked: Asked) -> None:
    picked = tuple(st.session_state["ledger_columns"])
    if picked != _usual(asked):
        st.query_params["columns"] = ",".join(picked) or _NONE
    elif "columns" in st.query_params:
        del st.query_params["columns"]
