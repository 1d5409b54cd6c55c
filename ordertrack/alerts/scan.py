"""The scan: what is active becomes episodes, once per release and day, by whoever comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl

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


@dataclass(frozen=True)
class Look:
    """A look at all that there is in the newest release at as-of; its alerts are asked for once."""

    warehouse: Warehouse
    as_of: datetime
    conventions: Conventions

    @property
    def scope(self) -> Scope:
        """All that there is at as-of."""
        return Scope(self.as_of, conventions=self.conventions, access=Access.everything())

    @cached_property
    def release(self) -> Release | None:
        """The newest release when somebody looked first."""
        return self.warehouse.latest()

    @cached_property
    def found(self) -> pl.DataFrame:
        """The alerts of the release."""
        assert self.release is not None
        return find(self.scope, self.warehouse.reader(self.release))


def scan(look: Look) -> bool:
    """Open and clear episodes by what is seen; False where that was done already."""
    warehouse, release = look.warehouse, look.release
    if release is None:
        return False
    this = Scan(release.number, warehouse.written_version(*RESTS_ON), look.as_of)
    episodes = warehouse.records.episodes
    if episodes.is_done(this):
        return False
    active = look.found.select("rule", "subject", "since", "level").to_dicts()
    return episodes.bring_up_to_date(this, active, anew=_is_other_company(warehouse, release))


def _is_other_company(warehouse: Warehouse, release: Release) -> bool:
    """Return whether the release scanned before held the demo company, or this one does."""
    before = warehouse.records.episodes.last_scanned()
    if before is None:
        return False
    known = {one.number: one for one in warehouse.records.releases.all()}
    earlier = known.get(before)
    return earlier is not None and warehouse.is_demo(earlier) != warehouse.is_demo(release)
