"""Pieces of SQL that several steps put together. Imports model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ordertrack.model import STAGES


def literal(value: str | Path) -> str:
    """Return a string as a SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def joined(parts: Iterable[object]) -> str:
    return ", ".join(str(part) for part in parts)


def not_gone(relation: str) -> str:
    """Return the relation, as `s`, without the rows that were rejected or skipped."""
    return f"{relation} AS s ANTI JOIN gone AS g ON g.src = s._src AND g.row = s._row"


def agree(names: Sequence[str], left: str, right: str) -> str:
    """Return the condition that two relations have the same in these columns, null like null."""
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in names)


def stage_place(status: str, *last: str) -> str:
    """Return the place of a status on an order's way; null where a status says nothing about it.

    The states in `last` come behind all stages.
    """
    places = " ".join(f"WHEN '{name}' THEN {at}" for at, name in enumerate((*STAGES, *last)))
    return f"CASE {status} {places} END"
