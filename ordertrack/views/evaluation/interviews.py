"""What the interviews with customers say together: which factor goes with which outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ordertrack.metrics.analysis.intervals import wilson
from ordertrack.records.journal.kinds import FACTORS, INTERVIEW, OUTCOMES
from ordertrack.views import formats
from ordertrack.views.evaluation.customers import CUSTOMER, LISTED, Customers
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, t

Rows = Sequence[Mapping[str, Any]]
LABELS = {field.name: field.label for field in INTERVIEW.fields}


def within(rows: Rows, found: Customers, view: View) -> list[Mapping[str, Any]]:
    """Return the interviews up to as-of with customers that the viewer and the filters keep."""
    known = set(found.habits["customer_id"])
    today = view.scope.as_of.date()
    return [row for row in rows if row["customer"] in known and row["day"] <= today]


def factors_sheet(rows: Rows, lang: str) -> Sheet:
    """Return factors as rows, the most frequent first; a row's key is the factor."""
    told = [_factor(code, rows, lang) for code in FACTORS]
    frame = pl.DataFrame([row for row in told if row["interviews"]])
    columns = [Column(code, label, "count") for code, label in OUTCOMES.items()]
    return Sheet(
        frame.sort("interviews", "key", descending=[True, False]),
        (
            Column("name", LABELS["factor"]),
            Column("interviews", Label("Interviews", "访谈数"), "count"),
            *columns,
            Column("rate", Label("Lost, of the decided", "流失占已定"), "ratio"),
            Column(
                "interval",
                Label("95% interval", "95% 区间"),
                help=t("Wilson's: how far chance alone may move the share."),
            ),
        ),
    )


def _factor(code: str, rows: Rows, lang: str) -> dict[str, Any]:
    mine = [row["outcome"] for row in rows if row["factor"] == code]
    counts = {outcome: mine.count(outcome) for outcome in OUTCOMES}
    decided = counts["lost"] + counts["bought_again"]
    sure = wilson(counts["lost"], decided)
    return {
        "key": code,
        "name": FACTORS[code].to(lang),
        "interviews": len(mine),
        **counts,
        "rate": counts["lost"] / decided if decided else None,
        "interval": f"{formats.percent(sure[0], 0)} – {formats.percent(sure[1], 0)}"
        if sure
        else formats.NONE,
    }


def listed_sheet(rows: Rows, factor: str, found: Customers, lang: str) -> Sheet:
    """Return the interviews that name a factor, the newest first; a row's key is the customer."""
    names = dict(found.habits.select("customer_id", "customer_name").iter_rows())
    mine = sorted(
        (row for row in rows if row["factor"] == factor), key=lambda row: row["day"], reverse=True
    )
    told = [
        {
            "key": row["customer"],
            "customer": names[row["customer"]] or row["customer"],
            "day": row["day"],
            "interviewer": row["interviewer"],
            "outcome": OUTCOMES[row["outcome"]].to(lang),
            "note": row["note"],
        }
        for row in mine[:LISTED]
    ]
    shown = ("day", "interviewer", "outcome", "note")
    return Sheet(
        pl.DataFrame(told, schema_overrides={"note": pl.String}),
        (Column("customer", CUSTOMER), *(Column(name, LABELS[name]) for name in shown)),
    )


def last_contacts(rows: Rows, lang: str) -> pl.DataFrame:
    """Return the last interview of each customer, which is taken for the last contact.

    Columns: customer_id, contact (its day), contact_by, said (outcome, factor and note).
    """
    newest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["day"], row["changed_position"])):
        newest[row["customer"]] = row
    told = [
        {
            "customer_id": customer,
            "contact": row["day"],
            "contact_by": row["interviewer"],
            "said": _said(row, lang),
        }
        for customer, row in newest.items()
    ]
    types = {"customer_id": pl.String, "contact": pl.Date, "contact_by": pl.String}
    return pl.DataFrame(told, schema={**types, "said": pl.String})


def _said(row: Mapping[str, Any], lang: str) -> str:
    known = OUTCOMES[row["outcome"]].to(lang), FACTORS[row["factor"]].to(lang), row["note"]
    return " · ".join(part for part in known if part)
