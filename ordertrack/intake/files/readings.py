"""Which encodings read some bytes as words that people write. Imports nothing of ours.

Several encodings explain nearly all bytes. What tells them apart is whether the characters are
everyday ones of their script, and how many languages it takes to have all the accented letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

EVERYDAY = 0.97  # share of the characters that the first level of a standard makes up
MANY = 12
CHINESE = 0.7  # names have rarer characters, and everything is read as Chinese first
EAST = {  # the standard's own name, the lead bytes of that level
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "big5hkscs": ("big5", range(0xA4, 0xC7)),
    "cp949": ("euc_kr", range(0xB0, 0xC9)),
    "cp932": ("shift_jis", (0x82, 0x83, *range(0x88, 0x98))),
}
SIGNS = "，。、；：？！（）《》【】“”‘’·—…￥　"
WEST = ("cp1252", "cp1250")
LANGUAGES = {
    "cp1252": ("àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáàâçéêíõóôú", "äöüßéà", "åäöæøé", "àèéìíîòóù"),
    "cp1250": (
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "áéíóöőúüű",
        "ăâîşţ",
        "čćđšž",
        "äöüßé",
    ),
}
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[А-ЯЁа-яё][а-яё]*|[А-ЯЁ]+")
_LOW = re.compile(rb"[\xa4-\xc6][\x40-\x7e]")
_ODD = re.compile(r"[^\x00-\x7f]")
_INSIDE = re.compile(r"[A-Za-z][^\x00-\x7f\w’–—‘“”…]|[^\x00-\x7f\w’–—‘“”…€£°º§«»©®™\xa0][A-Za-z]")


def plausible(sample: bytes) -> list[str]:
    """Return the encodings that read the bytes as words, the likeliest first."""
    east = [encoding for encoding in EAST if _is_eastern(sample, encoding)]
    if east or _is_cyrillic(sample):
        return [*east, *(["cp1251"] if _is_cyrillic(sample) else [])]
    needed = {name: _languages(sample, name) for name in WEST}
    fewest = min((count for count in needed.values() if count is not None), default=None)
    return _unlike(sample, [name for name in WEST if fewest is not None and needed[name] == fewest])


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_eastern(sample: bytes, encoding: str) -> bool:
    """Whether nearly all characters are everyday ones of the encoding's own script."""
    standard, leads = EAST[encoding]
    counts = Counter(char for char in _decoded(sample, encoding) or "" if ord(char) > 127)
    words = sum(counts.values()) - sum(counts[sign] for sign in SIGNS)
    good = sum(n for char, n in counts.items() if _lead(char, standard) in leads)
    if encoding == "big5hkscs" and words > MANY and not _LOW.search(sample):
        return False  # every third character of Big5 ends in ASCII
    return words > 0 and good >= (CHINESE if encoding == "gb18030" else EVERYDAY) * words


def _lead(char: str, standard: str) -> int:
    try:
        return char.encode(standard)[0]
    except UnicodeEncodeError:
        return 0


def _is_cyrillic(sample: bytes) -> bool:
    """Whether all characters are Cyrillic letters, in words that have no others."""
    words = [word for word in _WORD.findall(_decoded(sample, "cp1251") or "") if _ODD.search(word)]
    text = "".join(words)
    if len(_ODD.findall(sample.decode("cp1251", "replace"))) > len(_ODD.findall(text)):
        return False
    return bool(words) and all(_CYRILLIC.fullmatch(word) for word in words)


def _languages(sample: bytes, encoding: str) -> int | None:
    """Count the languages that have all the accented letters; None where these make no words."""
    text = _decoded(sample, encoding)
    if text is None or _INSIDE.search(text):
        return None
    words = [word for word in set(_WORD.findall(text)) if _ODD.search(word)]
    if any(_is_mixed(word) for word in words):
        return None
    left = {char.lower() for word in words for char in _ODD.findall(word) if char.isalpha()}
    return _cover(left, LANGUAGES[encoding])


def _is_mixed(word: str) -> bool:
    """Whether nearly all of a longer word is accented, or a capital follows a small letter."""
    many = len(word) > 3 and len(_ODD.findall(word)) > 0.8 * len(word)
    return many or bool(re.search(r"[a-z]", word) and any(char.isupper() for char in word[1:]))


def _cover(left: set[str], languages: Sequence[str]) -> int | None:
    """Count the languages that it takes to have all of these letters; None where none has one."""
    taken = 0
    while left:
        best = max(languages, key=lambda letters: len(left & set(letters)))
        if not left & set(best):
            return None
        left, taken = left - set(best), taken + 1
    return taken


def _unlike(sample: bytes, encodings: Sequence[str]) -> list[str]:
    """The encodings without those that read the same as one before."""
    texts: dict[str, str] = {}
    for encoding in encodings:
        texts.setdefault(sample.decode(encoding), encoding)
    return list(texts.values())
