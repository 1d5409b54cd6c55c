"""The script that runs on every visit: menu, language, the watch for new releases, the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.ui import state, store, welcome
from ordertrack.ui.words import language, tr
from ordertrack.words import LANGUAGES, Label

PAGES = Path(__file__).parents[2] / "pages"
SIDEBAR = 210  # pixels
LOOK_EVERY = 5  # seconds between looks for a new release

GROUPS: tuple[tuple[Label, tuple[tuple[str, Label, str, Label], ...]], ...] = (
    (
        Label("Explore", "探索"),
        (
            (
                "overview",
                Label("Overview", "经营总览"),
                ":material/space_dashboard:",
                Label("How the month is going", "本期经营与交付情况"),
            ),
        ),
    ),
    (
        Label("Act", "行动"),
        (
            (
                "orders",
                Label("Orders", "订单台账"),
                ":material/receipt_long:",
                Label("The order ledger", "订单跟踪台账"),
            ),
        ),
    ),
    (
        Label("Manage", "管理"),
        (
            (
                "imports",
                Label("Imports", "数据导入"),
                ":material/upload_file:",
                Label("Upload exports, see releases", "上传导出文件、查看版本"),
            ),
            (
                "definitions",
                Label("Definitions", "指标口径"),
                ":material/menu_book:",
                Label("What every number means", "每个指标的含义与算法"),
            ),
        ),
    ),
)


def run() -> None:
    """Draw the frame and run the page that was asked for."""
    st.set_page_config(
        page_title="ordertrack",
        page_icon=":material/route:",
        layout="wide",
        initial_sidebar_state=SIDEBAR,
    )
    _first_language()
    page = st.navigation(_pages())
    state.adopt(page.url_path)
    with st.sidebar:
        _language_switch()
    try:
        _watch(store.latest_number())
        state.write()
        page.run()
    except OrdertrackError as error:
        welcome.unreadable(error)


def _pages() -> dict[str, Sequence[st.Page]]:
    """The scripts that exist, in their three groups; the first is the home page."""
    lang = language()
    groups: dict[str, Sequence[st.Page]] = {}
    for group, entries in GROUPS:
        groups[group.to(lang)] = [
            st.Page(PAGES / f"{name}.py", title=title.to(lang), icon=icon, help=hint.to(lang))
            for name, title, icon, hint in entries
            if (PAGES / f"{name}.py").exists()
        ]
    return {name: pages for name, pages in groups.items() if pages}


def _first_language() -> None:
    """The menu is drawn before the URL is adopted: read its language first."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES and state.CHOSEN not in st.session_state:
        st.session_state[state.CHOSEN] = {"lang": asked}


def _language_switch() -> None:
    st.session_state["language_switch"] = language()
    st.segmented_control(
        "语言 · Language",
        list(reversed(LANGUAGES)),
        format_func=lambda lang: LANGUAGES[lang],
        key="language_switch",
        on_change=_switch,
        label_visibility="collapsed",
        required=True,
    )


def _switch() -> None:
    state.change(lang=st.session_state["language_switch"])


@st.fragment(run_every=LOOK_EVERY)
def _watch(shown: int) -> None:
    """Notice a release that the command line or a colleague published."""
    newest = store.latest_number()
    if newest != shown:
        st.session_state["announce_release"] = newest
        st.rerun()
    if st.session_state.pop("announce_release", None) == newest:
        st.toast(
            tr("Release #{number} is here; the page is up to date.", number=newest),
            icon=":material/published_with_changes:",
        )


run()
