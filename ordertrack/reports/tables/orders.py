"""The table of orders: the template's twelve columns, to be edited and imported again."""

from __future__ import annotations

import polars as pl

from ordertrack.errors import BadScope
from ordertrack.metrics.orders.export import template_rows
from ordertrack.metrics.orders.ledger import LedgerQuery
from ordertrack.reports.content.context import Context
from ordertrack.words import Label, t

TITLE = Label("Sales order tracking", "销售订单跟踪表")
MOST = 1_048_575  # rows of a sheet below its headings


def rows(context: Context) -> pl.DataFrame:
    """Return the lines of the period's orders as they are seen: with what people wrote over them.

    Raises BadScope where they are more than a sheet holds: a part would look like the whole.
    """
    view = context.view
    found = template_rows(LedgerQuery(), view.scope, view.reader, MOST + 1)
    if found.height > MOST:
        raise BadScope(
            t("The orders have more lines than a sheet has rows: {count}.", count=MOST),
            t("Choose a shorter period."),
        )
    return found
