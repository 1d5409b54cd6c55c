"""The drafts of reports that were looked at last: to build one takes seconds. Imports making."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import streamlit as st

from ordertrack.progress import Progress
from ordertrack.records.journal.kinds import KINDS
from ordertrack.records.journal.report_kinds import REPORT_SCHEDULE, REPORT_TEXT
from ordertrack.reports.content.document import Document
from ordertrack.reports.making import drafted
from ordertrack.reports.request import Request
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import localize
from ordertrack.words import Text

KEPT = 8
# What people write about anything else may change what a report says.
READ = tuple(name for name in KINDS if name not in (REPORT_TEXT.name, REPORT_SCHEDULE.name))
Key = tuple[Request, data_source.ReleaseKey, tuple[int, datetime | None]]


@dataclass
class Shelf:
    """Drafts by what they are made from, the newest last. Shared by all sessions."""

    known: OrderedDict[Key, Document] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> Document | None:
        """Return a draft that is kept."""
        with self.lock:
            if key in self.known:
                self.known.move_to_end(key)
            return self.known.get(key)

    def put(self, key: Key, document: Document) -> None:
        """Keep a draft, and let go of the one that was not asked for the longest."""
        with self.lock:
            self.known[key] = document
            while len(self.known) > KEPT:
                self.known.popitem(last=False)


@st.cache_resource(max_entries=1, show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


def show_progress(place: st.delta_generator.DeltaGenerator) -> Progress:
    """Return what shows on a bar how far the work is."""
    bar = place.progress(0.0)

    def report(stage: Text, done: float) -> None:
        bar.progress(min(done, 1.0), text=localize(stage))

    return report


def draft(request: Request, progress: Callable[[], Progress]) -> Document:
    """Return the drafts of a report; `progress` is asked for where they have to be built."""
    warehouse = data_source.warehouse()
    release = warehouse.release(request.release)
    written = warehouse.records.journal.version(*READ)
    key = (request.draft_of(), data_source.release_key(release), written)
    found = _shelf().get(key)
    if found is None:
        found = drafted(warehouse, request, progress())
        _shelf().put(key, found)
    return found
