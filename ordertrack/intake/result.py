"""How an upload was understood: what a preview shows and what a publish takes.

Everything row-level stays in Parquet files, those that the plan made in its `folder`.
Imports model, errors, words, warehouse (the staged shape) and its siblings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ordertrack.errors import OrdertrackError
from ordertrack.intake.checking.rejected_rows import RejectedRows
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.nearest import Near
from ordertrack.intake.mapping_types import Mapped
from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.rows.accounting import Total
from ordertrack.warehouse import Staged
from ordertrack.words import Text


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One raw table (a file, or a sheet of it) as it was understood; every row accounted for.

    `read == accepted + rejected + sum(skipped.values())`; `rows` are the accepted rows per table
    that it feeds. `preview` holds the first rows as understood, titled "table.column".
    `said` is what a person said of its headers, as it is kept with the tables that these were
    `recognised` as; `derived` names the columns that follow
    from others, with how they do; `nearest` is the table that a file without one comes near to.
    """

    raw_table: RawTable
    tables: tuple[str, ...]
    mapped: tuple[Mapped, ...]
    signature: str
    read: int
    accepted: int = 0
    rejected: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    preview: pl.DataFrame = field(default_factory=pl.DataFrame)
    notes: tuple[Text, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    recognised: tuple[str, ...] = ()
    problem: OrdertrackError | None = None
    derived: tuple[tuple[str, Text], ...] = ()
    nearest: Near | None = None

    @property
    def key(self) -> str:
        return self.raw_table.key

    @property
    def file(self) -> str:
        return self.raw_table.file

    @property
    def sheet(self) -> str | None:
        return self.raw_table.sheet

    @property
    def unused(self) -> tuple[str, ...]:
        """Headers of the file that feed nothing."""
        return tuple(m.header for m in self.mapped if not m.used)


@dataclass(frozen=True)
class Plan:
    """An import before it is published: sources, questions, findings and what would be staged.

    `decided` are questions that values answered: kept, but not asked.
    """

    sources: tuple[SourceReport, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    problems: tuple[OrdertrackError, ...]
    staged: tuple[Staged, ...]
    totals: Mapping[str, Total]
    rejected: RejectedRows
    folder: Path
    decided: tuple[Question, ...] = ()

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Questions that must be answered before publishing."""
        return tuple(question for question in self.questions if question.open)

    @property
    def accepted(self) -> int:
        return sum(source.accepted for source in self.sources)

    @property
    def publishable(self) -> bool:
        return not self.problems and not self.open_questions and bool(self.staged)

    def reports(self) -> list[dict[str, Any]]:
        """Return what became of every file, as the command line and a release have it."""
        by_file: dict[str, list[SourceReport]] = {}
        for source in self.sources:
            by_file.setdefault(source.file, []).append(source)
        return [report_of(file, sources) for file, sources in by_file.items()]


def report_of(file: str, sources: list[SourceReport]) -> dict[str, Any]:
    """Return the counts of rows of a file, summed over its sheets."""
    skipped: Counter[str] = Counter()
    tables: Counter[str] = Counter()
    for source in sources:
        skipped.update(source.skipped)
        tables.update(source.rows)
    nearest = {
        source.key: {
            "table": source.nearest.table,
            "lacks": [".".join(target) for target in source.nearest.lacks],
        }
        for source in sources
        if source.nearest
    }
    return {
        "file": file,
        "read": sum(source.read for source in sources),
        "accepted": sum(source.accepted for source in sources),
        "set_aside": sum(source.rejected for source in sources),
        "skipped": dict(skipped),
        "tables": dict(tables),
        **({"nearest": nearest} if nearest else {}),
    }
