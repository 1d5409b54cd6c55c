"""How a column is written, its cells cleaned, and the expressions that read it.

Everything that is read is first cleaned here, so a blank is a blank for every kind of value.
Imports model and words only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from ordertrack.model import FLAG_WORDS, SCORE_WORDS, Kind
from ordertrack.model.chinese import written
from ordertrack.words import Text

Allowed = Mapping[str, tuple[str, ...]]

EARLIEST_AHEAD, LATEST_AHEAD = 2400, 2700  # years of another era, hardly of ours
BUSINESS_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Form:
    """How a column is written, settled by looking at all of its values.

    `ambiguous` is true only when dates fit both day/month orders and nothing in the column decides;
    `day_first` is then None and `examples` are shown to a person, whose answer comes back through
    `profile(..., day_first={column: True})`. Where nothing depends on it, `day_first` is None too.

    `filled` counts the values that are not blank. `plain`: every value is in the canonical form, so
    that the cheapest expression reads it. `wide`: some value is not pure ASCII. `styles` names the
    ways of writing that occur, so that `parse` looks for no others. `edged`: spaces surround some
    value. `few`: values repeat so often that it is worth looking at the different ones alone.
    `spellings` are all values of a column that has few different ones: each is then read once and
    looked up for every row. `no_dates` are the values of a column of dates that stand for none
    (1900-01-01), in `no_date_cells` cells: they are read as blank.
    `points` counts the numbers whose point may set thousands apart (1.234), where every point of
    the column stands so; `decimals`: some point can only be a decimal one. `commas` counts the
    numbers whose comma may be either (1,234), where no other comma of the column tells. `swapped`:
    day and month of dates in ISO form are exchanged. `years_ahead`: its years are so many ahead
    (543 in the Buddhist era). `from_1904`: its day numbers count from 1904.
    """

    kind: Kind
    day_first: bool | None = None
    decimal_comma: bool = False
    excel_serial: bool = False
    percent: bool = False
    day_only: bool = False
    ambiguous: bool = False
    examples: tuple[str, ...] = ()
    filled: int = 0
    zone: str = BUSINESS_ZONE
    notes: tuple[Text, ...] = ()
    plain: bool = False
    wide: bool = True
    edged: bool = True
    few: bool = False
    styles: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    no_dates: tuple[str, ...] = ()
    no_date_cells: int = 0
    points: int = 0
    decimals: bool = False
    commas: int = 0
    swapped: bool = False
    years_ahead: int = 0
    from_1904: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """Expressions over the raw frame for one column.

    `value` has the kind's stored type and is null where blank or bad; `day_only` is given for the
    kind `time`; `bad` (never null) marks values that are not blank but were not understood. It
    works the value out once more: where `value` is a column already, "is null and `filled`" is
    cheaper.
    """

    value: pl.Expr
    day_only: pl.Expr | None
    bad: pl.Expr
    filled: pl.Expr


Wanted = tuple[int, Kind]  # position and kind
Forms = dict[Wanted, Form]


@dataclass(frozen=True, slots=True)
class Profiles:
    """The forms of the wanted columns of a raw table, and which of them rest on samples.

    `our_era`: no year is so late that it could be of another era.
    """

    forms: Mapping[Wanted, Form]
    guessed: frozenset[Wanted] = frozenset()
    our_era: bool = False

    @property
    def dates(self) -> dict[int, Form]:
        """The forms of the columns of days and times, by position."""
        return {at: form for (at, kind), form in self.forms.items() if kind in ("day", "time")}


# --- cleaning ---

# Zero-width marks, direction marks, byte order mark, soft hyphen: never meant by anybody.
INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]"
WRAPPED = r'^="(.*)"$|^\'(.*)$'  # ="00123" and '00123 keep spreadsheets from eating zeros

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
    "無",
    "暂无",
    "暫無",
    "空",
    "未填",
    "未知",
    "待定",
    "不详",
    "不詳",
    "TBD",
    "tbd",
)
DAY_WORDS = ("0000-00-00", "0000-00-00 00:00:00", "0001-01-01", "0001-01-01 00:00:00")
BLANK_TEXT = (*NULL_WORDS, *DASHES)
BLANK_ID = (*BLANK_TEXT, *ID_WORDS)
BLANK_DATE = (*BLANK_ID, *VALUE_WORDS)  # days that mean none are counted: see `Form.no_dates`
BLANK_VALUE = (*BLANK_DATE, *DAY_WORDS)


def swift(pattern: str) -> str:
    """Limit the pattern to ASCII digits and spaces; Unicode classes match far more slowly."""
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
    """Return what stands in `found` beside each key in `known`, batch by batch.

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


def dated(column: str, form: Form) -> pl.Expr:
    """Return the cell, null where it holds a value that means no date, its year as ours."""
    cell = pl.col(column)
    if form.years_ahead:
        years = range(EARLIEST_AHEAD, LATEST_AHEAD + 1)
        ours = {str(year): str(year - form.years_ahead) for year in years}
        cell = cell.str.replace_many(ours)
    if not form.no_dates:
        return cell
    return pl.when(~pl.col(column).is_in(list(form.no_dates))).then(cell)


def trimmed(column: str, form: Form) -> pl.Expr:
    """Return the cell without surrounding spaces; most columns have none."""
    cell = dated(column, form)
    return cell.str.strip_chars() if form.edged else cell


def clean(column: str, form: Form) -> pl.Expr:
    """Drop surrounding and invisible characters; fold to half width if it is not text."""
    cell = dated(column, form).str.strip_chars()
    if not form.wide:
        return cell
    folded = cell.str.replace_all(INVISIBLE, "")
    if form.kind != "text":
        folded = folded.str.normalize("NFKC")
    return folded.str.strip_chars()


def blank_words(kind: Kind, allowed: Allowed | None = None) -> tuple[str, ...]:
    """Return the words that mean "nothing" for this kind; a word that is allowed is never blank."""
    if kind == "text":
        return BLANK_TEXT
    if kind == "id":
        return BLANK_ID
    if kind in ("day", "time"):
        return BLANK_DATE
    return _blank_values(tuple(words_of(kind, allowed).items()))


@lru_cache(maxsize=256)
def _blank_values(words: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    meant = {fold(way) for _, ways in words for word in ways for way in written(word)}
    return tuple(word for word in BLANK_VALUE if not word or fold(word) not in meant)


def is_blank(cleaned: pl.Expr, kind: Kind, allowed: Allowed | None = None) -> pl.Expr:
    return cleaned.is_null() | cleaned.is_in(list(blank_words(kind, allowed)))


def blank_as_null(cleaned: pl.Expr, kind: Kind) -> pl.Expr:
    words = list(blank_words(kind))
    return once(cleaned, lambda cell: pl.when(~cell.is_in(words)).then(cell))


def unwrapped(cleaned: pl.Expr) -> pl.Expr:
    return cleaned.str.replace(WRAPPED, "${1}${2}").str.strip_chars()


# --- words ---


def fold(word: str) -> str:
    """Drop case, width, spaces and joining marks of a word, as `folded` does for a column."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", word).lower())


def words_of(kind: Kind, allowed: Allowed | None) -> Allowed:
    """Return the allowed words with the stored word itself among them."""
    if kind == "flag":
        return FLAG_WORDS
    if kind == "score":
        return SCORE_WORDS
    return {stored: (stored, *words) for stored, words in (allowed or {}).items()}
