"""The panels of the Targets page."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from ordertrack.metrics.analysis.variance import Against, Variance
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import cached_figures, data_source, scope_changes, theme, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import entries
from ordertrack.ui.parts.action_links import plan_from
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import (
    Drawn,
    choose_one,
    filter_by,
    panel,
    show_both,
    show_sheet,
)
from ordertrack.ui.targets import workdays
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation import targets
from ordertrack.views.view import View
from ordertrack.words import Text, t

NAMED = 5  # of those below their target


def show_other_period(view: View) -> None:
    """Offer the latest period that has targets where the chosen one has none."""
    found = cached_figures.kept(view, targets.nearest)
    if found is None or view.scope.period is None:
        return
    chosen = view.scope.period.name
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="no_targets"):
        st.markdown(tr("{period} has no targets.", period=chosen), width="content")
        st.button(
            tr("Show {period}, the latest with targets and sales", period=found.name),
            key="latest_with_targets",
            icon=":material/event:",
            on_click=scope_changes.set_period,
            args=(view, str(found)),
        )


def show_pace(view: View) -> None:
    """Show where the period stands, and what each working day left has to bring."""
    found = targets.pace(view)
    if found is None:
        workdays.show_workdays(view)
        return
    with panel(t("Pace by working days"), "pace", t("Working days without the holidays set.")):
        money = currencies.unit(view, CATALOG["revenue"])
        st.markdown(localize(found.sentence(money, view.lang)))
        done, over = float(found.actual / found.target), found.share_over
        reached, passed = formats.percent(done), formats.percent(over)
        st.progress(within(done), text=tr("Revenue: {percent} of the target", percent=reached))
        st.progress(within(over), text=tr("Working days: {percent} are over", percent=passed))
        if found.notice:
            st.caption(localize(found.notice))
        workdays.show_workdays(view)


def within(share: float) -> float:
    """Return a share as a bar can show it."""
    return max(0.0, min(1.0, share))


def show_attainment(view: View) -> None:
    """Show who reached what, by level, down to how it adds up."""
    with panel(
        t("Attainment"),
        "attainment",
        t("Actual against target; the largest shortfall first. Sums tie to the company."),
    ):
        metrics = targets.offered(view)
        if not metrics:
            st.caption(tr("No targets in this data: import a table of them, or type them below."))
            return
        labels = {name: localize(CATALOG[name].label) for name in metrics}
        metric = choose_one(metrics, labels, "attainment_metric")
        for notice in targets.notices(view, metric):
            st.caption(localize(notice))
        levels = targets.levels(view, metric)
        if not levels:
            st.caption(tr("No target is set below the company for this."))
            return
        names = {name: localize(DIMENSIONS[name].label) for name in levels}
        level = choose_one(levels, names, f"attainment_level_{metric}")
        found = targets.attained(view, metric, level)
        if found.below:
            below = formats.listed(found.below[:NAMED], language())
            count = len(found.below)
            st.markdown(tr("Below target ({count}): {names}", count=count, names=below))
        alt = t("{metric} by {dimension}", metric=CATALOG[metric].label, dimension=names[level])
        show_sheet(found.rows, f"attained_{metric}_{level}", alt, partial(filter_by, view, level))
        st.markdown(f"**{tr('How it adds up')}**")
        show_sheet(found.sums, f"sums_{metric}_{level}", t("How the rows add up to the company"))


def show_gap(view: View) -> None:
    """Show why revenue differs from its target, from last year, from the period before."""
    with panel(
        t("Why revenue differs"),
        "gap",
        t("The parts add up to the difference exactly; swapped periods turn every sign."),
    ):
        labels = {name: localize(label) for name, label in targets.AGAINST.items()}
        against: Against = st.segmented_control(
            tr("Against"),
            list(labels),
            default="target" if targets.offered(view) else "yoy",
            required=True,
            format_func=labels.__getitem__,
            key="gap_against",
            label_visibility="collapsed",
        )
        show_currencies_of(view, CATALOG["revenue"])
        found = cached_figures.kept(view, targets.explained, against)
        if not isinstance(found, Variance):
            st.caption(localize(found))
            return
        st.markdown(localize(targets.headline(found, view, against)))
        for note in found.notes:
            st.caption(localize(note))
        if not found.parts:
            st.caption(tr("Nothing changed."))
            return
        alt = t("The parts of the difference, the largest first; the table shows them too")
        drawn = Drawn(targets.variance_chart(found, view, theme.ink()), alt)
        show_both(drawn, targets.variance_sheet(found, view), "gap_chart")
        _show_causes(view, targets.headline(found, view, against))


def _show_causes(view: View, headline: Text) -> None:
    """Show what people recorded as the cause, and the form for it."""
    period = view.scope.period
    if period is None:
        return
    chosen = {name: value for name, value in url_state.chosen().items() if name != "lang"}
    known = {
        "metric": "revenue",
        "scope": targets.scope_words(view),
        "period": str(period),
        "link": f"targets?{urlencode(chosen | {'period': str(period)})}",
    }
    form = Form("gap_cause", ("cause", "note"), known, "gap_cause")
    with st.container(horizontal=True):
        entries.show_form(view, form, tr("Record the cause"))
        st.button(
            tr("Plan an action"),
            key="gap_action",
            icon=":material/add_task:",
            on_click=plan_from,
            args=(localize(headline), "revenue", known["link"]),
        )
    rows = data_source.warehouse().rows_about(view.release, "gap_cause")
    mine = [row for row in rows if row["period"] == known["period"]]
    if mine:
        shown = Form("gap_cause", ("cause", "note", "scope", "link"), known, "gap_cause")
        entries.show_entries(shown, mine, t("Causes that people recorded for this period"))
