"""What a file must have to be of use, and what its absence means.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ordertrack.errors import BadMapping
from ordertrack.intake.checking.derived_columns import AMOUNT, amount_from
from ordertrack.intake.column_names import spot
from ordertrack.intake.mapping_types import FAMILY, Fits, Mapped
from ordertrack.intake.result import Finding
from ordertrack.intake.spellings import likeness, spoken, strength
from ordertrack.model import TABLES, Column
from ordertrack.words import t

DATE, CUSTOMER, LINE, PRODUCT = "o_order_date", "o_customer_id", "l_line_no", "l_product"


@dataclass(frozen=True, slots=True)
class Feed:
    """A raw table that was recognised: what it feeds and how."""

    key: str
    path: Path
    tables: tuple[str, ...]
    mapping: tuple[Mapped, ...]
    fits: Fits

    @property
    def by_line(self) -> bool:
        """Orders that come line by line, without products: their amounts are the lines'."""
        has_line = any(strength(m.header, "order_lines", "line_no") for m in self.mapping)
        return self.tables == ("orders",) and has_line and brings_orders(self)

    @property
    def has(self) -> set[str]:
        return {spot(m.table, m.column) for m in self.mapping if m.used and m.table and m.column}


@dataclass(frozen=True, slots=True)
class Known:
    """Which order tables the other files of the import or the current release provide."""

    orders: bool
    lines: bool


def brings_orders(feed: Feed) -> bool:
    return "orders" in feed.tables and {"order_no", DATE} <= feed.has


def brings_lines(feed: Feed) -> bool:
    has = feed.has
    return (
        "order_lines" in feed.tables
        and PRODUCT in has
        and (AMOUNT in has or amount_from(has) is not None)
    )


def required(feed: Feed) -> dict[str, str]:
    """Spots that every row must fill, with the code of the reason when one does not.

    The day and the customer of a flat order may stand on its first line only, so they are not asked
    of every row.
    """
    has, needed = feed.has, {}
    for table in feed.tables:
        for column in TABLES[table].required:
            name = spot(table, column.name)
            by_line = feed.tables == FAMILY or feed.by_line
            if name in has and not (by_line and name in (DATE, CUSTOMER)):
                needed[name] = "blank"
    if "order_lines" in feed.tables and AMOUNT not in has and amount_from(has):
        needed[AMOUNT] = "blank-amount"
    return needed


def lacking(feed: Feed, known: Known) -> BadMapping | None:
    """The column without which the file is of no use, and how to name it; None if it has all."""
    missing = _missing(feed, known)
    return _bad_mapping(feed, *missing) if missing else None


def _missing(feed: Feed, known: Known) -> tuple[str, str] | None:
    if feed.tables[0] not in FAMILY:
        return _missing_of_table(feed, feed.tables[0])
    if "order_no" not in feed.has:
        return ("orders", "order_no")
    return _missing_line(feed, known) or _missing_order(feed, known)


def _missing_of_table(feed: Feed, table: str) -> tuple[str, str] | None:
    by_us = {"expense_id", "level", "measure"} if table in ("expenses", "targets") else set()
    for column in TABLES[table].required:
        if column.name not in feed.has | by_us:
            return (table, column.name)
    return None


def _missing_line(feed: Feed, known: Known) -> tuple[str, str] | None:
    if "order_lines" not in feed.tables or brings_lines(feed):
        return None
    if LINE in feed.has and known.lines:
        return None  # an update of lines that are there
    return ("order_lines", "amount" if PRODUCT in feed.has else "product")


def _missing_order(feed: Feed, known: Known) -> tuple[str, str] | None:
    if brings_orders(feed):
        return None
    meant_whole = feed.tables == FAMILY and brings_lines(feed) and CUSTOMER in feed.has
    return ("orders", "order_date") if meant_whole or not known.orders else None


def _bad_mapping(feed: Feed, table: str, column: str) -> BadMapping:
    label = TABLES[table].column(column).label
    text = t(
        "{file}: no header is read as {column} of {table}, which is needed.",
        file=feed.key,
        column=label,
        table=TABLES[table].label,
    )
    near = _nearest(feed, table, column)
    if near is None:
        return BadMapping(
            text,
            t('Name it in the mapping, or with --map "HEADER={column}".', column=column),
        )
    return BadMapping(
        text,
        t(
            'Perhaps it is "{header}": choose it in the mapping, or --map "{header}={column}".',
            header=near,
            column=column,
        ),
    )


def without_year(key: str) -> BadMapping:
    """What is wrong with targets of January to December."""
    return BadMapping(
        t("{file}: its columns are months or quarters of no year.", file=key),
        t("Name them 2024-01, 2024-02 … or 2024-Q1, or add a column 年份 (year)."),
    )


def _nearest(feed: Feed, table: str, column: str) -> str | None:
    """The unused header most like the column, among those whose values fit."""
    declared = TABLES[table].column(column)
    free = [m for m in feed.mapping if not m.used and feed.fits(m.position, declared)]
    graded = [
        (likeness(m.header, table, column), _shared(m.header, declared), m.header) for m in free
    ]
    best = max(graded, default=(0.0, 0, ""))
    return best[2] if best[0] or best[1] else None


def _shared(header: str, column: Column) -> int:
    """How many words or Chinese signs the header shares with the column's own names."""
    own = (column.label.en, column.label.zh, column.name, *column.synonyms)
    words = {word for name in own for word in spoken(name).split()}
    signs = {sign for name in own for sign in name if sign >= "一"}
    return len(words & set(spoken(header).split())) + len(signs & set(header))


# --- what is accepted and said aloud ---


def remarks(feed: Feed) -> list[Finding]:
    """What the file lacks or stands for, where it is accepted all the same."""
    found = []
    if brings_orders(feed) and CUSTOMER not in feed.has:
        text = t("{file} has no customers: customer figures will be empty.", file=feed.key)
        found.append(Finding("no-customers", "error", text, 1))
    if "order_lines" in feed.tables and AMOUNT not in feed.has:
        found += _worked_out(feed)
    if feed.tables == ("targets",) and "measure" not in feed.has:
        text = t("{file} names no measure: its targets are read as revenue.", file=feed.key)
        found.append(Finding("measure-assumed", "warning", text, 1))
    return found


def _worked_out(feed: Feed) -> list[Finding]:
    source: Sequence[str] | None = amount_from(feed.has)
    if source is None:
        return []
    if len(source) == 1:
        text = t(
            "{file} has a unit price, but no quantity and no amount: each line counts as one unit.",
            file=feed.key,
        )
        return [Finding("one-unit-each", "warning", text, 1)]
    text = t("{file} has no amount: it is quantity × unit price, less discount.", file=feed.key)
    return [Finding("amount-worked-out", "info", text, 1)]
