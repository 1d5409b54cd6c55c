"""The warehouse of this process, and the release that is looked at."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from ordertrack.access import Access
from ordertrack.errors import OrdertrackError, WarehouseUnreadable
from ordertrack.settings import settings
from ordertrack.ui.frame import url_state
from ordertrack.warehouse import Reader, Release, Warehouse
from ordertrack.warehouse.storage_errors import explain

_log = logging.getLogger(__name__)


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(home: str) -> Warehouse:
    try:
        return Warehouse.open(settings())
    except WarehouseUnreadable:
        if os.access(home, os.W_OK) or not os.path.isdir(home):
            raise
    return Warehouse.open_for_reading(settings())  # a home that may only be read


def warehouse() -> Warehouse:
    """Return the warehouse under `ORDERTRACK_HOME`; one per process, shared by all sessions."""
    return _opened(str(settings().home))


def latest_number() -> int:
    """Return the number of the newest release, 0 where there is none."""
    newest = warehouse().latest()
    return newest.number if newest else 0


def viewed_release() -> Release | None:
    """Return the release the viewer looks at: the newest, or the older one that the URL names."""
    number = url_state.number(url_state.chosen().get("release", ""))
    if number is not None:
        with suppress(OrdertrackError):  # the shell says that there is none, and forgets it
            return warehouse().release(number)
    return warehouse().latest()


def access() -> Access:
    """Return what the viewer of this session may see: everything, as there is no sign-in yet."""
    return Access.everything()


def read_error(error: Exception) -> OrdertrackError | None:
    """Return what a failed read means to a person; None where the mistake is ours."""
    explanation = explain(error, settings().home)
    if explanation and explanation is not error:
        _log.error("The warehouse cannot be read", exc_info=error)
    return explanation


@dataclass(frozen=True)
class ReleaseKey:
    """What tells the content of one release from any other; a part of every cache key.

    `written` is the version of what people wrote that is laid over it.
    """

    home: str
    number: int
    created_at: str
    written: str

    def reader(self) -> Reader:
        """Return what reads this release, unchanged by later ones."""
        opened = warehouse()
        return opened.reader(opened.release(self.number), self.written)


def release_key(release: Release, reader: Reader | None = None) -> ReleaseKey:
    """Return the key of a release as this reader reads it, or as it is read now."""
    version = reader.written.version if reader else warehouse().written_version()
    created = release.created_at.isoformat()
    return ReleaseKey(str(settings().home), release.number, created, version)


def zone() -> str:
    """Return the name of the business's time zone."""
    return settings().time_zone


def imported_key(release: Release) -> ReleaseKey:
    """Return the key of what a release was imported with, whatever people write about it."""
    return ReleaseKey(str(settings().home), release.number, release.created_at.isoformat(), "")


def now() -> datetime:
    """Return this moment by the business's clock, without a zone mark (as all times here)."""
    return datetime.now(ZoneInfo(settings().time_zone)).replace(tzinfo=None)
