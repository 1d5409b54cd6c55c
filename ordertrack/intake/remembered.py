"""One answer for all files with the same headers: those of this import, and those to come.

Imports records (the shape of a saved answer) and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ordertrack.intake.decisions import LEAVE_OUT, Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.questions import NO_TABLE
from ordertrack.intake.question import Question, QuestionKind
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import signature
from ordertrack.records import SavedAnswer
from ordertrack.warehouse import Records
from ordertrack.words import LANGUAGES, t

# What a header means is kept by header; rows left out need a yes every time, and next year's file
# has the headers of this year's.
_NOT_KEPT: frozenset[QuestionKind] = frozenset({"mapping", "set-aside", "year"})

# Where a name came from is told once its file is missing, also if nobody was asked.
_GIVEN: Mapping[QuestionKind, tuple[str, ...]] = {"lookup": ("now", "suggested")}


def with_remembered(
    raw_tables: Sequence[RawTable], decisions: Decisions, records: Records | None
) -> Decisions:
    """Return the decisions with each answer given to all files of its headers, and those kept."""
    by_signature: dict[str, list[str]] = {}
    for raw_table in raw_tables:
        by_signature.setdefault(signature(raw_table.headers), []).append(raw_table.key)
    alike = {
        _id(topic, key): answer
        for keys in by_signature.values()
        for topic, answer in _answers_about(keys, decisions.answers)
        for key in keys
    }
    kept = records.answers.find(by_signature) if records else []
    remembered = {
        _id(saved.topic, key): saved.answer
        for saved in kept
        for key in by_signature[saved.signature]
    }
    return replace(decisions, alike=alike, remembered=remembered)


def _answers_about(keys: Iterable[str], answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The topic and the answer of every answer about one of these raw tables."""
    for key in keys:
        for name, answer in answers.items():
            kind, _, rest = name.partition(":")
            if rest == key or rest.startswith(f"{key}:"):
                yield f"{kind}:{rest.removeprefix(key).removeprefix(':')}", answer


def _id(topic: str, key: str) -> str:
    kind, _, detail = topic.partition(":")
    return ":".join((kind, key, detail) if detail else (kind, key))


def asked_once(
    questions: Iterable[Question], raw_tables: Iterable[RawTable]
) -> tuple[Question, ...]:
    """Return the questions, one for all files that have the same headers and the same doubt."""
    layouts = {raw_table.key: signature(raw_table.headers) for raw_table in raw_tables}
    found: dict[object, Question] = {}
    for question in questions:
        waiting = question.answer is None and (question.open or question.offered)
        layout = layouts.get(question.about) if waiting else None
        choices = tuple(choice.value for choice in question.choices)
        same = (layout, question.topic, choices, question.suggested) if layout else question.id
        first = found.get(same)
        found[same] = question if first is None else _with_another(first, question)
    return tuple(found.values())


def _with_another(first: Question, other: Question) -> Question:
    rows = None if first.rows is None else first.rows + (other.rows or 0)
    samples = tuple(dict.fromkeys((*first.samples, *other.samples)))
    return replace(first, rows=rows, samples=samples, alike=(*first.alike, other.about))


def answer_findings(questions: Iterable[Question]) -> list[Finding]:
    """Tell what was not asked: it was answered before, or what is likely was accepted.

    One finding speaks of all files of which the same was asked.
    """
    alike: dict[tuple[str, str | None], list[Question]] = {}
    for question in questions:
        if question.answer is not None and question.given != "now" and question.kind != "mapping":
            alike.setdefault((question.topic, question.answer), []).append(question)
    return [_not_asked(same[0], len(same)) for same in alike.values()]


def _not_asked(question: Question, count: int) -> Finding:
    values = {"question": question.text, "answer": question.meaning}
    if not question.remembered:
        text = t("{question} As suggested: {answer}.", **values)
        return Finding("suggestion-accepted", "warning", text, count)
    severity = "warning" if question.answer in (LEAVE_OUT, NO_TABLE) else "info"
    text = t("{question} As answered before: {answer}.", **values)
    return Finding("answer-remembered", severity, text, count)


def save_answers(
    questions: Iterable[Question], raw_tables: Iterable[RawTable], records: Records, who: str
) -> None:
    """Keep the answers that a person gave, for the next files with these headers."""
    layouts = {raw_table.key: signature(raw_table.headers) for raw_table in raw_tables}
    records.answers.save(
        SavedAnswer(
            layouts[question.about],
            question.topic,
            question.answer,
            {lang: question.text.to(lang) for lang in LANGUAGES},
            {lang: question.meaning.to(lang) for lang in LANGUAGES},
            who,
            datetime.now(UTC),
        )
        for question in questions
        if question.answer is not None
        and question.given in _GIVEN.get(question.kind, ("now",))
        and question.kind not in _NOT_KEPT
        and question.about in layouts
    )
