"""News: the red alerts that nobody was told of yet, put into the queue as digests.

Imports alerts, digest, in_force.
"""

from __future__ import annotations

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.scan import Look
from ordertrack.metrics.query.raised import thresholds
from ordertrack.notify.channels import channels
from ordertrack.notify.digest import Digest, alert_of
from ordertrack.notify.in_force import in_force
from ordertrack.records.outbox import Letter
from ordertrack.scope import Scope
from ordertrack.views import currencies
from ordertrack.views.view import View
from ordertrack.warehouse import Release, Warehouse


def tell_scanned(look: Look) -> list[Letter]:
    """Queue what is new in the newest release; nothing of the demo company, of which nobody asks.

    Nothing is looked at where nobody is to be told.
    """
    warehouse, release = look.warehouse, look.release
    told = in_force(warehouse.records).notify and channels()
    if not told or release is None or warehouse.is_demo(release):
        return []
    written = warehouse.frame_about(release, "case")
    with_cases = cases.with_cases(look.found, written, warehouse.records, look.as_of)
    return tell(warehouse, release, with_cases, look.scope)


def tell(warehouse: Warehouse, release: Release, found: pl.DataFrame, scope: Scope) -> list[Letter]:
    """Queue digests of the red alerts that need somebody and that nobody was told of.

    `found` are alerts with their cases; two servers that come at once queue them once.
    """
    chosen = in_force(warehouse.records)
    red = cases.only(found.filter(pl.col("level") == "red"), cases.OPEN)
    reader = warehouse.reader(release)
    digest = Digest(
        as_of=scope.as_of,
        lang=chosen.language,
        limits=thresholds(reader, scope.as_of.date()),
        public_url=chosen.public_url,
        currency=currencies.home(View.fresh(reader, scope, chosen.language)),
        demo=warehouse.is_demo(release),
    )
    rows = {alert_of(row): row for row in red.iter_rows(named=True)}
    known = channels()
    return warehouse.records.outbox.tell(
        list(rows),
        lambda new: digest.letters([row for alert, row in rows.items() if alert in new], known),
        demo=digest.demo,
    )
