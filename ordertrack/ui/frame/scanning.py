"""The server's look at the alerts: for every new release, and daily from the time that is set.

From then on also when people wrote what alerts rest on. What is new is told, and what waits in the
outbox is sent.
"""

from __future__ import annotations

import logging

import anyio

from ordertrack.alerts.scan import Look, scan
from ordertrack.errors import OrdertrackError
from ordertrack.notify.in_force import in_force
from ordertrack.notify.news import tell_scanned
from ordertrack.notify.queue import send_next
from ordertrack.scope import Conventions, default_as_of
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source

LOOK_AGAIN = 20  # seconds between two looks for a new day or a new release
_log = logging.getLogger(__name__)


class Watch:
    """What a server does again and again, and whether somebody has to be told of what it saw.

    At its start it owes news: the one before may have been ended between both.
    """

    def __init__(self) -> None:
        self.owes_news = True

    async def keep(self) -> None:
        """Scan whenever there is something new, and send what is due, until the server stops."""
        while True:
            await anyio.to_thread.run_sync(self.scan_if_due)
            while await anyio.to_thread.run_sync(send_one):
                pass
            await anyio.sleep(LOOK_AGAIN)

    def scan_if_due(self) -> bool:
        """Scan a release that was not scanned yet, and once a day from the time that is set."""
        try:
            return self._scan_if_due()
        except OrdertrackError as error:  # the pages and /health say it to whoever asks
            _log.warning("The alerts were not scanned: %s", error)
        except Exception:  # nothing of it may end the server
            _log.exception("The alerts were not scanned")
        return False

    def _scan_if_due(self) -> bool:
        warehouse, now = data_source.warehouse(), data_source.now()
        release = warehouse.latest()
        if release is None or warehouse.records.database.read_only:
            return False
        chosen = in_force(warehouse.records)
        early = now.time() < chosen.scan_at and warehouse.records.episodes.was_scanned(
            release.number
        )
        if early or not chosen.scan:
            return False
        as_of = default_as_of(warehouse.reader(release).dated, now, settings().fresh_days)[0]
        look = Look(warehouse, as_of, Conventions.of(settings(), warehouse.overrides()))
        scanned = scan(look)
        if scanned or self.owes_news:
            self.owes_news = True  # until it is done
            tell_scanned(look)
            self.owes_news = False
        return scanned


def send_one() -> bool:
    """Send the message that is longest due; False where none is."""
    try:
        records = data_source.warehouse().records
        tried = None if records.database.read_only else send_next(records)
    except OrdertrackError as error:
        _log.warning("No message was sent: %s", error)
    except Exception:  # nothing of it may end the server
        _log.exception("No message was sent")
    else:
        if tried and tried.error:
            where = tried.message.channel_name
            _log.warning("A message was not delivered to %s: %s", where, tried.error)
        return tried is not None
    return False


async def keep_scanning() -> None:
    """Watch the alerts and the outbox until the server stops."""
    await Watch().keep()
