"""The warehouse of this process, and the release that is looked at."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from ordertrack.access import Access
from ordertrack.errors import OrdertrackError
from ordertrack.settings import settings
from ordertrack.ui.frame import url_state
from ordertrack.warehouse import Reader, Release, Warehouse
from ordertrack.warehouse.storage_errors import explain

_log = logging.getLogger(__name__)


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(home: str) -> Warehouse:
    return Warehouse.open(settings())


def warehouse() -> Warehouse:
    """The warehouse under `ORDERTRACK_HOME`; one per process, shared by all sessions."""
    return _opened(home())


def latest_number() -> int:
    """The number of the newest release, 0 where there is none."""
    newest = warehouse().latest()
    return newest.number if newest else 0


def looked_at() -> Release | None:
    """The release the viewer looks at: the newest, or the older one that the URL names."""
    asked = url_state.chosen().get("release", "")
    if asked.isdigit():
        try:
            return warehouse().release(int(asked))
        except OrdertrackError:
            url_state.change(release=None)
    return warehouse().latest()


def reader(release: Release) -> Reader:
    """What reads this release, unchanged by later ones."""
    return warehouse().reader(release)


def access() -> Access:
    """What the viewer of this session may see: everything, as long as there is no sign-in."""
    return Access.everything()


def broken(error: Exception) -> OrdertrackError | None:
    """What a failed read says to a person; None where the mistake is ours."""
    said = explain(error, settings().home)
    if said and said is not error:
        _log.error("The warehouse cannot be read", exc_info=error)
    return said


def home() -> str:
    """The folder of the warehouse."""
    return str(settings().home)


@dataclass(frozen=True)
class Stamp:
    """What tells the content of one release from any other; a part of every cache key."""

    home: str
    number: int
    created_at: str

    def reader(self) -> Reader:
        return reader(warehouse().release(self.number))


def stamp(release: Release) -> Stamp:
    """The stamp of a release of this warehouse."""
    return Stamp(home(), release.number, release.created_at.isoformat())


def now() -> datetime:
    """This moment in the business's time zone, without a zone mark (as all times in the data)."""
    return datetime.now(ZoneInfo(settings().time_zone)).replace(tzinfo=None)
