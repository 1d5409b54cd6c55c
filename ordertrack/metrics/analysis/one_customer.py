"""One customer's complaints. Imports `query`."""

from __future__ import annotations

import polars as pl

from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t

COMPLAINTS = Measure(
    "complaints_of_customer", t("Complaints of one customer."), table="complaint_facts"
)


def complaints(customer: str, scope: Scope, reader: Reader, limit: int) -> pl.DataFrame:
    """Return the newest complaints about a customer's orders up to as-of, whatever the period.

    A later answer is not known yet.
    """
    ever = scope.with_period(None).with_filter("customer", customer)
    rows = Source(ever, reader).rows(COMPLAINTS)
    up_to_now = rows.filtered("(raised_at IS NULL OR raised_at <= $as_of)")
    asked = up_to_now.of(
        "complaint_id",
        "order_no",
        "raised_at",
        "raised_at_day_only",
        "CASE WHEN first_response_at <= $as_of THEN first_response_at END AS first_response_at",
        "first_response_at_day_only",
        "kind",
        "description",
        "resolution",
    )
    return reader.run(asked.ordered("raised_at DESC NULLS LAST", "complaint_id").page(limit))
