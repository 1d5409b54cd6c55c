"""One salesperson's own page: figures, trend, customers, open orders, targets, leads."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from ordertrack.metrics.analysis.effect import Effect
from ordertrack.metrics.catalog import CATALOG
from ordertrack.ui.frame import cached_figures, data_source, menu, scope_changes, url_state
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import order_links
from ordertrack.ui.parts.action_links import open_action
from ordertrack.ui.parts.action_verdicts import said, verdicts
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.panel import panel, show_rows, show_sheet
from ordertrack.ui.parts.room import half
from ordertrack.ui.parts.trend import show_trend
from ordertrack.ui.people.address import open_person
from ordertrack.ui.people.leads import show_leads
from ordertrack.ui.people.page import names_of
from ordertrack.views.evaluation import leads, people, person
from ordertrack.views.tracking import actions
from ordertrack.views.view import View
from ordertrack.words import t

CUSTOMERS = 200
OPEN = 100


def show_way_back() -> None:
    """Show the way back to everyone."""
    st.button(
        tr("People"),
        key="person_back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=open_person,
        args=(None,),
    )


def show_person(view: View, key: str) -> None:
    """Show everything about one salesperson; of an unknown one, that there is none."""
    known = cached_figures.kept(view, person.everybody)
    names = names_of(known)
    if key not in names:
        st.info(tr("{person} is nobody in this release.", person=key))
        return
    _show_who(known.row(by_predicate=pl.col("key") == key, named=True), names)
    mine = people.of_person(view, key)
    if view.scope.values("sales_rep") not in ((), (key,)):
        st.caption(tr("The filter by salesperson is not applied on this page."))
    show_cards(mine, person.cards(mine))
    with st.grid(2, gap="small", min_column_width=400):
        left, right = st.container(), st.container()
    has_orders = view.reader.covers("order_facts.order_no")
    with half(left):
        if has_orders:
            show_trend(mine)
        _show_targets(mine)
        _show_leads(mine)
        _show_actions(view, names[key])
    with half(right):
        if has_orders:
            _show_open(mine)
            _show_customers(mine)


def _show_who(row: dict, names: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.session_state["person_other"] = row["key"]
        st.selectbox(
            tr("Another person"),
            list(names),
            format_func=names.__getitem__,
            key="person_other",
            label_visibility="collapsed",
            on_change=_open_other,
            width=320,
        )
        if told := person.about(row):
            st.caption(localize(told))


def _open_other() -> None:
    open_person(st.session_state["person_other"])


def _show_customers(view: View) -> None:
    with panel(t("Customers"), "person_customers", t("Whom this person sold to in the period.")):
        show_currencies_of(view, CATALOG["revenue"])
        sheet = person.customers(view, CUSTOMERS)
        if sheet.is_empty:
            st.caption(tr("No orders in this period."))
            return
        if sheet.frame.height == CUSTOMERS:
            st.caption(tr("The largest {count} are listed.", count=CUSTOMERS))
        alt = t("Customers of this person, the largest revenue first")
        show_sheet(sheet, "person_customers", alt, partial(_open_customer, view))


def _open_customer(view: View, customer: str) -> None:
    """Go to the customer's own page; of guests, to their orders. Meant for callbacks."""
    if customer:
        chosen = {**url_state.chosen(), "customer": customer, "who": customer}
        st.switch_page(menu.script("customers"), query_params=chosen)
        return
    wanted = view.scope.with_filter("customer", customer).to_query()
    chosen = {name: wanted[name] for name in ("customer", "sales_rep")}
    st.switch_page(menu.script("orders"), query_params={**url_state.chosen(), **chosen})


def _show_actions(view: View, name: str) -> None:
    """Show what this person promised, what became of it, and whether it worked."""
    every = data_source.warehouse().rows_about(view.release, "action")
    rows = [row for row in every if row["owner"] == name]
    if not rows:
        return
    with panel(actions.TITLE, "person_actions", t("Actions that this person owns, at as-of.")):
        judged = verdicts(view, rows)
        found = {key: one.verdict for key, one in judged.items() if isinstance(one, Effect)}
        today, lang = view.scope.as_of.date(), view.lang
        record = actions.record(rows, "owner", today, found, lang)
        show_rows(record, "person_record", t("What became of this person's actions"))
        told = {key: said(one) for key, one in judged.items()}
        sheet = actions.listed(rows, today, told, lang)
        show_sheet(sheet, "person_actions", t("Actions, overdue ones first"), open_action)


def _show_open(view: View) -> None:
    with panel(t("Open orders"), "person_open", t("Not delivered yet, whenever placed.")):
        count = person.open_count(view)
        if not count:
            st.caption(tr("No order is open."))
            return
        found, when = person.open_orders(view, OPEN), person.open_when(view)
        st.caption(
            tr(
                "Open orders at {when}: {count}, the earliest promise first.",
                count=count,
                when=when,
            )
        )
        if count > OPEN:
            st.caption(tr("The first {count} are listed.", count=OPEN))
        alt = tr("Open orders, the earliest promise first")
        titles = {"promise": tr("Promised"), "verdict": tr("Delivery")}
        order_links.show_orders(found, "person_open", alt, titles, height=300)
        _show_ledger_link(view)


def _show_ledger_link(view: View) -> None:
    mine = view.scope.to_query()["sales_rep"]
    st.page_link(
        menu.script("orders"),
        label=tr("All open orders in the ledger"),
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params={**url_state.chosen(), "sales_rep": mine, "show": "open"},
    )


def _show_targets(view: View) -> None:
    with panel(t("Targets"), "person_targets", t("Revenue against target in the year's months.")):
        sheet = person.targets(view)
        if sheet is None:
            st.caption(tr("No target is set for this person."))
            return
        alt = t("Revenue against target by month")
        show_sheet(sheet, "person_targets", alt, partial(scope_changes.set_period, view))


def _show_leads(view: View) -> None:
    with panel(t("Leads"), "person_leads", t("Leads created in the period.")):
        if not leads.has_leads(view):
            st.caption(tr("No leads in this data: an export of them, with day and outcome."))
            return
        for note in cached_figures.kept(view, leads.notes):
            st.caption(localize(note))
        show_leads("person", partial(leads.created, view))
