"""Looking at single columns of a raw table before its cells are read.

Imports model and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import polars as pl

from ordertrack.intake.column_names import (
    AMOUNT,
    ORDER_AMOUNT,
    OTHER_STATUS,
    QUANTITY,
    RETURNED,
    STATUS,
    UNIT_PRICE,
    prefixed,
)
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.settled import Returns
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import Question
from ordertrack.intake.spellings import bare
from ordertrack.intake.spellings import fold as folded_header
from ordertrack.intake.values.form import fold
from ordertrack.intake.values.text import lookup
from ordertrack.model import ENDED_WORDS, FLAG_WORDS, RETURNED_WORDS, STATUS_WORDS
from ordertrack.model.columns import spellings

ENDED = {"cancelled": ENDED_WORDS}
SENT_BACK = {"cancelled": RETURNED_WORDS}
CAME_BACK = spellings("""
    returned, is returned, returned?, return, is return, return flag, returned flag, refunded,
    is refunded, return status, refund status, 是否退货, 是否退款, 是否退单, 退货, 已退货, 退货标志,
    退货标识, 退款标志, 退货状态, 退款状态, 售后状态
""")
MOST_WORDS = 200  # a column of more different values is no column of a few words


@dataclass(frozen=True, slots=True)
class Settling:
    """What each step has at hand: the decisions, a reader of numbers, and what was found so far.

    `figure` gives a column of a mapping, by its name in a checked file or its place, as a number.
    """

    decisions: Decisions
    context: Context
    figure: Callable[[TableMapping, str | int], pl.Expr]
    found: Returns = field(default_factory=Returns)


@cache
def folded_headers(words: tuple[str, ...]) -> frozenset[str]:
    """Return header words as headers are compared."""
    return frozenset(folded_header(word) for word in words)


def free_headers(mapping: TableMapping, words: Collection[str]) -> Iterator[Mapped]:
    """Yield the headers of these (folded) words that no column takes for certain."""
    used = {m.position for m in mapping.mapped if m.used}
    for m in mapping.mapped:
        if m.position not in used and {folded_header(m.header), bare(m.header)} & set(words):
            yield m


def position_of(mapping: TableMapping, name: str) -> int | None:
    """Return where the column of this name in a checked file stands in the raw table."""
    for m in mapping.mapped:
        if m.used and m.table and m.column and prefixed(m.table, m.column) == name:
            return m.position
    return None


def cell_text(position: int) -> pl.Expr:
    return pl.col(f"c{position}").str.strip_chars()


def values_at(mapping: TableMapping, position: int) -> dict[str, int]:
    """Return the different values of a column with their rows; none where these are too many."""
    text = cell_text(position)
    counts = pl.scan_parquet(mapping.to_read.path).select(value=text).group_by("value").len()
    found = counts.filter(pl.col("value").fill_null("") != "").head(MOST_WORDS + 1).collect()
    return dict(found.iter_rows()) if found.height <= MOST_WORDS else {}


def meaning_of(word: str, words: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the stored word that a written one stands for."""
    return lookup(words).get(fold(word))


def with_column(mapping: TableMapping, m: Mapped, column: str) -> TableMapping:
    """Return the mapping with a header read as this column of the orders.

    What was suggested for it is no longer asked.
    """
    taken = Mapped(m.header, m.position, "orders", column, kind="exact", lenient=column != _ASKED)
    mapped = tuple(taken if other.position == m.position else other for other in mapping.mapped)
    questions = tuple(q for q in mapping.questions if not _suggests(q, m))
    return replace(mapping, mapped=mapped, questions=questions)


_ASKED = "document_type"


def _suggests(question: Question, m: Mapped) -> bool:
    return question.kind == "mapping" and question.detail == m.header and question.answer is None


def written(amount: float | None) -> str:
    """Return an amount as it stands in a sentence."""
    return f"{amount or 0:,.2f}"


def rows_off(mapping: TableMapping) -> pl.Expr:
    """Rows that their statuses call cancelled, refunded or returned."""
    words = {STATUS: STATUS_WORDS, OTHER_STATUS: ENDED, RETURNED: SENT_BACK}
    found = [pl.lit(False)]
    for name, known in words.items():
        position = position_of(mapping, name)
        if position is not None:
            values = values_at(mapping, position)
            off = [value for value in values if meaning_of(value, known) == "cancelled"]
            found.append(cell_text(position).is_in(off).fill_null(False))
    return pl.any_horizontal(found)


def amount_of(mapping: TableMapping, settling: Settling) -> pl.Expr:
    """Return the amount of each row as a number: as written, or quantity × price."""
    for name in (AMOUNT, ORDER_AMOUNT):
        if name in mapping.names:
            return settling.figure(mapping, name)
    units = settling.figure(mapping, QUANTITY) if QUANTITY in mapping.names else pl.lit(1.0)
    return settling.figure(mapping, UNIT_PRICE) * units


def flag_of(mapping: TableMapping, headers: tuple[str, ...]) -> Mapped | None:
    """Return the header that tells of each row whether it came back, where some did."""
    for m in free_headers(mapping, folded_headers(headers)):
        values = values_at(mapping, m.position)
        flags = {**SENT_BACK, "no": FLAG_WORDS["false"]}
        figures = any(value.isdigit() and value not in "01" for value in values)
        if words_at(mapping, m, SENT_BACK) and not figures:
            few = all(meaning_of(value, flags) for value in values)
            if few or not set(values) & {"0", "1"}:
                return m
    return None


def words_at(mapping: TableMapping, m: Mapped, words: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Return the values of a column that these words know, with their rows."""
    values = values_at(mapping, m.position)
    return {value: rows for value, rows in values.items() if meaning_of(value, words)}
