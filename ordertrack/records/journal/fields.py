"""What one field that people fill in may hold: parsed from what was typed, kept as JSON text.

Imports base, errors, period, words. A value has one form, so that equal values are equal text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from ordertrack.errors import BadEntry, BadScope
from ordertrack.period import YEARS, Period, day_of
from ordertrack.words import Label, Text, t

if TYPE_CHECKING:
    import polars as pl

Type = Literal["text", "code", "number", "day", "period", "span", "year", "laid", "count"]
LONGEST = 10_000  # characters of a text
LONGEST_KEY = 200  # of one that is part of a key: a database limits what it indexes
MOST = 100_000  # of a count
DIGITS, DECIMALS = 18, 4  # as money in the warehouse
LARGEST = Decimal(10) ** (DIGITS - DECIMALS)
LAID = frozenset({"value", "replaced"})  # what was typed over an export, and what that said
NO_TEXT = re.compile("[\\x00\\ud800-\\udfff]")  # what a database cannot keep as text


class Amount(sa.types.TypeDecorator[Decimal]):
    """A decimal number, exact also in SQLite, which knows only floating point: there as text."""

    impl = sa.Numeric(DIGITS, DECIMALS)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(DIGITS + 2))
        return dialect.type_descriptor(sa.Numeric(DIGITS, DECIMALS))

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        return plain(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else normal(Decimal(value))


class LaidOver(sa.types.TypeDecorator[Mapping[str, str | None]]):
    """A value that was typed over one of an export, beside that one, as JSON text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[str, str | None] | None, dialect: sa.Dialect
    ) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(
        self, value: str | None, dialect: sa.Dialect
    ) -> Mapping[str, str | None] | None:
        return None if value is None else json.loads(value)


