"""A table of figures: typed values for files and reports, written figures for the screen.

Every table of the evaluation pages is a `Sheet`, so that the screen, a download and a report show
the same columns under the same headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ordertrack.views import formats
from ordertrack.words import Label, Text

PRICE = "price "


@dataclass(frozen=True)
class Column:
    """One column: `unit` is that of a metric (`money CNY`, `ratio`, …) or `text`.

    `price money CNY` is money to the last digit, `growth` a fraction written as a change in
    percent. `help` explains the heading; `signed` amounts have a plus where they are positive.
    `short` is the heading on a screen, which has the whole one beside its help. `spare` columns are
    the first that a screen without room for all of them leaves out until somebody asks for them.
    """

    name: str
    label: Label | Text
    unit: str = "text"
    help: Text | None = None
    signed: bool = False
    short: Label | None = None
    spare: bool = False

    def briefly(self, en: str, zh: str) -> Column:
        """Return the column with a short heading on a screen, where room is scarce."""
        return replace(self, short=Label(en, zh))

    def if_room(self) -> Column:
        """Return the column as one that a narrow screen can do without."""
        return replace(self, spare=True)

    @property
    def is_text(self) -> bool:
        return self.unit == "text"


@dataclass(frozen=True)
class Sheet:
    """Rows with their columns; `key` (hidden) is what a click on a row stands for."""

    frame: pl.DataFrame
    columns: tuple[Column, ...]

    @property
    def is_empty(self) -> bool:
        return self.frame.is_empty()

    def head(self, count: int, first: int = 0) -> Sheet:
        """Return `count` rows from the row `first` on."""
        return replace(self, frame=self.frame.slice(first, count))

    def as_read(self, lang: str) -> pl.DataFrame:
        """Return the figures as people read them, a text for each; an unknown one is `—`."""
        return pl.DataFrame(
            [
                pl.Series(column.name, self._texts(column, lang), dtype=pl.String)
                for column in self.columns
            ]
        )

    def as_file(self, lang: str) -> pl.DataFrame:
        """Return the values themselves under their headings, without what is only a key."""
        titles = unlike([column.label.to(lang) for column in self.columns])
        return self.frame.select(
            pl.col(column.name).alias(title)
            for column, title in zip(self.columns, titles, strict=True)
        )

    def _texts(self, column: Column, lang: str) -> list[str]:
        values = self.frame[column.name].to_list()
        if column.is_text:
            return [formats.NONE if value is None else str(value) for value in values]
        if column.unit == "growth":
            return [_growth(value) for value in values]
        if column.signed:
            return _signed(values, column.unit, lang)
        unit = column.unit.removeprefix(PRICE)
        exact = unit != column.unit or unit in ("count", "units")
        return formats.column(values, unit, lang, exact=exact)


def _growth(value: float | None) -> str:
    return ("+" if value and value > 0 else "") + formats.percent(value)


def _signed(values: Sequence[Any], unit: str, lang: str) -> list[str]:
    if unit in ("ratio", "days", "score"):
        return [formats.change(value, 0, unit, lang) or formats.NONE for value in values]
    texts = formats.column(values, unit, lang)
    return [
        f"+{text}" if value and value > 0 else text
        for value, text in zip(values, texts, strict=True)
    ]


def unlike(titles: Sequence[str]) -> list[str]:
    """Return titles made different where two are the same."""
    found: list[str] = []
    for title in titles:
        times = sum(one == title or one.startswith(f"{title} (") for one in found)
        found.append(f"{title} ({times + 1})" if times else title)
    return found
