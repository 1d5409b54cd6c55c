"""What the files of an import say about one another: a folder is understood as a whole.

Deals are no orders where orders are there, one sale may stand in two documents, and what looks
like orders is not passed over. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import polars as pl

from ordertrack.intake.mapping.doubts.documents import (
    document_of,
    is_deals,
    looks_like_orders,
    stage_at,
)
from ordertrack.intake.mapping.questions import NO_TABLE
from ordertrack.intake.mapping.recognise import Clues, Recognised
from ordertrack.intake.mapping_types import filled
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold
from ordertrack.model.words import OUTCOME_WORDS
from ordertrack.words import Text, t

LEADS = "leads"
SHARED = 0.05  # the share of order numbers that two lists of the same orders have in common


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person must say what a file holds, and what it probably is.

    Where nobody need be asked there is no `text`.
    """

    suggested: str
    text: Text | None = None


Found = Sequence[tuple[Clues, Recognised]]


def doubts(found: Found) -> list[Doubt | None]:
    """Return for each file what the others make doubtful about it."""
    orders = [_claims_orders(recognised) for _, recognised in found]
    deals = [orders[at] and _is_deals(clues) for at, (clues, _) in enumerate(found)]
    passed = [_passed_over(clues, recognised) for clues, recognised in found]
    read = sum(bool(recognised.tables) for _, recognised in found)
    real = any(passed) or sum(orders) > sum(deals)
    result = _second_documents(found, orders, deals)
    for at, (clues, _) in enumerate(found):
        if deals[at]:
            result[at] = _deals(clues, real)
        elif (table := passed[at]) is not None and read:
            result[at] = _looks_like(clues, table)
    return result


def _claims_orders(recognised: Recognised) -> bool:
    said = recognised.said or any(m.kind == "manual" for m in recognised.mapped)
    return "orders" in recognised.tables and not said


def _name(raw_table: RawTable) -> str:
    return raw_table.sheet or PurePath(raw_table.file).stem


# --- deals ---


def _is_deals(clues: Clues) -> bool:
    """Whether orders are deals, some of which are open or lost."""
    headers = clues.raw_table.headers
    return is_deals(headers, _name(clues.raw_table)) and not _all_won(clues.raw_table)


def _all_won(raw_table: RawTable) -> bool:
    at = stage_at(raw_table.headers)
    if at is None:
        return False
    stages = pl.scan_parquet(raw_table.path).select(pl.col(f"c{at}").drop_nulls().unique())
    words = {fold(word) for word in stages.collect().to_series()}
    return bool(words) and words <= {fold(word) for word in OUTCOME_WORDS["won"]}


def _deals(clues: Clues, real: bool) -> Doubt:
    if real and "lead_id" in filled(clues.match((LEADS,)), LEADS):
        return Doubt(LEADS)
    text = t(
        "{file} lists deals, and not all of them are won. What does it hold?",
        file=clues.raw_table.key,
    )
    return Doubt(LEADS, text)


# --- what looks like orders ---


def _passed_over(clues: Clues, recognised: Recognised) -> str | None:
    """What an unused file with rows looks like."""
    raw_table = clues.raw_table
    if recognised.tables or not raw_table.read or clues.overrides:
        return None
    return looks_like_orders(raw_table.headers, _name(raw_table))


def _looks_like(clues: Clues, table: str) -> Doubt:
    text = t(
        "{file} looks like orders, but is not understood. What does it hold?",
        file=clues.raw_table.key,
    )
    return Doubt(table, text)


# --- one sale in two documents ---


def _second_documents(
    found: Found, orders: Sequence[bool], deals: Sequence[bool]
) -> list[Doubt | None]:
    """Quotations or invoices beside orders have numbers of their own: sales would count twice."""
    result: list[Doubt | None] = [None] * len(found)
    lists = [
        listed
        for at, (clues, recognised) in enumerate(found)
        if orders[at] and not deals[at] and (listed := _listed(at, clues, recognised))
    ]
    first = [listed for listed in lists if listed.document == "order"]
    second = [listed for listed in lists if listed.document != "order"]
    if not first or not second:
        return result
    known = pl.concat([listed.numbers() for listed in first]).unique()
    for listed in second:
        if _disjoint(known, listed.numbers()):
            text = t(
                "{file} has other numbers than {other}: the same sales may stand in both."
                " What does it hold?",
                file=listed.raw_table.key,
                other=_named(first),
            )
            result[listed.at] = Doubt(NO_TABLE, text)
    return result


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file of whole orders: the document that it lists, and where its number stands."""

    at: int
    document: str
    raw_table: RawTable
    position: int

    def numbers(self) -> pl.DataFrame:
        """Return its different numbers."""
        number = pl.col(f"c{self.position}").str.strip_chars().alias("no")
        return pl.scan_parquet(self.raw_table.path).select(number).unique().collect()


def _listed(at: int, clues: Clues, recognised: Recognised) -> _Listed | None:
    targets = {m.target: m for m in recognised.mapped if m.used}
    number = targets.get(("orders", "order_no"))
    if number is None or ("orders", "order_date") not in targets:
        return None
    document = document_of(number.header, _name(clues.raw_table))
    return _Listed(at, document, clues.raw_table, number.position) if document else None


def _named(lists: Sequence[_Listed]) -> str | Text:
    """What the files are called in a sentence."""
    key, others = lists[0].raw_table.key, len(lists) - 1
    return t("{first} (and {others} other files)", first=key, others=others) if others else key


def _disjoint(first: pl.DataFrame, second: pl.DataFrame) -> bool:
    shared = first.join(second, on="no").height
    return shared <= min(first.height, second.height) * SHARED
