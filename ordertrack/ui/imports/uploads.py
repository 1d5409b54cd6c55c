"""An upload on its way to a release: what was dropped, what people decided about it.

The draft lives in the session (its files in the warehouse's scratch folder), so that it survives a
look at another page and a change of language. Imports `intake`, `data_source` and streamlit.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ordertrack.errors import OrdertrackError, WarehouseUnreadable
from ordertrack.intake import Decisions, Import, Plan
from ordertrack.intake.decisions import Mends
from ordertrack.intake.files.archive import SUFFIXES
from ordertrack.progress import Progress
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, uploaded
from ordertrack.ui.frame.language import localize, tr
from ordertrack.warehouse import Difference
from ordertrack.warehouse.storage_errors import explaining_errors
from ordertrack.words import Text, t

Kind = Literal["import", "demo"]
DRAFT = "imports_draft"
REFUSAL = "imports_refusal"
NEVER = -1  # no release has this number
ROUND = "imports_round"  # a new number gives an empty uploader
TYPES = tuple(suffix.removeprefix(".") for suffix in (*SUFFIXES, ".zip"))


@dataclass
class Draft:
    """An upload before it is published, with what a person decided about it so far.

    `trouble` is a decision that made no sense and was taken back; `refusal` why the warehouse would
    not take the plan as it is; `dropped` and `size` how many files came, and their bytes.
    """

    importing: Import
    decisions: Decisions = field(default_factory=Decisions)
    differences: Mapping[str, Difference] = field(default_factory=dict)
    compared_with: int = 0
    trouble: OrdertrackError | None = None
    refusal: OrdertrackError | None = None
    dropped: int = 0
    size: int = 0


def draft() -> Draft | None:
    """Return the upload that this session is working on."""
    return st.session_state.get(DRAFT)


def discard() -> None:
    """Drop the upload and its files. Meant for callbacks."""
    dropped: Draft | None = st.session_state.pop(DRAFT, None)
    if dropped is not None:
        data_source.warehouse().storage.remove_folder(dropped.importing.staging)


def decide(
    *,
    maps: Mapping[tuple[str, str], str] | None = None,
    answers: Mapping[str, str | None] | None = None,
    full: bool | None = None,
    mends: Mends | None = None,
) -> None:
    """Add to what was decided; the plan is made again. Meant for callbacks.

    An answer of None takes back the one that was given.
    """
    current = draft()
    if current is None:
        return
    before = current.decisions
    given: dict[str, str | None] = {**before.answers, **(answers or {})}
    current.decisions = replace(
        before,
        maps={**before.maps, **(maps or {})},
        answers={name: one for name, one in given.items() if one is not None},
        full=before.full if full is None else full,
        mends=before.mends if mends is None else mends,
    )
    current.trouble = None


def leave_out(file: str) -> None:
    """Go on without a file that cannot be read. Meant for callbacks."""
    current = draft()
    if current is not None:
        current.importing.leave_out(file)
        if not current.importing.files:
            discard()


# --- dropping files -------------------------------------------------------------------------------


def drop_files(*, more: bool = False) -> None:
    """Offer the place to drop files; what is dropped is read at once."""
    label = tr("Add files to this import") if more else tr("Drop the exports here")
    number = st.session_state.setdefault(ROUND, 0)
    dropped = st.file_uploader(
        label,
        TYPES,
        accept_multiple_files=True,
        key=f"imports_files_{number}",
        label_visibility="collapsed",
    )
    refusal = st.session_state.pop(REFUSAL, None)
    if refusal:
        st.error(localize(refusal), icon=":material/error:")
    turned_away = uploaded.refused()
    if dropped or turned_away:
        st.session_state[ROUND] = number + 1
        st.session_state[REFUSAL] = turned_away or refused_together(dropped)
        try:
            if not st.session_state[REFUSAL]:
                read_dropped([(file.name, file.getvalue()) for file in dropped])
        finally:
            uploaded.let_go(dropped)
        st.rerun()


def refused_together(files: Sequence[UploadedFile]) -> Text | None:
    """Return why files are too many or too large together with those of the draft."""
    current = draft()
    count, size = (current.dropped, current.size) if current else (0, 0)
    count, size = count + len(files), size + sum(file.size for file in files)
    is_too_much = count > uploaded.MOST_FILES or size > uploaded.most_bytes()
    return uploaded.too_much() if is_too_much else None


def read_dropped(sources: Sequence[tuple[str, bytes]], kind: Kind = "import") -> None:
    """Read files into the draft; a file of the same name replaces the earlier one.

    Where the disk is full nothing is kept of them, and the draft stays as it was.
    """
    before = draft()
    current = before or new_draft(kind)
    try:
        with explaining_errors(settings().home):
            st.session_state[DRAFT] = with_files(current, sources)
    except WarehouseUnreadable as error:
        st.session_state[REFUSAL] = error
        if before is None:  # the error, which is kept, would keep the draft and its folder
            data_source.warehouse().storage.remove_folder(current.importing.staging)


def with_files(current: Draft, sources: Sequence[tuple[str, bytes]]) -> Draft:
    """Return the draft with these files read into it."""
    with working(tr("Reading {count} files", count=len(sources))) as progress:
        current.importing.read(sources, progress)
    current.dropped += len(sources)
    current.size += sum(len(body) for _, body in sources)
    return current


def new_draft(kind: Kind = "import") -> Draft:
    """Return an empty draft, whose files go when the session of whoever left it has ended."""
    storage = data_source.warehouse().storage
    folder = storage.scratch("upload")
    made = Draft(Import(data_source.warehouse(), settings(), folder, kind))
    uploaded.when_left(weakref.finalize(made, storage.remove_folder, folder))
    return made


# --- understanding them ---------------------------------------------------------------------------


def understand(current: Draft) -> Plan | None:
    """Return the plan of the draft, prepared again after a decision; None when it cannot be."""
    importing, latest = current.importing, data_source.latest_number()
    decided = importing.decisions == current.decisions
    if importing.plan is not None and decided and current.compared_with == latest:
        return importing.plan
    if isinstance(current.trouble, WarehouseUnreadable):
        current.trouble = None
    try:
        work_out(current)
    except WarehouseUnreadable as error:  # no decision is at fault: all are kept for another try
        current.trouble = error
        return None
    except OrdertrackError as error:
        return take_back(current, error)
    is_compared = not isinstance(current.refusal, WarehouseUnreadable)
    current.compared_with = latest if is_compared else NEVER
    return importing.plan


def work_out(current: Draft) -> None:
    """Prepare the plan of the draft, and compare it with the newest release."""
    importing = current.importing
    label = tr("Checking {count} rows", count=importing.rows)
    with explaining_errors(settings().home), working(label) as progress:
        importing.prepare(current.decisions, progress)
        progress(t("Comparing with the current release"), 1.0)
        compare(current)


def compare(current: Draft) -> None:
    """Count what would change; keep a refusal: a person can decide what the files hold."""
    current.refusal = None
    try:
        current.differences = current.importing.differences()
    except OrdertrackError as error:
        current.differences, current.refusal = {}, error


def take_back(current: Draft, error: OrdertrackError) -> Plan | None:
    """Take back a decision that makes no sense, and show its reason."""
    current.trouble = error
    if current.decisions == current.importing.decisions:
        return None
    current.decisions = current.importing.decisions
    return understand(current)


# --- progress -------------------------------------------------------------------------------------


class working:  # noqa: N801 - reads as a sentence where it is used
    """A status with a bar and the elapsed time; gives its `Progress`."""

    def __init__(self, label: str) -> None:
        self.label = label

    def __enter__(self) -> Progress:
        self.slot = st.empty()
        self.started = time.monotonic()
        self.bar = self.slot.status(self.label, expanded=True).progress(0.0)
        return self.report

    def report(self, stage: Text, done: float) -> None:
        """Show what is being done, how far it is, and for how long it has been going on."""
        elapsed = tr("{seconds} s", seconds=f"{time.monotonic() - self.started:.0f}")
        self.bar.progress(min(max(done, 0.0), 1.0), text=f"{localize(stage)} · {elapsed}")

    def __exit__(self, *problem: object) -> None:
        self.slot.empty()
