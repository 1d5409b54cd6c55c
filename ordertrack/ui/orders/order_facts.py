"""What is written about one order: notes, particulars, and the export's own columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ordertrack.metrics.orders import one_order
from ordertrack.model import TABLES
from ordertrack.ui.frame import scope_changes
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.orders.ledger_url import ask
from ordertrack.views import formats

Order = Mapping[str, Any]


def notes(order: Order) -> None:
    """What people wrote about the order, and its score."""
    st.subheader(tr("Notes"), anchor=False)
    columns = ("delay_reason", "exception_note", "remark")
    written = {_label(name): order[name] for name in columns if order[name]}
    if order["satisfaction"] is not None:
        written[_label("satisfaction")] = f"{order['satisfaction']} / 5"
    if written:
        st.table(written, border="horizontal")
    else:
        st.caption(tr("Nothing is recorded: no delay reason, exception or satisfaction."))


def particulars(view: View, order: Order) -> None:
    st.subheader(tr("Particulars"), anchor=False)
    lang = language()
    shown = {
        tr("Customer"): _with_id(order["customer_name"], order["customer_id"]),
        _label("sales_rep"): _with_id(order["sales_rep_name"], order["sales_rep"]),
        _label("team"): order["team"],
        _label("region"): order["region"],
        _label("channel"): order["channel"],
        _label("production_owner"): order["production_owner"],
        _label("logistics_owner"): order["logistics_owner"],
        _label("carrier"): " ".join(filter(None, (order["carrier"], order["tracking_no"]))),
        _label("paid_amount"): order["paid_amount"]
        and formats.value(order["paid_amount"], "money", lang, exact=True),
        _label("payment_due"): order["payment_due"] and formats.day(order["payment_due"]),
        _label("currency"): order["currency"],
    }
    st.table({name: value for name, value in shown.items() if value}, border="horizontal")
    if order["customer_id"]:
        st.button(
            tr("All orders of this customer"),
            key="order_customer",
            icon=":material/person_search:",
            type="tertiary",
            on_click=_all_of_customer,
            args=(view, order["customer_id"]),
        )


def _all_of_customer(view: View, customer: str) -> None:
    scope_changes.set_period(view, None)
    scope_changes.set_filter(view, "customer", (customer,))
    ask(q=None, show=None, order=None)


def recorded(view: View, number: str) -> None:
    """The order's own columns as the export gave them."""
    box = st.expander(tr("As recorded in the export"), on_change="rerun", key="order_raw")
    if box.open:
        with box:
            found = one_order.raw(number, view.scope, view.reader)
            told = {name: value for name, value in found.items() if not name.endswith("_day_only")}
            st.table(
                {_label(name): str(value) for name, value in told.items()}, border="horizontal"
            )


def _label(column: str) -> str:
    return say(TABLES["orders"].column(column).label)


def _with_id(name: str | None, key: str | None) -> str:
    return f"{name} ({key})" if name and key and name != key else name or key or ""
