"""Which names may be one in two writings: by what is seen in them, never by a guess.

Names of the same letters, one with something in brackets or a company form behind it, a single
letter that differs in a long name, or the beginning of a name that no order has otherwise. Names
that differ in a digit, a numeral or a single letter that stands alone are two. Imports `model`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import OSA

from ordertrack.model.chinese import simplified

Why = Literal["letters", "behind", "typo", "beginning"]
WHYS: tuple[Why, ...] = ("letters", "behind", "typo", "beginning")
BRACKETED = re.compile(r"\s*[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]\s*$")
FORMS = (
    *("co ltd", "company limited", "limited", "ltd", "inc", "incorporated", "llc", "llp", "plc"),
    *("corp", "corporation", "company", "co", "gmbh", "ag", "kg", "sa", "srl", "spa", "bv", "nv"),
    *("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "公司", "集团", "team", "团队"),
)
HAN_NUMERALS = "零〇一二三四五六七八九十百甲乙丙丁戊己庚辛壬癸东西南北中上下内外"
LONG, MOST_COMPARED = 8, 5_000  # letters of a name in which one may be a slip; names compared so
FEWEST_HAN, FEWEST = 2, 4  # letters of a beginning that tells somebody apart


@dataclass(frozen=True)
class Name:
    """A name as the data has it; `called` where it is an id, and how many rows hold it where."""

    key: str
    called: str | None
    rows: Mapping[str, int]

    @property
    def is_sold(self) -> bool:
        """Whether an order names it."""
        return any(self.rows.get(place) for place in ("orders", "lines", "credits"))

    @property
    def shown(self) -> str:
        """What people call it."""
        return self.called or self.key

    @property
    def weight(self) -> tuple[bool, int, bool, int, str]:
        """Of two names the heavier one is used: with an id, in more orders, in a list."""
        sold = sum(self.rows.get(place, 0) for place in ("orders", "lines"))
        listed = self.rows.get("listed", 0)
        return self.called is not None, sold, bool(listed), sum(self.rows.values()), self.key


@dataclass(frozen=True)
class Alike:
    """Two names that may be one: the one to be read as the other, and what speaks for it.

    `unsold`: no order has the name found. `others` are further names that it may be, too.
    """

    found: Name
    use: Name
    why: Why
    unsold: bool
    others: int = 0


def alike(names: Iterable[Name], answered: Collection[frozenset[str]] = ()) -> list[Alike]:
    """Return pairs of names that may be one and were not answered, the surest first."""
    every = sorted(names, key=lambda one: one.weight, reverse=True)
    if all(one.called is not None for one in every):  # each has an id: nothing to find
        return []
    pairs: dict[frozenset[str], Alike] = {}
    sure: set[str] = set()  # found by their letters: nothing weaker is asked about them
    for why in WHYS:
        for one, other in FINDERS[why](every):
            keys = frozenset((one.key, other.key))
            found, use = sorted((one, other), key=lambda name: name.weight)
            if len(keys) < 2 or found.called is not None or found.key in sure:
                continue
            if keys not in pairs and keys not in answered:
                pairs[keys] = Alike(found, use, why, not found.is_sold)
        if why == "letters":
            sure = {one.found.key for one in pairs.values()}
    return _sorted(pairs.values())


def _sorted(pairs: Iterable[Alike]) -> list[Alike]:
    every = list(pairs)
    times: dict[str, int] = defaultdict(int)
    for one in every:
        times[one.found.key] += 1
        times[one.use.key] += one.why == "behind"
    told = [Alike(one.found, one.use, one.why, one.unsold, _others(one, times)) for one in every]
    return sorted(told, key=lambda one: (not one.unsold, WHYS.index(one.why), one.found.key))


def _others(one: Alike, times: Mapping[str, int]) -> int:
    behind = times[one.use.key] - 1 if one.why == "behind" else 0
    return max(times[one.found.key] - 1, behind, 0)


# --- how names are compared -------------------------------------------------------------------


def folded(name: str) -> str:
    """Return the letters and digits of a name, whatever their width, case and way of writing."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return simplified("".join(filter(str.isalnum, plain)))


def in_brackets(name: str) -> str:
    """Return what stands in brackets at the end of a name."""
    found = BRACKETED.search(unicodedata.normalize("NFKC", name))
    return folded(found[1]) if found else ""


def core(name: str) -> str:
    """Return the letters of a name without what is in brackets, and without its company form."""
    plain = BRACKETED.sub("", unicodedata.normalize("NFKC", name)).casefold()
    words = " ".join(re.sub(r"[^\w]+", " ", plain).split())
    words = simplified(words)
    for form in FORMS:
        rest = words.removesuffix(form)
        if rest != words and len(folded(rest)) >= FEWEST_HAN and _ends_a_word(rest, form):
            return folded(_of_many_words(rest, form))
    return folded(words)


