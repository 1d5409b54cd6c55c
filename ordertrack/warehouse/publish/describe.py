"""What a publish becomes: the release without its versions. Imports compare, draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ordertrack.records import Release
from ordertrack.warehouse.publish.draft import Draft
from ordertrack.warehouse.publish.statistics import coverage_of, span_of
from ordertrack.warehouse.schema import STEPS_HASH


def describe(draft: Draft, parent: Release | None, counts: Mapping[str, dict[str, int]]) -> Release:
    """Return the release that a draft becomes, without who publishes it, from what and why."""
    return Release(
        number=(parent.number if parent else 0) + 1,
        created_at=datetime.now(UTC),
        who="",
        kind="import",
        note="",
        parent=parent.number if parent else None,
        counts=counts,
        coverage=coverage_of(draft),
        token=draft.token,
        steps_hash=STEPS_HASH,
        **span_of(draft)._asdict(),
    )
