"""What a release says about its own data: coverage, first and newest days.

Imports draft, schema.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ordertrack.facts.events import EVENTS
from ordertrack.warehouse.publish.draft import Draft
from ordertrack.warehouse.schema import ALL_TABLES, fields


class Span(NamedTuple):
    """First order day, day of the newest event, the newest event, newest day of a counted order.

    Data without orders has the days of its first and its newest lead instead.
    """

    data_from: date | None
    data_through: date | None
    newest_event: datetime | None
    newest_order_day: date | None


def coverage_of(draft: Draft) -> dict[str, int]:
    """Count the values that are not null per "table.column", of canonical tables and facts."""
    found: dict[str, int] = {}
    for table in ALL_TABLES:
        counts = draft.files[table].coverage()
        found |= {f"{table}.{name}": counts[name] for name in fields(table) if name in counts}
    return found


def span_of(draft: Draft) -> Span:
    """Return the span of the data; a date more than a day after now is taken for a slip."""
    limit = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    bound = f"TIMESTAMP '{limit:%Y-%m-%d %H:%M:%S}'"
    newest: list[datetime] = []
    for table, columns in EVENTS:
        draft.view(f"new_{table}", draft.files[table])
        chosen = [f"MAX({name}) FILTER ({name} <= {bound})" for name in columns]
        (moments,) = draft.run(f"SELECT {', '.join(chosen)} FROM new_{table}")
        newest += [moment for moment in moments if moment]
    event = max(newest, default=None)
    # A page opens on the newest month: one of cancelled orders alone would be a page of zeros.
    first, counted, last = draft.run(
        f"SELECT MIN(order_day), MAX(order_day) FILTER (counted AND order_day <= {bound}),"
        f" MAX(order_day) FILTER (order_day <= {bound}) FROM new_order_facts"
    )[0]
    if first is None:
        first, last = draft.run(
            "SELECT CAST(MIN(created_at) AS DATE), CAST(MAX(created_at) FILTER "
            f"(created_at <= {bound}) AS DATE) FROM new_leads"
        )[0]
    return Span(first, event.date() if event else None, event, counted or last)
