"""How the cells of recognised tables are to be read, and reading them.

Imports model, warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from ordertrack.errors import BadMapping
from ordertrack.intake.asking import DAY_FIRST, day_orders, ship_as_delivery, words_said
from ordertrack.intake.cells import cells_of, unit_of
from ordertrack.intake.check import Checked, Reading, check, forms_of
from ordertrack.intake.derive import Choices
from ordertrack.intake.feeding import Recognition, Wish
from ordertrack.intake.headers import fold
from ordertrack.intake.lookup import Lookup, lookups
from ordertrack.intake.needs import Known, brings_lines, brings_orders, lacking, required
from ordertrack.intake.questions import Question, answered
from ordertrack.intake.shape import targets_level
from ordertrack.intake.understood import Finding
from ordertrack.intake.values import Form
from ordertrack.model import TABLES, Kind
from ordertrack.warehouse import Reader
from ordertrack.words import t

SHIPPED, DELIVERED = "o_shipped_at", ("o_delivered_date", "l_delivered_date")
_WON = frozenset({"wondate", "converteddate", "成交时间", "成交日期"})
_MEASURES = (("new_customers", ("客户", "customer")), ("units", ("数量", "销量", "units", "qty")))
_DATES: tuple[Kind, ...] = ("day", "time")
Forms = dict[tuple[int, Kind], Form]


@dataclass
class Outlook:
    """All that was settled before a single row is judged."""

    found: Sequence[Recognition]
    lacking: dict[int, BadMapping] = field(default_factory=dict)
    forms: dict[int, Forms] = field(default_factory=dict)
    choices: dict[int, Choices] = field(default_factory=dict)
    names: dict[int, dict[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)

    @property
    def feeds(self) -> list[Recognition]:
        """The raw tables that feed something."""
        return [one for one in self.found if one.recognised]

    @property
    def usable(self) -> Iterator[Recognition]:
        """Feeds that have all they need."""
        return (one for one in self.feeds if one.src not in self.lacking)


def look_out(found: Sequence[Recognition], wish: Wish, reader: Reader | None, zone: str) -> Outlook:
    """Settle what each feed lacks, how its dates read, what a lookup or a ship date stands for."""
    outlook = Outlook(found)
    outlook.questions += [question for one in found for question in one.questions]
    _find_lacking(outlook, reader)
    _settle_forms(outlook, wish, zone)
    _settle_lookups(outlook, wish)
    _settle_choices(outlook, wish, reader)
    return outlook


def check_all(
    outlook: Outlook, wish: Wish, staging: Path, told: Callable[[float], None]
) -> list[Checked]:
    """Read the cells of all usable feeds."""
    usable = list(outlook.usable)
    checked = []
    for place, one in enumerate(usable):
        told(place / len(usable))
        words = words_said(one.feed.key, wish.answers)
        names = outlook.names.get(one.src, {})
        cells = cells_of(one.feed.mapping, outlook.forms[one.src], words, names)
        reading = Reading(one.feed.tables, required(one.feed), outlook.choices[one.src])
        part = check(one.src, one.table, cells, reading, staging)
        checked.append(part)
        outlook.findings += _units(one)
        outlook.rows[one.src] = _rows(one, part)
    return checked


def _units(one: Recognition) -> list[Finding]:
    """Amounts that a header counts in 万 are told: the figures differ from the file's."""
    return [
        Finding(
            "unit",
            "info",
            t(
                '"{header}" in {file} is counted in {unit}.',
                header=m.header,
                file=one.feed.key,
                unit=f"{unit_of(m.header):,}",
            ),
            1,
        )
        for m in one.feed.mapping
        if m.used and unit_of(m.header) > 1 and m.table and m.column
        if TABLES[m.table].column(m.column).kind == "money"
    ]


def _rows(one: Recognition, part: Checked) -> int:
    """How many rows of the file are in the checked file (a reshaped row may stand there often)."""
    if one.table is one.raw:
        return part.rows
    return int(pl.scan_parquet(part.path).select(pl.col("_row").n_unique()).collect().item())


def _find_lacking(outlook: Outlook, reader: Reader | None) -> None:
    counts: Mapping[str, dict[str, int]] = reader.release.counts if reader else {}
    for one in outlook.feeds:
        others = [other.feed for other in outlook.feeds if other is not one]
        known = Known(
            orders=bool(_rows_of(counts, "orders")) or any(map(brings_orders, others)),
            lines=bool(_rows_of(counts, "order_lines")) or any(map(brings_lines, others)),
        )
        problem = lacking(one.feed, known)
        if problem is not None:
            outlook.lacking[one.src] = problem


def _rows_of(counts: Mapping[str, dict[str, int]], table: str) -> int:
    return counts.get(table, {}).get("rows", 0)


