"""The reports that there are: how each is called, how often it is made, and what builds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Document
from ordertrack.words import Label, Text


@dataclass(frozen=True)
class Kind:
    """A report: `every` is what period it tells of, `formats` those that suit it, best first."""

    name: str
    label: Label
    help: Text
    every: Literal["week", "month"]
    formats: tuple[str, ...]
    build: Callable[[Context], Document]


KINDS: Mapping[str, Kind] = {}


def build(name: str, context: Context) -> Document:
    """Return a report as a document, with the drafts of its texts."""
    return KINDS[name].build(context)
