"""Looking at single columns of a raw table before its cells are read.

Imports model and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path, PurePath

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.column_names import (
    AMOUNT,
    DOCUMENT_TYPE,
    ORDER_AMOUNT,
    OTHER_STATUS,
    QUANTITY,
    RETURNED,
    STATUS,
    UNIT_PRICE,
)
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.settled import Returns
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.spellings import bare, strength
from ordertrack.intake.spellings import fold as folded_header
from ordertrack.intake.values.form import fold
from ordertrack.intake.values.text import lookup
from ordertrack.model import DOCUMENT_WORDS, ENDED_WORDS, FLAG_WORDS, RETURNED_WORDS, STATUS_WORDS
from ordertrack.model.columns import spellings
from ordertrack.words import Text

Words = Mapping[str, tuple[str, ...]]
ENDED = {"cancelled": ENDED_WORDS}
SENT_BACK = {"cancelled": RETURNED_WORDS}
CAME_BACK = spellings("""
    returned, is returned, returned?, return, is return, return flag, returned flag, refunded,
    is refunded, return status, refund status, 是否退货, 是否退款, 是否退单, 退货, 已退货, 退货标志,
    退货标识, 退款标志, 退货状态, 退款状态, 售后状态
""")
NAMED = re.compile(
    r"(?<![a-z])(?:return(?:s|ed)?|refund(?:s|ed)?|credit[ _-]?(?:note|memo)s?|rma)(?![a-z])"
    r"|退[货貨单單款]|[销銷]退",
    re.IGNORECASE,
)
_MIXED = re.compile(
    r"(?<![a-z])(?:and|with|incl\w*|sales(?![ _-]*(?:return|refund))|policy)(?![a-z])"
    r"|[&+及和与與含]|[销銷]售(?!退)",
    re.IGNORECASE,
)
DATES = spellings("""
    退货日期, 退货时间, 退款日期, 退款时间, 退单日期, return date, returned date, returned on,
    date returned, returned at, refund date, refunded at, credit date
