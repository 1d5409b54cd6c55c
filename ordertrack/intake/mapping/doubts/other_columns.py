"""Headers that could be a column too, where another header is read as it: told once per layout.

Imports words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.doubts.documents import says
from ordertrack.intake.mapping_types import FAMILY, Mapped, TableMapping
from ordertrack.intake.spellings import fold, strength
from ordertrack.model import TABLES
from ordertrack.words import Text, t

# Figures are split by these; which of several headers is meant changes every table and chart.
SPLIT_BY = ("region", "channel", "team", "sales_rep", "product_line")
_FIGURES = ("money", "aim", "qty", "day", "time", "share")
_PLACE = re.compile(r"(?:_duplicated_\d+|[._ ]\d+)$")  # what tells equal headers apart
_NUMBERS = frozenset({"id", "no", "key", "code", "number", "编号", "编码", "代码"})


def other_columns(mappings: Sequence[TableMapping]) -> list[Finding]:
    """Tell which headers were passed over for others, for the first file of each layout."""
    layouts = {mapping.signature: mapping for mapping in reversed(mappings)}
    texts = [
        _text(mapping, chosen, others)
        for mapping in mappings
        if layouts[mapping.signature] is mapping
        for chosen in mapping.mapped
        if (others := _others(mapping, chosen))
    ]
    return [Finding("other-columns", "info", text, 1) for text in texts]


def same_headers(mappings: Sequence[TableMapping]) -> list[Finding]:
    """Tell of columns with the header of one that is read, in which something else stands."""
    found = []
    for mapping in mappings:
        for chosen in mapping.mapped:
            if _is_figure(chosen) and not mapping.reshaped:
                found += [_twice(mapping, chosen, m) for m in _alike(mapping, chosen)]
    return [finding for finding in found if finding is not None]


def _is_figure(m: Mapped) -> bool:
    if not m.used or m.table is None or m.column is None:
        return False
    return TABLES[m.table].column(m.column).kind in _FIGURES


def _alike(mapping: TableMapping, chosen: Mapped) -> list[Mapped]:
    name = fold(_PLACE.sub("", chosen.header))
    return [
        m
        for m in mapping.mapped
        if not m.used and m.position != chosen.position
        if fold(_PLACE.sub("", m.header)) == name
    ]


def _twice(mapping: TableMapping, chosen: Mapped, other: Mapped) -> Finding | None:
    one, two = (pl.col(f"c{m.position}").str.strip_chars() for m in (chosen, other))
    rows = pl.scan_parquet(mapping.to_read.path).filter(
        two.fill_null("") != "", one.ne_missing(two)
    )
    if not (count := rows.select(pl.len()).collect().item()):
        return None
    text = t(
        'Two columns of {file} are called "{header}" and differ in {count} rows: column {place} is'
        " read. Rename the one that is meant, or delete the other.",
        file=mapping.key,
        header=chosen.header,
        count=count,
        place=chosen.position + 1,
    )
    return Finding("same-header", "warning", text, count)


def _others(mapping: TableMapping, chosen: Mapped) -> list[str]:
    """Unused headers whose word the column is too; the id beside a name is none."""
    table, column = chosen.target
    if chosen.kind != "exact" or table not in FAMILY or column not in SPLIT_BY:
        return []
    declared = TABLES[table].column(column)
    return [
        m.header
        for m in mapping.mapped
        if m.kind == "none" and strength(m.header, table, column) and not says(m.header, _NUMBERS)
        if mapping.fits(m.position, declared, guessed=True)
    ]


def _text(mapping: TableMapping, chosen: Mapped, others: Sequence[str]) -> Text:
    table, column = chosen.target
    return t(
        '{column} in {file} is read from "{header}"; {others} would do too:'
        ' --map "{other}={name}" reads it instead.',
        column=TABLES[table].column(column).label,
        file=mapping.key,
        header=chosen.header,
        others=", ".join(f'"{header}"' for header in others),
        other=others[0],
        name=column,
    )