# --- the forms of values ---


def _wanted(one: Recognition) -> list[tuple[int, Kind]]:
    return [
        (m.position, TABLES[m.table].column(m.column).kind)
        for m in one.feed.mapping
        if m.used and m.table and m.column
    ]


def _settle_forms(outlook: Outlook, wish: Wish, zone: str) -> None:
    """Survey all columns; where day and month are open, take the person's answer."""
    for one in outlook.usable:
        outlook.forms[one.src] = forms_of(one.table.path, _wanted(one), {}, zone)
    same_header = _settled_by_header(outlook)
    for one in outlook.usable:
        asked = _day_orders(outlook, one, same_header)
        asked = [answered(question, wish.answers, wish.accept) for question in asked]
        outlook.questions += asked
        said = _said_first(one, asked)
        if said:
            outlook.forms[one.src] = forms_of(one.table.path, _wanted(one), said, zone)


def _dates(forms: Forms) -> dict[int, Form]:
    return {position: form for (position, kind), form in forms.items() if kind in _DATES}


def _day_orders(
    outlook: Outlook, one: Recognition, same_header: Mapping[str, bool]
) -> list[Question]:
    dates = _dates(outlook.forms[one.src])
    neighbours = {f.day_first for f in dates.values() if f.day_first is not None}
    likely = neighbours.pop() if len(neighbours) == 1 else None
    asked = []
    for position, form in dates.items():
        header = one.table.headers[position]
        settled = likely if likely is not None else same_header.get(header)
        asked += day_orders(one.feed.key, one.table.headers, {position: form}, settled)
    return asked


def _settled_by_header(outlook: Outlook) -> dict[str, bool]:
    """How the same header reads in other files of this import."""
    return {
        one.table.headers[position]: form.day_first
        for one in outlook.usable
        for position, form in _dates(outlook.forms[one.src]).items()
        if form.day_first is not None
    }


def _said_first(one: Recognition, asked: Sequence[Question]) -> dict[int, bool]:
    said: dict[int, bool] = {}
    for question in asked:
        if question.answer is not None:
            header = question.id.removeprefix(f"day-order:{one.feed.key}:")
            said[one.table.headers.index(header)] = question.answer == DAY_FIRST
    return said


# --- lookups ---


def _settle_lookups(outlook: Outlook, wish: Wish) -> None:
    helpers = [one.raw for one in outlook.found if not one.recognised]
    by_key = {one.feed.key: one for one in outlook.feeds}
    for offer in lookups(helpers, [one.feed for one in outlook.usable]):
        question = answered(offer.question, wish.answers, wish.accept)
        outlook.questions.append(question)
        if question.answer == "yes":
            one = by_key[offer.feed]
            outlook.names.setdefault(one.src, {})[offer.spot] = offer.names
            outlook.helpers.add(offer.helper)
            outlook.findings.append(_looked_up(offer))


def _looked_up(offer: Lookup) -> Finding:
    text = t(
        "{header} of {file} is read as {name} from {helper}.",
        header=offer.header,
        file=offer.feed,
        name=offer.name_header,
        helper=offer.helper,
    )
    return Finding("lookup", "info", text, len(offer.names))


# --- what holds for a table as a whole ---


def _settle_choices(outlook: Outlook, wish: Wish, reader: Reader | None) -> None:
    delivered = any(name in one.feed.has for one in outlook.usable for name in DELIVERED)
    delivered = delivered or bool(reader and reader.covers("order_facts.delivered_at"))
    for one in outlook.usable:
        choices = _constants(one)
        if SHIPPED in one.feed.has and not delivered:
            question = answered(ship_as_delivery(one.feed.key), wish.answers, wish.accept)
            outlook.questions.append(question)
            if question.answer == "yes":
                choices = replace(choices, ship_as_delivery=True)
                outlook.findings.append(_shipped(one.feed.key))
        outlook.choices[one.src] = choices


def _shipped(key: str) -> Finding:
    text = t("{file} has no delivery date: shipping counts as delivery.", file=key)
    return Finding("ship-as-delivery", "warning", text, 1)


def _constants(one: Recognition) -> Choices:
    headers = {m.column: m.header for m in one.feed.mapping if m.used}
    if one.feed.tables == ("leads",):
        return Choices(won=fold(headers.get("closed_at") or "") in _WON)
    if one.feed.tables == ("targets",):
        who = headers.get("who")
        level = targets_level((who,)) if who else "company"
        return Choices(level=level, measure=_measure(headers.get("value") or ""))
    return Choices()


def _measure(header: str) -> str:
    said = header.casefold()
    return next((name for name, words in _MEASURES if any(w in said for w in words)), "revenue")
