"""How headers are written and compared. Imports model only."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from ordertrack.model import TABLES, Column
from ordertrack.model.chinese import simplified
from ordertrack.model.header_units import without_unit

# Columns that our own downloads add (file, row, reason) start with this word and are never read.
OURS = "ordertrack:"
# ... except the line number that a set-aside row had, so that a mended line goes back to its place.
OUR_LINE = "ordertrack: line"
# ... and what tells that row from all others, so that its mended copy takes its place.
OUR_ID = "ordertrack: id"

_LINE_MARK = "lineitem"
_REMEMBERED = 20_000  # a file of hundreds of columns asks for the same words over and over
HINT = 0.8
SURE_ENOUGH = 0.85  # below this a likeness is not worth a person's time

BRACKETS = re.compile(r"[(\[{<【「《〔][^)\]}>】」》〕]*[)\]}>】」》〕]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OF_DEAL = re.compile(r"^\s*deal\s+-\s+", re.IGNORECASE)  # what a CRM writes before each header
_NOT_WORD = re.compile(r"[\W_]+")

# An order-level file may carry what is otherwise known per line; weaker than the order's own words.
_BORROWED = {
    ("orders", "promised_date"): ("order_lines", "promised_date"),
    ("orders", "delivered_date"): ("order_lines", "delivered_date"),
    ("orders", "amount"): ("order_lines", "amount"),
    ("orders", "quantity"): ("order_lines", "quantity"),
}


@lru_cache(_REMEMBERED)
def fold(header: str) -> str:
    """Drop case, width, spaces and punctuation: `Order_No ` and `orderNo`, 訂單 and 订单 agree."""
    return simplified(_stripped(header))


def _stripped(header: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", header).casefold()))


@lru_cache(_REMEMBERED)
def bare(header: str) -> str:
    """Fold the header without what stands in brackets (a format, an explanation) and its unit."""
    own = _OF_DEAL.sub("", unicodedata.normalize("NFKC", header))
    without = without_unit(BRACKETS.sub(" ", own).strip())
    return fold(without) or fold(header)


@lru_cache(_REMEMBERED)
def spoken(header: str) -> str:
    """Part the header into lower-case words: `OrderDeliveredDate` is `order delivered date`."""
    spaced = _CAMEL.sub(" ", simplified(unicodedata.normalize("NFKC", header)))
    return _NOT_WORD.sub(" ", spaced).strip().casefold()


def is_ours(header: str) -> bool:
    """Return whether one of our own downloads added this column."""
    return header.strip().casefold().startswith(OURS)


def signature(headers: Sequence[str]) -> str:
    """Return what identifies a layout, whatever the order of its columns."""
    # Not simplified: what was confirmed before is still found.
    folded = sorted(
        _stripped(header) for header in headers if header.strip() and not is_ours(header)
    )
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest()[:32]


@cache
def spellings(table: str, column: str, alone: bool = True) -> Mapping[str, float]:
    """Return every folded spelling with its strength: earlier synonyms are the better word.

    `alone` says that the file feeds no lines, so that an order may borrow the words of its lines.
    """
    declared = TABLES[table].column(column)
    hints = {fold(hint) for hint in declared.hints}
    known = _graded(declared.synonyms, 1.0)
    for own in _own_names(table, declared):
        known.setdefault(own, 0.9 if own in hints else 0.96)
    if alone and (table, column) in _BORROWED:
        for spelling, strength in spellings(*_BORROWED[table, column]).items():
            known.setdefault(spelling, strength - 0.06)
    return known


@cache
def hinted(table: str, column: str, alone: bool = True) -> frozenset[str]:
    """Spellings that are only ever suggested, because systems use them for different things."""
    hints = {fold(hint) for hint in TABLES[table].column(column).hints}
    if alone and (table, column) in _BORROWED:
        hints |= hinted(*_BORROWED[table, column])
    return frozenset(hints)


def strength(header: str, table: str, column: str, alone: bool = True) -> float:
    """Return how surely the header is an exact spelling of the column; 0 when it is none."""
    known = spellings(table, column, alone)
    whole, inner = fold(header), bare(header)
    if whole in known:
        return known[whole]
    return max(known[inner] - 0.02, 0.0) if inner in known else 0.0


def likeness(header: str, table: str, column: str, alone: bool = True) -> float:
    """Return how much the header resembles the column: HINT for a hint, 0 for not worth asking."""
    if {fold(header), bare(header)} & hinted(table, column, alone):
        return HINT
    best = max((ratio(header, other) for other in _phrases(table, column)), default=0.0)
    return best if best >= SURE_ENOUGH else 0.0


def of_the_order(headers: Sequence[str]) -> frozenset[int]:
    """Positions of headers that speak of the order, in systems that mark the headers of a line.

    There a plain "Subtotal" is the order's own.
    """
    marked = {at for at, header in enumerate(headers) if bare(header).startswith(_LINE_MARK)}
    return frozenset(range(len(headers))) - marked if marked else frozenset()


def closest(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known words most like this one, best first."""
    graded = sorted(((ratio(word, other), other) for other in set(known)), reverse=True)
    return [other for grade, other in graded[:limit] if grade > 0.5]


def ratio(word: str, other: str) -> float:
    """Return how alike two words are, from 0 to 1, whatever the order of their parts."""
    whole = fuzz.ratio(bare(word), bare(other))
    # Sorted words only help where there are several; Chinese has no spaces to sort by.
    words = fuzz.token_sort_ratio(spoken(word), spoken(other)) if " " in spoken(word) else 0.0
    return round(max(whole, words) / 100, 3)


def _graded(synonyms: Sequence[str], best: float) -> dict[str, float]:
    graded: dict[str, float] = {}
    for place, synonym in enumerate(synonyms):
        graded.setdefault(fold(synonym), best - place * 0.001)
    return graded


def _own_names(table: str, column: Column) -> list[str]:
    names = [fold(column.label.en), fold(column.label.zh)]
    # An order's `amount` is the sum of its lines: the plain word belongs to the lines.
    return names if (table, column.name) in _BORROWED else [*names, fold(column.name)]


@cache
def _phrases(table: str, column: str) -> tuple[str, ...]:
    declared = TABLES[table].column(column)
    return (declared.name, declared.label.en, declared.label.zh, *declared.synonyms)
