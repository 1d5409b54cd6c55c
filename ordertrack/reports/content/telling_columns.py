"""Columns of a table that say something: the others are left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ordertrack.views.evaluation.sheet import Sheet


def without_empty(sheet: Sheet) -> Sheet:
    """Return a sheet without the columns that have no value in any row; the first one stays."""
    _, *rest = sheet.columns
    height = sheet.frame.height
    empty = [one.name for one in rest if sheet.frame[one.name].null_count() == height]
    return _without(sheet, empty)


def without_zeros(sheet: Sheet, names: Collection[str]) -> Sheet:
    """Return a sheet without those of these columns that are zero or empty in every row."""
    there = [name for name in names if name in sheet.frame.columns]
    return _without(sheet, [name for name in there if not (sheet.frame[name] != 0).any()])


def without_repeat(sheet: Sheet, name: str, other: str) -> Sheet:
    """Return a sheet without a column that says in every row what another one says."""
    repeats = sheet.frame[name].equals(sheet.frame[other].alias(name))
    return _without(sheet, [name] if repeats else [])


def _without(sheet: Sheet, names: Collection[str]) -> Sheet:
    return replace(sheet, columns=tuple(one for one in sheet.columns if one.name not in names))
