"""Small helper tables: an id in one file, its name in another. Imports model and siblings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ordertrack.intake.column_names import prefixed
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.choices import Names
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, spoken
from ordertrack.model import TABLES
from ordertrack.words import t

MOST_ROWS = 5_000
_SAMPLE = 1_000
_NAME_WORDS = ("name", "description", "名称", "名", "label", "title")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Ids of a column of one file, and the names that another file gives them."""

    mapping: TableMapping
    helper: RawTable
    header: str
    name_header: str
    table: str
    column: str
    names: Names

    @property
    def name(self) -> str:
        """The name of the column in a checked file."""
        return prefixed(self.table, self.column)

    @property
    def question(self) -> Question:
        return Question(
            question_id("lookup", self.mapping.key, self.header, self.helper.key),
            "lookup",
            self.mapping.key,
            t("{header} of {file} read as {name} from {helper}?", **self.values),
            (Choice("no", NO), Choice("yes", YES)),
            default="no",
            suggested="yes",
        )

    @property
    def finding(self) -> Finding:
        text = t("{header} of {file} is read as {name} from {helper}.", **self.values)
        return Finding("lookup", "info", text, len(self.names))

    @property
    def values(self) -> dict[str, str]:
        """What its question and its finding name."""
        return {
            "header": self.header,
            "file": self.mapping.key,
            "name": self.name_header,
            "helper": self.helper.key,
        }


def missing(
    mappings: Iterable[TableMapping], here: Iterable[Lookup], answers: Mapping[str, str]
) -> list[Finding]:
    """Warn of columns that got their names from a file that this import lacks."""
    asked = {lookup.question.id for lookup in here}
    named = {(lookup.mapping.key, lookup.header) for lookup in here}
    return [
        _missing(mapping, m, name.removeprefix(question_id("lookup", mapping.key, m.header, "")))
        for mapping in mappings
        for m in mapping.mapped
        if m.used and (mapping.key, m.header) not in named
        for name, answer in answers.items()
        if answer == "yes" and name not in asked
        if name.startswith(question_id("lookup", mapping.key, m.header, ""))
    ]


def _missing(mapping: TableMapping, m: Mapped, helper: str) -> Finding:
    text = t(
        '"{header}" of {file} had its names from {helper}, which is not among these files (or'
        " cannot be used): in this import its values stand as they are written. What was imported"
        " before keeps its names. Import the files together to have names.",
        header=m.header,
        file=mapping.key,
        helper=helper,
    )
    return Finding("lookup-missing", "warning", text, mapping.raw_table.read)


def lookups(helpers: Iterable[RawTable], mappings: Sequence[TableMapping]) -> list[Lookup]:
    """Return what unrecognised small tables could name; one lookup per column that they share."""
    found: dict[tuple[str, str], Lookup] = {}
    for helper in helpers:
        if helper.read > MOST_ROWS:
            continue
        for mapping in mappings:
            for m in mapping.mapped:
                lookup = _lookup(helper, mapping, m)
                if lookup:
                    found.setdefault((mapping.key, lookup.name), lookup)
    return list(found.values())


def _lookup(helper: RawTable, mapping: TableMapping, m: Mapped) -> Lookup | None:
    if not m.used or m.table is None or m.column is None:
        return None
    column = TABLES[m.table].column(m.column)
    if column.kind not in ("id", "text") or m.column in TABLES[m.table].key:
        return None
    ids = next((i for i, h in enumerate(helper.headers) if h and fold(h) == fold(m.header)), None)
    names = name_column(helper.headers, ids) if ids is not None else None
    if ids is None or names is None:
        return None
    pairs = _pairs(helper, ids, names)
    if not pairs or not mostly_known(mapping, m.position, {one for one, _ in pairs}):
        return None
    return Lookup(mapping, helper, m.header, helper.headers[names], m.table, m.column, pairs)


def mostly_known(mapping: TableMapping, position: int, ids: set[str]) -> bool:
    """Return whether most values are among the ids: the same header may mean other things."""
    cells = (
        pl.scan_parquet(mapping.to_read.path)
        .select(pl.col(f"c{position}").str.strip_chars())
        .drop_nulls()
        .head(_SAMPLE)
        .collect()
        .to_series()
    )
    known = cells.is_in(list(ids)).sum()
    return cells.len() > 0 and known * 2 >= cells.len()


def name_column(headers: Sequence[str], ids: int) -> int | None:
    """Return the name-like header, preferably of the same thing: category_id, category_name."""
    start = spoken(headers[ids]).split()[:1]
    named = [
        (spoken(header).split()[:1] == start, -i)
        for i, header in enumerate(headers)
        if i != ids and any(word in spoken(header) for word in _NAME_WORDS)
    ]
    return -max(named)[1] if named else None


def _pairs(helper: RawTable, ids: int, names: int) -> tuple[tuple[str, str], ...]:
    """Id → name; none when the ids are not unique."""
    frame = (
        pl.scan_parquet(helper.path)
        .select(id=pl.col(f"c{ids}").str.strip_chars(), name=pl.col(f"c{names}").str.strip_chars())
        .drop_nulls()
        .filter(pl.col("name") != "")
        .collect()
    )
    if frame.is_empty() or frame.get_column("id").n_unique() != frame.height:
        return ()
    return tuple(frame.sort("id").iter_rows())
