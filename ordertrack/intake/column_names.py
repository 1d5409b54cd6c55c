"""Names of understood columns inside the files of an import. Imports model only.

A flat file feeds two tables at once, so an order's column is `o_region`, a line's `l_amount`; the
order number is one and the same. All other tables keep their plain names.
"""

from __future__ import annotations

from ordertrack.model import TABLES, Column

PREFIX = {"orders": "o_", "order_lines": "l_"}
DAY_ONLY = "_day_only"


def spot(table: str, column: str) -> str:
    """Where a column of a table stands in a checked file."""
    return column if column == "order_no" else PREFIX.get(table, "") + column


def plain(name: str) -> str:
    """The column's own name, without the prefix."""
    return name[2:] if name[:2] in PREFIX.values() else name


def declared(table: str, name: str) -> Column:
    """The column that stands at a spot of the table."""
    return TABLES[table].column(plain(name))


def spots(table: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The spots among `names` that belong to the table, its time flags and its key included."""
    prefix = PREFIX.get(table)
    if prefix is None:
        return names
    return tuple(name for name in names if name == "order_no" or name.startswith(prefix))
