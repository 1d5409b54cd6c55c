"""The last step of an import: publish it as one release, and what that brought."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.intake.plan import Plan
from ordertrack.ui.frame import data_source, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.imports import to_mend, uploads
from ordertrack.ui.imports.uploads import Draft
from ordertrack.ui.parts.who import ask as ask_who
from ordertrack.views import formats
from ordertrack.views.imports.releases import brought, row_changes
from ordertrack.views.markup import Markdown

DONE = "imports_done"
OVERVIEW = "../../../pages/overview.py"
LEDGER = "../../../pages/orders.py"


@dataclass(frozen=True)
class Done:
    """What the last publish of this session came to; no release: nothing was new."""

    release: int | None


def publish_bar(draft: Draft, plan: Plan) -> None:
    """Show the button, and the reason while it cannot be pressed."""
    with st.container(border=True):
        who = ask_who("imports_who")
        hindrance = _hindrance(draft, plan, who)
        if hindrance:
            st.markdown(f":material/block: {hindrance}")
        else:
            st.markdown(_what_happens(draft, plan))
        if data_source.latest_number() and not data_source.warehouse().base_release(
            draft.importing.kind
        ):
            st.caption(tr("The demo company gives way to your own data; undo brings it back."))
        waiting = sum(question.offered and not question.open for question in plan.questions)
        if waiting:
            sentence = (
                tr("1 suggestion is not confirmed: it is not used.")
                if waiting == 1
                else tr("{count} suggestions are not confirmed: they are not used.", count=waiting)
            )
            st.markdown(f":material/warning: {sentence}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            note = st.text_input(
                tr("Note for the history (optional)"),
                key="imports_note",
                max_chars=200,
                persist_state="session",
            )
            pressed = st.button(
                tr("Publish as a release"),
                type="primary",
                icon=":material/publish:",
                disabled=hindrance is not None,
                key="imports_publish",
            )
            st.button(
                tr("Discard this import"),
                icon=":material/delete:",
                on_click=uploads.discard,
                key="imports_discard",
            )
        if pressed and hindrance is None:
            _publish(draft, who, note or "")


def _hindrance(draft: Draft, plan: Plan, who: str) -> str | None:
    """Why this cannot be published yet."""
    if plan.problems or draft.refusal:
        return tr("Something above must be settled first: a file or a column is missing.")
    asked = [question for question in plan.open_questions if question.kind != "set-aside"]
    if asked:
        return tr("Questions above that need an answer first: {count}.", count=len(asked))
    if plan.open_questions:
        return tr("Confirm above that this may be published without the rows that stand aside.")
    if not plan.staged:
        return tr("No row was accepted: there is nothing to publish.")
    if not who:
        return tr("Say above who you are: the history shows who published what.")
    return None


def _what_happens(draft: Draft, plan: Plan) -> Markdown:
    new = sum(found.new for found in draft.differences.values())
    changed = sum(found.changed for found in draft.differences.values())
    removed = (
        sum(found.vanished for found in draft.differences.values()) if draft.decisions.full else 0
    )
    if not new + changed + removed:
        nothing = tr(
            "These files bring nothing new: everything in them is already in the current release."
        )
        return Markdown(f":material/done_all: {nothing}")
    ready = tr(
        "Ready: {rows}. Until you publish, nothing changes for anybody.",
        rows=formats.listed(row_changes(new, changed, removed, language()), language()),
    )
    return Markdown(f":material/task_alt: {ready}")


def _publish(draft: Draft, who: str, note: str) -> None:
    with uploads.working(tr("Publishing")) as progress:
        try:
            release = draft.importing.publish(who, note, progress)
        except OrdertrackError as error:
            st.error(localize(error), icon=":material/error:")
            return
    st.session_state[DONE] = Done(release.number if release else None)
    uploads.discard()
    url_state.change(release=None)
    st.rerun()


# --- afterwards -----------------------------------------------------------------------------------


def last_outcome() -> None:
    """Show what the last publish brought, until the next import begins."""
    done: Done | None = st.session_state.get(DONE)
    if done is None:
        return
    if done.release is None:
        st.info(
            tr("These files brought nothing new. The current release stays as it is."),
            icon=":material/done_all:",
        )
        return
    release = data_source.warehouse().release(done.release)
    st.success(
        brought(release, language()),
        title=tr("Release #{number} is published", number=release.number),
        icon=":material/check_circle:",
    )
    with st.container(horizontal=True):
        if to_mend.count() and st.button(
            tr("Mend what stands aside"), icon=":material/build:", key="imports_to_mend"
        ):
            st.query_params["view"] = "mend"
            st.rerun()
        if st.button(tr("See the Overview"), type="primary", key="imports_to_overview"):
            st.switch_page(OVERVIEW)
        if st.button(tr("See the orders"), key="imports_to_orders"):
            st.switch_page(LEDGER)
