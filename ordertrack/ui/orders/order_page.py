"""One order's own page: headline, stages, lines, promise history, complaints, particulars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.orders import one_order
from ordertrack.metrics.orders.timeline import Stage, stages
from ordertrack.model import STAGES, TABLES
from ordertrack.scope import Scope
from ordertrack.ui.frame import data_source, scope_changes
from ordertrack.ui.frame.language import localize, localize_plain, tr
from ordertrack.ui.orders import limits, order_cases, order_edits
from ordertrack.ui.orders.ledger_url import change, open_order
from ordertrack.ui.parts import raw_rows, tables
from ordertrack.views import currencies, formats
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.orders import order, stage_limits
from ordertrack.views.orders.order import Order
from ordertrack.views.view import View

MONEY = ("unit_price", "amount", "cost")
ICONS = {
    "reached": ":material/check_circle:",
    "unrecorded": ":material/help:",
    "waiting": ":material/radio_button_unchecked:",
}


def show_way_back(number: str) -> None:
    """Show the way back to the ledger as it was left."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(
            tr("Order ledger"),
            key="order_back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=open_order,
            args=(None,),
        )
        st.markdown(f":gray[› {markdown(number)}]")


def show_order(view: View, number: str) -> None:
    """Show everything about one order as it stood at as-of."""
    facts = one_order.facts(number, view.scope, view.reader)
    if facts is None:
        _show_missing(view, number)
        return
    _show_headline(view, facts)
    _show_timeline(view, facts)
    complaints = one_order.complaints(facts, view.scope, view.reader)
    named = complaints["complaint_id"].to_list()
    order_cases.show_cases(view, number, named)
    order_edits.show_order_edits(view, number, named)
    _show_lines(view, facts)
    wide, narrow = st.columns([5, 3], gap="medium")
    with wide:
        _show_promises(view, facts)
        _show_complaints(view, facts, complaints)
    with narrow:
        _show_notes(view, facts)
        _show_particulars(view, facts)
    _show_export(view, number)


def _show_missing(view: View, number: str) -> None:
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


def _show_headline(view: View, facts: Order) -> None:
    tiles = st.container(key="headline")
    with tiles, st.grid(5, gap="small", min_column_width=150):
        for tile in order.headline(facts, view.scope, view.lang, currencies.home(view)):
            st.metric(
                localize(tile.label),
                markdown(tile.value),
                tile.beside,
                delta_color="off",
                delta_arrow="off",
                border=True,
                height="stretch",
            )
    if order.one_line_decides(facts, view.scope):
        st.caption(tr("An order is judged by its latest line."))


def _show_timeline(view: View, facts: Order) -> None:
    st.subheader(tr("Stages"), anchor=False)
    clocks = limits.clocks_of(view, facts["order_no"])
    with st.grid(6, gap="small", min_column_width=140):
        for stage in stages(facts, view.scope.as_of, view.reader.covers):
            _show_stage(stage, clocks.get(stage.name), view.lang)
    limits.show_due_form(view, facts["order_no"])


def _show_stage(stage: Stage, clock: Mapping[str, Any] | None, lang: str) -> None:
    name, day = localize(STAGES[stage.name]), order.stage_day(stage, lang)
    reached = Markdown(f"{ICONS[stage.state]} **{name}**")
    with st.container(border=True, height="stretch", gap="xsmall"):
        for text in (reached, day):
            words = markdown(text)
            st.markdown(words if stage.state == "reached" else f":gray[{words}]")
        owner = [f":material/person: {markdown(stage.owner)}"] if stage.owner else []
        told = stage_limits.notes(clock, lang) if clock else []
        st.caption("  \n".join([*order.stage_notes(stage, lang), *told, *owner]))


# --- lines, promises, complaints ------------------------------------------------------------------


def _show_lines(view: View, facts: Order) -> None:
    found = one_order.lines(facts, view.scope, view.reader)
    st.subheader(tr("Lines ({count})", count=found.height), anchor=False)
    if found.is_empty():
        st.caption(tr("The export lists no lines for this order."))
        return
    tables.show_table(
        order.lines(found, facts, view.lang),
        alt=tr("The lines of this order"),
        key="order_lines",
        column_config=_line_columns(found, facts["currency"] or currencies.home(view)),
    )


