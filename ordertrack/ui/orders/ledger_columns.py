"""The choice of the ledger's columns; the URL keeps it."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.orders.ledger import LedgerQuery
from ordertrack.ui.frame.language import language, tr
from ordertrack.views.orders.ledger_columns import MORE, in_order, title, usual
from ordertrack.views.view import View

_NONE = "none"  # in the URL: nothing beside the template's columns


def chosen_columns(view: View, query: LedgerQuery) -> tuple[str, ...]:
    """Return the columns on show, in their order."""
    return in_order(_more(view, query))


def show_column_picker(view: View, query: LedgerQuery) -> None:
    """Show what can stand beside the template's columns."""
    with st.popover(tr("Columns"), icon=":material/view_column:", type="tertiary"):
        st.caption(tr("The template's twelve columns are always shown."))
        st.session_state["ledger_columns"] = list(_more(view, query))
        titles = {name: title(name, language()) for name in MORE}
        st.multiselect(
            tr("More columns"),
            MORE,
            format_func=titles.__getitem__,
            key="ledger_columns",
            on_change=_choose,
            args=(view, query),
        )


def _more(view: View, query: LedgerQuery) -> tuple[str, ...]:
    text = st.query_params.get("columns")
    if text is None:
        return usual(view, query.quick_filter)
    return tuple(column for column in text.split(",") if column in MORE)


def _choose(view: View, query: LedgerQuery) -> None:
    picked = tuple(st.session_state["ledger_columns"])
    if picked != usual(view, query.quick_filter):
        st.query_params["columns"] = ",".join(picked) or _NONE
    elif "columns" in st.query_params:
        del st.query_params["columns"]
