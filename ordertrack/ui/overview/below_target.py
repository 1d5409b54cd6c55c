"""Who is below target, the largest shortfall first; a click filters, the link explains."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import menu, url_state
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts.panel import filter_by, panel, show_rows
from ordertrack.views.evaluation import targets
from ordertrack.views.view import View
from ordertrack.words import t

LISTED = 5


def show_below_target(view: View) -> None:
    """Show the list where there are targets for teams or people and somebody is below his."""
    metric = "revenue_attainment"
    if view.scope.period is None or metric not in targets.offered(view):
        return
    level = next(iter(targets.levels(view, metric)), None)
    if level is None:
        return
    found = targets.attained(view, metric, level)
    if not found.below:
        return
    with panel(t("Below target"), "below_target", t("Revenue against its target in this period.")):
        label = localize(DIMENSIONS[level].label)
        rows = replace(found.rows, frame=found.rows.frame.filter(found.rows.frame["rate"] < 1))
        alt = t("Those below target by {dimension}", dimension=label)
        show_rows(rows.head(LISTED), "below_target", alt, partial(filter_by, view, level))
        st.page_link(
            menu.script("targets"),
            label=tr("All {count} below target, and why", count=len(found.below)),
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params=url_state.chosen(),
        )
