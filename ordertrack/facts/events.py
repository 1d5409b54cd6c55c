"""What has happened, by table: the columns whose newest day tells how far data reach."""

from __future__ import annotations

# A promise is no event.
EVENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "order_facts",
        (
            "ordered_at",
            "production_started_at",
            "shipped_at",
            "accepted_at",
            "completed_at",
            "paid_at",
        ),
    ),
    ("line_facts", ("delivered_at",)),
    ("complaints", ("raised_at", "first_response_at")),
    ("leads", ("created_at", "first_follow_up_at", "closed_at")),
)
