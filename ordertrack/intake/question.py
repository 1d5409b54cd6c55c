"""What only a person can decide, with the choices there are. Imports words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ordertrack.words import Label, Text

QuestionKind = Literal[
    "table",
    "mapping",
    "day-order",
    "date-cells",
    "number-form",
    "discount",
    "amount-of",
    "conflict",
    "ship-as-delivery",
    "lookup",
    "word",
    "set-aside",
    "whole-orders",
    "signs",
    "refunds",
    "returned-orders",
    "row-orders",
    "no-amounts",
    "encoding",
    "shared-orders",
    "measure",
    "year",
]
KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
YES = Label("Yes", "是")
NO = Label("No", "否")


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: what is stored, and what a person reads."""

    value: str
    label: Text | Label


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one raw table.

    Without a `default` it stands open until somebody answers, and the import cannot be published.
    `suggested` is the likely answer, taken only when a person accepts suggestions. `samples` are
    values of the data that show what is asked about, `rows` how many rows hang on the answer;
    `alike` are the other raw tables with the same headers, for which the answer holds as well.
    `given` tells whether a person answered now or before, or accepted what was suggested.
    """

    id: str
    kind: QuestionKind
    about: str
    text: Text
    choices: tuple[Choice, ...]
    default: str | None = None
    suggested: str | None = None
    answer: str | None = None
    confidence: float | None = None
    samples: tuple[str, ...] = ()
    rows: int | None = None
    alike: tuple[str, ...] = ()
    given: Literal["now", "before", "suggested"] = "now"

    @property
    def detail(self) -> str:
        """What is asked beyond the file: the header for a question about one of its headers."""
        return self.id.removeprefix(question_id(self.kind, self.about)).removeprefix(":")

    @property
    def topic(self) -> str:
        """What is asked, whichever file it is asked about."""
        return f"{self.kind}:{self.detail}"

    @property
    def remembered(self) -> bool:
        """Whether the answer is one that was given in an earlier import."""
        return self.answer is not None and self.given == "before"

    @property
    def meaning(self) -> Text | Label:
        """What a person reads for the answer that was given; an empty text without one."""
        meanings = (choice.label for choice in self.choices if choice.value == self.answer)
        return next(meanings, Text(""))

    @property
    def settled(self) -> str | None:
        return self.default if self.answer is None else self.answer

    @property
    def open(self) -> bool:
        return self.settled is None

    @property
    def offered(self) -> bool:
        """Whether a suggestion waits for somebody to confirm or refuse it."""
        return self.answer is None and self.suggested not in (None, self.default)


def question_id(kind: QuestionKind, about: str, *details: str) -> str:
    """Return a name for the question that stays the same when the import is prepared again."""
    return ":".join((kind, about, *details))