""")
_FIRST_ROWS = 20_000
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
    """Yield the headers of these (folded) words of which neither a word nor a person is sure."""
    taken = {m.position for m in mapping.mapped if m.used} | mapping.said.headers.keys()
    for m in mapping.mapped:
        if m.position not in taken and {folded_header(m.header), bare(m.header)} & set(words):
            yield m


def position_of(mapping: TableMapping, name: str) -> int | None:
    """Return where the column of this name in a checked file stands in the raw table."""
    return mapping.positions.get(name)


def cell_text(position: int) -> pl.Expr:
    return pl.col(f"c{position}").str.strip_chars()


def values_at(mapping: TableMapping, position: int) -> dict[str, int]:
    """Return the different values of a column with their rows; none where these are too many."""
    path = mapping.to_read.path
    return dict(_counted(path, path.stat().st_mtime_ns, position))


@lru_cache(4096)  # each of several steps asks again, and so does each plan of an import
def _counted(path: Path, _changed: int, position: int) -> tuple[tuple[str, int], ...]:
    rows = pl.scan_parquet(path).select(value=cell_text(position))
    if rows.head(_FIRST_ROWS).select(pl.col("value").n_unique()).collect().item() > MOST_WORDS + 2:
        return ()
    counts = rows.filter(pl.col("value").fill_null("") != "").group_by("value").len().collect()
    if counts.height > MOST_WORDS:
        return ()
    return tuple(counts.sort("len", "value", descending=[True, False]).iter_rows())


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


def with_known_words(mapping: TableMapping) -> TableMapping:
    """Return the mapping with flags and second statuses that a person named read as those found.

    Their other words stand for orders that count. Where none is known, each of them is asked once.
    """
    mapped = tuple(
        replace(m, lenient=True) if m.used and _words_are_known(mapping, m) else m
        for m in mapping.mapped
    )
    return replace(mapping, mapped=mapped)


def _words_are_known(mapping: TableMapping, m: Mapped) -> bool:
    words = {"other_status": ENDED, "returned": SENT_BACK}.get(m.column or "")
    if words is None:
        return False
    denied = all(meaning_of(value, _DENIED) for value in values_at(mapping, m.position))
    return m.kind == "remembered" or denied or bool(words_at(mapping, m, words))


_DENIED = {"no": FLAG_WORDS["false"]}


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


def asked_word(mapping: TableMapping, value: str) -> str:
    """Return the id of the question what a type of documents means."""
    return question_id("word", mapping.key, DOCUMENT_TYPE, value)


def document_meanings(mapping: TableMapping, position: int, decisions: Decisions) -> dict[str, str]:
    """Return what each type of documents means, as far as it is known or was answered."""
    answers, found = decisions.all_answers, {}
    for value in values_at(mapping, position):
        known = answers.get(asked_word(mapping, value))
        if meaning := meaning_of(value, DOCUMENT_WORDS) or known:
            found[value] = meaning
    return found


def rows_of_returns(mapping: TableMapping, settling: Settling) -> pl.Expr:
    """Rows that are settled as returns: their figures are negative, whatever their signs."""
    if settling.found.choices.get(mapping.src, {}).get("returns"):
        return pl.lit(True)
    position = position_of(mapping, DOCUMENT_TYPE)
    if position is None:
        return pl.lit(False)
    meanings = document_meanings(mapping, position, settling.decisions)
    returns = [value for value, meaning in meanings.items() if meaning == "return"]
    return cell_text(position).is_in(returns).fill_null(False)


def amount_of(mapping: TableMapping, settling: Settling) -> pl.Expr:
    """Return the amount of each row as a number: as written, or quantity × price."""
    for name in (AMOUNT, ORDER_AMOUNT):
        if name in mapping.names:
            return settling.figure(mapping, name)
    units = settling.figure(mapping, QUANTITY) if QUANTITY in mapping.names else pl.lit(1.0)
    return settling.figure(mapping, UNIT_PRICE) * units


def flags_of(mapping: TableMapping, headers: tuple[str, ...]) -> Iterator[Mapped]:
    """Yield the headers that tell of each row whether it came back, where some did."""
    for m in free_headers(mapping, folded_headers(headers)):
        values = values_at(mapping, m.position)
        flags = {**SENT_BACK, **_DENIED}
        figures = any(value.isdigit() and value not in "01" for value in values)
        if words_at(mapping, m, SENT_BACK) and not figures:
            few = all(meaning_of(value, flags) for value in values)
            if few or not set(values) & {"0", "1"}:
                yield m


def together(mapping: TableMapping, into: Mapped, m: Mapped, words: Words) -> TableMapping:
    """Return the mapping with what these words say below a header said below another one, too.

    Two headers that may end an order are one column: whichever says so.
    """
    mine, its = (list(words_at(mapping, one, words)) for one in (m, into))
    says = cell_text(m.position).is_in(mine) & ~cell_text(into.position).is_in(its).fill_null(False)
    cell = pl.when(says).then(f"c{m.position}").otherwise(f"c{into.position}")
    raw_table = altered(
        mapping.to_read,
        "together",
        (into.position, m.position, mine, its),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cell.alias(f"c{into.position}")),
    )
    return mapping.with_rows(raw_table)


def words_at(mapping: TableMapping, m: Mapped, words: Words) -> dict[str, int]:
    """Return the values of a column that these words know, with their rows."""
    values = values_at(mapping, m.position)
    return {value: rows for value, rows in values.items() if meaning_of(value, words)}


def number_of(mapping: TableMapping) -> Mapped | None:
    """The header of the order number: the one that is read, or one that no table takes."""
    used = [m for m in mapping.mapped if m.used and m.column == "order_no"]
    free = [m for m in mapping.mapped if strength(m.header, "orders", "order_no") and not m.used]
    return next(iter((*used, *free)), None)


def is_named(mapping: TableMapping, words: re.Pattern[str]) -> bool:
    raw_table = mapping.raw_table
    name = raw_table.sheet or PurePath(raw_table.file).stem
    if raw_table.sheet and not words.search(name) and not mapping.tables:
        name = PurePath(raw_table.file).stem
    return bool(words.search(name)) and not _MIXED.search(name)


def day_of_return(mapping: TableMapping) -> Mapped | None:
    return next(iter(free_headers(mapping, folded_headers(DATES))), None)


def about_returns(
    mapping: TableMapping,
    text: Text,
    choices: tuple[Choice, ...],
    suggested: str | None,
    rows: int,
) -> Question:
    name = question_id("returned-orders", mapping.key)
    key = mapping.key
    return Question(name, "returned-orders", key, text, choices, suggested=suggested, rows=rows)
