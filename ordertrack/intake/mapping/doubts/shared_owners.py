"""Cells that name several salespeople: do they share the order, or is it one name?

Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.column_names import prefixed
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.assumptions import Assumptions
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.values.owners import SEVERAL, Names, Owners
from ordertrack.warehouse import Reader
from ordertrack.words import t

SPLIT, ONE_NAME = "split", "one-name"
_SAMPLES = 5
_OWNER = ("orders", "sales_rep")
_CALLED = frozenset({_OWNER, ("people", "sales_rep"), ("people", "name")})
_KNOWN = (
    "SELECT sales_rep AS cell FROM orders UNION SELECT sales_rep FROM people"
    " UNION SELECT name FROM people UNION SELECT sales_rep FROM credits"
)


@dataclass(frozen=True, slots=True)
class _Column:
    """The salespeople of one table, with the different cells that may name several of them."""

    mapping: TableMapping
    header: str
    several: pl.DataFrame

    @property
    def id(self) -> str:
        return question_id("shared-orders", self.mapping.key, self.header)


def shared_owners(assumptions: Assumptions, decisions: Decisions, reader: Reader | None) -> Owners:
    """Ask of every column of salespeople with several in a cell whether these share the order."""
    columns = list(_columns(assumptions))
    before = {column.id: decisions.known("shared-orders", column.id) for column in columns}
    if not any(len(c.several) or before[c.id] == SPLIT for c in columns):
        return Owners()
    names, shared = Names(_known(assumptions, reader)), set()
    for column in columns:
        answer = before[column.id]
        if asked := _question(column, names):
            asked = decisions.answer(asked)
            assumptions.questions.append(asked)
            answer = asked.answer
        shared |= {column.mapping.src} if answer == SPLIT else set()
    return Owners(names, frozenset(shared))


def _columns(assumptions: Assumptions) -> Iterator[_Column]:
    """The column of salespeople of each table; not one whose numbers another file names."""
    for mapping in assumptions.usable:
        m = next((m for m in mapping.mapped if m.used and m.target == _OWNER), None)
        if m is not None and prefixed(*_OWNER) not in assumptions.names.get(mapping.src, {}):
            several = _cells(mapping, m).filter(pl.col("cell").str.contains(SEVERAL))
            yield _Column(mapping, m.header, several)


def _cells(mapping: TableMapping, m: Mapped) -> pl.DataFrame:
    """Every different value of a column, and how often it stands there."""
    frame = pl.scan_parquet(mapping.to_read.path).select(cell=f"c{m.position}")
    return frame.drop_nulls().group_by("cell").agg(rows=pl.len()).collect()


def _known(assumptions: Assumptions, reader: Reader | None) -> set[str]:
    """The cells of this import and of the release that may be names of people."""
    found: set[str] = set()
    for mapping in assumptions.usable:
        for m in mapping.mapped:
            if m.used and m.target in _CALLED:
                found |= set(_cells(mapping, m)["cell"])
    if reader is not None:
        released = reader.run(Select.text(_KNOWN, Access.everything()))
        found |= set(released["cell"].drop_nulls())
    return found


def _question(column: _Column, names: Names) -> Question | None:
    """Ask whether the cells that name several people stand for shared orders."""
    several = column.several.filter(
        pl.col("cell").map_elements(names.several, return_dtype=pl.Boolean)
    ).sort("rows", "cell", descending=[True, False])
    if several.is_empty():
        return None
    text = t(
        '"{header}" in {file} holds several names in a cell: do these people share the order?',
        header=column.header,
        file=column.mapping.key,
    )
    choices = (
        Choice(SPLIT, t("Shared orders: split by the shares beside the names, equally without")),
        Choice(ONE_NAME, t("One name as it stands")),
    )
    return Question(
        column.id, "shared-orders", column.mapping.key, text, choices, suggested=SPLIT,
        samples=tuple(several["cell"].head(_SAMPLES)), rows=int(several["rows"].sum()),
    )  # fmt: skip
