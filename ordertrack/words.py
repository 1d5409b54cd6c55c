"""Sentences that can be said in English and in Chinese. Imports nothing of ours.

English is the message id; the Chinese text stands in `locale/zh_CN/LC_MESSAGES/*.po`, which are
read as they are (no compile step to forget).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "zh": "中文"}
# Numbers in these places say which one, not how many: they are written without separators.
NAMING = frozenset({"row", "release", "number", "latest", "before", "after", "year", "id"})
CATALOGUES = Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"


# How text from data is written into a sentence.
Write = Callable[[Any], str]


class Label(NamedTuple):
    """A short name in both languages, kept beside the thing that it names."""

    en: str
    zh: str

    def to(self, lang: str) -> str:
        """Return the name in a language."""
        return self.zh if lang == "zh" else self.en

    def as_title(self) -> Label:
        """Return a word that stands within sentences as a title."""
        return Label(self.en[:1].upper() + self.en[1:], self.zh)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with its values, translated when somebody reads it."""

    template: str
    values: tuple[tuple[str, Any], ...] = ()

    def to(self, lang: str, write: Write = str) -> str:
        """Return the sentence in a language, with its values as `write` writes text from data."""
        return fill(translate(self.template, lang), dict(self.values), lang, write)

    def __str__(self) -> str:
        return self.to("en")


def t(template: str, **values: Any) -> Text:
    """Mark a sentence for translation; its `{name}` places are filled from `values`."""
    return Text(template, tuple(values.items()))


def listed(labels: Iterable[Label | Text]) -> Label:
    """Return labels as one, each once."""
    kept = list(dict.fromkeys(labels))
    return Label(", ".join(one.to("en") for one in kept), "、".join(one.to("zh") for one in kept))


def translate(template: str, lang: str) -> str:
    """Return the sentence in `lang`; in English where the catalogue has none."""
    return catalogue().get(template, template) if lang == "zh" else template


def fill(template: str, values: dict[str, Any], lang: str, write: Write = str) -> str:
    """Put the values into the sentence, labels and texts among them in the same language.

    `write` says how text from data is written, so that a screen shows it letter by letter.
    """
    if not values:
        return template
    return template.format(
        **{place: format_value(place, value, lang, write) for place, value in values.items()}
    )


def format_value(place: str, value: Any, lang: str, write: Write = str) -> Any:
    """Return a value as it stands in a sentence: `20,123` rows, but `row` 20123."""
    if isinstance(value, Text):
        return value.to(lang, write)
    if isinstance(value, Label):
        return value.to(lang)
    if isinstance(value, (int, float, Decimal)):
        counted = type(value) in (int, Decimal) and place not in NAMING
        return f"{value:,}" if counted else value
    return write(value)


def system_language() -> str:
    """Return the language of this machine, `zh` or `en`, for people who have not chosen."""
    spoken = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, spoken), "").lower().startswith("zh") else "en"


@cache
def catalogue() -> dict[str, str]:
    """Read all Chinese sentences by their English message id."""
    sentences: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if message.id and message.string and not message.fuzzy:
                    sentences[str(message.id)] = str(message.string)
    return sentences