COLUMN_TYPES: Mapping[Type, Callable[[], sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "code": lambda: sa.String(40),
    "number": Amount,
    "day": sa.Date,
    "period": lambda: sa.String(40),
    "span": lambda: sa.String(40),
    "year": sa.Integer,
    "laid": LaidOver,
    "count": sa.Integer,
}


@dataclass(frozen=True)
class Field:
    """One field of a subject: its type, whether a subject must have it, the codes it may hold.

    `absent` is what stands there where nothing is laid over it.
    """

    name: str
    label: Label
    type: Type = "text"
    required: bool = False
    codes: Mapping[str, Label] = field(default_factory=dict)
    longest: int = LONGEST
    absent: Text = field(default=t("as in the export"))

    def column(self, *, nullable: bool) -> sa.Column[Any]:
        """Return the column that holds the present value."""
        return sa.Column(self.name, COLUMN_TYPES[self.type](), nullable=nullable)

    def dtype(self) -> pl.DataType:
        """Return the polars type of the values."""
        import polars as pl

        match self.type:
            case "number":
                return pl.Decimal(DIGITS, DECIMALS)
            case "day":
                return pl.Date()
            case "year" | "count":
                return pl.Int64()
            case "laid":
                return pl.Struct({"value": pl.String(), "replaced": pl.String()})
        return pl.String()

    def parse(self, given: Any) -> Any:
        """Return the value that was typed; None for nothing. Raises BadEntry for what is none."""
        text = given.strip() if isinstance(given, str) else given
        return None if text is None or text == "" else PARSERS[self.type](self, text)

    def to_json(self, value: Any) -> str:
        """Return a parsed value as the journal keeps it."""
        kept = plain(value) if isinstance(value, Decimal) else value
        kept = kept.isoformat() if isinstance(kept, date) else kept
        return json.dumps(kept, ensure_ascii=False)

    def from_json(self, kept: str) -> Any:
        """Return the value that the journal keeps."""
        value = json.loads(kept)
        if value is None:
            return None
        if self.type == "number":
            return Decimal(value)
        return date.fromisoformat(value) if self.type == "day" else value

    def refused(self, problem: Text, fix: Text) -> BadEntry:
        """Return that a value of this field cannot be kept."""
        return BadEntry(t("{field}: {problem}", field=self.label, problem=problem), fix)


def plain(value: Decimal) -> str:
    """Return a number without exponent and without zeros at its end."""
    return format(normal(value), "f")


def normal(value: Decimal) -> Decimal:
    """Return a number without zeros behind its decimals, an exponent, or the sign of a zero."""
    whole = value == value.to_integral_value()
    return value.quantize(Decimal(1)) + 0 if whole else value.normalize()


# --- what was typed -----------------------------------------------------------------------------


def _text(of: Field, given: Any) -> str:
    text = str(given)
    if NO_TEXT.search(text):
        raise of.refused(
            t("{value} has characters that are no text.", value=ascii(text[:50])),
            t("Type it again."),
        )
    if len(text) > of.longest:
        raise of.refused(
            t("the text has {length} characters.", length=len(text)),
            t("Shorten it to {longest}.", longest=of.longest),
        )
    return text


def _code(of: Field, given: Any) -> str:
    if given in of.codes:
        return given
    raise of.refused(
        t("{value} is not known.", value=repr(given)),
        t("Choose one of: {codes}.", codes=", ".join(of.codes)),
    )


def _number(of: Field, given: Any) -> Decimal:
    """Read 1,200,000 or 0.9 or 90%, without rounding."""
    text = str(given).replace(",", "").replace("，", "")
    percent = text.endswith(("%", "％"))
    try:
        value = Decimal(text.rstrip("%％ ")) / (100 if percent else 1)
        whole = value.is_finite() and abs(value) < LARGEST
    except InvalidOperation:
        whole = False
    if not whole:
        raise of.refused(
            t("{value} is not a number.", value=repr(given)), t("Write it like 1200000 or 0.9.")
        )
    if value != round(value, DECIMALS):
        raise of.refused(
            t("{value} has more than {decimals} decimals.", value=given, decimals=DECIMALS),
            t("Round it."),
        )
    return normal(round(value, DECIMALS))


def _day(of: Field, given: Any) -> date:
    if type(given) is date:
        return given
    try:
        return day_of(str(given))
    except ValueError as error:
        raise of.refused(
            t("{value} is not a day.", value=repr(given)), t("Write it like 2024-06-18.")
        ) from error


def _span(of: Field, given: Any) -> str:
    """Read any period, written in one way."""
    try:
        return str(Period.parse(str(given)))
    except BadScope as error:
        raise BadEntry(
            t("{field}: {problem}", field=of.label, problem=error.text), error.fix
        ) from error


def _period(of: Field, given: Any) -> str:
    """Read a month, a quarter or a year, written in one way."""
    try:
        period = Period.parse(str(given))
    except BadScope:
        period = None
    if period is None or period.kind == "custom":
        raise of.refused(
            t("{value} is no month, quarter or year.", value=repr(given)),
            t("Write 2024-06, 2024-Q2 or 2024."),
        )
    return str(period)


def _year(of: Field, given: Any) -> int:
    try:
        year = int(str(given))
    except ValueError:
        year = 0
    if year not in YEARS:
        raise of.refused(t("{value} is not a year.", value=repr(given)), t("Write it like 2024."))
    return year


def _count(of: Field, given: Any) -> int:
    try:
        count = int(str(given))
    except ValueError:
        count = -1
    if not 0 <= count <= MOST:
        raise of.refused(
            t("{value} is not a whole number.", value=repr(given)),
            t("Write one from 0 to {most}.", most=MOST),
        )
    return count


def _laid(of: Field, given: Any) -> dict[str, str | None]:
    """Take a value that was read as an import reads it, with the one that it replaces."""
    if not isinstance(given, Mapping) or set(given) != LAID:
        raise of.refused(
            t("{value} was not read as a value of an export.", value=repr(given)),
            t("Type it on the order's page, or with `edit`."),
        )
    value, replaced = given["value"], given["replaced"]
    return {"value": None if value is None else _text(of, value), "replaced": replaced}


PARSERS: Mapping[Type, Callable[[Field, Any], Any]] = {
    "text": _text,
    "code": _code,
    "number": _number,
    "day": _day,
    "period": _period,
    "span": _span,
    "year": _year,
    "laid": _laid,
    "count": _count,
}