def _ends_a_word(rest: str, form: str) -> bool:
    return not form.isascii() or rest.endswith(" ")


def _of_many_words(rest: str, form: str) -> str:
    """Return a name without the `co` that stands before its `ltd`."""
    return rest.rstrip().removesuffix(" co") if form.isascii() else rest


def marks(name: str) -> tuple[str, ...]:
    """Return what tells codes apart: digits, numerals, directions, letters that stand alone."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    alone = [word for word in re.findall(r"[^\W\d_]+", plain) if len(word) == 1]
    roman = [word for word in re.findall(r"[^\W\d_]+", plain) if re.fullmatch(r"[ivx]+", word)]
    han = [letter for letter in plain if letter in HAN_NUMERALS]
    return (*re.findall(r"\d+", plain), *alone, *roman, *han)


# --- who is like whom -------------------------------------------------------------------------

Pairs = Iterator[tuple[Name, Name]]


def _of_same_letters(names: Sequence[Name]) -> Pairs:
    yield from _by(names, lambda one: {folded(one.key), folded(one.shown)})


def _behind(names: Sequence[Name]) -> Pairs:
    """Names that are one but for what one of them has behind it."""
    for group in _groups(names, lambda one: {core(one.shown)}):
        plain = [one for one in group if not in_brackets(one.shown)]
        for one in group:
            if plain and one is not plain[0]:
                yield plain[0], one


def _typos(names: Sequence[Name]) -> Pairs:
    """Long names with one letter more, less, another, or two that changed places."""
    long = [one for one in names if len(folded(one.shown)) >= LONG][:MOST_COMPARED]
    for group in _groups(long, lambda one: _without_one(folded(one.shown))):
        for one, other in pairwise(group):
            letters = folded(one.shown), folded(other.shown)
            if OSA.distance(*letters) == 1 and marks(one.shown) == marks(other.shown):
                yield one, other


def _without_one(letters: str) -> set[str]:
    return {letters, *(letters[:place] + letters[place + 1 :] for place in range(len(letters)))}


def _beginnings(names: Sequence[Name]) -> Pairs:
    """Names that no order has, and the only ones in orders that begin with them or the reverse."""
    sold = [one for one in names if one.is_sold][:MOST_COMPARED]
    index = _Beginnings(sold)
    for one in names:
        if one.is_sold or not _tells(folded(one.shown)):
            continue
        found = [other for other in index.near(one) if _begins(one.shown, other.shown)]
        if len(found) == 1:
            yield found[0], one


class _Beginnings:
    """Names by their letters, so that not each of thousands is held against each other."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._by_letters: dict[str, list[Name]] = defaultdict(list)
        for one in names:
            self._by_letters[_letters(one.shown)].append(one)
        self._sorted = sorted(self._by_letters)

    def near(self, one: Name) -> Iterator[Name]:
        """Give the names whose letters are the beginning of these, or begin with them."""
        letters = _letters(one.shown)
        for end in range(1, len(letters)):
            yield from self._by_letters.get(letters[:end], ())
        for place in range(bisect_left(self._sorted, letters), len(self._sorted)):
            if not self._sorted[place].startswith(letters):
                return
            yield from self._by_letters[self._sorted[place]]


def _letters(name: str) -> str:
    """The letters of a name, each alone: those of a beginning are the beginning of its letters."""
    return "".join(map(folded, name))


def _begins(one: str, other: str) -> bool:
    """Return whether one of two names is the beginning of the other, up to the end of a word."""
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    whole = not short[-1:].isascii() or not rest[:1].isalnum()
    same = folded(long[: len(short)]) == folded(short)
    return bool(rest) and same and whole and marks(short) == marks(long) and _tells(folded(short))


def _tells(letters: str) -> bool:
    return len(letters) >= (FEWEST if letters.isascii() else FEWEST_HAN)


def _by(names: Sequence[Name], keys: Callable[[Name], set[str]]) -> Pairs:
    """Pairs of the heaviest name of a group with each other one."""
    for group in _groups(names, keys):
        yield from ((group[0], other) for other in group[1:])


def _groups(names: Sequence[Name], keys: Callable[[Name], set[str]]) -> Iterator[list[Name]]:
    found: dict[str, list[Name]] = defaultdict(list)
    for one in names:
        for key in keys(one) - {""}:
            found[key].append(one)
    yield from (group for group in found.values() if len(group) > 1)


FINDERS: Mapping[Why, Callable[[Sequence[Name]], Pairs]] = {
    "letters": _of_same_letters,
    "behind": _behind,
    "typo": _typos,
    "beginning": _beginnings,
}
