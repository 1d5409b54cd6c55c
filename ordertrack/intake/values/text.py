"""Text, ids and words from a list. Imports form and model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import polars as pl

from ordertrack.intake.values.form import (
    Allowed,
    Form,
    blank_as_null,
    clean,
    fold,
    unwrapped,
    word_for,
    words_of,
)
from ordertrack.model import FLAG_WORDS, SCORE_WORDS
from ordertrack.model.chinese import written

LOSSY_ID = r"^[0-9](?:\.[0-9]+)?[eE]\+[0-9]+$"
FLOAT_ID = r"^([0-9]+)\.0+$"
# What makes an id worth the longer way: an unusual character, an edge to trim, a word for nothing,
# wrapping, an exponent. Plain ASCII and ideographs are their own half-width form.
ODD_ID = "|".join(
    (
        r"[^ -~\x{4e00}-\x{9fff}]",
        r"^\s|\s$",
        r"^[='(<#/\\-]",
        r"\.0+$|[eE]\+[0-9]",
        "^(?i:null|none|nan|nil|n/a|nat)$",
    )
)


def text_value(column: str, form: Form) -> pl.Expr:
    if not form.few:
        return blank_as_null(clean(column, form), "text")
    return _as_it_is(column, blank_as_null(clean(column, replace(form, wide=True)), "text"))


def _as_it_is(column: str, cleaned: pl.Expr) -> pl.Expr:
    """`cleaned`, but a batch none of whose different values changes is taken as it is."""

    def read(batch: pl.Series) -> pl.Series:
        different = batch.unique().to_frame(column)
        if not different.select(cleaned.ne_missing(pl.col(column)).any()).item():
            return batch
        return batch.to_frame(column).select(cleaned).to_series()

    return pl.col(column).map_batches(read, return_dtype=pl.String, is_elementwise=True)


def id_value(column: str, form: Form) -> pl.Expr:
    """Read a key as meant: unwrapped, `17850.0` → `17850`, digits lost to `1.2E+17` → null."""
    if form.plain:
        return pl.col(column)
    key = unwrapped(clean(column, form)).str.replace(FLOAT_ID, "${1}")
    return blank_as_null(key.str.replace(LOSSY_ID, ""), "id")


# --- words from a list ---


def folded(cleaned: pl.Expr) -> pl.Expr:
    return cleaned.str.to_lowercase().str.replace_all(r"[\s_\-]+", "")


def lookup(words: Allowed) -> Mapping[str, str]:
    """Folded word → stored word; the first list that names a word keeps it."""
    return _looked_up(tuple(words.items()))


@lru_cache(maxsize=256)
def _looked_up(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for stored, spellings in words:
        for word in spellings:
            for way in written(word):
                found.setdefault(fold(way), stored)
    return found


def choice_value(column: str, form: Form, allowed: Allowed | None) -> pl.Expr:
    words = lookup(words_of(form.kind, allowed))
    return word_for(folded(clean(column, form)), words)


def flag_value(column: str, form: Form) -> pl.Expr:
    word = folded(clean(column, form)).str.replace(FLOAT_ID, "${1}")
    return word_for(word, lookup(FLAG_WORDS)) == "true"


def score_value(column: str, form: Form) -> pl.Expr:
    """1 to 5 from `4`, `4.0`, `4分`, `五星`, `4/5`, `4 stars`, `★★★★☆`, `很满意`."""
    word = folded(clean(column, form))
    digit = word.str.extract(
        r"^([1-5])(?:\.0+)?(?:分|星|[颗顆]星|stars?|points?)?(?:/5(?:\.0)?分?)?$"
    )
    numbers = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
    chinese = word_for(word.str.extract(r"^([一二三四五])(?:分|星|[颗顆]星)$"), numbers)
    stars = pl.when(word.str.contains("^★{1,5}☆*$")).then(
        word.str.count_matches("★", literal=True).cast(pl.String)
    )
    worded = word_for(word, lookup(SCORE_WORDS))
    return pl.coalesce(digit, worded, chinese, stars).cast(pl.Int8)
