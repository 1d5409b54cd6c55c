"""A question to one release: the only thing that a reader executes. Imports `access`.

A `Select` is built step by step and never taken apart: conditions are added, columns chosen, and a
whole Select becomes the source of another. Values are parameters (`$name`). What its viewer may
not see is kept back by the reader, below every table that the SQL names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from ordertrack.access import Access

PARAMETER = re.compile(r"\$(\w+)")
PAST = "past_"  # prefix of the tables of an earlier release that is read beside the reader's own


@dataclass(frozen=True, slots=True, eq=False)
class Select:
    """Columns of the rows of `source` that meet all of `where`.

    `amount` is the column that holds the money of a row. `frames` are small tables that the SQL
    names and that exist for this question alone, `named` queries that stand in front of it.
    """

    source: str
    access: Access
    where: tuple[str, ...] = ()
    columns: tuple[str, ...] = ("*",)
    group_by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limited: bool = False
    amount: str = "amount"
    params: Mapping[str, Any] = field(default_factory=dict)
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    named: tuple[tuple[str, str], ...] = ()
    written: str = ""

    @classmethod
    def text(cls, sql: str, access: Access, params: Mapping[str, Any] | None = None) -> Select:
        """Return a question that is written out as SQL, for what no other part asks."""
        return cls("", access, params=params or {}, written=sql)

    @property
    def sql(self) -> str:
        """The question without the queries that stand in front of it."""
        if self.written:
            return self.written
        parts = [f"SELECT {', '.join(self.columns)}"]
        if self.source:
            parts.append(f"FROM {self.source}")
        if self.where:
            parts.append(f"WHERE {' AND '.join(self.where)}")
        if self.group_by:
            parts.append(f"GROUP BY {', '.join(self.group_by)}")
        if self.order_by:
            parts.append(f"ORDER BY {', '.join(self.order_by)}")
        if self.limited:
            parts.append("LIMIT $limit OFFSET $offset")
        return " ".join(parts)

    def statement(self, named: Sequence[tuple[str, str]] = (), hint: str = "") -> str:
        """Return the whole SQL; `named` queries of the reader come before the question's own.

        Those of the reader stand for tables: with `hint` it has conditions reach through them.
        """
        queries = [f"{name} AS {hint}({sql})" for name, sql in named]
        queries += [f"{name} AS ({sql})" for name, sql in self.named]
        return f"WITH {', '.join(queries)} {self.sql}" if queries else self.sql

    def bound(self, statement: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the parameters that a statement names: DuckDB refuses others."""
        values = {**self.params, **(more or {})}
        named = dict.fromkeys(PARAMETER.findall(statement))
        return {name: values[name] for name in named if name in values}

    def filtered(self, *conditions: str, **params: Any) -> Select:
        """Return the rows that meet these conditions too."""
        return replace(self, where=(*self.where, *conditions), params={**self.params, **params})

    def of(self, *columns: str, group_by: Iterable[str] = ()) -> Select:
        """Return these columns, of groups where it is grouped."""
        return replace(self, columns=columns, group_by=tuple(group_by))

    def ordered(self, *terms: str) -> Select:
        """Return the rows in this order."""
        return replace(self, order_by=terms)

    def page(self, limit: int | None, offset: int = 0) -> Select:
        """Return at most `limit` rows after the first `offset`; all of them without a limit."""
        if limit is None:
            return self
        params = {**self.params, "limit": limit, "offset": offset}
        return replace(self, limited=True, params=params)

    def using(self, name: str, query: Select) -> Select:
        """Return the question with another one in front of it, to be named in it."""
        return replace(
            self,
            named=tuple(dict.fromkeys((*query.named, (name, query.sql), *self.named))),
            params={**query.params, **self.params},
            frames={**query.frames, **self.frames},
        )

    def joined(self, join: str) -> Select:
        """Return the rows joined with something: `joined("JOIN picked ON …")`."""
        return replace(self, source=f"{self.source} {join}")

    def nested(self, alias: str) -> Select:
        """Return all rows of this question as the source of another one."""
        return Select(
            f"({self.sql}) AS {alias}",
            self.access,
            amount=self.amount,
            params=self.params,
            frames=self.frames,
            named=self.named,
        )


def union(selects: Sequence[Select], alias: str) -> Select:
    """Return the rows of all selects below each other, as the source of another question."""
    sql = " UNION ALL ".join(select.sql for select in selects)
    return _combined(selects, f"({sql}) AS {alias}")


def side_by_side(selects: Sequence[Select]) -> Select:
    """Return selects of one row each as one row, which DuckDB plans once and counts together."""
    parts = [f"({select.sql}) AS part{place}" for place, select in enumerate(selects)]
    return _combined(selects, " CROSS JOIN ".join(parts))


def agree(one: Select, other: Select) -> bool:
    """Return whether two selects give the same value to every parameter that both have."""
    shared = one.params.keys() & other.params.keys()
    return all(one.params[name] == other.params[name] for name in shared)


def _combined(selects: Sequence[Select], source: str) -> Select:
    first = selects[0]
    if any(select.access != first.access for select in selects):
        raise ValueError("selects of different accesses cannot be combined")
    if not all(agree(first, select) for select in selects):
        raise ValueError("selects that mean different things by a parameter cannot be combined")
    return Select(
        source,
        first.access,
        params={name: value for select in selects for name, value in select.params.items()},
        frames={name: frame for select in selects for name, frame in select.frames.items()},
        named=tuple(dict.fromkeys(pair for select in selects for pair in select.named)),
    )


def one_of(column: str, wanted: Sequence[str], prefix: str) -> tuple[str, dict[str, Any]]:
    """Return the condition that a column has one of these values, and its parameters.

    The empty string stands for rows where it is not recorded.
    """
    values = {f"{prefix}_{place}": value for place, value in enumerate(filter(None, wanted))}
    choices = [f"{column} IN ({', '.join('$' + name for name in values)})"] if values else []
    if "" in wanted:
        choices.append(f"{column} IS NULL")
    return (f"({' OR '.join(choices)})" if choices else "FALSE"), values
