"""How the headers of an import were understood: once for all files with the same headers.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ordertrack.intake.mapping_types import Mapped
from ordertrack.intake.result import SourceReport
from ordertrack.words import Text

SAMPLES = 3
ROWS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One header: the columns ("table.column") that it feeds, how that was found, some values.

    `how` is exact, remembered, asked (a person said so), suggested (and not confirmed) or none.
    """

    header: str
    feeds: tuple[str, ...]
    how: str
    note: Text | None
    samples: tuple[str, ...]

    @property
    def used(self) -> bool:
        return self.how not in ("suggested", "none")


@dataclass(frozen=True, slots=True)
class Layout:
    """The headers that several files (or sheets) share, with what each one feeds.

    `derived` are columns that no header gives, with how they follow from others.
    """

    sources: tuple[str, ...]
    tables: tuple[str, ...]
    columns: tuple[ColumnReport, ...]
    derived: tuple[tuple[str, Text], ...] = ()

    @property
    def unused(self) -> tuple[ColumnReport, ...]:
        """The headers that feed nothing."""
        return tuple(column for column in self.columns if not column.used)

    def as_object(self, lang: str) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "sources": list(self.sources),
            "tables": list(self.tables),
            "columns": [
                {
                    "header": column.header,
                    "feeds": list(column.feeds),
                    "how": column.how,
                    "samples": list(column.samples),
                    **({"note": column.note.to(lang)} if column.note else {}),
                }
                for column in self.columns
            ],
            "derived": {name: formula.to(lang) for name, formula in self.derived},
        }


def layouts(sources: Iterable[SourceReport]) -> list[Layout]:
    """Return the layouts of an import, in the order of their first files."""
    alike: dict[tuple[object, ...], list[SourceReport]] = {}
    for source in sources:
        same = (source.signature, source.tables, tuple((m.header, m.target) for m in source.mapped))
        alike.setdefault(same, []).append(source)
    return [layout_of(group) for group in alike.values()]


def layout_of(sources: Sequence[SourceReport]) -> Layout:
    """Return the layout that these files share."""
    first = sources[0]
    keys = tuple(source.key for source in sources)
    return Layout(keys, first.tables, column_reports(first), first.derived)


def column_reports(source: SourceReport) -> tuple[ColumnReport, ...]:
    """Return the headers of a file in its order, with some values of each."""
    raw_table, by_position = source.raw_table, {}
    values = sampled_values(raw_table.path, len(raw_table.headers))
    for m in source.mapped:
        by_position.setdefault(m.position, []).append(m)
    return tuple(
        ColumnReport(
            header,
            tuple(f"{m.table}.{m.column}" for m in by_position[position] if m.used and m.table),
            _how(by_position[position][0]),
            next((m.note for m in by_position[position] if m.note), None),
            values[position],
        )
        for position, header in enumerate(source.raw_table.headers)
        if header.strip() and position in by_position
    )


def _how(m: Mapped) -> str:
    return "asked" if m.kind == "manual" else m.kind


def sampled_values(path: Path | str, columns: int) -> list[tuple[str, ...]]:
    """Return a few different values of the columns of a raw table, as they are written there."""
    head = pl.scan_parquet(path).head(ROWS_LOOKED_AT).collect()
    found = []
    for position in range(columns):
        values = head.get_column(f"c{position}").drop_nulls().str.strip_chars()
        found.append(tuple(values.filter(values != "").unique(maintain_order=True).head(SAMPLES)))
    return found
