"""What the viewer has chosen: one mapping of query parameters, kept in the session and the URL.

The scope widgets are drawn from this mapping and change it in their callbacks, so a chart click, a
chip, a pasted link and the back button all take the same way. The URL carries the same words in
every language (`period=2024-06`, `team=华东`); Streamlit's own `bind=` would write the translated
labels of the options, and a link would not open for a reader of the other language.

Only what differs from the default is kept. Imports `scope` and streamlit; other modules of `ui` do
not touch these session keys.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ordertrack.scope import FILTERS, Scope

CHOSEN = "chosen"
WRITTEN = "chosen_in_url"
PAGE = "page_of_last_run"
ENTERED = "chosen_when_a_page_was_entered"
# How things are looked at, as against what is counted.
NOT_SCOPE = frozenset(
    {"lang", "release", "rank", "rank_order", "grain", "bars", "line", "movers", "range"}
)
LONGEST_NUMBER = 9
PARAMETERS = frozenset({"period", "compare", "as_of", "stock", "align", *FILTERS}) | NOT_SCOPE


def chosen() -> dict[str, str]:
    """Return the query parameters that differ from the default; never change it in place."""
    return dict(st.session_state.get(CHOSEN, {}))


def change(**values: str | None) -> None:
    """Choose or (with None) drop parameters. Meant for callbacks."""
    after = {**chosen(), **values}
    st.session_state[CHOSEN] = {key: value for key, value in after.items() if value}


def scope(default: Scope) -> Scope:
    """Return the scope that is chosen now.

    Raises:
        BadScope: the parameters make no sense.
    """
    return Scope.from_query(chosen(), default)


def choose_scope(wanted: Scope, default: Scope) -> None:
    """Choose a scope; only what differs from `default` goes into the URL. Meant for callbacks."""
    usual = default.to_query()
    differing = {k: v for k, v in wanted.to_query().items() if usual.get(k) != v}
    kept = {key: value for key, value in chosen().items() if key in NOT_SCOPE}
    st.session_state[CHOSEN] = {**kept, **differing}


def read_url(page: str) -> None:
    """Take over what the URL says when a person went there: first visit, pasted link, back button.

    Going to another page by the menu clears the URL; the choices then stay as they were. Back can
    land on that cleared URL: it stands for what was chosen when the page was entered. The language
    stays where a URL names none.
    """
    url = _known(st.query_params.to_dict())
    first = CHOSEN not in st.session_state
    moved = st.session_state.get(PAGE) != page
    edited = url != st.session_state.get(WRITTEN)
    entered = st.session_state.setdefault(ENTERED, {})
    if first or (edited and (url or not moved)):
        language = {key: value for key, value in chosen().items() if key == "lang"}
        st.session_state[CHOSEN] = language | (url or entered.get(page, {}))
    if first or moved:
        entered[page] = {} if url else chosen()
    st.session_state[PAGE] = page


def write_url() -> None:
    """Bring the URL up to what is chosen, leaving the pages' own parameters alone."""
    after, before = chosen(), _known(st.query_params.to_dict())
    for key in before.keys() - after.keys():
        del st.query_params[key]
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    if changed:
        st.query_params.update(changed)
    st.session_state[WRITTEN] = after


def number(text: str) -> int | None:
    """Return the number that a parameter names; None for anything else, also a very long one."""
    return (
        int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None
    )


def _known(url: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in url.items() if key in PARAMETERS and value}
