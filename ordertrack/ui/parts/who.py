"""Who is sitting there: asked once, then kept for the session and by the browser.

There is no sign-in; the name is what the history of releases shows. Imports settings and streamlit.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

import streamlit as st

from ordertrack.settings import settings
from ordertrack.ui.frame.language import tr

NAME = "who_name"
KEPT = "ordertrack_who"  # the cookie
LONGEST = 60
ONE_YEAR = 365 * 24 * 3600  # seconds


def name() -> str:
    """Return the name that was given: in this session, before in this browser, or in a setting."""
    if NAME not in st.session_state:
        before = unquote(st.context.cookies.to_dict().get(KEPT, ""))
        st.session_state[NAME] = (before or settings().who)[:LONGEST]
    return st.session_state[NAME].strip()


def ask(key: str) -> str:
    """Show the field with the name that is known, and return what it holds now.

    The name is the field's default, not a value set once: what is set once is lost when the run
    that sets it is interrupted, and the field would stay empty.
    """
    given = st.text_input(
        tr("Your name"),
        value=name(),
        key=key,
        max_chars=LONGEST,
        width=220,
        help=tr("It stands in the history beside what you publish or bring back."),
        on_change=lambda: _keep(st.session_state[key]),
    )
    if st.session_state.get(KEPT, "") != name():
        st.session_state[KEPT] = name()
        _let_browser_keep(name())
    return (given or "").strip()


def _keep(given: str) -> None:
    st.session_state[NAME] = given.strip()


def _let_browser_keep(given: str) -> None:
    """Set the cookie; percent signs leave nothing of a name that a script could run.

    It is as wide as what it shows, which is nothing: in a row of fields it must not push the
    next ones to the other end.
    """
    cookie = f"{KEPT}={quote(given, safe='')}; path=/; max-age={ONE_YEAR}; samesite=lax"
    script = f"<script>document.cookie = '{cookie}'</script>"
    st.html(script, width="content", unsafe_allow_javascript=True)
