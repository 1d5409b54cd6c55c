"""Names that may be one and stand apart until somebody decides: what pages say of them."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.analysis.stated_targets import stated_targets
from ordertrack.scope import Scope, end_of_day
from ordertrack.ui.frame import data_source, menu
from ordertrack.ui.frame.data_source import ReleaseKey
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.views.imports import names
from ordertrack.views.imports.names import Candidate
from ordertrack.words import Text

SIDE = "names"  # of the Imports page


def waiting(*kinds: str) -> list[Candidate]:
    """Return the pairs of names of the newest release that wait for an answer, or of some kinds."""
    release = data_source.warehouse().latest()
    if release is None or not (release.newest_order_day or release.newest_event):
        return []
    key = data_source.release_key(release)
    found = [one for kind in kinds or names.NAMED for one in _waiting(key, kind)]
    return names.surest_first(found)


@st.cache_resource(max_entries=20, show_spinner=False)
def _waiting(release: ReleaseKey, kind: str) -> list[Candidate]:
    """A page looks through the names of its own kinds alone: customers are very many."""
    reader = release.reader()
    return names.candidates(_everything(), reader, reader.typed("match").to_dicts(), (kind,))


def stated_twice() -> list[Text]:
    """Return the targets of the newest release that names which are one state differently."""
    release = data_source.warehouse().latest()
    return _stated_twice(data_source.release_key(release)) if release else []


@st.cache_resource(max_entries=4, show_spinner=False)
def _stated_twice(release: ReleaseKey) -> list[Text]:
    opened = data_source.warehouse()
    used = release.reader().written.names()
    if not used:
        return []
    as_imported = opened.exported(opened.release(release.number))
    return names.stated_twice(used, stated_targets(_everything(), as_imported))


def _everything() -> Scope:
    return Scope(end_of_day(data_source.now().date()), comparison=None, access=data_source.access())


def show_apart(*kinds: str) -> None:
    """Say which names of these kinds stand apart, with the way to decide."""
    told = names.apart(waiting(*kinds), kinds, language())
    if told is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(localize(told))
        st.page_link(
            menu.script("imports"),
            label=tr("Decide"),
            icon=":material/join_inner:",
            query_params={"view": SIDE},
        )
