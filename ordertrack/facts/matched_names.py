"""Names that people said are one, laid over the canonical tables of a release, as SQL.

Every column that holds a name of a kind reads as the name to use; master data and targets, which
have a row per name, become one row. What was imported stays as it is. Who asks by a name that was
replaced is asked for the name to use. Imports `model`, `filters`, `access` and `scope`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ordertrack.access import Access
from ordertrack.filters import Filters
from ordertrack.model import TABLES
from ordertrack.scope import Scope

# Which columns hold names of a kind; `targets` says by its level which kind its names are of.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sales_rep": {
        **{table: ("sales_rep",) for table in ("orders", "leads", "expenses", "credits")},
        "people": ("sales_rep", "manager"),
        "customers": ("owner",),
    },
    "product": {"order_lines": ("product",), "products": ("product",)},
    "customer": {
        **{table: ("customer_id",) for table in ("orders", "leads", "expenses")},
        "customers": ("customer_id", "same_as"),
    },
    "team": {table: ("team",) for table in ("orders", "expenses", "people")},
    "channel": {
        **{table: ("channel",) for table in ("orders", "leads", "expenses")},
        "customers": ("acquisition_channel",),
    },
}
LEVELS = {"person": "sales_rep", "team": "team", "product": "product"}
# What a row calls the one whom another column names; it goes by the name to use, too.
CALLED = {("orders", "customer_id"): "customer_name", ("order_lines", "product"): "product_name"}
MASTERS = {"sales_rep": "people", "product": "products", "customer": "customers"}
# The column that tells the rows of a table apart, where it holds names.
ROW_OF = {
    "people": "sales_rep",
    "products": "product",
    "customers": "customer_id",
    "credits": "sales_rep",
}

Pairs = Mapping[str, str]  # name found → name to use


@dataclass(frozen=True)
class Names:
    """The names to use, by kind; `called` is how the data calls one that is used, where it does.

    `former` are the names found, in half width and lower case, each with the name to use: as keys
    and as the data called them.
    """

    by_kind: Mapping[str, Pairs] = field(default_factory=dict)
    called: Mapping[str, Pairs] = field(default_factory=dict)
    former: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.by_kind.values())

    def used(self, kind: str, name: str) -> str:
        """Return the name to use for a name."""
        return self.by_kind.get(kind, {}).get(name, name)

    def of_target(self, level: str, name: str | None) -> str | None:
        """Return the name to use for whom a target is set."""
        return self.used(LEVELS[level], name) if name and level in LEVELS else name

    def in_filters(self, filters: Filters) -> Filters:
        """Return filters by the names to use: the rows of a name that was found stand there."""
        return tuple(
            (kind, tuple(sorted({self.used(kind, value) for value in values})))
            for kind, values in filters
        )

    def in_scope(self, scope: Scope) -> Scope:
        """Return the scope with filters by the names to use."""
        found = self.in_filters(scope.filters) if self else scope.filters
        return scope if found == scope.filters else replace(scope, filters=found)

    def in_access(self, access: Access) -> Access:
        """Return what the same viewer may see where the names to use stand."""
        return replace(access, any_of=tuple(map(self.in_filters, access.any_of)))

    def once(self, kind: str, word: str) -> list[str]:
        """Return the names to use of those that a word of a search was part of before."""
        return sorted({use for name, use in self.former.get(kind, ()) if word in name})


def resolved(answers: Iterable[Mapping[str, str]]) -> Names:
    """Return the name to use for each that was found, through chains, from answers in their order.

    An answer that would lead back to where it began is passed over.
    """
    of_kind: dict[str, dict[str, str]] = {}
    for answer in answers:
        pairs = of_kind.setdefault(answer["column"], {})
        found, use = _end(pairs, answer["found"]), _end(pairs, answer["use"])
        if found != use:
            pairs[found] = use
    ends = {kind: {name: _end(pairs, name) for name in pairs} for kind, pairs in of_kind.items()}
    return Names({kind: pairs for kind, pairs in ends.items() if pairs})


def _end(pairs: Pairs, name: str) -> str:
    while name in pairs:
        name = pairs[name]
    return name


# --- tables -----------------------------------------------------------------------------------


def matched(table: str, columns: Sequence[str], source: str, names: Names) -> str | None:
    """Return a canonical table with the names to use, as SQL; None where none of them is in it."""
    if table == "targets":
        return _targets(columns, source, names)
    replaced = {
        column: pairs
        for kind, pairs in names.by_kind.items()
        for column in COLUMNS[kind].get(table, ())
    }
    if not replaced:
        return None
    said = {column: _used(column, pairs) for column, pairs in replaced.items()}
    for (of, column), called in CALLED.items():
        if of == table and column in replaced:
            kind = "customer" if column == "customer_id" else column
            said[called] = _called(column, called, replaced[column], names.called.get(kind, {}))
    if ROW_OF.get(table) not in replaced:
        return f"SELECT {_chosen(columns, said)} FROM ({source}) AS t"
    return _merged(table, columns, source, said, replaced[ROW_OF[table]])


def _chosen(columns: Sequence[str], said: Mapping[str, str]) -> str:
    return ", ".join(f"{said[name]} AS {name}" if name in said else name for name in columns)


def _used(column: str, pairs: Pairs) -> str:
    """Return the SQL of a column with the names to use."""
    cases = " ".join(f"WHEN {text(found)} THEN {text(use)}" for found, use in pairs.items())
    return f"CASE t.{column} {cases} ELSE t.{column} END"


def _called(column: str, called: str, pairs: Pairs, names: Pairs) -> str:
    """Return the SQL of what a row calls somebody: as he is called elsewhere, where he is."""
    cases = " ".join(
        f"WHEN {text(found)} THEN {text(names.get(use, use))}" for found, use in pairs.items()
    )
    return f"CASE t.{column} {cases} ELSE t.{called} END"


def _merged(
    table: str, columns: Sequence[str], source: str, said: Mapping[str, str], pairs: Pairs
) -> str:
    """Return a table with one row for names that are one: its own values first, shares summed."""
    key, named = TABLES[table].key, ROW_OF[table]
    touched = listed({*pairs, *pairs.values()})
    plain = _chosen(columns, said)
    if "name" in columns:  # a name alone calls nobody but itself
        said = {**said, "name": f"CASE WHEN t.name = t.{named} THEN NULL ELSE t.name END"}
    of_others = f"t.{named} IN ({listed(pairs)}) AS is_other, t.{named} AS raw"
    values = ", ".join(
        name if name in key else f"{_value(table, name)} AS {name}" for name in columns
    )
    rest = f"t.{named} NOT IN ({touched}) OR t.{named} IS NULL"
    return f"""
