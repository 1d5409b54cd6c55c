"""Which tables a file or sheet feeds, from its headers, its sheet name and its file name.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from ordertrack.intake.mapping.doubts.documents import is_deals, is_lead_list
from ordertrack.intake.mapping.match import match
from ordertrack.intake.mapping.overrides import Overrides, among, spread
from ordertrack.intake.mapping.suggest import with_suggestions
from ordertrack.intake.mapping_types import FAMILY, Fits, Mapped, Said, filled, lacking
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, is_ours, strength
from ordertrack.model import TABLES

MASTERS = ("customers", "products", "people")
LEAST_SHARE = 3  # a third of the columns must be understood
_LINE_FACTS = {"product", "line_no"}
_COMPLAINED = {"kind", "description", "first_response_at", "resolution"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables that a raw table feeds (none: not recognised) and how its headers are taken.

    Not `sure` where a few words in a file of many columns are all that speaks for the table;
    `said`: a person confirmed them for these headers before.
    """

    tables: tuple[str, ...]
    mapped: tuple[Mapped, ...]
    score: float = 0.0
    sure: bool = True
    said: bool = False


@dataclass(frozen=True, slots=True)
class Clues:
    """All that is known about a raw table before its headers are matched."""

    raw_table: RawTable
    fits: Fits
    overrides: Overrides
    remembered: Said = field(default_factory=Said)

    def match(self, tables: Sequence[str], *, names: bool = True) -> tuple[Mapped, ...]:
        """Match for certain; with `names`, a name may stand in for a missing id."""
        return match(
            self.raw_table.headers,
            tables,
            fits=self.fits,
            manual=spread(self.overrides, tables),
            remembered=among(self.remembered, tables),
            name_is_id=names,
        )

    def suggest(self, tables: Sequence[str]) -> tuple[Mapped, ...]:
        """Match, and suggest likely columns for the other headers."""
        headers = self.raw_table.headers
        said = {**among(self.remembered, tables), **spread(self.overrides, tables)}
        return with_suggestions(headers, tables, self.match(tables), self.fits, said)


def recognise(clues: Clues, *, forced: str | None = None) -> Recognised:
    """Find the tables of a raw table: what a person says, remembered, or what its headers claim."""
    if forced is not None:
        tables = (family(clues) if forced in FAMILY else ()) or (forced,)
        return Recognised(tables, clues.suggest(tables))
    if tables := clues.remembered.tables:
        return Recognised(tables, clues.suggest(tables), said=True)
    claims = [claim for table in TABLES if (claim := _claim(clues, table))]
    if not claims:
        return Recognised((), _unused(clues.raw_table))
    score, tables = max(claims, key=lambda claim: claim[0])
    found = Recognised(tables, clues.suggest(tables), score)
    return replace(found, sure=explains_enough(clues, found))


def explains_enough(clues: Clues, found: Recognised) -> bool:
    """Return whether the table explains enough of the file; an order number always does."""
    if found.tables[0] in FAMILY or named_after(clues.raw_table) in found.tables:
        return True
    used = {m.position for m in found.mapped if m.used}
    return len(used) * LEAST_SHARE >= len({m.position for m in found.mapped})


def named_after(raw_table: RawTable) -> str | None:
    """Return the table that the sheet or file name speaks of, by its longest and last word.

    客户投诉 are complaints, and no customers.
    """
    for name in (raw_table.sheet, PurePath(raw_table.file).stem):
        folded = fold(name or "")
        found = [
            (len(word), folded.rindex(word), t.name)
            for t in TABLES.values()
            for word in _names(t.name)
            if word in folded
        ]
        if found:
            return max(found)[-1]
    return None


def _names(table: str) -> set[str]:
    declared = TABLES[table]
    words = (declared.name, declared.label.en, declared.label.zh, *declared.synonyms)
    return {fold(word) for word in words}


def _unused(raw_table: RawTable) -> tuple[Mapped, ...]:
    return tuple(
        Mapped(h, i) for i, h in enumerate(raw_table.headers) if h.strip() and not is_ours(h)
    )


# --- what the headers claim ---


