"""Times below a header that names their zone, as in "Created (UTC)". Imports words and siblings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.values.dates import DAYPART
from ordertrack.model import TABLES
from ordertrack.words import Text, t

_NAMED = re.compile(
    r"(?<![A-Za-z])(?:UTC|GMT)(?:\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?"
    r"\W*$",
    re.IGNORECASE,
)


def settle_zones(
    mappings: Sequence[TableMapping],
) -> tuple[list[TableMapping], list[Finding]]:
    """Return the mappings with times written in the zone of their header, and what is told."""
    found: list[Finding] = []
    return [_settled(mapping, found) for mapping in mappings], found


def _settled(mapping: TableMapping, found: list[Finding]) -> TableMapping:
    for m in {m.position: m for m in mapping.mapped if m.used and _is_time(m)}.values():
        zone = _NAMED.search(m.header)
        if zone is None:
            continue
        if rows := _count(mapping, _bare(m)):
            found.append(Finding("zone-of-header", "info", _told(mapping, m), rows))
            mapping = _written(mapping, m, _offset(zone))
        if rows := _count(mapping, _spoken(m)):
            found.append(Finding("zone-of-header", "warning", _unread(mapping, m), rows))
    return mapping


def _told(mapping: TableMapping, m: Mapped) -> Text:
    return t(
        'The times of "{header}" in {file} are of the zone that the header names: they are read in'
        " the business time zone.",
        header=m.header,
        file=mapping.key,
    )


def _unread(mapping: TableMapping, m: Mapped) -> Text:
    return t(
        'Times of "{header}" in {file} have AM or PM: they are read as they stand, not in the zone'
        " that the header names.",
        header=m.header,
        file=mapping.key,
    )


def _is_time(m: Mapped) -> bool:
    return bool(m.table and m.column) and TABLES[m.table].column(m.column).kind == "time"


def _offset(zone: re.Match[str]) -> str:
    if zone["sign"] is None:
        return "Z"
    return f"{zone['sign']}{int(zone['hours']):02}:{zone['minutes'] or '00'}"


def _text(m: Mapped) -> pl.Expr:
    return pl.col(f"c{m.position}").str.strip_chars().fill_null("")


def _bare(m: Mapped) -> pl.Expr:
    """Whether a cell ends in a time of day, without a zone of its own."""
    return _text(m).str.contains(r"[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")


def _spoken(m: Mapped) -> pl.Expr:
    return _text(m).str.contains(rf"\d:\d{{2}}.*(?:{DAYPART})")


def _count(mapping: TableMapping, which: pl.Expr) -> int:
    return int(pl.scan_parquet(mapping.to_read.path).select(which.sum()).collect().item())


def _written(mapping: TableMapping, m: Mapped, offset: str) -> TableMapping:
    """Return the mapping with the zone behind each time."""
    cell, path = pl.col(f"c{m.position}"), mapping.to_read.path
    zoned = pl.when(_bare(m)).then(cell.str.strip_chars() + offset).otherwise(cell)
    raw = altered(
        mapping.to_read,
        "zoned",
        (m.position, offset),
        lambda: pl.scan_parquet(path).with_columns(zoned.alias(f"c{m.position}")),
    )
    own = mapping.raw_table if mapping.reshaped else raw
    return replace(mapping, raw_table=own, to_read=raw)
