"""Going back: which release an undo leads to, and what a release that brings it back binds.

Imports compare, schema and records.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ordertrack.errors import PublishRefused
from ordertrack.records import Records, Release
from ordertrack.warehouse.publish.compare import NOTHING
from ordertrack.warehouse.schema import STEPS_HASH
from ordertrack.words import t


def destination(records: Records, newest: Release, to: int | None) -> Release | None:
    """Return a release that holds what is to be current again; None where that is nothing."""
    return before_newest(records, newest) if to is None else earlier(records, newest, to)


def before_newest(records: Records, newest: Release) -> Release | None:
    """Return a release that holds what was there before the newest import; None where nothing was.

    Raises PublishRefused where the newest release is empty already.
    """
    if records.releases.content_of(newest) is None:
        raise PublishRefused(
            t("The warehouse is empty: there is nothing before it."),
            t("`undo --to N` makes an earlier release the current one again."),
        )
    before = records.releases.before(newest)
    return readable(records, before) if before else None


def earlier(records: Records, newest: Release, number: int) -> Release | None:
    """Return a release that holds what this earlier one held; None where it was empty.

    Raises PublishRefused where the newest release holds the same.
    """
    find = records.releases.content_of
    wanted, current = find(records.releases.get(number)), find(newest)
    if (wanted and wanted.number) == (current and current.number):
        raise PublishRefused(
            t("Release {number} holds what is current already.", number=number),
            t("`python -m ordertrack releases` lists them."),
        )
    return readable(records, wanted) if wanted else None


def readable(records: Records, content: Release) -> Release:
    """Return the newest release with this content whose data was not pruned, if there is one."""
    pruned, find = records.pruned(), records.releases.content_of
    if content.number not in pruned:
        return content
    kept = [one for one in records.releases.all() if one.number not in pruned]
    return next((one for one in kept if find(one) == content), content)


def brought_back(newest: Release, wanted: Release | None, who: str) -> Release:
    """Return the release that binds what `wanted` binds; nothing where that is an empty one."""
    content = wanted or Release(0, newest.created_at, "", "undo", "", None, steps_hash=STEPS_HASH)
    return replace(
        content,
        number=newest.number + 1,
        created_at=datetime.now(UTC),
        who=who,
        kind="undo",
        note="",
        parent=newest.number,
        files=(),
        counts={
            table: NOTHING._asdict() | {"removed": 0, "rows": counts["rows"]}
            for table, counts in content.counts.items()
        },
        token=f"undo-{newest.number}",
        restores=content.number if content.restores is None else content.restores,
    )
