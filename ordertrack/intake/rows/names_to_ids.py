"""What a file calls by name alone keeps the id that the current release has for that name.

So the ledger can be downloaded as people read it (names, no numbers), mended and imported again,
and no order changes its customer, salesperson or product. Imports warehouse, words, its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.warehouse import Reader, Staged
from ordertrack.words import Text, t


@dataclass(frozen=True, slots=True)
class Naming:
    """Where ids of a column and their names stand in a release."""

    table: str
    column: str
    name_column: str
    named: str  # SQL: name, id
    found: Text
    also: str = ""  # another table with the same column

    def used_in(self, mapping: TableMapping) -> bool:
        """Return whether the file calls these by name alone: ids without names beside them."""
        ids, names = (
            {
                m.position
                for m in mapping.mapped
                if m.used and m.table in (self.table, self.also) and m.column == column
            }
            for column in (self.column, self.name_column)
        )
        return bool(ids) and names <= ids

    def names(self, reader: Reader) -> pl.DataFrame:
        """Return each name as written and as a file's ids are read (half width), with its id."""
        query = f"SELECT name AS written, id FROM ({self.named}) AS named"
        written = reader.run(Select.text(query, Access.everything())).drop_nulls("written")
        return written.select("written", "id", name=half_width("written"))

    def known(self, names: pl.DataFrame, reader: Reader) -> pl.DataFrame:
        """Return names with their id, but for names that are ids themselves: those stay."""
        query = (
            "SELECT name, MIN(id) AS id, COUNT(DISTINCT id) AS many FROM names WHERE name NOT IN"
            f" (SELECT {self.column} FROM {self.table} WHERE {self.column} IS NOT NULL)"
            " GROUP BY name"
        )
        of_names = Select.text(query, Access.everything())
        return reader.run(replace(of_names, frames={"names": names}))

    def by_order(self, names: pl.DataFrame, known: pl.DataFrame, reader: Reader) -> pl.DataFrame:
        """Return the ids of names that several customers share, by the order that has them."""
        shared = names.join(known.filter(pl.col("many") > 1), on="name", how="semi")
        if self is not CUSTOMERS or shared.is_empty():
            return pl.DataFrame(schema={"order_no": pl.String, "name": pl.String, "id": pl.String})
        of_orders = Select.text(_THEIRS, Access.everything())
        frames = {"shared": shared.select("written").unique()}
        orders = reader.run(replace(of_orders, frames=frames))
        return orders.with_columns(name=half_width("name"))


CUSTOMERS = Naming(
    "orders",
    "customer_id",
    "customer_name",
    "SELECT customer_name AS name, customer_id AS id FROM orders "
    "UNION SELECT name, customer_id FROM customers",
    t("Orders of known customers by their names: they keep the customer numbers."),
)
PEOPLE = Naming(
    "orders",
    "sales_rep",
    "",
    "SELECT name, sales_rep AS id FROM people",
    t("Orders of known salespeople by their names: they keep the numbers."),
    also="credits",
)
PRODUCTS = Naming(
    "order_lines",
    "product",
    "product_name",
    "SELECT product_name AS name, product AS id FROM order_lines "
    "UNION SELECT name, product FROM products",
    t("Lines of known products by their names: they keep the product numbers."),
)
NAMINGS = (CUSTOMERS, PEOPLE, PRODUCTS)
# Two customers may share a name: an order that is already there keeps its own.
_THEIRS = (
    "SELECT order_no, customer_name AS name, customer_id AS id FROM orders "
    "WHERE customer_name IN (SELECT written FROM shared)"
)


def by_name(mappings: Iterable[TableMapping]) -> list[Naming]:
    """Return what some file of the import calls by name."""
    used = [naming for mapping in mappings for naming in NAMINGS if naming.used_in(mapping)]
    return [naming for naming in NAMINGS if naming in used]


def with_known_ids(
    workspace: Workspace, all_staged: Sequence[Staged], mappings: Iterable[TableMapping]
) -> list[Staged]:
    """Return the staged tables with ids found by their names; how many becomes a finding."""
    done, reader = list(all_staged), workspace.context.reader
    if reader is None:
        return done
    for naming in by_name(mappings):
        for place, staged in enumerate(done):
            if staged.table in (naming.table, naming.also) and naming.column in staged.columns:
                done[place] = with_ids(workspace, staged, naming, reader)
    return done


def with_ids(workspace: Workspace, staged: Staged, naming: Naming, reader: Reader) -> Staged:
    """Return the table with the ids that one of its columns calls by name."""
    names = naming.names(reader)
    known = naming.known(names, reader)
    if known.is_empty():
        return staged
    workspace.connection.register("known_names", known.filter(pl.col("many") == 1))
    workspace.connection.register("known_by_order", naming.by_order(names, known, reader))
    joined = (
        f"FROM ({staged.query}) AS s "
        f"LEFT JOIN known_names AS n ON n.name = s.{naming.column} "
        f"LEFT JOIN known_by_order AS o ON o.order_no = s.order_no AND o.name = s.{naming.column}"
    )
    count = workspace.one(f"SELECT COUNT(COALESCE(o.id, n.id)) {joined}")
    if not count:
        return staged
    found = f"COALESCE(o.id, n.id, s.{naming.column}) AS {naming.column}"
    path, rows = workspace.write(staged.table, f"SELECT s.* REPLACE ({found}) {joined}")
    workspace.findings.append(Finding("known-by-name", "info", naming.found, count))
    return replace(staged, path=path, rows=rows, renames={})


def half_width(column: str) -> pl.Expr:
    """As an id column is read: `（` and `(` are one."""
    return pl.col(column).str.normalize("NFKC")
