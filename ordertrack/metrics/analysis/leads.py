"""What became of leads: their outcomes by group, why they were lost, the leads themselves.

Imports `query`. What is counted here adds up to the conversions that it explains.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.definitions import leads
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, keys_and_labels
from ordertrack.scope import Scope

Cohort = Literal["created", "closed"]
KNOWN_LOST = "outcome = 'lost' AND (closed_at IS NULL OR closed_at <= $as_of)"
IS_WON = f"COALESCE({leads.KNOWN_WON}, FALSE)"
IS_LOST = f"COALESCE({KNOWN_LOST}, FALSE)"
_OUTCOME: dict[str, str] = {
    "won": f"{leads.FOLLOWED_UP} AND {IS_WON}",
    "lost": f"{leads.FOLLOWED_UP} AND {IS_LOST}",
    "open": f"{leads.FOLLOWED_UP} AND NOT {IS_WON} AND NOT {IS_LOST}",
    "untouched": f"NOT COALESCE({leads.FOLLOWED_UP}, FALSE)",
}
OUTCOMES = tuple(_OUTCOME)


def outcomes(dimension: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return what became of the leads created in the period, for each group, the most first.

    Columns: key, name, won, lost, open, untouched (nobody followed up), created, which is their
    sum. Won, lost and open together are the denominator of the follow-up conversion.
    """
    source, dims = Source(scope, reader), dimensions((dimension,))
    rows = source.rows(leads.LEADS_FOLLOWED_UP, dims)
    (key, *labels), name = _key_and_name(dimension, scope)
    counts = [f"COUNT(CASE WHEN {sql} THEN 1 END) AS {what}" for what, sql in _OUTCOME.items()]
    found = rows.of(key, *labels, *counts, "COUNT(*) AS created", group_by=("1",))
    named = reader.run(found).select(
        pl.col(dimension).alias("key"), pl.col(name).alias("name"), *OUTCOMES, "created"
    )
    return named.sort("created", "key", descending=[True, False], nulls_last=True)


def _key_and_name(dimension: str, scope: Scope) -> tuple[list[str], str]:
    dims = dimensions((dimension,))
    keys, labels = keys_and_labels(leads.LEADS_FOLLOWED_UP, dims, scope)
    return [*keys, *labels], f"{dimension}__label" if labels else dimension


def lost_reasons(cohort: Cohort, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return why leads were lost, the most frequent first: reason (null: not recorded), leads.

    Of leads that were lost in the period, or of those that were created in it.
    """
    rows = _lost(cohort, scope, reader)
    counted = rows.of("lost_reason AS reason", "COUNT(*) AS leads", group_by=("1",))
    return reader.run(counted.ordered("2 DESC", "1 NULLS LAST"))


def lost_by(cohort: Cohort, dimension: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return why leads were lost for each group: key, name, reason, leads."""
    (key, *labels), name = _key_and_name(dimension, scope)
    rows = _lost(cohort, scope, reader)
    counted = rows.of(
        key, "lost_reason AS reason", *labels, "COUNT(*) AS leads", group_by=("1", "2")
    )
    found = reader.run(counted)
    return found.select(
        pl.col(dimension).alias("key"), pl.col(name).alias("name"), "reason", "leads"
    )


def created(scope: Scope, reader: Reader, limit: int) -> pl.DataFrame:
    """Return the leads created in the period, the newest first."""
    rows = Source(scope, reader).rows(leads.LEADS_FOLLOWED_UP)
    return _listed(rows, reader, limit)


def lost(cohort: Cohort, reason: str, scope: Scope, reader: Reader, limit: int) -> pl.DataFrame:
    """Return the leads that were lost for a reason ("": not recorded), the newest first."""
    condition = "lost_reason = $lost_reason" if reason else "lost_reason IS NULL"
    rows = _lost(cohort, scope, reader).filtered(condition, lost_reason=reason)
    return _listed(rows, reader, limit)


def _listed(rows: Select, reader: Reader, limit: int) -> pl.DataFrame:
    kinds = [f"WHEN {sql} THEN '{what}'" for what, sql in _OUTCOME.items() if what != "untouched"]
    found = rows.of(
        "lead_id",
        "created_day",
        "channel",
        "sales_rep_name",
        "customer_name",
        f"CASE {' '.join(kinds)} ELSE 'untouched' END AS outcome",
        "CASE WHEN closed_at <= $as_of THEN closed_day END AS closed_day",
        "lost_reason",
        "order_no",
    )
    return reader.run(found.ordered("created_at DESC NULLS LAST", "lead_id").page(limit))


def _lost(cohort: Cohort, scope: Scope, reader: Reader) -> Select:
    source = Source(scope, reader)
    if cohort == "closed":
        return source.counting(leads.LEADS_CLOSED_LOST)
    return source.rows(leads.LEADS_FOLLOWED_UP).filtered(KNOWN_LOST)
