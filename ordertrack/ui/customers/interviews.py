"""What people heard from a customer: the form on its page, and all that was recorded of it."""

from __future__ import annotations

from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts import entries
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel
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
        rows = data_source.warehouse().records.journal.rows("interview")
        mine = [row for row in rows if row["customer"] == customer]
        if mine:
            entries.show_entries(form, mine, t("Interviews with this customer, the newest first"))
