"""The server's look at the reports that are to be made by themselves."""

from __future__ import annotations

import logging

import anyio

from ordertrack.errors import OrdertrackError
from ordertrack.reports.schedule import make_due
from ordertrack.ui.frame import data_source

LOOK_AGAIN = 30  # seconds between two looks
_log = logging.getLogger(__name__)


async def keep_making() -> None:
    """Make reports when they are due, until the server stops."""
    while True:
        await anyio.to_thread.run_sync(make_if_due)
        await anyio.sleep(LOOK_AGAIN)


def make_if_due() -> int:
    """Make the reports that are due now; return how many."""
    try:
        return len(make_due(data_source.warehouse(), data_source.now()))
    except OrdertrackError as error:  # the pages and /health say it to whoever asks
        _log.warning("No report was made: %s", error)
    except Exception:  # nothing of it may end the server
        _log.exception("No report was made")
    return 0
