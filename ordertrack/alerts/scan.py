"""The scan: what is active becomes episodes, once per release and day, by whoever comes first."""

from __future__ import annotations

from datetime import datetime

from ordertrack.access import Access
from ordertrack.alerts.find import find
from ordertrack.records import Release
from ordertrack.records.episodes import Scan
from ordertrack.scope import Conventions, Scope
from ordertrack.warehouse import Warehouse

# Kinds of the journal that alerts rest on: a target that is typed needs no new look.
RESTS_ON = (
    *("match", "alert_rule", "interview", "renewal", "order_edit", "complaint_edit"),
    *("stage_limit", "stage_due", "workday"),
)


def scan(warehouse: Warehouse, as_of: datetime, conventions: Conventions) -> bool:
    """Open and clear episodes by the newest release; False where that was done already."""
    release = warehouse.latest()
    if release is None:
        return False
    reader = warehouse.reader(release)
    this = Scan(release.number, warehouse.written_version(*RESTS_ON), as_of)
    episodes = warehouse.records.episodes
    if episodes.is_done(this):
        return False
    found = find(whole(as_of, conventions), reader)
    active = found.select("rule", "subject", "since", "level").to_dicts()
    return episodes.bring_up_to_date(this, active, anew=_is_other_company(warehouse, release))


def whole(as_of: datetime, conventions: Conventions) -> Scope:
    """Return the scope of a scan: all that there is at as-of."""
    return Scope(as_of, conventions=conventions, access=Access.everything())


def _is_other_company(warehouse: Warehouse, release: Release) -> bool:
    """Return whether the release scanned before held the demo company, or this one does."""
    before = warehouse.records.episodes.last_scanned()
    if before is None:
        return False
    known = {one.number: one for one in warehouse.records.releases.all()}
    earlier = known.get(before)
    return earlier is not None and warehouse.is_demo(earlier) != warehouse.is_demo(release)
