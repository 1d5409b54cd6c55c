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
from ordertrack.intake.mapping_types import Mapped, TableMapping
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
    """Return what some file of the import calls by name: an id column without names beside it."""
    used = [[m for m in mapping.mapped if m.used] for mapping in mappings]
    return [naming for naming in NAMINGS if any(_named_alone(naming, one) for one in used)]


def with_known_ids(
    workspace: Workspace, all_staged: Sequence[Staged], mappings: Iterable[TableMapping]
) -> list[Staged]:
    """Return the staged tables with ids found by their names; how many becomes a finding."""
    done, reader = list(all_staged), workspace.context.reader
    if reader is None:
        return done
    for naming in by_name(mappings):
        for place, staged in enumerate(done):
            if staged.table == naming.table and naming.column in staged.columns:
                done[place] = _with_ids(workspace, staged, naming, reader)
    return done


def _named_alone(naming: Naming, used: Sequence[Mapped]) -> bool:
    mine = [m for m in used if m.table == naming.table]
    ids = {m.position for m in mine if m.column == naming.column}
    names = {m.position for m in mine if m.column == naming.name_column}
    return bool(ids) and names <= ids


def _with_ids(workspace: Workspace, staged: Staged, naming: Naming, reader: Reader) -> Staged:
    written_names = _written_names(naming, reader)
    known = _known(naming, written_names, reader)
    if known.is_empty():
        return staged
    theirs = _theirs(naming, known, written_names, reader)
    workspace.connection.register("known_names", known.filter(pl.col("many") == 1))
    workspace.connection.register("known_by_order", theirs)
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


def _written_names(naming: Naming, reader: Reader) -> pl.DataFrame:
    """Each name as written and as a file's ids are read (half width), with its id."""
    written = reader.run(
        Select(f"({naming.named}) AS named", Access.everything(), columns=("name AS written", "id"))
    )
    return written.drop_nulls("written").select("written", "id", name=half_width("written"))


def _known(naming: Naming, written_names: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """Names with their id; a name that is itself an id stays: there the name always was the id."""
    ids = f"SELECT {naming.column} FROM {naming.table} WHERE {naming.column} IS NOT NULL"
    return reader.run(
        Select(
            "written_names",
            Access.everything(),
            where=(f"name NOT IN ({ids})",),
            columns=("name", "MIN(id) AS id", "COUNT(DISTINCT id) AS many"),
            group_by=("name",),
            frames={"written_names": written_names},
        )
    )


def _theirs(
    naming: Naming, known: pl.DataFrame, written_names: pl.DataFrame, reader: Reader
) -> pl.DataFrame:
    shared = written_names.join(known.filter(pl.col("many") > 1), on="name", how="semi")
    if naming is not CUSTOMERS or shared.is_empty():
        return pl.DataFrame(schema={"order_no": pl.String, "name": pl.String, "id": pl.String})
    of_orders = Select.text(_THEIRS, Access.everything())
    theirs = reader.run(replace(of_orders, frames={"shared": shared.select("written").unique()}))
    return theirs.with_columns(name=half_width("name"))


def half_width(column: str) -> pl.Expr:
    """As an id column is read: `（` and `(` are one."""
    return pl.col(column).str.normalize("NFKC")
