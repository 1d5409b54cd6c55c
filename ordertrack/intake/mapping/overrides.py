"""What a person says about headers: `--map "header=column"`, or a choice on the page.

Imports model, errors, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ordertrack.errors import BadMapping
from ordertrack.intake.decisions import Maps
from ordertrack.intake.mapping_types import Said, TableMapping, Target
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import closest, fold
from ordertrack.model import TABLES
from ordertrack.words import t

# By position: the targets, with "" for "any table that has this column"; empty: leave it unused.
Overrides = dict[int, tuple[Target, ...]]


def read_maps(maps: Maps, raw_tables: Sequence[RawTable]) -> dict[str, Overrides]:
    """Turn `header → "column" | "table.column" | "a,b" | ""` into targets by position.

    A map's key is a header, or a pair of raw table and header. Raises BadMapping for a header
    that no file has and for a column that no table has.
    """
    overrides: dict[str, Overrides] = {raw_table.key: {} for raw_table in raw_tables}
    for named, words in maps.items():
        where, header = named if isinstance(named, tuple) else (None, named)
        targets = tuple(read_target(word.strip()) for word in words.split(",") if word.strip())
        places = list(places_of(header, raw_tables, where))
        if not places:
            raise _no_header(header, raw_tables)
        for key, position in places:
            overrides[key][position] = targets
    return overrides


def spread(overrides: Mapping[int, tuple[Target, ...]], tables: Sequence[str]) -> Overrides:
    """Give targets without a table to the tables that the file feeds; lines before orders."""
    ordered = sorted(tables, key=lambda table: table != "order_lines")
    return {
        position: tuple(
            (chosen, column)
            for table, column in targets
            if (chosen := table or next((name for name in ordered if feeds(name, column)), ""))
        )
        for position, targets in overrides.items()
    }


def among(said: Said, tables: Sequence[str]) -> Overrides:
    """Return what was said about columns of these tables, and what is not to be used."""
    return {
        position: mine
        for position, targets in spread(said.headers, tables).items()
        if (mine := tuple(target for target in targets if target[0] in tables)) or not targets
    }


def feeds(table: str, column: str) -> bool:
    """Return whether a header may be read as this column of the table."""
    return any(declared.name == column and not declared.ours for declared in TABLES[table].columns)


def places_of(
    header: str, raw_tables: Sequence[RawTable], where: str | None
) -> Iterable[tuple[str, int]]:
    """Yield key and position of a header in the raw tables, or in those of one file or key."""
    for raw_table in raw_tables:
        if where not in (None, raw_table.key, raw_table.file):
            continue
        headers = raw_table.headers
        exact = [i for i, name in enumerate(headers) if name.strip() == header.strip()]
        loose = [i for i, name in enumerate(headers) if name and fold(name) == fold(header)]
        for position in exact or loose:
            yield raw_table.key, position


def read_target(word: str) -> Target:
    """Turn `table.column`, `column` or the label of one into a target, or raise BadMapping."""
    table, _, column = word.rpartition(".")
    if table in TABLES and feeds(table, column):
        return (table, column)
    if not table and any(feeds(name, column) for name in TABLES):
        return ("", column)
    by_label = _by_label(word)
    if by_label:
        return by_label
    raise _no_column(word)


def _by_label(word: str) -> Target | None:
    """A column by its label in either language, as the page shows it."""
    for table in TABLES.values():
        for column in table.columns:
            if not column.ours and fold(word) in (fold(column.label.en), fold(column.label.zh)):
                return ("", column.name)
    return None


def _no_header(header: str, raw_tables: Sequence[RawTable]) -> BadMapping:
    headers = [header for raw_table in raw_tables for header in raw_table.headers if header]
    near = closest(header, headers) or sorted(set(headers))[:12]
    return BadMapping(
        t('No file has the header "{header}".', header=header),
        t("Close to it: {names}.", names=", ".join(near)),
    )


def _no_column(word: str) -> BadMapping:
    names = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if not column.ours
    ]
    bare_names = [name.partition(".")[2] for name in names]
    near = closest(word, names if "." in word else bare_names) or sorted(set(bare_names))[:12]
    return BadMapping(
        t('There is no column "{column}".', column=word),
        t("Close to it: {names}.", names=", ".join(near)),
    )


# --- what no table of its file has ---


def check_overrides(overrides: Mapping[str, Overrides], mappings: Sequence[TableMapping]) -> None:
    """Refuse a map whose column no table of its file has: it would be lost silently."""
    for mapping in mappings:
        headers = mapping.raw_table.headers
        used = {m.header if mapping.reshaped else m.position for m in mapping.mapped if m.used}
        for position, targets in overrides[mapping.key].items():
            place = headers[position] if mapping.reshaped else position
            lost = bool(targets) and place not in used
            if lost and not placed_elsewhere(overrides, mappings, mapping, position):
                raise _lost(mapping, position, targets[0][1])


def placed_elsewhere(
    overrides: Mapping[str, Overrides],
    mappings: Sequence[TableMapping],
    mapping: TableMapping,
    position: int,
) -> bool:
    """Return whether the header at this position found its place in another file."""
    header = mapping.raw_table.headers[position]
    return any(
        m.used and m.header == header and m.position in overrides[other.key]
        for other in mappings
        if other is not mapping
        for m in other.mapped
    )


def _lost(mapping: TableMapping, position: int, column: str) -> BadMapping:
    return BadMapping(
        t(
            '"{header}" cannot be {column}: {file} is read as {tables}.',
            header=mapping.raw_table.headers[position],
            column=column,
            file=mapping.key,
            tables=", ".join(mapping.tables) or "—",
        ),
        t("Say what the file holds, for example with --table."),
    )
