"""Whether files bring orders of the demo company back: exported, edited and imported again.

They change the demo company; it gives way to other orders only. Imports `raw_table`, model,
warehouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.raw_table import RawTable
from ordertrack.model import LEDGER_LAYOUT, TABLES
from ordertrack.warehouse import Reader

MOST_OF = 0.5  # of the orders: some may have been added
_HEADINGS = (
    tuple(heading for heading, _, _ in LEDGER_LAYOUT),
    tuple(TABLES[table].column(name).label.en for _, table, name in LEDGER_LAYOUT),
)
_NUMBER, _CUSTOMER = "c0", "c1"  # as the columns of the layout begin
_KNOWN = (
    "SELECT o.order_no AS number, COALESCE(o.customer_name, c.name, o.customer_id) AS customer "
    "FROM orders AS o LEFT JOIN customers AS c ON c.customer_id = o.customer_id "
    "WHERE o.order_no IN (SELECT number FROM listed)"
)


def brings_back(raw_tables: Sequence[RawTable], reader: Reader) -> bool:
    """Return whether all tables are ledgers in the template's layout, of orders that it has.

    An order is the same by its number and its customer: the numbers alone may be anybody's.
    """
    if not raw_tables or not all(_is_ledger(raw_table) for raw_table in raw_tables):
        return False
    listed = pl.concat([_listed(raw_table) for raw_table in raw_tables]).unique()
    select = replace(Select.text(_KNOWN, Access.everything()), frames={"listed": listed})
    known = listed.join(reader.run(select).unique(), on=["number", "customer"], how="semi")
    return bool(listed.height) and known.height >= MOST_OF * listed.height


def _is_ledger(raw_table: RawTable) -> bool:
    return raw_table.headers[: len(LEDGER_LAYOUT)] in _HEADINGS


def _listed(raw_table: RawTable) -> pl.DataFrame:
    rows = pl.scan_parquet(raw_table.path).select(number=_NUMBER, customer=_CUSTOMER)
    return rows.drop_nulls("number").unique().collect()
