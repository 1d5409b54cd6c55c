"""What several figures rest on: told in the appendix where it is first needed, then referred to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ordertrack.reports.content.document import NUMBERED, Block, Document, Source
from ordertrack.words import t

LONG = 24  # letters of a fact from which on a reference is shorter to read


def told_once(document: Document) -> Document:
    """Return a report whose sources refer to the first one that tells the same long fact."""
    first: dict[tuple[str, str], int] = {}
    shorter: dict[Source, Source] = {}
    for number, source in enumerate(document.sources(), start=1):
        facts = []
        for name, text in source.facts:
            told = first.setdefault((name, text), number)
            if told < number and len(text) > LONG:
                text = t("as in [{number}]", number=told).to(document.lang)
            facts.append((name, text))
        shorter[source] = replace(source, facts=tuple(facts))
    sections = [
        replace(one, blocks=tuple(_resting(block, shorter) for block in one.blocks))
        for one in document.sections
    ]
    return replace(document, sections=tuple(sections))


def _resting(block: Block, shorter: Mapping[Source, Source]) -> Block:
    if not isinstance(block, NUMBERED):
        return block
    return replace(block, source=shorter[block.source])
