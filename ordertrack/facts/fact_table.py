"""What a fact table tells of itself. Imports `model` and `words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ordertrack.model import TABLES
from ordertrack.words import Label

# The dimension that is computed per customer.
TIER = "tier"


@dataclass(frozen=True, slots=True)
class DimensionColumn:
    """Where a table holds a dimension: the SQL of its key, and the column that names the key."""

    key: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """A table with several rows for one row of another, by which that one can be split.

    An order has several lines: it counts once for each of its products, with the amount of those
    lines. `on` is the key that both tables have, `columns` where the other one holds what the rows
    can be split by.
    """

    table: str
    on: str
    columns: Mapping[str, DimensionColumn]
    amount: str

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What a row can be split by over the bridge."""
        return tuple(self.columns)


@dataclass(frozen=True, slots=True)
class FactTable:
    """One derived table: a row per `key`, and all that a query needs to know of it.

    `home` is the canonical table that the rows come from. `base` are the conditions that every
    measure over the table starts with, by name, so that one can be done without. `dates` can place
    a row in a period. `columns` are shown of the rows behind a number, `newest` sorts them.
    `customer` is the column by which customers' tiers are joined. `of_orders`: every row belongs to
    an order, so that the ledger can list the orders behind a number.
    """

    name: str
    home: str
    key: tuple[str, ...]
    base: Mapping[str, str]
    dates: tuple[str, ...]
    dimensions: Mapping[str, DimensionColumn]
    columns: Mapping[str, str]
    newest: str
    bridges: tuple[Bridge, ...] = ()
    customer: str | None = "customer_id"
    extra: Mapping[str, str] = field(default_factory=dict)
    of_orders: bool = True

    @property
    def label(self) -> Label:
        """What people call the table."""
        return TABLES[self.home].label

    def conditions(self, without: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the base conditions, but for those of these names."""
        return tuple(sql for name, sql in self.base.items() if name not in without)

    def bridge(self, dimension: str) -> Bridge | None:
        """Return the bridge to a dimension that the table does not hold itself."""
        if dimension in self.dimensions:
            return None
        return next((one for one in self.bridges if dimension in one.dimensions), None)

    def has(self, dimension: str) -> bool:
        """Return whether rows of this table can be split and filtered by the dimension."""
        if dimension == TIER:
            return self.customer is not None
        return dimension in self.dimensions or self.bridge(dimension) is not None

    def column(self, dimension: str) -> DimensionColumn:
        """Return where the dimension is held, in the table itself or over a bridge."""
        if dimension == TIER:
            return DimensionColumn(TIER)
        bridge = self.bridge(dimension)
        return bridge.columns[dimension] if bridge else self.dimensions[dimension]