SELECT {plain}
FROM ({source}) AS t WHERE {rest}
UNION ALL
SELECT {values} FROM (
    SELECT {_chosen(columns, said)}, {of_others} FROM ({source}) AS t WHERE t.{named} IN ({touched})
) AS one GROUP BY {", ".join(key)}"""


def _value(table: str, column: str) -> str:
    """Return the SQL of a value of several rows that are one: the name's own, or their sum."""
    if (table, column) == ("credits", "share"):
        return f"CAST(SUM({column}) AS DECIMAL(9,6))"
    return f"FIRST({column} ORDER BY is_other, raw) FILTER ({column} IS NOT NULL)"


def _targets(columns: Sequence[str], source: str, names: Names) -> str | None:
    """Return the targets with the names to use; of two for one the one of the name used counts."""
    by_level = {level: names.by_kind.get(kind, {}) for level, kind in LEVELS.items()}
    by_level = {level: pairs for level, pairs in by_level.items() if pairs}
    if not by_level:
        return None
    cases = " ".join(
        f"WHEN t.level = {text(level)} THEN {_used('who', pairs)}"
        for level, pairs in by_level.items()
    )
    said = {"who": f"CASE {cases} ELSE t.who END"}
    of_others = " OR ".join(
        f"(t.level = {text(level)} AND t.who IN ({listed(pairs)}))"
        for level, pairs in by_level.items()
    )
    return f"""
SELECT {", ".join(columns)} FROM (
    SELECT {_chosen(columns, said)}, ROW_NUMBER() OVER (
        PARTITION BY t.period, t.level, t.measure, {said["who"]}
        ORDER BY COALESCE({of_others}, FALSE), t.who
    ) AS place
    FROM ({source}) AS t
) AS one WHERE place = 1"""


# --- which orders -----------------------------------------------------------------------------


def touched_orders(names: Names, stored: Mapping[str, str], listed_names: Iterable[str]) -> str:
    """Return SQL for the orders whose facts hold a name that is another now.

    Args:
        stored: SQL of the facts and of the orders as they are stored.
        listed_names: kinds whose master data have a row for a name that was found, so that what is
            known of it now is known of the name to use: its orders are others, too.
    """
    both = {*listed_names, "customer"}
    said = {
        kind: listed({*pairs, *(pairs.values() if kind in both else ())})
        for kind, pairs in names.by_kind.items()
    }
    columns = {"sales_rep": "sales_rep", "team": "team", "channel": "channel"}
    columns |= {"customer": "customer_id"}
    queries = [
        f"SELECT order_no FROM ({stored['order_facts']}) WHERE {column} IN ({said[kind]})"
        for kind, column in columns.items()
        if kind in said
    ]
    if "product" in said:
        found = f"product IN ({said['product']})"
        queries.append(f"SELECT order_no FROM ({stored['line_facts']}) WHERE {found}")
    if "customer" in said:
        found = f"customer_id IN ({said['customer']})"
        queries.append(f"SELECT order_no FROM ({stored['orders']}) WHERE {found}")
    return " UNION ".join(queries)


def listed(names: Iterable[str]) -> str:
    """Return names as they stand in a list of SQL."""
    return ", ".join(text(name) for name in sorted(set(names)))


def text(value: str) -> str:
    """Return a text as it stands in SQL."""
    return "'" + value.replace("'", "''") + "'"
