"""Targets of any other figure, and benchmarks: what is typed, beside what is."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts import entries
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.evaluation import metric_targets
from ordertrack.views.view import View
from ordertrack.words import t

FIELDS = ("metric", "dimension", "scope", "value", "source", "year")


def show_other_targets(view: View) -> None:
    """Show every other figure that has a target for this period."""
    with panel(
        t("Targets of other figures"),
        "other_targets",
        t("Rates, days and scores against the target of this period or of one that holds it."),
    ):
        sheet = metric_targets.reached(view)
        if sheet.is_empty:
            st.caption(tr("No other figure has a target for this period: type one below."))
            return
        show_sheet(sheet, "other_targets", t("Figures with value, target and distance"))


def show_benchmarks(view: View) -> None:
    """Show benchmarks beside our own values, and the form for them."""
    with panel(
        t("Benchmarks"),
        "benchmarks",
        t("What others reach. Each names its source, its year and its scope, or is not shown."),
    ):
        typed = data_source.warehouse().rows_about(view.release, "benchmark")
        sheet = metric_targets.benchmarks(view, typed)
        if sheet.is_empty:
            st.caption(tr("No benchmark yet."))
        else:
            show_sheet(sheet, "benchmarks", t("Benchmarks beside our own values"))
            if metric_targets.names_strangers(sheet):
                st.caption(
                    tr(
                        "Nothing of ours stands beside a benchmark whose scope is neither the "
                        "whole company nor a part of it."
                    )
                )
        choices = {
            "metric": metric_targets.metric_names(view),
            "dimension": metric_targets.benchmark_dimensions(view),
        }
        form = Form("benchmark", FIELDS, {}, "benchmark", choices, metric_targets.completed)
        entries.show_form(view, form, tr("Add a benchmark"))
        entries.show_undo(form, typed)
