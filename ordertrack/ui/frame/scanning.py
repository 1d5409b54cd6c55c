"""The server's look at the alerts: for every new release, and daily from the time that is set.

From then on also when people wrote what alerts rest on.
"""

from __future__ import annotations

import logging
from datetime import time

import anyio

from ordertrack.alerts.scan import scan
from ordertrack.errors import OrdertrackError
from ordertrack.scope import Conventions, default_as_of
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source

LOOK_AGAIN = 20  # seconds between two looks for a new day or a new release
_log = logging.getLogger(__name__)


async def keep_scanning() -> None:
    """Scan whenever there is something new, until the server stops."""
    while True:
        await anyio.to_thread.run_sync(scan_if_due)
        await anyio.sleep(LOOK_AGAIN)


def scan_if_due() -> bool:
    """Scan a release that was not scanned yet, and once a day from the time that is set."""
    try:
        return _scan_if_due()
    except OrdertrackError as error:  # the pages and /health say it to whoever asks
        _log.warning("The alerts were not scanned: %s", error)
    except Exception:  # nothing of it may end the server
        _log.exception("The alerts were not scanned")
    return False


def _scan_if_due() -> bool:
    warehouse, now = data_source.warehouse(), data_source.now()
    release = warehouse.latest()
    if release is None or warehouse.records.database.read_only:
        return False
    early = now.time() < time.fromisoformat(settings().scan_at)
    if early and warehouse.records.episodes.was_scanned(release.number):
        return False
    as_of = default_as_of(warehouse.reader(release).dated, now, settings().fresh_days)[0]
    return scan(warehouse, as_of, Conventions.of(settings(), warehouse.overrides()))
