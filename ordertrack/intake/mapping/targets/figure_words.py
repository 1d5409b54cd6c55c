"""Which figure the header of a column of targets speaks of. Imports model and spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from ordertrack.intake.spellings import BRACKETS, fold, ratio, spoken
from ordertrack.model.header_units import without_unit
from ordertrack.model.measure_words import MEASURE_WORDS

# What a header that says neither in its own words is about, all the same.
_MEASURES = (("new_customers", ("客户", "customer")), ("units", ("数量", "销量", "units", "qty")))
_SAID_LAST = frozenset(word for _, words in _MEASURES for word in words)
_SHORTEST = 3  # letters of a word that is looked for inside a header; two of Chinese are one
_LIKE = 0.85
_BEGINS = 4  # letters with which a longer word begins, that it may be meant

_TARGET = re.compile(
    r"目标[值额]|目标|指标额|指标|任务额|任务|计划|预算|配额|定额"
    r"|\b(?:target values?|targets?|quotas?|goals?|plan|planned|budget|objectives?)\b"
)
# What stands beside a target, or is another one: what was reached, last year's, the sum so far.
_BESIDE = re.compile(
    r"达成|完成|实际|差额|差异|差距|偏差|进度|去年|上年|上月|同期|剩余|累计|调整|时间|日期"
    r"|\b(?:actual|actuals|attain\w*|achiev\w*|reached|variance|gap|vs|versus|last|prior|previous"
    r"|remaining|left|progress|cumulative|ytd|delta|difference|date|day)\b"
)
_PERCENT = re.compile(r"[%％]|\bpercent\b")
# Words that say nothing but that something is sold.
_PLAIN = {"": "revenue", "销售": "revenue"}


def measure_of(header: str) -> str:
    """Return the figure of which the only column of targets is, revenue where it says nothing."""
    folded = header.casefold()
    found = _inside(fold(header))
    if found:
        return found
    return next((name for name, words in _MEASURES if any(w in folded for w in words)), "revenue")


def says_target(header: str) -> bool:
    """Return whether the header speaks of a target, not of what stands beside it."""
    words = spoken(header)
    return bool(_TARGET.search(words)) and not says_beside(header)


def says_beside(header: str) -> bool:
    """Return whether the header speaks of what was reached, or of an earlier or another period."""
    return bool(_BESIDE.search(spoken(header)))


def has_target(text: str) -> bool:
    """Return whether a text speaks of targets, whatever else it speaks of."""
    return bool(_TARGET.search(spoken(text)))


def figure_named(text: str) -> str | None:
    """Return the figure that a title or a name speaks of by its word, revenue among them."""
    rest = fold(without_target(text))
    return _said().get(rest) if _said().get(rest, "customers") != "customers" else _inside(rest)


def in_percent(header: str) -> bool:
    """Return whether a unit of the header says that its figures are percent."""
    return bool(_PERCENT.search(header.casefold()))


def figure_of(header: str) -> str | None:
    """Return the figure whose word the header is, but for the word for a target and a unit."""
    said = _said()
    rests = [fold(without_target(words)) for words in _readings(header)]
    for rest in rests:
        # A target for customers without another word may be one for new ones.
        if said.get(rest, "customers") != "customers":
            return said[rest]
    inner = (said.get(fold(inside)) for inside in _in_brackets(header))
    inside = next((name for name in inner if name), None)
    return inside or next((_PLAIN[rest] for rest in rests if rest in _PLAIN), None)


def likely_figures(header: str) -> tuple[str, ...]:
    """Return the figures that the header may mean, likeliest first."""
    rest = fold(without_target(_readings(header)[-1]))
    if not rest:
        return ()
    found = ["new_customers"] if _said().get(rest) == "customers" else []
    found += [name for name in (_said().get(rest), _inside(rest)) if name]
    found += _begun_by(rest)
    found += [name for word, name in _said().items() if ratio(word, rest) >= _LIKE]
    found += [name for name, words in _MEASURES if any(word in rest for word in words)]
    return tuple(dict.fromkeys(found))


@cache
def _said() -> Mapping[str, str]:
    return {fold(word): name for name, words in MEASURE_WORDS.items() for word in words}


def _inside(plain: str) -> str | None:
    """The figure of the longest word inside; a target for customers is one for new ones."""
    said = _said()
    inside = [
        word
        for word in said
        if word in plain
        and len(word) >= (_SHORTEST if word.isascii() else 2)
        and word not in _SAID_LAST
        and said[word] != "customers"
    ]
    return said[max(inside, key=len)] if inside else None


def _begun_by(rest: str) -> list[str]:
    if len(rest) < (_BEGINS if rest.isascii() else 2):
        return []
    longer = [(len(word), name) for word, name in _said().items() if word.startswith(rest)]
    return [name for _, name in sorted(longer, key=lambda one: one[0])]


def _readings(header: str) -> tuple[str, str]:
    """The words of the header, all of them and those outside brackets without a unit."""
    plain = unicodedata.normalize("NFKC", header)
    return spoken(header), spoken(without_unit(BRACKETS.sub(" ", plain).strip()))


def _in_brackets(header: str) -> Iterator[str]:
    for inside in BRACKETS.findall(unicodedata.normalize("NFKC", header)):
        yield inside[1:-1]


def without_target(header: str) -> str:
    """Return the words of a header without those for a target."""
    return _TARGET.sub(" ", spoken(header))
