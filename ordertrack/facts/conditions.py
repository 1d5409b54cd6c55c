"""What is known of a row at as-of: SQL that measures and rules share. Imports nothing of ours."""

from __future__ import annotations

# A status that says the goods arrived, whatever the dates say.
ARRIVED = "status IN ('awaiting_acceptance', 'completed', 'paid')"
# Finished by its status, but nobody wrote down when it was delivered: cannot be judged.
UNDATED = f"(delivered_at IS NULL AND {ARRIVED} AND (finished_at IS NULL OR finished_at <= $as_of))"
COMPLETED = (
    "((finished_at IS NOT NULL AND finished_at <= $as_of) "
    "OR (finished_at IS NULL AND status IN ('completed', 'paid')))"
)
WITHOUT_AMOUNT = "amount IS NULL"
# Nobody writes down when a score was given: not before the order was finished, or came.
SCORED_AT = "COALESCE(finished_at, delivered_at, ordered_at)"
ANSWERED = "(first_response_at IS NOT NULL AND first_response_at <= $as_of)"
# A day without a time cannot be judged to 24 hours.
DAY_ONLY = (
    "(COALESCE(raised_at_day_only, FALSE) "
    f"OR ({ANSWERED} AND COALESCE(first_response_at_day_only, FALSE)))"
)
