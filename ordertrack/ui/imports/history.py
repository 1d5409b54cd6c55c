"""The releases: who published what when; look at an older one, undo the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.ui.frame import data_source, menu, odd_address, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.imports import accounting, publish
from ordertrack.ui.imports.release_compare import show_comparison
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.who import ask as ask_who
from ordertrack.views.imports import releases as wording
from ordertrack.views.markup import Markdown, markdown
from ordertrack.warehouse import Release

LISTED = 200  # the newest releases; a weekly export fills four years
OUTCOME = "history_outcome"
CHANGES = 184  # pixels: all words of what a release brought, with numbers of six digits


def show_history() -> None:
    """Show all releases, and one of them in full."""
    releases = data_source.warehouse().releases()
    if not releases:
        st.info(
            tr("There is no release yet. Drop an export under “New import” to make the first one."),
            icon=":material/history:",
        )
        return
    _show_outcome()
    listed = releases[:LISTED]
    _show_list(listed)
    chosen = _choose_release(listed)
    with st.container(border=True):
        _show_buttons(chosen, releases[0])
        _show_files(chosen)
        show_comparison(chosen, releases)


# --- the list -------------------------------------------------------------------------------------


def _show_list(releases: list[Release]) -> None:
    release_of = data_source.warehouse().release
    numbers = [release.number for release in releases]
    tables.show_frame(
        wording.history(releases, data_source.viewed_release(), release_of, language()),
        clip=True,  # the box below the list has all of it
        hide_index=True,
        placeholder="—",
        column_config=_columns(lambda: _open_clicked(numbers)),
        height="content" if len(releases) < 10 else 388,
        key="history_list",
        alt=tr("All releases, the newest first"),
    )


def _columns(on_click: Callable[[], None]) -> dict[str, Any]:
    text, count = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "number": st.column_config.ButtonColumn(
            tr("Release"),
            type="tertiary",
            alignment="left",
            width=80,
            key="history_open",
            on_click=on_click,
        ),
        "seen": text("", width=80),
        "published": st.column_config.DatetimeColumn(
            tr("Published"), format="YYYY-MM-DD HH:mm", width=125
        ),
        "who": text(tr("Published by"), width=106),
        "kind": text(tr("Kind"), width=60),
        "files": text(tr("Files"), width=140),
        "orders": count(tr("Orders held"), format="%,d", width=75),
        "lines": count(tr("Lines held"), format="%,d", width=75),
        "changes": text(tr("Changes"), width=CHANGES),
        "through": st.column_config.DateColumn(tr("Data through"), format="YYYY-MM-DD", width=95),
        "note": text(tr("Note"), width=104),
    }


def _open_clicked(numbers: list[int]) -> None:
    row = tables.clicked_row("history_open")
    if row is not None:
        _write_choice(numbers[row], numbers[0])


def _choose_release(releases: list[Release]) -> Release:
    """The release that the URL names, else the newest; a field to pick another one."""
    by_number = {release.number: release for release in releases}
    named = st.query_params.get("of", "")
    newest, wanted = releases[0].number, url_state.number(named)
    if named and wanted not in by_number:
        name = odd_address.shortened(named)
        odd_address.warn(tr("There is no release {name}: this is the newest one.", name=name))
    st.session_state["history_of"] = wanted if wanted in by_number else newest
    number = st.selectbox(
        tr("Release"),
        list(by_number),
        format_func=lambda number: wording.release_name(by_number[number]),
        key="history_of",
        on_change=lambda: _write_choice(st.session_state["history_of"], newest),
        width=420,
    )
    return by_number[number]


def _write_choice(number: int, newest: int) -> None:
    if number != newest:
        st.query_params["of"] = str(number)
    elif "of" in st.query_params:
        del st.query_params["of"]


# --- one release ----------------------------------------------------------------------------------


def _show_buttons(release: Release, newest: Release) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{markdown(wording.release_name(release))}**")
        if st.button(tr("Look at this release"), icon=":material/visibility:", key="history_look"):
            number = None if release.number == newest.number else str(release.number)
            url_state.change(release=number)
            st.switch_page(menu.script("overview"))
        if release.number == newest.number:
            _offer_undo(newest)
        else:
            _offer_return(release, newest)


def _offer_undo(newest: Release) -> None:
    if data_source.warehouse().holds(newest) is None:
        st.caption(tr("It is empty: there is nothing before it."))
    elif st.button(tr("Undo this release"), icon=":material/undo:", key="history_undo"):
        _ask(newest)


def _offer_return(release: Release, newest: Release) -> None:
    holds = data_source.warehouse().holds
    if holds(release) == holds(newest):
        st.caption(tr("It holds what is current now."))
    elif st.button(
        tr("Make it current again"), icon=":material/settings_backup_restore:", key="history_return"
    ):
        _ask(newest, release.number)


def _show_files(release: Release) -> None:
    """What it brought, and what became of every row of every file."""
    if release.note:
        st.caption(markdown(release.note))
    st.markdown(wording.changes(release, data_source.warehouse().release, language()))
    if len(release.files) > 1:
        accounting.by_file(release.files)
        return
    for file in release.files:
        account = accounting.account(
            file["read"], file["accepted"], file["set_aside"], file["skipped"]
        )
        st.markdown(f"{markdown(file['file'])} — {account}")


def _ask(newest: Release, to: int | None = None) -> None:
    """Ask before going back: by one import, or `to` an earlier release."""
    title = (
        tr("Undo release #{number}?", number=newest.number)
        if to is None
        else tr("Make release #{number} current again?", number=to)
    )

    @st.dialog(title, icon=":material/undo:")
    def confirm() -> None:
        st.markdown(_promise(newest, to))
        who = ask_who("undo_who")
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(tr("Cancel"), key="undo_cancel"):
                st.rerun()
            if st.button(
                tr("Undo") if to is None else tr("Make it current again"),
                type="primary",
                key="undo_confirm",
                disabled=not who,
            ):
                _go_back(newest.number, to, who)

    confirm()


def _promise(newest: Release, to: int | None) -> Markdown:
    """What will happen, and the way back from it."""
    before = data_source.warehouse().records.releases.before(newest)
    if to is None and before is None:
        what = tr("The data becomes empty, as before the first import, by a new release.")
    else:
        number = before.number if to is None and before else to
        what = tr("The data becomes what release #{number} held, by a new release.", number=number)
    kept = tr(
        "Nothing is lost: release #{number} stays in this list and can be made current again.",
        number=newest.number,
    )
    if to is None and before is not None:
        return Markdown(f"{what} {tr('Another undo goes back one further.')}  \n{kept}")
    return Markdown(f"{what}  \n{kept}")


def _go_back(seen: int, to: int | None, who: str) -> None:
    """Go back from the release that the dialog named; another one that came after it stays."""
    try:
        release = data_source.warehouse().expecting(seen).undo(who, to)
    except OrdertrackError as error:
        st.session_state[OUTCOME] = error
    else:
        url_state.change(release=None)
        if "of" in st.query_params:
            del st.query_params["of"]
        st.session_state[OUTCOME] = release
        st.session_state.pop(publish.DONE, None)
    st.rerun()


def _show_outcome() -> None:
    """Show what came of going back: the list below is as it is now, to decide again if need be."""
    outcome = st.session_state.pop(OUTCOME, None)
    if isinstance(outcome, OrdertrackError):
        st.error(localize(outcome), icon=":material/error:")
    elif outcome is not None:
        st.success(wording.what_is_back(outcome, language()), icon=":material/undo:")
