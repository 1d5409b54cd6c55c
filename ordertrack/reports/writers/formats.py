"""The formats that a report can be written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ordertrack.reports.content.document import Document
from ordertrack.words import Label


@dataclass(frozen=True)
class Format:
    """A format: its file name's ending, and what writes a whole report as the bytes of a file."""

    ending: str
    label: Label
    mime: str
    write: Callable[[Document], bytes]


def _docx(document: Document) -> bytes:
    from ordertrack.reports.writers import docx  # loads much: only when a report is written

    return docx.write(document)


def _pptx(document: Document) -> bytes:
    from ordertrack.reports.writers import pptx  # loads much: only when a report is written

    return pptx.write(document)


def _xlsx(document: Document) -> bytes:
    from ordertrack.reports.writers import xlsx  # loads much: only when a report is written

    return xlsx.write(document)


def _pdf(document: Document) -> bytes:
    from ordertrack.reports.writers import pdf  # loads much: only when a report is written

    return pdf.write(document)


def _html(document: Document) -> bytes:
    from ordertrack.reports.writers import html  # loads much: only when a report is written

    return html.write(document)


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "docx": Format(
        "docx", Label("Word", "Word 文档"), f"{_OFFICE}.wordprocessingml.document", _docx
    ),
    "pptx": Format(
        "pptx",
        Label("PowerPoint presentation", "PowerPoint 演示文稿"),
        f"{_OFFICE}.presentationml.presentation",
        _pptx,
    ),
    "xlsx": Format(
        "xlsx", Label("Excel workbook", "Excel 工作簿"), f"{_OFFICE}.spreadsheetml.sheet", _xlsx
    ),
    "pdf": Format("pdf", Label("PDF", "PDF"), "application/pdf", _pdf),
    "html": Format("html", Label("Web page", "网页"), "text/html", _html),
}
