"""The formats that a report can be written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ordertrack.reports.content.document import Document
from ordertrack.reports.writers import pptx, xlsx
from ordertrack.words import Label


@dataclass(frozen=True)
class Format:
    """A format: its file name's ending, and what writes a whole report as the bytes of a file."""

    ending: str
    label: Label
    mime: str
    write: Callable[[Document], bytes]


OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS: Mapping[str, Format] = {
    "xlsx": Format(
        "xlsx", Label("Excel workbook", "Excel 工作簿"), f"{OFFICE}spreadsheetml.sheet", xlsx.write
    ),
    "pptx": Format(
        "pptx",
        Label("PowerPoint presentation", "PowerPoint 演示文稿"),
        f"{OFFICE}presentationml.presentation",
        pptx.write,
    ),
}
