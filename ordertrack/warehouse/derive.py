"""Deriving the facts of the years that an import touches. Imports schema, content, draft.

An order, its lines and its complaints lie in the order's year, so a year's facts need that year alone
plus what is shared by all: first orders of customers, sums of complaints, whether acceptance is followed.
"""

from __future__ import annotations

from collections.abc import Callable

from ordertrack import grain
from ordertrack.model import TABLES
from ordertrack.warehouse.content import relation
from ordertrack.warehouse.draft import Draft
from ordertrack.warehouse.schema import fields, stored_fields

# A change in one of these reaches orders of any year.
MASTERS = frozenset({"customers", "products", "people"})


def derive(draft: Draft, everything: bool, tick: Callable[[float], None]) -> None:
    """Write the facts of the touched years into the draft; `everything` derives all years."""
    for table in TABLES:
        draft.view(table, table)
    for name, query in grain.STEPS:
        if name in grain.SHARED:
            draft.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    years = sorted(_all_years(draft) if everything else _touched(draft))
    for place, year in enumerate(years):
        _derive_year(draft, year)
        tick((place + 1) / len(years))
    for facts in grain.FACTS:
        gone = {year: () for year in draft.now[facts].years - _all_years(draft)}
        draft.now[facts] = draft.now[facts].replaced(gone)


def _all_years(draft: Draft) -> set[int]:
    return {year for year in draft.now["orders"].years if year is not None}


def _touched(draft: Draft) -> set[int]:
    return _all_years(draft)


def _derive_year(draft: Draft, year: int) -> None:
    for table in ("orders", "order_lines"):
        draft.view(table, table, [year])
    for name, query in grain.STEPS:
        if name in grain.SHARED:
            continue
        if name in grain.FACTS:
            _write_facts(draft, name, year, query)
        else:
            draft.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _write_facts(draft: Draft, name: str, year: int, query: str) -> None:
    columns = ", ".join(stored_fields(name))
    order = ", ".join(grain.SORTED_BY[name])
    files = draft.write(name, year, f"SELECT {columns} FROM ({query}) ORDER BY {order}")
    draft.now[name] = draft.now[name].replaced({year: files})
    content = relation(draft.now[name].only([year]), fields(name))
    draft.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {content}")
