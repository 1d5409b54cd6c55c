"""The table of renewals: what is known of each customer, and what people wrote about it."""

from __future__ import annotations

import polars as pl

from ordertrack.reports.content.context import Context
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import renewals
from ordertrack.warehouse.written import nothing_typed
from ordertrack.words import Label, Text, t

TITLE = Label("Customer renewals", "客户续约分析表")


def sheet(context: Context) -> Sheet | Text:
    """Return every customer who ever bought, tier A first."""
    view = context.view
    if "customer" not in view.dimensions or not can_tell(view, "revenue"):
        return t("The data names no customers.")
    schema = nothing_typed("renewal").schema
    rows = [{name: row.get(name) for name in schema} for row in context.written("renewal")]
    typed = pl.DataFrame(rows, schema=schema)
    return renewals.sheet(renewals.renewals(renewals.known(view), typed, view), view)
