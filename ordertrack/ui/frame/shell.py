"""The script that runs on every visit: menu, language, the watch for new releases, the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ordertrack.ui.frame import (
    browser,
    data_source,
    empty_states,
    menu,
    odd_address,
    theme,
    url_state,
)
from ordertrack.ui.frame.demo_mark import page_title, show_demo_mark
from ordertrack.ui.frame.language import language, tr
from ordertrack.words import LANGUAGES

ICON = Path(__file__).with_name("icon.png")
SIDEBAR = 200  # pixels
LOOK_EVERY = 5  # seconds between looks for a new release


def run() -> None:
    """Draw the frame and run the page that the URL names."""
    st.set_page_config(
        page_title="ordertrack",
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state=SIDEBAR,
    )
    theme.show_style()
    _first_language()
    page = st.navigation(menu.pages(language()), expanded=True)
    url_state.read_url(page.url_path)
    st.set_page_config(page_title=page_title(page.title))  # several tabs can be told apart
    with st.sidebar:
        _language_switch()
        browser.install_script()
    try:
        _watch(data_source.latest_number())
        odd_address.forget_release()
        odd_address.forget_metrics()
        url_state.write_url()
        show_demo_mark()
        page.run()
    except Exception as error:
        explanation = data_source.read_error(error)
        if explanation is None:
            raise
        empty_states.show_unreadable(explanation)


def _first_language() -> None:
    """The menu is drawn before the URL is adopted: read its language first."""
    wanted = st.query_params.get("lang")
    if wanted in LANGUAGES and url_state.CHOSEN not in st.session_state:
        st.session_state[url_state.CHOSEN] = {"lang": wanted}


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
    url_state.change(lang=st.session_state["language_switch"])


@st.fragment(run_every=LOOK_EVERY)
def _watch(shown: int) -> None:
    """Notice a release that the command line or a colleague published."""
    newest = data_source.latest_number()
    if newest != shown:
        st.session_state["announce_release"] = newest
        st.rerun()
    if st.session_state.pop("announce_release", None) == newest:
        st.toast(
            tr("Release #{number} is here; the page is up to date.", number=newest),
            icon=":material/published_with_changes:",
        )


run()
