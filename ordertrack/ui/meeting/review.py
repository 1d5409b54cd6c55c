"""The monthly review: the four parts of the analysis report, on the screen."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.analysis.effect import Effect
from ordertrack.ui.frame import cached_figures
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.meeting.room import Room, alerts, show_large
from ordertrack.ui.parts.action_verdicts import said, verdicts
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.panel import panel
from ordertrack.views import highlights
from ordertrack.views.alerts import board
from ordertrack.views.evaluation import delivery
from ordertrack.views.tracking import actions
from ordertrack.words import t

CORE = (
    *("revenue", "orders", "new_customers", "on_time_rate", "otif_rate"),
    *("repurchase_rate", "gross_margin", "collection_rate", "satisfaction", "exception_rate"),
)
LISTED = 10


def show_figures(room: Room) -> None:
    """Show the core figures of the period, against last year and the targets."""
    show_cards(room.view, CORE)


def show_problems(room: Room) -> None:
    """Show what is red by rule, and why orders of the period were late."""
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with left, panel(t("Red and yellow by rule"), "review_rules"):
        found = alerts(room.view, room.at)
        if found.is_empty():
            st.caption(tr("Nothing is red or yellow."))
        else:
            show_large(board.by_rule(found, room.view))
    with right, panel(t("Why orders were late"), "review_causes"):
        causes = delivery.causes(room.view)
        if causes.frame.is_empty():
            st.caption(tr("No order of the period was late, or no reason is recorded."))
        else:
            show_large(delivery.causes_sheet(causes).head(LISTED))


def show_highlights(room: Room) -> None:
    """Show what stands out by more than chance."""
    found = cached_figures.kept(room.view, highlights.found)
    st.markdown(localize(found.summary()))
    for good, title in ((True, t("Highlights")), (False, t("Shortfalls"))):
        sheet = found.sheet(language(), good=good)
        if not sheet.is_empty:
            with panel(title, f"review_{good}"):
                show_large(sheet.head(LISTED))
    for reason in found.lacking:
        st.caption(localize(reason))


def show_plan(room: Room) -> None:
    """Show the actions: what is late, under way and done, and whether it worked."""
    rows = room.rows("action")
    if not rows:
        st.caption(tr("No action is planned yet: make one of what is decided below."))
        return
    judged = verdicts(room.view, rows)
    told = {key: said(one) if isinstance(one, Effect) else "" for key, one in judged.items()}
    sheet = actions.listed(rows, room.view.scope.as_of.date(), told, language())
    with panel(actions.TITLE, "review_plan"):
        show_large(sheet.head(LISTED))