def _line_columns(lines: pl.DataFrame, currency: str | None) -> dict[str, Any]:
    """The lines' own names, amounts with their currency, and no decimals on pieces."""
    digits = dict.fromkeys(MONEY, "%,.2f")
    for name in ("quantity", "quantity_delivered"):
        units = lines[name].drop_nulls().cast(pl.Float64)
        digits[name] = "%,d" if (units == units.round()).all() else "%,.3f"
    declared = TABLES["order_lines"]
    titles = {name: localize_plain(declared.column(name).label) for name in digits}
    for name in MONEY:
        titles[name] = currencies.in_currency(titles[name], currency)
    return {
        name: st.column_config.NumberColumn(titles[name], format=form)
        for name, form in digits.items()
    }


def _show_promises(view: View, facts: Order) -> None:
    st.subheader(tr("Promise history"), anchor=False)
    if facts["promised_latest"] is None:
        st.caption(tr("Not every line has a promised day."))
        return
    if not facts["promise_moved"]:
        day = formats.day(facts["promised_latest"])
        st.caption(tr("Promised for {day}, never moved.", day=day))
        return
    found = _moves(
        facts["order_no"], view.scope, data_source.release_key(view.release, view.reader)
    )
    tables.show_table(
        order.promise_moves(found, facts["line_count"], view.lang),
        alt=tr("Each change of a promised day"),
        key="order_promises",
        column_config={
            "published": st.column_config.DatetimeColumn(
                tr("Seen on"), format="YYYY-MM-DD HH:mm", help=tr("When the export was published")
            ),
            "release": st.column_config.NumberColumn(tr("Release"), format="#%d"),
            "before": st.column_config.DateColumn(tr("Before"), format="YYYY-MM-DD"),
            "after": st.column_config.DateColumn(tr("Promised for"), format="YYYY-MM-DD"),
            "later": st.column_config.NumberColumn(tr("Days moved"), format="%+d"),
            "lines": st.column_config.TextColumn(tr("Lines")),
        },
    )


@st.cache_resource(max_entries=128, show_spinner=False)
def _moves(number: str, scope: Scope, release: data_source.ReleaseKey) -> pl.DataFrame:
    warehouse = data_source.warehouse()
    releases = one_order.lineage(warehouse.release(release.number), warehouse.release)
    return one_order.promise_changes(number, scope, releases, warehouse.reader)


def _show_complaints(view: View, facts: Order, found: pl.DataFrame) -> None:
    st.subheader(tr("Complaints ({count})", count=found.height), anchor=False)
    if found.is_empty():
        known = view.reader.covers("complaints.complaint_id")
        st.caption(tr("None up to as-of.") if known else tr("No complaints in this data."))
    else:
        alt = tr("Complaints about this order")
        tables.show_table(order.complaints(found), alt=alt, key="order_complaints")
    order_edits.show_complaint_form(view, facts["order_no"], found["complaint_id"].to_list())


# --- what is written ------------------------------------------------------------------------------


def _show_notes(view: View, facts: Order) -> None:
    st.subheader(tr("Notes"), anchor=False)
    if written := order.notes(facts, view.lang):
        _show_pairs(written)
    else:
        st.caption(tr("Nothing is recorded: no delay reason, exception or satisfaction."))


def _show_particulars(view: View, facts: Order) -> None:
    st.subheader(tr("Particulars"), anchor=False)
    _show_pairs(order.particulars(facts, view.lang, currencies.home(view)))
    if facts["customer_id"]:
        st.button(
            tr("All orders of this customer"),
            key="order_customer",
            icon=":material/person_search:",
            type="tertiary",
            on_click=_list_orders_of,
            args=(view, facts["customer_id"]),
        )


def _list_orders_of(view: View, customer: str) -> None:
    scope_changes.set_period(view, None)
    scope_changes.set_filter(view, "customer", (customer,))
    change(q=None, show=None, order=None)


def _show_export(view: View, number: str) -> None:
    """The order's rows as they stood in the files, and what was understood from them."""
    box = st.expander(tr("Raw rows of the exports"), on_change="rerun", key="order_raw")
    if not box.open:
        return
    with box:
        raw_rows.show_raw_rows(view, [number], "order_raw")
        found = one_order.imported_fields(number, view.scope, view.reader)
        st.markdown(f"**{tr('What was understood of the order itself')}**")
        _show_pairs(order.as_exported(found, view.lang))


def _show_pairs(pairs: Mapping[str, str]) -> None:
    """Names and what was written there, letter by letter: cells of this table are Markdown."""
    written = {markdown(name): markdown(text) for name, text in pairs.items()}
    st.table(written, border="horizontal")
