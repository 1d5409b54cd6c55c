"""What is settled about an import before any cell is read: what files lack, what stands for what.

Imports model, errors, warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ordertrack.errors import BadMapping
from ordertrack.intake.checking.cells import Names
from ordertrack.intake.checking.derived_columns import Choices
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.lookups import Lookup, lookups
from ordertrack.intake.mapping.questions import ship_as_delivery
from ordertrack.intake.mapping.recognise_all import Recognition
from ordertrack.intake.mapping.requirements import Known, brings_lines, brings_orders, lacking
from ordertrack.intake.mapping.wide_targets import targets_level
from ordertrack.intake.question import Question
from ordertrack.intake.result import Finding
from ordertrack.intake.spellings import fold
from ordertrack.warehouse import Reader
from ordertrack.words import t

SHIPPED, DELIVERED = "o_shipped_at", ("o_delivered_date", "l_delivered_date")
_WON = frozenset({"wondate", "converteddate", "成交时间", "成交日期"})
_MEASURES = (("new_customers", ("客户", "customer")), ("units", ("数量", "销量", "units", "qty")))


@dataclass
class Outlook:
    """All that was settled before a single row is judged."""

    found: Sequence[Recognition]
    lacking: dict[int, BadMapping] = field(default_factory=dict)
    choices: dict[int, Choices] = field(default_factory=dict)
    names: dict[int, dict[str, Names]] = field(default_factory=dict)
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


def look_out(found: Sequence[Recognition], decisions: Decisions, reader: Reader | None) -> Outlook:
    """Settle what each feed lacks, and what a lookup or a ship date stands for."""
    outlook = Outlook(found)
    outlook.questions += [question for one in found for question in one.questions]
    _find_lacking(outlook, reader)
    _settle_lookups(outlook, decisions)
    _settle_choices(outlook, decisions, reader)
    return outlook


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


# --- lookups ---


def _settle_lookups(outlook: Outlook, decisions: Decisions) -> None:
    helpers = [one.raw for one in outlook.found if not one.recognised]
    by_key = {one.feed.key: one for one in outlook.feeds}
    for offer in lookups(helpers, [one.feed for one in outlook.usable]):
        question = decisions.answer(offer.question)
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


def _settle_choices(outlook: Outlook, decisions: Decisions, reader: Reader | None) -> None:
    delivered = any(name in one.feed.has for one in outlook.usable for name in DELIVERED)
    known = bool(reader and reader.covers("order_facts.delivered_at"))
    for one in outlook.usable:
        choices = _constants(one)
        if SHIPPED in one.feed.has and not delivered and (brings_orders(one.feed) or not known):
            asked = ship_as_delivery(one.feed.key, likely=not known)
            question = decisions.answer(asked)
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
