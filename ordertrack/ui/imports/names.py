"""Names that may be one: asked here, remembered in the journal, and asked again on demand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import KINDS, Change, Seen
from ordertrack.records.journal.kinds import NAMED
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import apart_names, who
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.imports import names
from ordertrack.views.imports.names import Candidate
from ordertrack.views.markup import Markdown
from ordertrack.words import t

SHOWN = 20  # pairs asked at once; answered ones make room
HISTORY = 200  # entries
SAVED = "names_saved"


def count() -> int:
    """Return how many pairs wait for an answer; 0 where the data cannot be read."""
    try:
        return len(apart_names.waiting())
    except Exception as error:
        if data_source.read_error(error) is None:
            raise
        return 0  # the other sides of the page are shown all the same


def show_names() -> None:
    """Show what may be one name, and what was answered so far."""
    release = data_source.warehouse().latest()
    if release is None:
        st.info(tr("There is no release yet: names are compared once there is one."))
        return
    found = apart_names.waiting()
    st.markdown(
        tr(
            "Files may call one person, product, customer, team or channel by several names."
            " Until somebody decides, each counts apart; an answer counts in all figures at once,"
            " also for imports to come, and can be taken back."
        )
    )
    if st.session_state.get(SAVED):
        st.success(tr("Remembered. All figures follow it."), icon=":material/check:")
        st.session_state.pop(SAVED)
    if found:
        who.ask("names_who")
    else:
        st.caption(tr("No two names look like one."))
    for one in found[:SHOWN]:
        _show_pair(one)
    if len(found) > SHOWN:
        st.caption(tr("{count} more follow once these are answered.", count=len(found) - SHOWN))
    _show_answers()


def _show_pair(one: Candidate) -> None:
    """One question: both names, where they stand, what speaks for it, and the answers."""
    pair, lang = one.pair, language()
    with st.container(border=True, gap="small", key=f"names_pair_{one.key}"):
        st.markdown(
            tr(
                "{kind}: **{found}** ({there}) — the same as **{use}** ({here})?",
                kind=NAMED[one.kind],
                found=pair.found.shown,
                there=names.standing(pair.found, lang),
                use=pair.use.shown,
                here=names.standing(pair.use, lang),
            )
        )
        st.caption(Markdown("  \n".join(localize(reason) for reason in names.reasons(one))))
        with st.container(horizontal=True, vertical_alignment="center"):
            _show_buttons(one)


def _show_buttons(one: Candidate) -> None:
    name = who.name()
    tip = None if name else tr("Say who you are first.")
    pair = one.pair
    answers = [("same", False, tr("The same, called {name}", name=pair.use.shown))]
    if one.can_swap:
        answers.append(("same", True, tr("The same, called {name}", name=pair.found.shown)))
    answers.append(("different", False, tr("Not the same")))
    for place, (verdict, swapped, label) in enumerate(answers):
        st.button(
            label,
            key=f"names_{place}_{one.key}",
            type="primary" if place == 0 else "secondary",
            disabled=not name,
            help=tip,
            on_click=_save,
            args=(one.changes(verdict, swapped=swapped),),
        )


def _save(changes: Sequence[Change]) -> None:
    """Write one answer. Meant for a callback."""
    journal = data_source.warehouse().records.journal
    seen = Seen(data_source.latest_number(), journal.position())
    try:
        journal.save(changes, who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[SAVED] = True


# --- answers so far ---------------------------------------------------------------------------


def _show_answers() -> None:
    warehouse = data_source.warehouse()
    release = warehouse.latest()
    rows = warehouse.rows_about(release, "match") if release else []
    with panel(
        t("Answers so far"),
        "names_answers",
        t("Any of them can be taken back; then it is asked again."),
    ):
        if not rows:
            st.caption(tr("Nothing was answered yet."))
        else:
            _show_twice()
            sheet = names.answered(rows, language())
            show_sheet(sheet, "names_answered", t("Answers about names, the newest first"))
            _show_taking_back(sheet.frame.rows(named=True))
        _show_history()


def _show_twice() -> None:
    """Say which targets names that are one state differently."""
    twice = apart_names.stated_twice()
    if twice:
        st.warning(tr("Targets of names that are one differ: that of the name used counts."))
        for one in twice:
            st.markdown(f"- {localize(one)}")


def _show_taking_back(rows: Sequence[dict[str, str]]) -> None:
    """Choose an answer and take it back: the two stand apart again, and are asked again."""
    labels = {row["key"]: f"{row['found']} · {row['verdict']} · {row['use']}" for row in rows}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("names_who_back")
        chosen = st.selectbox(
            tr("Answer to take back"),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key="names_back",
            width=420,
        )
        st.button(
            tr("Take it back"),
            key="names_take_back",
            icon=":material/undo:",
            disabled=not (name and chosen),
            on_click=_take_back,
        )


def _take_back() -> None:
    """Empty the chosen answer. Meant for a callback."""
    chosen = st.session_state.get("names_back")
    if chosen:
        _save(KINDS["match"].removal(chosen))


def _show_history() -> None:
    box = st.expander(
        tr("Who answered what, and what was taken back"), key="names_history", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        journal = data_source.warehouse().records.journal
        entries = journal.entries("match", limit=HISTORY)
        if not entries:
            st.caption(tr("Nobody has answered yet."))
            return
        show_sheet(names.history(entries, language()), "names_entries", t("All answers"))
