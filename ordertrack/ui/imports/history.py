"""The releases: who published what when; look at an older one, undo the last."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, url_state
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.imports import accounting, publish, release_compare
from ordertrack.views import formats
from ordertrack.views.release_names import KINDS, local, name
from ordertrack.warehouse import Release

SHOWN = 200  # the newest releases; a weekly export fills four years
UNDONE = "history_undone"
OVERVIEW = "../../../pages/overview.py"


def show() -> None:
    """The history of releases."""
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
    chosen = _list(releases[:SHOWN])
    _one(chosen, releases)


def _list(releases: list[Release]) -> Release:
    """All releases, newest first; the chosen one is told about below."""
    numbers = [release.number for release in releases]
    st.dataframe(
        _frame(releases),
        hide_index=True,
        placeholder="—",
        column_config=_columns(numbers),
        height="content" if len(releases) < 10 else 388,
        key="history_list",
        alt=tr("All releases, the newest first"),
    )
    asked = st.query_params.get("of", "")
    st.session_state["history_of"] = int(asked) if _is_one_of(asked, numbers) else numbers[0]
    number = st.selectbox(
        tr("Release"),
        numbers,
        format_func=lambda number: name(releases[numbers.index(number)]),
        key="history_of",
        on_change=_choose,
        args=(numbers[0],),
        width=420,
    )
    return releases[numbers.index(number)]


def _is_one_of(text: str, numbers: list[int]) -> bool:
    return text.isdecimal() and int(text) in numbers


def _press(numbers: list[int]) -> None:
    click = st.session_state.get("history_open")
    if click is not None:
        _tell_of(numbers[click["row"]], numbers[0])


def _choose(newest: int) -> None:
    _tell_of(st.session_state["history_of"], newest)


def _tell_of(number: int, newest: int) -> None:
    if number != newest:
        st.query_params["of"] = str(number)
    elif "of" in st.query_params:
        del st.query_params["of"]


def _frame(releases: list[Release]) -> pl.DataFrame:
    """One row per release; the one on screen is marked where it is not the newest."""
    looked_at = data_source.looked_at()
    older = looked_at if looked_at and looked_at.number != releases[0].number else None
    rows = [
        {
            "number": f"#{release.number}",
            "seen": tr("on screen") if older and release.number == older.number else "",
            "published": local(release.created_at),
            "who": release.who,
            "kind": say(KINDS[release.kind]),
            "files": formats.listed([file["file"] for file in release.files], language()),
            "orders": release.counts.get("orders", {}).get("rows"),
            "lines": release.counts.get("order_lines", {}).get("rows"),
            "changes": _changes(release),
            "through": release.data_through,
            "note": release.note,
        }
        for release in releases
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame if older else frame.drop("seen")


def _columns(numbers: list[int]) -> dict[str, Any]:
    text, count = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "number": st.column_config.ButtonColumn(
            tr("Release"),
            type="tertiary",
            alignment="left",
            width=80,
            key="history_open",
            on_click=_press,
            args=(numbers,),
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


# --- one release ----------------------------------------------------------------------------------


def _one(release: Release, releases: list[Release]) -> None:
    newest = releases[0].number
    with st.container(border=True):
        _buttons(release, newest)
        _files(release)
        release_compare.show(release, releases)


def _buttons(release: Release, newest: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{name(release)}**")
        if st.button(tr("Look at this release"), icon=":material/visibility:", key="history_look"):
            url_state.change(release=None if release.number == newest else str(release.number))
            st.switch_page(OVERVIEW)
        if release.number == newest and st.button(
            tr("Undo this release"), icon=":material/undo:", key="history_undo"
        ):
            _confirm_undo(release)


def _files(release: Release) -> None:
    """What it brought, and what became of every row of every file."""
    st.markdown(_changes(release))
    if len(release.files) > 1:
        accounting.by_file(release.files)
        return
    for file in release.files:
        account = accounting.account(
            file["read"], file["accepted"], file["set_aside"], file["skipped"]
        )
        st.markdown(f"{file['file']} — {account}")


def _changes(release: Release) -> str:
    """What a release brought; an undo brings back what was there before."""
    if release.kind != "undo":
        return publish.brought(release)
    undone = data_source.warehouse().release(release.parent) if release.parent else None
    before = undone.parent if undone else None
    return (
        tr("back to release #{number}", number=before)
        if before
        else tr("back to an empty warehouse")
    )


def _confirm_undo(release: Release) -> None:
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
                _undo()

    confirm()


def _undo() -> None:
    try:
        release = data_source.warehouse().undo(settings().who)
    except OrdertrackError as error:
        st.error(say(error), icon=":material/error:")
        return
    url_state.change(release=None)
    st.session_state[UNDONE] = release.number
    st.session_state.pop(publish.DONE, None)
    st.rerun()