def _claim(clues: Clues, table: str) -> tuple[float, tuple[str, ...]] | None:
    """How many headers the table explains; None when it lacks what makes it that table."""
    if table == "order_lines":
        return None  # the orders' claim speaks for both
    tables = family(clues) if table == "orders" else (table,)
    if not tables:
        return None
    named = named_after(clues.raw_table)
    if table == "leads" and (_deals_with_days(clues) or not _lists_leads(clues)):
        return None
    spoken_for = named in (FAMILY if table == "orders" else (table,))
    mapped = clues.match(tables, names=spoken_for or table == "orders")
    used = {m.position for m in mapped if m.used}
    if table in _ELIGIBLE and not _ELIGIBLE[table](filled(mapped, table)):
        return None
    score = (
        len(used) + 2 * spoken_for + _key_first(tables[0], mapped) + _is_whole(tables[0], mapped)
    )
    return float(score), tables


def _deals_with_days(clues: Clues) -> bool:
    """Whether deals could be orders: other files, or a person, say which they are."""
    name = clues.raw_table.sheet or PurePath(clues.raw_table.file).stem
    return is_deals(clues.raw_table.headers, name) and bool(family(clues))


def _lists_leads(clues: Clues) -> bool:
    """Whether leads have numbers, or the file speaks of leads: orders have a status, too."""
    headers = clues.raw_table.headers
    name = clues.raw_table.sheet or PurePath(clues.raw_table.file).stem
    numbered = any(strength(header, "leads", "lead_id") for header in headers)
    return numbered or is_lead_list(headers, name)


def _is_whole(table: str, mapped: tuple[Mapped, ...]) -> bool:
    """Whether rows can stand on their own as those of the table, and not only update some."""
    return not lacking(table, filled(mapped, table))


def family(clues: Clues) -> tuple[str, ...]:
    """Return whether a file with an order number feeds orders, order lines or both."""
    both = clues.suggest(FAMILY)
    lines, orders = filled(both, "order_lines"), filled(both, "orders")
    if "order_no" not in orders and not likely_orders(both):
        return ()
    perhaps = {m.column for m in both if m.table == "order_lines"}
    if "line_no" in lines and orders == {"order_no", "status"}:
        return FAMILY  # the status of single lines
    amounts_only = "product" not in perhaps and "order_date" in orders
    if not lines & _LINE_FACTS or lines <= {"order_no", "line_no"} or amounts_only:
        alone = clues.suggest(("orders",))
        others = {m.column for m in alone if m.table == "orders"} - {"order_no"}
        return ("orders",) if others else ()
    return FAMILY if orders - {"order_no"} else ("order_lines",)


def likely_orders(mapped: tuple[Mapped, ...]) -> bool:
    """Return whether day and amount are certain, and a likely order number is there."""
    likely = any(m.kind == "suggested" and m.column == "order_no" for m in mapped)
    orders, lines = filled(mapped, "orders"), filled(mapped, "order_lines")
    return likely and "order_date" in orders and bool({"amount", "product"} & (orders | lines))


def _keyed(table: str) -> Callable[[set[str]], bool]:
    key = set(TABLES[table].key)
    return lambda has: key <= has and len(has) > len(key)


def _complete(table: str) -> Callable[[set[str]], bool]:
    return lambda has: not lacking(table, has)


_ELIGIBLE: Mapping[str, Callable[[set[str]], bool]] = {
    **{table: _keyed(table) for table in MASTERS},
    **{table: _complete(table) for table in ("credits", "expenses", "targets")},
    "leads": lambda has: (
        ("lead_id" in has and len(has) > 1) or ({"created_at", "outcome"} <= has and len(has) > 2)
    ),
    "complaints": lambda has: (
        not lacking("complaints", has)
        and ("complaint_id" in has or ("raised_at" in has and bool(has & _COMPLAINED)))
    ),
    "benchmarks": lambda has: (
        not lacking("benchmarks", has) and bool(has & {"year", "source", "scope"})
    ),
}


def _key_first(table: str, mapped: tuple[Mapped, ...]) -> bool:
    first = min((m for m in mapped if m.used), key=lambda m: m.position, default=None)
    return first is not None and any(
        m.column in TABLES[table].key for m in mapped if m.position == first.position
    )
