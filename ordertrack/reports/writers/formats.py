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


FORMATS: Mapping[str, Format] = {}
