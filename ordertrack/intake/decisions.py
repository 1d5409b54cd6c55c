"""What a person decides about an import. Imports errors, words and its siblings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ordertrack.errors import BadMapping
from ordertrack.intake.question import Question, QuestionKind
from ordertrack.words import t

LEAVE_OUT = "leave-out"
# Kinds whose questions offer different answers: one for all of them holds where it is offered.
_VARIED: frozenset[QuestionKind] = frozenset({"number-form", "returned-orders"})
# Header → "column" | "table.column" | "a,b" | "" (leave it unused); a pair of raw table and header
# speaks of one raw table only.
Maps = Mapping[str | tuple[str, str], str]


# Raw table and row → position of a cell → what stands there now, empty for nothing.
Mends = Mapping[tuple[str, int], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided about an import so far.

    `table` is the table that every raw table feeds; `answers` go by the id of their question,
    `answers_by_kind` hold for every question of a kind. With `accept_suggestions` a suggestion
    counts as an answer. `full`: the export is the full list, so rows that it lacks are removed.
    `alike` are answers about other files with the same headers, `remembered` those of earlier
    imports: they hold where a question offers them, and what is said of a file itself counts
    more. `mends` are cells of rows that were set aside, written anew.
    """

    table: str | None = None
    maps: Maps = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    answers_by_kind: Mapping[QuestionKind, str] = field(default_factory=dict)
    accept_suggestions: bool = False
    full: bool = False
    alike: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    mends: Mends = field(default_factory=dict)

    def given(self, kind: QuestionKind, question: str) -> str | None:
        """Return the answer given to the question of this id, or to all questions of its kind.

        Unknown words have nothing in common: all of them can be left out, no more.
        """
        of_kind = self.answers_by_kind.get(kind)
        if kind == "word" and of_kind != LEAVE_OUT:
            of_kind = None
        return self.answers.get(question, of_kind)

    def known(self, kind: QuestionKind, question: str) -> str | None:
        """Return the answer given to the question now, about a file like this one, or before."""
        given = self.given(kind, question)
        return given if given is not None else {**self.remembered, **self.alike}.get(question)

    @property
    def all_answers(self) -> Mapping[str, str]:
        """The answers by the id of their question, those about other files and before too."""
        return {**self.remembered, **self.alike, **self.answers}

    def answer(self, question: Question) -> Question:
        """Return the question with its answer, if there is one.

        Raises BadMapping for an answer that is none of the choices.
        """
        allowed = [choice.value for choice in question.choices]
        answer, alike = self.given(question.kind, question.id), self.alike.get(question.id)
        before = self.remembered.get(question.id)
        if question.kind in _VARIED and question.id not in self.answers and answer not in allowed:
            answer = None
        if answer is not None and answer not in allowed:
            raise no_answer(answer, question.id, allowed)
        if answer is not None or alike in allowed:
            return replace(question, answer=alike if answer is None else answer)
        if before in allowed:
            return replace(question, answer=before, given="before")
        likely = self.accept_suggestions and question.kind != "word"  # words are applied by name
        if likely and question.suggested is not None:
            return replace(question, answer=question.suggested, given="suggested")
        return question


def no_answer(answer: str, question: str, allowed: Iterable[str]) -> BadMapping:
    """Return what is wrong with an answer that is none of the choices."""
    return BadMapping(
        t('"{answer}" is no answer to {question}.', answer=answer, question=question),
        t("Possible answers: {answers}.", answers=", ".join(allowed)),
    )
