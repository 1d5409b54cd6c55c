"""Chinese in both ways of writing it: 訂單編號 is 订单编号. Imports nothing of ours.

Only words of ours are compared so (headers, states, units): names and texts stay as written.
"""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC

_WAYS = ("s2t", "s2tw", "s2hk")  # in general, in Taiwan, in Hong Kong


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


@lru_cache(20_000)
def simplified(text: str) -> str:
    """Return the text in simplified characters."""
    return text if text.isascii() else _converter("t2s").convert(text)


@lru_cache(20_000)
def written(word: str) -> tuple[str, ...]:
    """Return the word as it is, and as it is written in traditional characters if that differs."""
    if word.isascii():
        return (word,)
    return tuple(dict.fromkeys((word, *(_converter(way).convert(word) for way in _WAYS))))
