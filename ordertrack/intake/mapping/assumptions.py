"""What is settled about an import before any cell is read: what files lack, what stands for what.

Imports model, errors, warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ordertrack.errors import BadMapping
from ordertrack.intake.column_names import DELIVERED, SHIPPED
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.choices import Choices, Names
from ordertrack.intake.mapping.lookups import lookups, missing
from ordertrack.intake.mapping.questions import no_amounts, ship_as_delivery
from ordertrack.intake.mapping.requirements import (
    Provided,
    amount_findings,
    brings_lines,
    brings_orders,
    lacks_amounts_only,
    missing_column,
)
from ordertrack.intake.mapping.settled import Discounts, Returns
from ordertrack.intake.mapping.targets.figure_words import measure_of
from ordertrack.intake.mapping.targets.whose import level_of
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Question
from ordertrack.intake.spellings import fold
from ordertrack.warehouse import Reader
from ordertrack.words import t

_WON = frozenset({"wondate", "converteddate", "成交时间", "成交日期"})


@dataclass
class Assumptions:
    """All that was settled before a single row is judged; by `src` where it is of one table.

    `helpers` are the keys of tables that only name what others hold; `decided` are questions that
    values answered, kept for files with the same headers whose values do not.
    """

    mappings: Sequence[TableMapping]
    missing: dict[int, BadMapping] = field(default_factory=dict)
    choices: dict[int, Choices] = field(default_factory=dict)
    names: dict[int, dict[str, Names]] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    no_amounts: set[int] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    decided: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def recognised(self) -> list[TableMapping]:
        """The raw tables that feed something."""
        return [mapping for mapping in self.mappings if mapping.tables]

    @property
    def usable(self) -> Iterator[TableMapping]:
        """Those that have all they need."""
        return (mapping for mapping in self.recognised if mapping.src not in self.missing)

    def add_discounts(self, discounts: Discounts) -> None:
        """Note what was settled about discounts; their mappings are in use already."""
        self.questions += discounts.questions
        self.decided += discounts.decided
        self.findings += discounts.findings
        for src in discounts.in_tenths & self.choices.keys():
            self.choices[src] = replace(self.choices[src], discount_in_tenths=True)
        for src in discounts.in_percent & self.choices.keys():
            self.choices[src] = replace(self.choices[src], discount_in_percent=True)

    def add_returns(self, returns: Returns) -> None:
        """Note what was settled about returns; their mappings are in use already."""
        self.questions += returns.questions
        self.findings += returns.findings
        for src in returns.choices.keys() & self.choices.keys():
            self.choices[src] = replace(self.choices[src], **returns.choices[src])


def assume(
    mappings: Sequence[TableMapping], decisions: Decisions, reader: Reader | None
) -> Assumptions:
    """Settle what each table lacks, and what a lookup or a ship date stands for."""
    assumptions = Assumptions(mappings)
    assumptions.questions += [question for mapping in mappings for question in mapping.questions]
    find_missing(assumptions, decisions, reader)
    assume_lookups(assumptions, decisions)
    assume_choices(assumptions, decisions, reader)
    if reader is None or not reader.covers("order_facts.amount"):
        assumptions.findings += amount_findings(list(assumptions.usable))
    return assumptions


def find_missing(assumptions: Assumptions, decisions: Decisions, reader: Reader | None) -> None:
    """Note what each table lacks that neither the import nor the release provides."""
    counts: Mapping[str, dict[str, int]] = reader.release.counts if reader else {}
    known = {table for table, count in counts.items() if count.get("rows", 0)}
    orders = {mapping.src for mapping in assumptions.recognised if brings_orders(mapping)}
    lines = {mapping.src for mapping in assumptions.recognised if brings_lines(mapping)}
    for mapping in assumptions.recognised:
        provided = Provided(  # by the release, or by another file than this one
            orders="orders" in known or len(orders) > (mapping.src in orders),
            lines="order_lines" in known or len(lines) > (mapping.src in lines),
        )
        problem = missing_column(mapping, provided)
        if problem is None:
            continue
        question = without_amounts(mapping, provided, decisions, reader)
        assumptions.questions += [question] if question else []
        if question is None or question.answer == "no":
            assumptions.missing[mapping.src] = problem
        else:
            assumptions.no_amounts.add(mapping.src)


def without_amounts(
    mapping: TableMapping, provided: Provided, decisions: Decisions, reader: Reader | None
) -> Question | None:
    """Ask whether lines that lack nothing but amounts are imported; None where they lack more."""
    if reader is not None and not reader.covers("line_facts.amount"):
        provided = replace(provided, lines=False)  # the lines of the release have none either
    if not lacks_amounts_only(mapping, provided):
        return None
    return decisions.answer(no_amounts(mapping.key, mapping.raw_table.read))


# --- lookups ---


def assume_lookups(assumptions: Assumptions, decisions: Decisions) -> None:
    """Ask for each lookup whether it holds, and keep the names of those that do."""
    helpers = [mapping.raw_table for mapping in assumptions.mappings if not mapping.tables]
    usable = list(assumptions.usable)
    found = lookups(helpers, usable)
    assumptions.findings += missing(usable, found, decisions.all_answers)
    for lookup in found:
        question = decisions.answer(lookup.question)
        assumptions.questions.append(question)
        if question.answer == "yes":
            assumptions.names.setdefault(lookup.mapping.src, {})[lookup.name] = lookup.names
            assumptions.helpers.add(lookup.helper.key)
            assumptions.findings.append(lookup.finding)


# --- what holds for a table as a whole ---


def assume_choices(assumptions: Assumptions, decisions: Decisions, reader: Reader | None) -> None:
    """Settle what holds for each table as a whole; ask where shipping may count as delivery."""
    usable = list(assumptions.usable)
    delivered = any(name in mapping.names for mapping in usable for name in DELIVERED)
    known = bool(reader and reader.covers("order_facts.delivered_at"))
    for mapping in usable:
        choices = replace(_constants(mapping), no_amounts=mapping.src in assumptions.no_amounts)
        undelivered = SHIPPED in mapping.names and not delivered
        asked = ship_as_delivery(mapping.key, likely=not known)
        # What counted as delivery in an earlier import is why the release knows deliveries.
        before = asked.id in decisions.all_answers
        if undelivered and (brings_orders(mapping) or not known or before):
            question = decisions.answer(asked)
            assumptions.questions.append(question)
            if question.answer == "yes":
                choices = replace(choices, ship_as_delivery=True)
                assumptions.findings.append(_shipped(mapping.key))
        assumptions.choices[mapping.src] = choices


def _shipped(key: str) -> Finding:
    text = t("{file} has no delivery date: shipping counts as delivery.", file=key)
    return Finding("ship-as-delivery", "warning", text, 1)


def _constants(mapping: TableMapping) -> Choices:
    headers = {m.column: m.header for m in mapping.mapped if m.used}
    if mapping.tables == ("leads",):
        return Choices(won=fold(headers.get("closed_at") or "") in _WON)
    if mapping.tables == ("targets",):
        level = level_of(headers.get("who") or "")
        return Choices(level=level, measure=measure_of(headers.get("value") or ""))
    return Choices()
