"""From raw tables to a plan: match, ask, check, split, stage. Imports its siblings.

`prepare` may be called again with other maps and answers; the raw tables are kept and only what
changed is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ordertrack.intake.read import FileProblem, RawTable
from ordertrack.intake.said import Maps
from ordertrack.intake.understood import Example, Finding, Plan, Source, Total
from ordertrack.warehouse import Reader, Records
from ordertrack.words import Text

__all__ = ["Example", "Finding", "Plan", "Source", "Total", "prepare"]

Progress = Callable[[Text, float], None]


def prepare(
    raw: Sequence[RawTable],
    staging: Path,
    records: Records | None = None,
    *,
    problems: Sequence[FileProblem] = (),
    table: str | None = None,
    maps: Maps | None = None,
    accept_suggestions: bool = False,
    answers: Mapping[str, str] | None = None,
    full: bool = False,
    reader: Reader | None = None,
    memory_limit: str = "1500MB",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Understand raw tables and stage what can be accepted; nothing is published.

    Args:
        staging: a folder for the files of this import; it must outlive the plan.
        records: where confirmed mappings are remembered.
        problems: files that could not be read at all: they keep the plan from being published.
        table: the table that every raw table feeds, when a person says so.
        maps: header → "column" | "table.column" | "" (leave unused); a (key, header) pair speaks
            of one raw table only.
        answers: question id → chosen value.
        full: the export is the full list: rows that it lacks are removed on publish.
        reader: the current release, for updates of rows that are already there.

    Raises BadMapping for a map or an answer that makes no sense.
    """
    raise NotImplementedError
