"""The releases: who published what when; look at an older one, undo the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.model.protection import inert
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, menu, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.imports import accounting, publish
from ordertrack.ui.imports.release_compare import show_comparison
from ordertrack.ui.parts import tables
from ordertrack.views.imports import releases as wording
from ordertrack.views.markup import markdown
from ordertrack.warehouse import Release

LISTED = 200  # the newest releases; a weekly export fills four years
UNDONE = "history_undone"


def show_history() -> None:
    """Show all releases, and one of them in full."""
    releases = data_source.warehouse().releases()
    if not releases:
        st.info(
            tr("There is no release yet. Drop an export under “New import” to make the first one."),
            icon=":material/history:",
        )
        return
    undone = st.session_state.pop(UNDONE, None)
    if undone is not None:
        st.success(
            tr("Release #{number} holds what was there before.", number=undone),
            icon=":material/undo:",
        )
    listed = releases[:LISTED]
    _show_list(listed)
    chosen = _choose_release(listed)
    with st.container(border=True):
        _show_buttons(chosen, releases[0].number)
        _show_files(chosen)
        show_comparison(chosen, releases)


# --- the list -------------------------------------------------------------------------------------


def _show_list(releases: list[Release]) -> None:
    release_of = data_source.warehouse().release
    numbers = [release.number for release in releases]
    st.dataframe(
        inert(wording.history(releases, data_source.viewed_release(), release_of, language())),
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
        "who": text(tr("Published by"), width=90),
        "kind": text(tr("Kind"), width=60),
        "files": text(tr("Files"), width=150),
        "orders": count(tr("Orders held"), format="%,d", width=75),
        "lines": count(tr("Lines held"), format="%,d", width=75),
        "changes": text(tr("Changes"), width=136),
        "through": st.column_config.DateColumn(tr("Data through"), format="YYYY-MM-DD", width=95),
        "note": text(tr("Note"), width=140),
    }


def _open_clicked(numbers: list[int]) -> None:
    row = tables.clicked_row("history_open")
    if row is not None:
        _write_choice(numbers[row], numbers[0])


def _choose_release(releases: list[Release]) -> Release:
    """The release that the URL names, else the newest; a field to pick another one."""
    by_number = {release.number: release for release in releases}
    newest, wanted = releases[0].number, url_state.number(st.query_params.get("of", ""))
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


def _show_buttons(release: Release, newest: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{markdown(wording.release_name(release))}**")
        if st.button(tr("Look at this release"), icon=":material/visibility:", key="history_look"):
            url_state.change(release=None if release.number == newest else str(release.number))
            st.switch_page(menu.script("overview"))
        if release.number == newest and st.button(
            tr("Undo this release"), icon=":material/undo:", key="history_undo"
        ):
            _open_undo(release)


def _show_files(release: Release) -> None:
    """What it brought, and what became of every row of every file."""
    st.markdown(wording.changes(release, data_source.warehouse().release, language()))
    if len(release.files) > 1:
        accounting.by_file(release.files)
        return
    for file in release.files:
        account = accounting.account(
            file["read"], file["accepted"], file["set_aside"], file["skipped"]
        )
        st.markdown(f"{markdown(file['file'])} — {account}")


def _open_undo(release: Release) -> None:
    @st.dialog(tr("Undo release #{number}?", number=release.number), icon=":material/undo:")
    def confirm() -> None:
        before = tr("release #{number}", number=release.parent) if release.parent else tr("empty")
        st.markdown(
            tr(
                "The data goes back to what it was before ({before}), as a new release. Nothing is "
                "lost: release #{number} can still be looked at, and undoing again brings it back.",
                before=before,
                number=release.number,
            )
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(tr("Cancel"), key="undo_cancel"):
                st.rerun()
            if st.button(tr("Undo"), type="primary", key="undo_confirm"):
                _undo(release.number)

    confirm()


def _undo(seen: int) -> None:
    """Undo the release that the dialog named; another one that came after it stays."""
    try:
        release = data_source.warehouse().expecting(seen).undo(settings().who)
    except OrdertrackError as error:
        st.error(localize(error), icon=":material/error:")
        return
    url_state.change(release=None)
    st.session_state[UNDONE] = release.number
    st.session_state.pop(publish.DONE, None)
    st.rerun()
