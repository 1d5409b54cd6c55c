"""What came of an order's alerts, beside its exception record: problem / result.

It is not written into the order: the cases are read as they stand now, so that the ledger, its
export and the order's page have it as soon as a case is saved.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.metrics.query.raised import ALERT_RULES
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope

BETWEEN = " / "  # problem and result, as in the template's heading
NEXT = "；"


def with_case_notes(found: pl.DataFrame, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return orders with what people wrote of their cases behind `exception_note`."""
    cases = _written(reader)
    if cases.is_empty() or found.is_empty():
        return found
    notes = _by_order(cases, scope, reader)
    joined = found.join(notes, on="order_no", how="left", maintain_order="left")
    note, more = pl.col("exception_note"), pl.col("case_note")
    # What was exported once comes back with an import: it is not said twice.
    again = note.str.contains(more, literal=True).fill_null(False)
    both = pl.concat_str(note, more, separator=NEXT, ignore_nulls=True)
    chosen = pl.when(again | more.is_null()).then(note).otherwise(both)
    return joined.with_columns(exception_note=chosen).drop("case_note")


def _written(reader: Reader) -> pl.DataFrame:
    """Return the cases of which somebody wrote a cause, a solution or a result."""
    cases = reader.typed("case")
    result = pl.coalesce("result", "solution")
    said = pl.concat_str(pl.col("cause").fill_null(""), result.fill_null(""), separator=BETWEEN)
    return cases.filter(pl.col("cause").is_not_null() | result.is_not_null()).select(
        "rule", subject="about", case_note=said.str.strip_chars(" "), at="changed_position"
    )


def _by_order(cases: pl.DataFrame, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return one note per order; a complaint's case belongs to the order that it is about."""
    of_orders = cases.with_columns(order_no=_orders()).drop_nulls("order_no")
    of_complaints = cases.filter(pl.col("rule").is_in(_rules_about("complaint_facts")))
    parts = [of_orders.select("order_no", "case_note", "at")]
    if not of_complaints.is_empty():
        rows = Source(scope, reader).plain("complaint_facts", "complaint_id AS subject", "order_no")
        wanted = of_complaints.select(case_of="subject").unique()
        rows = replace(rows, frames={**rows.frames, "wanted_cases": wanted})
        known = reader.run(rows.joined("JOIN wanted_cases ON case_of = complaint_id"))
        joined = of_complaints.join(known, on="subject")
        parts.append(joined.select("order_no", "case_note", "at"))
    return pl.concat(parts).sort("at").group_by("order_no").agg(pl.col("case_note").str.join(NEXT))


def _orders() -> pl.Expr:
    """Return the order of a case; null of one that is about something else."""
    rules = [ALERT_RULES[name] for name in _rules_about("order_facts")]
    subject = pl.col("subject")
    return pl.coalesce([pl.when(rule=one.name).then(one.orders_of(subject)) for one in rules])


def _rules_about(table: str) -> list[str]:
    return [name for name, rule in ALERT_RULES.items() if rule.table == table]
