"""Text, ids and words from a list: trimmed, folded, blanks recognised. Imports forms and model.

Everything that is read is first cleaned here, so a blank is a blank for every kind of value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from ordertrack.intake.values.form import Form
from ordertrack.model import FLAG_WORDS, SCORE_WORDS, Kind

Allowed = Mapping[str, tuple[str, ...]]

# Zero-width marks, direction marks, byte order mark, soft hyphen: never meant by anybody.
INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]"
WRAPPED = r'^="(.*)"$|^\'(.*)$'  # ="00123" and '00123 keep spreadsheets from eating zeros
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

NULL_WORDS = (
    "",
    "NULL",
    "Null",
    "null",
    "(null)",
    "(NULL)",
    "<null>",
    "<NULL>",
    "\\N",
    "#N/A",
    "#NA",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "(空)",
    "(空白)",
    "(blank)",
)
DASHES = ("-", "--", "---", "–", "—", "——", "/", "\\")
ID_WORDS = ("None", "none", "NONE", "NaN", "nan", "NAN", "nil", "N/A", "n/a", "NaT")
VALUE_WORDS = (
    "NA",
    "na",
    "N.A.",
    "n.a.",
    "无",
    "暂无",
    "空",
    "未填",
    "未知",
    "待定",
    "不详",
    "TBD",
    "tbd",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "0001-01-01",
    "0001-01-01 00:00:00",
)
BLANK_TEXT = (*NULL_WORDS, *DASHES)
BLANK_ID = (*BLANK_TEXT, *ID_WORDS)
BLANK_VALUE = (*BLANK_ID, *VALUE_WORDS)


def swift(pattern: str) -> str:
    """The pattern with ASCII digits and spaces; the Unicode classes match far more slowly."""
    return pattern.replace(r"\d", "[0-9]").replace(r"\s", r"[ \t\r\n]")


def once(shared: pl.Expr, then: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """`then(shared)` with `shared` worked out only once, however often `then` mentions it.

    polars would work it out for every mention. Do not nest one in another's `then`.
    """
    bound = pl.struct(shared.alias("shared")).struct
    return bound.with_fields(then(pl.field("shared")).alias("then")).struct.field("then")


def looked_up(
    keys: pl.Expr, known: pl.Series, found: pl.Series, otherwise: bool | None = None
) -> pl.Expr:
    """What stands in `found` beside each key in `known`, batch by batch.

    polars' own replace holds a whole column in memory.
    """
    return keys.map_batches(
        lambda batch: batch.replace_strict(
            known, found, default=otherwise, return_dtype=found.dtype
        ),
        return_dtype=found.dtype,
        is_elementwise=True,
    )


def word_for(keys: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    known = pl.Series(list(words), dtype=pl.String)
    found = pl.Series(list(words.values()), dtype=pl.String)
    return looked_up(keys, known, found)


def trimmed(column: str, form: Form) -> pl.Expr:
    """The cell without surrounding spaces; most columns have none."""
    return pl.col(column).str.strip_chars() if form.edged else pl.col(column)


def clean(column: str, form: Form) -> pl.Expr:
    """The cell without surrounding or invisible characters, folded to half width if not text."""
    cell = pl.col(column).str.strip_chars()
    if not form.wide:
        return cell
    folded = cell.str.replace_all(INVISIBLE, "")
    if form.kind != "text":
        folded = folded.str.normalize("NFKC")
    return folded.str.strip_chars()


def blank_words(kind: Kind, allowed: Allowed | None = None) -> tuple[str, ...]:
    """The words that mean "nothing" for this kind; a word that is allowed is never blank."""
    if kind == "text":
        return BLANK_TEXT
    if kind == "id":
        return BLANK_ID
    meant = {fold(word) for words in words_of(kind, allowed).values() for word in words}
    return tuple(word for word in BLANK_VALUE if not word or fold(word) not in meant)


def is_blank(cleaned: pl.Expr, kind: Kind, allowed: Allowed | None = None) -> pl.Expr:
    return cleaned.is_null() | cleaned.is_in(list(blank_words(kind, allowed)))


def blank_as_null(cleaned: pl.Expr, kind: Kind) -> pl.Expr:
    words = list(blank_words(kind))
    return once(cleaned, lambda cell: pl.when(~cell.is_in(words)).then(cell))


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
    """A key as it was meant: unwrapped, `17850.0` → `17850`, digits lost to `1.2E+17` → null."""
    if form.plain:
        return pl.col(column)
    key = unwrapped(clean(column, form)).str.replace(FLOAT_ID, "${1}")
    return blank_as_null(key.str.replace(LOSSY_ID, ""), "id")


def unwrapped(cleaned: pl.Expr) -> pl.Expr:
    return cleaned.str.replace(WRAPPED, "${1}${2}").str.strip_chars()


# --- words from a list ---


def fold(word: str) -> str:
    """A word without case, width, spaces and joining marks, as `folded` does for a column."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", word).lower())


def folded(cleaned: pl.Expr) -> pl.Expr:
    return cleaned.str.to_lowercase().str.replace_all(r"[\s_\-]+", "")


def words_of(kind: Kind, allowed: Allowed | None) -> Allowed:
    """The allowed words with the stored word itself among them."""
    if kind == "flag":
        return FLAG_WORDS
    if kind == "score":
        return SCORE_WORDS
    return {stored: (stored, *words) for stored, words in (allowed or {}).items()}


def lookup(words: Allowed) -> dict[str, str]:
    """Folded word → stored word; the first list that names a word keeps it."""
    found: dict[str, str] = {}
    for stored, written in words.items():
        for word in written:
            found.setdefault(fold(word), stored)
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
    digit = word.str.extract(r"^([1-5])(?:\.0+)?(?:分|星|颗星|stars?|points?)?(?:/5(?:\.0)?分?)?$")
    numbers = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
    chinese = word_for(word.str.extract(r"^([一二三四五])(?:分|星|颗星)$"), numbers)
    stars = pl.when(word.str.contains("^★{1,5}☆*$")).then(
        word.str.count_matches("★", literal=True).cast(pl.String)
    )
    said = word_for(word, lookup(SCORE_WORDS))
    return pl.coalesce(digit, said, chinese, stars).cast(pl.Int8)
