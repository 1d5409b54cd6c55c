"""The formats that a report can be written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ordertrack.records.journal.report_kinds import FORMATS as LABELS
from ordertrack.reports.content.document import Document
from ordertrack.words import Label


@dataclass(frozen=True)
class Format:
    """A format, known by its file name's ending, and what writes a report as bytes of a file."""

    label: Label
    mime: str
    write: Callable[[Document], bytes]


def _docx(document: Document) -> bytes:
    from ordertrack.reports.writers import docx  # loads much: only when a report is written

    return docx.write(document)


def _pptx(document: Document) -> bytes:
    from ordertrack.reports.writers.powerpoint import (
        pptx,  # loads much: only when a report is written
    )

    return pptx.write(document)


def _xlsx(document: Document) -> bytes:
    from ordertrack.reports.writers.excel import xlsx  # loads much: only when a report is written

    return xlsx.write(document)


def _pdf(document: Document) -> bytes:
    from ordertrack.reports.writers import pdf  # loads much: only when a report is written

    return pdf.write(document)


def _html(document: Document) -> bytes:
    from ordertrack.reports.writers import html  # loads much: only when a report is written

    return html.write(document)


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "docx": Format(LABELS["docx"], f"{_OFFICE}.wordprocessingml.document", _docx),
    "pptx": Format(LABELS["pptx"], f"{_OFFICE}.presentationml.presentation", _pptx),
    "xlsx": Format(LABELS["xlsx"], f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    "pdf": Format(LABELS["pdf"], "application/pdf", _pdf),
    "html": Format(LABELS["html"], "text/html", _html),
}
