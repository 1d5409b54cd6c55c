"""An upload on its way to a release: what was dropped, what people said about it, how it is read.

The draft lives in the session (its files in the warehouse's scratch folder), so that it survives a
look at another page and a change of language. Imports `intake`, `store` and streamlit.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.intake.files.read import FileProblem, RawTable, read
from ordertrack.intake.plan import Plan, prepare
from ordertrack.intake.publish import differences
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import say, tr
from ordertrack.warehouse import Difference
from ordertrack.words import Text

DRAFT = "imports_draft"
ROUND = "imports_round"  # a new number gives an empty uploader
TYPES = ("csv", "tsv", "txt", "xlsx", "xls", "parquet", "zip")
Spot = tuple[str, str]  # (raw table, header)


@dataclass(frozen=True)
class Said:
    """What a person decided about an upload so far."""

    maps: Mapping[Spot, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    full: bool = False


@dataclass
class Draft:
    """An upload before it is published. `plan` is None while it has to be prepared (again).

    `trouble` is a decision that made no sense and was taken back; `refusal` why the warehouse would
    not take the plan as it is.
    """

    folder: Path
    raw: list[RawTable]
    problems: list[FileProblem]
    said: Said = field(default_factory=Said)
    before: Said = field(default_factory=Said)
    plan: Plan | None = None
    differences: Mapping[str, Difference] = field(default_factory=dict)
    compared_with: int = 0
    seconds: float = 0.0
    trouble: OrdertrackError | None = None
    refusal: OrdertrackError | None = None

    @property
    def rows(self) -> int:
        return sum(table.read for table in self.raw)

    @property
    def files(self) -> list[str]:
        names = [table.file for table in self.raw] + [problem.file for problem in self.problems]
        return list(dict.fromkeys(names))


def draft() -> Draft | None:
    """The upload that this session is working on."""
    return st.session_state.get(DRAFT)


def discard() -> None:
    """Drop the upload and its files. Meant for callbacks."""
    held = st.session_state.pop(DRAFT, None)
    if held is not None:
        shutil.rmtree(held.folder, ignore_errors=True)


def say_more(
    *,
    maps: Mapping[Spot, str] | None = None,
    answers: Mapping[str, str] | None = None,
    full: bool | None = None,
) -> None:
    """Add to what was decided; the plan is made again. Meant for callbacks."""
    held = draft()
    if held is None:
        return
    said = replace(
        held.said,
        maps={**held.said.maps, **(maps or {})},
        answers={**held.said.answers, **(answers or {})},
        full=held.said.full if full is None else full,
    )
    held.said, held.plan, held.trouble = said, None, None


def leave_out(file: str) -> None:
    """Go on without a file that cannot be read. Meant for callbacks."""
    held = draft()
    if held is not None:
        held.problems = [problem for problem in held.problems if problem.file != file]
        held.plan = None
        if not held.raw and not held.problems:
            discard()


# --- dropping files -------------------------------------------------------------------------------


def ask(*, more: bool = False) -> None:
    """The place to drop files; what is dropped is read at once."""
    label = tr("Add files to this import") if more else tr("Drop the exports here")
    number = st.session_state.setdefault(ROUND, 0)
    dropped = st.file_uploader(
        label,
        TYPES,
        accept_multiple_files=True,
        key=f"imports_files_{number}",
        label_visibility="collapsed",
    )
    if dropped:
        _take([(file.name, file.getvalue()) for file in dropped])
        st.session_state[ROUND] = number + 1
        st.rerun()


def _take(sources: Sequence[tuple[str, bytes]]) -> None:
    """Read files into the draft; a file of the same name replaces the earlier one."""
    held = draft() or Draft(data_source.warehouse().storage.scratch("upload"), [], [])
    folder = held.folder / f"read-{time.monotonic_ns()}"
    folder.mkdir()
    with working(tr("Reading {count} files", count=len(sources))) as tell:
        raw, problems = read(sources, folder, lambda done, stage: tell(stage, done))
    names = {name for name, _ in sources}
    held.raw = [table for table in held.raw if _dropped_as(table.file) not in names] + raw
    held.problems = [p for p in held.problems if _dropped_as(p.file) not in names] + problems
    held.plan = None
    st.session_state[DRAFT] = held


def _dropped_as(file: str) -> str:
    return file.partition("/")[0]


# --- understanding them ---------------------------------------------------------------------------


def understand(held: Draft) -> Plan | None:
    """The plan of the draft, made when something was decided since; None when it cannot be made."""
    latest = data_source.latest_number()
    if held.plan is not None and held.compared_with == latest:
        return held.plan
    started = time.monotonic()
    try:
        with working(tr("Checking {count} rows", count=held.rows)) as tell:
            held.plan = _prepared(held, tell)
            tell(tr("Comparing with the current release"), 1.0)
            _compare(held, held.plan)
    except OrdertrackError as error:
        return _gone_back(held, error)
    held.before, held.compared_with = held.said, latest
    held.seconds = time.monotonic() - started
    return held.plan


def _prepared(held: Draft, tell: Callable[[Text | str, float], None]) -> Plan:
    warehouse, chosen = data_source.warehouse(), settings()
    base = warehouse.base_release()
    return prepare(
        held.raw,
        held.folder,
        warehouse.records,
        problems=held.problems,
        maps=dict(held.said.maps),
        answers=dict(held.said.answers),
        full=held.said.full,
        reader=warehouse.reader(base) if base else None,
        zone=chosen.time_zone,
        today=data_source.now().date(),
        memory_limit=chosen.memory_limit,
        threads=chosen.threads,
        progress=tell,
    )


def _compare(held: Draft, plan: Plan) -> None:
    """What would change; a refusal is kept, because the files can be told to be something else."""
    held.refusal = None
    try:
        held.differences = differences(plan, data_source.warehouse())
    except OrdertrackError as error:
        held.differences, held.refusal = {}, error


def _gone_back(held: Draft, error: OrdertrackError) -> Plan | None:
    """A decision that makes no sense is taken back and its reason shown."""
    held.trouble, held.plan = error, None
    if held.said == held.before:
        return None
    held.said = held.before
    return understand(held)


# --- progress -------------------------------------------------------------------------------------


class working:  # noqa: N801 - reads as a sentence where it is used
    """A status with a bar and the elapsed time; gives `tell(stage, done 0..1)`."""

    def __init__(self, label: str) -> None:
        self.label = label

    def __enter__(self) -> Callable[[Any, float], None]:
        self.slot = st.empty()
        self.started = time.monotonic()
        self.bar = self.slot.status(self.label, expanded=True).progress(0.0)
        return self.tell

    def tell(self, stage: Text | str, done: float) -> None:
        """Say what is being done, how far it is, and for how long it has been going on."""
        elapsed = tr("{seconds} s", seconds=f"{time.monotonic() - self.started:.0f}")
        self.bar.progress(min(max(done, 0.0), 1.0), text=f"{say(stage)} · {elapsed}")

    def __exit__(self, *problem: object) -> None:
        self.slot.empty()
