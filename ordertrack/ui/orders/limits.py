"""Time limits of stages: the setting by product line, what is past it, and a day for one order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ordertrack.settings import settings
from ordertrack.ui.frame import cached_figures, data_source
from ordertrack.ui.frame.language import tr, tr_plain
from ordertrack.ui.orders.ledger_url import open_order
from ordertrack.ui.parts.entries import Form, show_entries, show_form
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views.filter_values import all_time
from ordertrack.views.orders import stage_limits
from ordertrack.views.view import View
from ordertrack.words import t

FIELDS = ("product_line", "stage", "days", "clock", "from_day")


def show_limits(view: View) -> None:
    """Show the limits and what runs past them, behind a click."""
    box = st.expander(tr("Time limits per stage"), key="limits_box", on_change="rerun")
    if not box.open:
        return
    with box:
        sheet = cached_figures.kept(view, stage_limits.past_limit, settings().time_zone)
        if sheet is not None:
            if sheet.is_empty:
                st.caption(tr("No stage of these orders is past its limit."))
            else:
                most = stage_limits.LISTED
                st.caption(tr("Past their limit, the longest first, at most {count}:", count=most))
                alt = t("Stages that run past their time limit")
                show_sheet(sheet, "limits_past", alt, open_order)
        else:
            st.caption(tr("No limit is set: days allowed from the stage before, by product line."))
        form = _form(view)
        rows = data_source.warehouse().rows_about(view.release, "stage_limit")
        if rows:
            show_entries(form, rows, t("Time limits of stages"))
        show_form(view, form, tr("Set a time limit"))


def _form(view: View) -> Form:
    lines = {"": tr_plain("All other product lines")}
    if view.reader.covers("line_facts.product_line"):
        found = view.evaluate(("orders",), ("product_line",), all_time(view))
        names = found["product_line"].drop_nulls().sort().to_list()
        lines |= {name: name for name in names}
    return Form("stage_limit", FIELDS, {}, "limit", {"product_line": lines}, ahead=True)


def show_due_form(view: View, number: str) -> None:
    """Show the way to type a day for a stage of one order."""
    form = Form("stage_due", ("stage", "due"), {"order_no": number}, "due", ahead=True)
    show_form(view, form, tr("Set a limit for this order"))


def clocks_of(view: View, number: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the clock of each stage of an order that has a limit."""
    limits = stage_limits.limits_of(view, settings().time_zone)
    return stage_limits.clocks_of(view, number, limits)
