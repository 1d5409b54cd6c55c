"""The monthly review: the four parts of the analysis report, on the screen."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.analysis.effect import Effect
from ordertrack.ui.frame import cached_figures
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.meeting.room import Room, alerts, show_large, written_cases
from ordertrack.ui.parts.action_verdicts import said, verdicts
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.panel import panel
from ordertrack.ui.parts.room import half
from ordertrack.views import highlights
from ordertrack.views.alerts import board, exceptions
from ordertrack.views.evaluation import delivery
from ordertrack.views.tracking import actions, review
from ordertrack.words import t

LISTED = 10


def show_figures(room: Room) -> None:
    """Show the core figures of the period, against last year and the targets."""
    show_cards(room.view, review.CORE)


def show_problems(room: Room) -> None:
    """Show what is red by rule, and why orders of the period were late."""
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with half(left), panel(t("Red and yellow by rule"), "review_rules"):
        found = alerts(room.view, written_cases(room.view, room.at))
        if found.is_empty():
            st.caption(tr("Nothing is red or yellow."))
        else:
            show_large(board.by_rule(found, room.view))
    with half(right), panel(t("Why orders were late"), "review_causes"):
        causes = delivery.causes(room.view)
        if causes.frame.is_empty():
            st.caption(tr("No order of the period was late, or no reason is recorded."))
        else:
            show_large(delivery.causes_sheet(causes).head(LISTED))
    worst = cached_figures.kept(room.view, exceptions.worst)
    if not worst.frame.is_empty():
        with panel(exceptions.TITLE, "review_worst"):
            show_large(worst.sheet(language()))


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
    """Show the actions with what they are judged by: late, under way, done since the period."""
    rows = review.of_period(room.rows("action"), room.view)
    if not rows:
        st.caption(tr("No action is planned yet: make one of what is decided below."))
        return
    judged = verdicts(room.view, rows)
    told = {key: said(one) if isinstance(one, Effect) else "" for key, one in judged.items()}
    sheet = review.planned(rows, told, room.view)
    with panel(actions.TITLE, "review_plan"):
        show_large(sheet.head(LISTED))
