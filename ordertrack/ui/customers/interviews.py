"""What people heard from customers: the form on one customer's page, and all of them together."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.records.journal.kinds import FACTORS
from ordertrack.ui.customers.address import open_customer, open_part, opened
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import entries
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.evaluation import interviews
from ordertrack.views.evaluation.customers import Customers
from ordertrack.views.view import View
from ordertrack.words import t

FIELDS = ("day", "interviewer", "factor", "outcome", "note")


def show_interviews(view: View, customer: str) -> None:
    """Show the interviews with a customer, the newest first, and the form for another one."""
    with panel(
        t("Interviews"),
        "interviews",
        t("What people recorded of talks with the customer, with who wrote it and when."),
    ):
        form = Form("interview", FIELDS, {"customer": customer}, "interview")
        entries.show_form(view, form, tr("Record an interview"))
        rows = view.reader.typed("interview").to_dicts()
        mine = [row for row in rows if row["customer"] == customer]
        if mine:
            entries.show_entries(form, mine, t("Interviews with this customer, the newest first"))


def show_factors(view: View, found: Customers) -> None:
    """Show which factor goes with which outcome; a click lists the interviews."""
    with panel(
        t("What customers say"),
        "factors",
        t("Interviews up to as-of: the factor that mattered, and what came of it."),
    ):
        rows = interviews.within(view.reader.typed("interview").to_dicts(), found, view)
        if not rows:
            st.caption(tr("No interview is recorded yet: the page of a customer has the form."))
            return
        alt = t("Interviews by factor and outcome, the most frequent first")
        sheet = interviews.factors_sheet(rows, language())
        show_sheet(sheet, "factors", alt, partial(open_part, "factor"))
        factor = opened("factor")
        if factor is None or factor not in set(sheet.frame["key"]):
            return
        st.markdown(f"**{localize(FACTORS[factor])}**")
        listed = interviews.listed_sheet(rows, factor, found, language())
        alt = t("Interviews that name this factor, the newest first")
        show_sheet(listed, "factor_interviews", alt, partial(open_customer, view))
