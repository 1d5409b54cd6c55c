"""What stands out and what is done about it: highlights, shortfalls, the action plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ordertrack.reports.content import parts
from ordertrack.reports.content.analysis import proposals
from ordertrack.reports.content.analysis.findings import Findings
from ordertrack.reports.content.document import Block, Bullets, Paragraph, Table
from ordertrack.views import formats
from ordertrack.views.highlights import METHOD
from ordertrack.views.tracking import actions, review
from ordertrack.words import Label, Text, t

SAID = 5  # standouts in words
LISTED = 10


def highlights(findings: Findings) -> Iterator[Block | None]:
    """Give what clears the noise, for better and for worse, each with its evidence."""
    view, found = findings.view, findings.found
    yield Paragraph(found.summary().to(view.lang), key="standouts_text")
    for good, title in ((True, t("Highlights")), (False, t("Shortfalls"))):
        ones = found.of(good=good)
        if ones:
            key = "highlights" if good else "shortfalls"
            told = [one.briefly(view.lang) for one in ones[:SAID]]
            yield Bullets(tuple(text.to(view.lang) for text in told), key=key)
            asked = tuple(dict.fromkeys(one.figure.metric for one in ones))
            sheet = found.sheet(view.lang, good=good)
            yield _with_method(parts.table(view, sheet, title, asked, LISTED), view.lang)
        elif found.standouts:
            none = t("No highlight clears the noise.") if good else t("No shortfall does.")
            yield Paragraph(none.to(view.lang))


def _with_method(table: Table | None, lang: str) -> Table | None:
    """Say in the appendix how it was told what stands out."""
    if table is None:
        return None
    facts = (*table.source.facts, (t("Method").to(lang), METHOD.to(lang)))
    return replace(table, source=replace(table.source, facts=facts))


def plan(findings: Findings) -> Iterator[Block | None]:
    """Give the actions with how they are judged, and proposals where nothing is planned yet."""
    view, rows = findings.view, findings.actions
    yield Paragraph(standing(findings).to(view.lang), key="plan_text")
    verdicts = review.verdicts(rows, view)
    yield parts.table(view, review.planned(rows, verdicts, view), actions.TITLE, most=0)
    proposed = proposals.proposals(findings.found, findings.aims, rows, view)
    if proposed:
        note = t("Proposals, which nobody has agreed to yet: change, plan or drop them.")
        yield Paragraph(note.to(view.lang))
        lines = tuple(one.sentence().to(view.lang) for one in proposed)
        yield Bullets(lines, key="proposals")


def standing(findings: Findings) -> Text:
    """Say how many actions there are, and how they stand."""
    today = findings.view.scope.as_of.date()
    counts = {
        name: len(rows) for name, rows in actions.by_standing(findings.actions, today).items()
    }
    if not findings.actions:
        return t("No action is planned yet.")
    stood = Label(*(_stood(counts, lang) for lang in ("en", "zh")))
    if len(findings.actions) == 1:
        return t("1 action: {counts}.", counts=stood)
    return t("{count} actions: {counts}.", count=len(findings.actions), counts=stood)


def _stood(counts: Mapping[str, int], lang: str) -> str:
    """Return how many stand how, `1 overdue, 2 in progress`."""
    told = [
        t("{count} {standing}", count=count, standing=actions.STANDINGS[name]).to(lang)
        for name, count in counts.items()
        if count
    ]
    return formats.listed(told, lang)
