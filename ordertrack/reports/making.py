"""From what is asked for to a file: the view, the drafts, the texts that people wrote, the bytes.

A report of an older release and position is made as it was. Imports request, content, writers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp

import polars as pl

from ordertrack.metrics.evaluate import evaluate
from ordertrack.progress import Progress, part_of, quiet
from ordertrack.records.journal import Change, Row
from ordertrack.records.journal.report_kinds import REPORT_TEXT
from ordertrack.reports import template_kinds
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Bullets, Document, Paragraph
from ordertrack.reports.request import Request, format_named, kind_named, scope_name
from ordertrack.reports.template_kinds import TEMPLATE_KINDS
from ordertrack.scope import Scope
from ordertrack.views.view import Evaluate
from ordertrack.warehouse import Reader, Warehouse
from ordertrack.words import Label, Text, t

BUILDING, WRITING = (0.05, 0.7), (0.75, 0.24)  # where a stage begins, and its share
HALF = 30.0  # questions after which half of a report is taken to be built


@dataclass(frozen=True)
class Edited:
    """A report with the texts that people wrote.

    `outdated` are the keys of texts whose draft says something else than when it was replaced.
    """

    document: Document
    drafts: Mapping[str, str]
    written: Mapping[str, Row]
    outdated: tuple[str, ...]

    @property
    def notes(self) -> list[Text]:
        """Say which texts were written over another draft, so that their figures may be old."""
        titles = section_titles(self.document)
        return [
            t(
                "The text under “{section}” by {who} was written when the draft said something "
                "else; its figures may be out of date.",
                section=titles[key],
                who=self.written[key]["changed_by"],
            )
            for key in self.outdated
        ]


@dataclass(frozen=True)
class Made:
    """A report as a file."""

    edited: Edited
    content: bytes


def make(warehouse: Warehouse, request: Request, format: str, progress: Progress = quiet) -> Made:
    """Return a report in a format. Raises BadScope for a report or format that there is not."""
    format_named(format, kind_named(request.kind))
    edited = with_texts(warehouse, request, drafted(warehouse, request, progress))
    return written(warehouse, request, edited, format, progress)


def written(
    warehouse: Warehouse,
    request: Request,
    edited: Edited,
    format: str,
    progress: Progress = quiet,
) -> Made:
    """Return a report as the file of a format; the template's tables in their own layout."""
    chosen = format_named(format, kind_named(request.kind))
    start, share = WRITING
    progress(t("Writing {format}", format=chosen.label), start)
    if request.kind in TEMPLATE_KINDS:
        content = template_kinds.written(request.kind, context(warehouse, request))
    else:
        content = chosen.write(edited.document)
    progress(t("The report is made"), start + share)
    return Made(edited, content)


def drafted(warehouse: Warehouse, request: Request, progress: Progress = quiet) -> Document:
    """Return a report with the drafts of its texts."""
    start, share = BUILDING
    progress(t("Reading the release"), 0.0)
    building = part_of(progress, start, share)
    return kind_named(request.kind).build(context(warehouse, request, building))


def context(warehouse: Warehouse, request: Request, progress: Progress = quiet) -> Context:
    """Return what a report is made from: the release and what people wrote, as at the position."""
    release = warehouse.release(request.release)
    scope = replace(request.scope, period=request.period)
    found = Context.of(warehouse, release, scope, request.lang, request.position)
    reader = found.view.reader
    evaluated = remembering(reader, progress)
    return replace(found, view=replace(found.view, release=reader.dated, evaluate=evaluated))


def remembering(reader: Reader, progress: Progress) -> Evaluate:
    """Return `evaluate` that asks nothing twice, and moves the progress on with each question."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...], Scope], pl.DataFrame] = {}

    def evaluated(metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope) -> pl.DataFrame:
        key = (metrics, by, scope)
        if key not in known:
            progress(t("Computing the figures"), 1 - exp(-len(known) / HALF))
            known[key] = evaluate(metrics, by, scope, reader)
        return known[key]

    return evaluated


# --- texts that people wrote ----------------------------------------------------------------------


def with_texts(warehouse: Warehouse, request: Request, document: Document) -> Edited:
    """Return a report with what people wrote in the place of its drafts, as at the position."""
    release = warehouse.release(request.release)
    rows = warehouse.rows_about(release, REPORT_TEXT.name, request.position)
    written = texts_of(request, rows)
    drafts = document.drafts()
    used = {key: row["text"] for key, row in written.items() if key in drafts}
    outdated = tuple(key for key, text in used.items() if text["replaced"] != drafts[key])
    basis = replace(document.basis, position=request.position)
    document = replace(document, basis=basis)
    texts = {key: text["value"] for key, text in used.items()}
    return Edited(document.with_texts(texts), drafts, written, outdated)


def texts_of(request: Request, rows: Iterable[Row]) -> dict[str, Row]:
    """Return the texts of a report among all that people wrote, by the key of their block."""
    mine = text_key(request)
    return {row["block"]: row for row in rows if all(row[name] == mine[name] for name in mine)}


def text_key(request: Request) -> dict[str, str]:
    """Return under what the texts of a report are kept, without the block."""
    return {
        "report": request.kind,
        "period": str(request.period),
        "scope": scope_name(request.scope),
        "lang": request.lang,
    }


def text_subject(request: Request, block: str) -> str:
    """Return the subject in the journal of one text of a report."""
    return REPORT_TEXT.subject({**text_key(request), "block": block})


def text_change(request: Request, block: str, text: str | None, draft: str) -> Change:
    """Return what the journal has to keep of a text; the draft itself is no text of its own."""
    same = text is None or not text.strip() or text.strip() == draft.strip()
    value = None if same else {"value": text.strip(), "replaced": draft}
    return Change(REPORT_TEXT.name, text_subject(request, block), "text", value)


def section_titles(document: Document) -> dict[str, Label]:
    """Return under which heading each text of a report stands."""
    return {
        block.key: Label(section.title, section.title)
        for section, block in document.blocks()
        if isinstance(block, (Paragraph, Bullets)) and block.key
    }
