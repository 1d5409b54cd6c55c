"""What a header says its amounts are counted in: 金额(万元), Sales ($000), Revenue in millions.

Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_IN_BRACKETS = re.compile(r"[(\[{【]([^)\]}】]*)[)\]}】]")
_APART = re.compile(r"[\s,/:_|-]+")
_TENS = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_TENS |= {"십": 1, "백": 2, "천": 3, "만": 4, "억": 8}
_HAN_SCALE = re.compile(f"[{''.join(_TENS)}]+")
# 万件, 千台; 千克 and 千米 are units of their own.
_HAN_PIECES = re.compile(
    f"([{''.join(_TENS)}]+)(?:件|个|個|台|臺|套|箱|只|隻|条|條|盒|包|辆|輛|瓶|份|支|张|張|双|雙|片|块|批|把)?"
)
_HAN_MONEY = "人民币|美元|美金|港币|港元|新台币|台币|欧元|英镑|日元|韩元|元|圆|円|圓|원"
_CODES = (
    "rs|kr|rp|zł|chf|usd|eur|gbp|cny|rmb|hkd|twd|ntd|jpy|krw|inr|brl|aud|cad|sgd|nzd|sek|nok|dkk|pln"
    "|thb|idr|vnd|php|rub|try|zar|mxn"
)
_MONEY = re.compile(
    r"(?:us|hk|nt|au|ca|nz|sg|[acrs])?[$]|[€£¥₹₩₽฿₫₱]"
    rf"|(?<![^\W\d_])(?:{_CODES})(?![^\W\d_])|{_HAN_MONEY}"
)
_FILLER = re.compile(r"^(?:单位|單位|unit|units|currency|expressed|all|figures|in|en|em|of)$")
# Words that count in something whatever they stand beside.
_WORDS = {
    3: "thousand thousands thsd tsd teur kusd keur kgbp kcny krmb k$ k€ k£ k¥ t€",
    5: "lakh lakhs lac lacs",
    6: "million millions mio mln mn mill millones milhões milhoes millionen musd meur m$ m€ m£ mm$",
    7: "crore crores",
    9: "billion billions bn mrd milliarden",
}
# These mean something else (metres, a size, credit) unless a currency or "in" stands beside them;
# some of them (tonnes, litres) even then.
_WITH_MONEY = {3: "k t mil miles milhares", 5: "l", 6: "m mm", 7: "cr", 9: "b"}
_WITH_CURRENCY = ("t", "l")
_TENS_OF = {w: n for n, words in _WORDS.items() for w in words.split()}
_TENS_WITH_MONEY = {w: n for n, words in _WITH_MONEY.items() for w in words.split()}
_ZEROS = re.compile(r"^(?:'|[x×]1)?(000|000000)(?:'?s)?$")
_LETTERS = ("k", "m", "mm", "b")  # in brackets behind an amount they can only be a scale
_SURE_LETTERS = ("k", "m", "mm")
# What counts in ones, where a line above says 万元; 人民币 says the currency alone.
_ONES = re.compile(r"(?:单位|單位)?\s*[:]?\s*(?:元|圆|圓|円|rmb|cny|usd|eur|[¥$€])")
_TAIL = 3  # words at the end of a header that may name its unit


@lru_cache(20_000)
def counted_in(header: str, total: bool = True) -> int:
    """Return what the amounts below a header are counted in: 10,000 for 金额(万元), else 1.

    `total`: they are sums, not prices, so that a letter alone is no unit of measure.
    """
    plain = _plain(header)
    for inside in _IN_BRACKETS.findall(plain):
        if tens := _tens(inside) or _letter(inside, total):
            return 10**tens
    _, tens = _apart(_IN_BRACKETS.sub(" ", plain))
    return 10**tens


@lru_cache(20_000)
def pieces_in(header: str) -> int:
    """Return what the quantities below a header are counted in: 10,000 for 数量(万件), else 1."""
    plain = _plain(header)
    for inside in _IN_BRACKETS.findall(plain):
        found = _HAN_PIECES.fullmatch(inside)
        if found or _ZEROS.match(inside):
            return 10 ** (_sum(found[1]) if found else _tens(inside))
    return 1


@lru_cache(20_000)
def unit_named(header: str) -> int | None:
    """Return what a header says that its amounts are counted in: 1 for 金额(元), None for none."""
    times = counted_in(header)
    ones = times == 1 and any(map(_ONES.fullmatch, _IN_BRACKETS.findall(_plain(header))))
    return times if times > 1 or ones else None


@lru_cache(20_000)
def without_money(header: str) -> str:
    """Return the header without its unit or currency, in brackets or not: 1月(万元), Jan (USD).

    A letter in brackets may stand for something else, such as B for budget.
    """
    plain = _plain(header)
    for match in _IN_BRACKETS.finditer(plain):
        inside = match[1].strip(" .")
        if _tens(inside) or inside in _SURE_LETTERS or _is_money(inside):
            return " ".join(f"{plain[: match.start()]} {plain[match.end() :]}".split())
    rest, tens = _apart(plain)
    return rest.strip(" ,/:_|-") if tens else header


@lru_cache(20_000)
def without_unit(header: str) -> str:
    """Return the header without a unit that stands behind or before its words."""
    return _apart(header)[0]


def _plain(header: str) -> str:
    folded = unicodedata.normalize("NFKC", header).casefold()
    return re.sub("[’‘`´]", "'", folded).strip()


def _apart(header: str) -> tuple[str, int]:
    """The header and the unit that ends or begins it; 0 where there is none."""
    plain = _plain(header)
    han = re.match(rf"^(.*[^\s{''.join(_TENS)}])({_HAN_SCALE.pattern})(?:元|圆|円|圓|원)$", plain)
    if han:
        return han[1], _sum(han[2])
    marks = [match.span() for match in _APART.finditer(plain)]
    for start, end in marks[-_TAIL:]:
        if tens := _tens(plain[end:]):
            return plain[:start], tens
    for start, end in reversed(marks[:_TAIL]):
        if tens := _tens(plain[:start]):
            return plain[end:], tens
    return header, 0


def _is_money(text: str) -> bool:
    """Whether a text names a currency and nothing else: 元, USD, 单位：元."""
    without, signs = _MONEY.subn(" ", text)
    words = [word for word in re.split(r"[\s:/,.-]+", without) if word]
    return signs > 0 and all(_FILLER.match(word) for word in words)


def _letter(text: str, total: bool) -> int:
    word = text.strip(" .")
    return _TENS_WITH_MONEY[word] if total and word in _LETTERS else 0


def _tens(text: str) -> int:
    """The power of ten that a text names and nothing else; 0 where it is no unit."""
    text = text.strip(" .")
    if text in _TENS_OF:
        return _TENS_OF[text]
    without, signs = _MONEY.subn(" ", re.sub(r"(?<=\d)[,']0", "0", text))
    words = [word for word in re.split(r"[\s:/,.-]+", without) if word]
    rest = [word for word in words if not _FILLER.match(word)]
    if len(rest) != 1 or (rest[0] in _WITH_CURRENCY and not signs):
        return 0
    return _word(rest[0], signs > 0 or len(rest) < len(words))


def _word(word: str, of_money: bool) -> int:
    if _HAN_SCALE.fullmatch(word):
        return _sum(word)
    if zeros := _ZEROS.match(word):
        return len(zeros[1])
    known = _TENS_OF | _TENS_WITH_MONEY if of_money else _TENS_OF
    return known.get(word, 0)


def _sum(signs: str) -> int:
    return sum(_TENS[sign] for sign in signs)
