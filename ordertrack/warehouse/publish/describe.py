"""What a publish or an undo becomes: the release without its versions. Imports compare, draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from ordertrack.records import Release
from ordertrack.warehouse.publish.compare import NOTHING
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


def undone(latest: Release, before: Release | None, who: str) -> Release:
    """Return the release that binds what `before` bound; nothing when there was none before."""
    content = before or Release(0, latest.created_at, "", "undo", "", None, steps_hash=STEPS_HASH)
    return replace(
        content,
        number=latest.number + 1,
        created_at=datetime.now(UTC),
        who=who,
        kind="undo",
        note="",
        parent=latest.number,
        files=(),
        counts={
            table: NOTHING._asdict() | {"removed": 0, "rows": counts["rows"]}
            for table, counts in content.counts.items()
        },
        token=f"undo-{latest.number}",
    )
