"""The scan: what is active becomes episodes, once per release and day, by whoever comes first."""

from __future__ import annotations

from datetime import datetime

from ordertrack.access import Access
from ordertrack.alerts.find import find
from ordertrack.records.episodes import Scan
from ordertrack.scope import Conventions, Scope
from ordertrack.warehouse import Warehouse


def scan(warehouse: Warehouse, as_of: datetime, conventions: Conventions) -> bool:
    """Open and clear episodes by the newest release; False where that was done already."""
    release = warehouse.latest()
    if release is None:
        return False
    reader = warehouse.reader(release)
    this = Scan(release.number, reader.written.version, as_of)
    episodes = warehouse.records.episodes
    if episodes.is_done(this):
        return False
    found = find(Scope(as_of, conventions=conventions, access=Access.everything()), reader)
    return episodes.bring_up_to_date(
        this, found.select("rule", "subject", "since", "level").to_dicts()
    )
