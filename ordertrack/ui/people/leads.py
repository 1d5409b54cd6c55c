"""The panels about leads: what became of them, why they were lost, the leads themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from ordertrack.metrics.analysis.leads import Cohort
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import cached_figures, theme
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import order_links
from ordertrack.ui.parts.panel import (
    Drawn,
    choose_one,
    choose_row,
    panel,
    show_both,
    show_chart,
    show_sheet,
)
from ordertrack.ui.people.page import pick_of
from ordertrack.views.evaluation import leads
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.view import View
from ordertrack.words import t

LISTED = 200  # leads of a list
REASON = "lost_reason"  # in the session: for which reason leads are listed


def show_conversion(view: View) -> None:
    """Show what became of the leads by channel, person or team, and both conversions."""
    with panel(
        t("What became of leads"),
        "conversion",
        t("Leads created in the period as they stand at as-of; beside it those closed in it."),
    ):
        if not leads.has_leads(view):
            st.caption(tr("No leads in this data: an export of them, with day and outcome."))
            return
        for note in cached_figures.kept(view, leads.notes):
            st.caption(localize(note))
        levels = leads.levels(view)
        if not levels:
            st.caption(tr("The leads name neither channel nor salesperson."))
            return
        labels = {name: localize(DIMENSIONS[name].label) for name in levels}
        level = choose_one(levels, labels, "conversion_level")
        found = cached_figures.kept(view, leads.conversion, level)
        if found.is_empty():
            st.caption(tr("No lead was created or closed in this period."))
            return
        _show_outcomes(view, found, level)


def _show_outcomes(view: View, found: pl.DataFrame, level: str) -> None:
    pick = pick_of(view, level)
    alt = t("Leads by what became of them, the most first; the table shows them too")
    if not found["created"].sum():  # the table has those that were closed
        st.caption(tr("No lead was created in this period: these were closed in it."))
    elif found.height > 1:  # one bar alone compares nothing
        if found.height > leads.DRAWN:
            st.caption(tr("The first {count} are drawn.", count=leads.DRAWN))
        figure = leads.conversion_chart(found, view, theme.ink())
        show_chart(Drawn(figure, alt), f"conversion_{level}", lambda keys: pick(keys[-1]))
    sheet = leads.conversion_sheet(found, level, language())
    show_sheet(sheet, f"conversion_{level}", alt, pick)


def show_reasons(view: View) -> None:
    """Show why leads were lost; a click lists them."""
    if not leads.has_leads(view):
        return
    with panel(t("Why leads are lost"), "reasons", t("By the reason that the data records.")):
        cohorts = cached_figures.kept(view, leads.cohorts)
        if not cohorts:
            st.caption(tr("No lead of this period is recorded as lost."))
            return
        labels: dict[str, str] = {name: localize(leads.COHORTS[name]) for name in cohorts}
        chosen = choose_one(cohorts, labels, "reasons_cohort")
        cohort: Cohort = "created" if chosen == "created" else "closed"
        sheet = leads.reasons(view, cohort)
        alt = t("Lost leads by reason, the most frequent first; the table shows them too")
        pick = _choose_reason
        figure = leads.reasons_chart(sheet, view.lang, theme.ink())
        show_both(Drawn(figure, alt), sheet, "reasons", pick)
        _show_by_group(view, cohort)
        _show_lost(view, cohort, sheet)


def _choose_reason(reason: str) -> None:
    st.session_state[REASON] = reason


def _show_by_group(view: View, cohort: Cohort) -> None:
    levels = [name for name in leads.levels(view) if name != "team"]
    if not levels:
        return
    labels = {name: localize(DIMENSIONS[name].label) for name in levels}
    level = choose_one(levels, labels, "reasons_level")
    alt = t("Lost leads of each {dimension} by reason", dimension=DIMENSIONS[level].label)
    sheet = leads.reasons_by(view, cohort, level)
    show_sheet(sheet, f"reasons_{level}", alt, pick_of(view, level))


def _show_lost(view: View, cohort: Cohort, sheet: Sheet) -> None:
    """The leads of one reason, to be chosen here or by a click above."""
    reason = choose_row(sheet, tr("List the leads lost for a reason"), REASON)
    if reason is not None:
        show_leads(f"lost_{cohort}", partial(leads.lost, view, cohort, reason))


def show_leads(key: str, ask: Callable[[int], pl.DataFrame]) -> None:
    """Show leads as a table; those that became orders open them."""
    found = ask(LISTED)
    if found.is_empty():
        st.caption(tr("No lead was created in this period."))
        return
    if found.height == LISTED:
        st.caption(tr("The newest {count} are listed.", count=LISTED))
    titles = {name: localize(label) for name, label in leads.COLUMNS.items()}
    order_links.show_orders(found, key, tr("Leads, the newest first"), titles, height=320)
