"""What a person decides about an import. Imports errors, words and its siblings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ordertrack.errors import BadMapping
from ordertrack.intake.question import Question, QuestionKind
from ordertrack.words import t

LEAVE_OUT = "leave-out"
# Header → "column" | "table.column" | "a,b" | "" (leave it unused); a pair of raw table and header
# speaks of one raw table only.
Maps = Mapping[str | tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided about an import so far.

    `table` is the table that every raw table feeds; `answers` go by the id of their question,
    `answers_by_kind` hold for every question of a kind. With `accept_suggestions` a suggestion
    counts as an answer. `full`: the export is the full list, so rows that it lacks are removed.
    """

    table: str | None = None
    maps: Maps = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    answers_by_kind: Mapping[QuestionKind, str] = field(default_factory=dict)
    accept_suggestions: bool = False
    full: bool = False
    remembered: Mapping[str, str] = field(default_factory=dict)

    def given(self, kind: QuestionKind, question: str) -> str | None:
        """Return the answer given to the question of this id, or to all questions of its kind.

        Unknown words have nothing in common: all of them can be left out, no more.
        """
        of_kind = self.answers_by_kind.get(kind)
        if kind == "word" and of_kind != LEAVE_OUT:
            of_kind = None
        return self.answers.get(question, of_kind)

    @property
    def all_answers(self) -> Mapping[str, str]:
        """The answers by the id of their question, those remembered too."""
        return {**self.remembered, **self.answers}

    def answer(self, question: Question) -> Question:
        """Return the question with its answer, if there is one.

        Raises BadMapping for an answer that is none of the choices.
        """
        allowed = [choice.value for choice in question.choices]
        answer = self.given(question.kind, question.id)
        before = self.remembered.get(question.id)
        if answer is None and before in allowed:
            return replace(question, answer=before, remembered=True)
        if answer is None and self.accept_suggestions:
            answer = question.suggested
        if answer is None:
            return question
        if answer not in allowed:
            raise no_answer(answer, question.id, allowed)
        return replace(question, answer=answer)


def no_answer(answer: str, question: str, allowed: Iterable[str]) -> BadMapping:
    """Return what is wrong with an answer that is none of the choices."""
    return BadMapping(
        t('"{answer}" is no answer to {question}.', answer=answer, question=question),
        t("Possible answers: {answers}.", answers=", ".join(allowed)),
    )
