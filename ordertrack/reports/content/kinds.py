"""The reports that there are: how each is called, how often it is made, and what builds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ordertrack.records.journal.report_kinds import EVERY_WEEK
from ordertrack.reports.content import monthly, weekly
from ordertrack.reports.content.analysis import report as analysis
from ordertrack.reports.content.basis import basis
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Basis, Document
from ordertrack.words import Label, Text


@dataclass(frozen=True)
class Kind:
    """A report: `formats` are those that suit it, best first.

    `basis` tells what it rests on: a pack of a meeting rests on what the meeting saw.
    """

    name: str
    label: Label
    help: Text
    formats: tuple[str, ...]
    build: Callable[[Context], Document]
    basis: Callable[[Context], Basis] = basis

    @property
    def every(self) -> Literal["week", "month"]:
        """Of what period it tells, and how often it can be scheduled."""
        return "week" if self.name in EVERY_WEEK else "month"


MADE = (
    Kind(
        analysis.KIND,
        analysis.TITLE,
        analysis.HELP,
        ("docx", "pdf", "html", "xlsx", "pptx"),
        analysis.build,
    ),
    Kind(
        monthly.KIND,
        monthly.TITLE,
        monthly.HELP,
        ("docx", "pdf", "html", "xlsx", "pptx"),
        monthly.build,
    ),
    Kind(
        weekly.KIND,
        weekly.TITLE,
        weekly.HELP,
        ("pptx", "docx", "pdf", "html", "xlsx"),
        weekly.build,
        weekly.basis_of,
    ),
)
KINDS: Mapping[str, Kind] = {one.name: one for one in MADE}


def build(name: str, context: Context) -> Document:
    """Return a report as a document, with the drafts of its texts."""
    return KINDS[name].build(context)
