"""Whether the process that made a scratch folder still runs. Imports nothing of ours.

The id alone does not tell: in a container the first process has the same one at every start.
"""

from __future__ import annotations

import os
import re
import socket
from functools import cache
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
MARK = re.compile(r"-(?P<process>\d+)(?:\.(?P<start>\d+)\.(?P<boot>[0-9a-f]*))?-[^-]+$")
START_FIELD = 19  # of what follows the command's name in /proc/…/stat


def mark() -> str:
    """Return what tells this process from any other: host, id, start time and boot of the machine.

    A child that was forked has another id than its parent, so it is asked each time.
    """
    process = os.getpid()
    return f"{socket.gethostname()}-{process}.{start_of(process) or 0}.{boot()}"


@cache
def boot() -> str:
    """Return the first letters of what is new at every start of the machine; empty if unknown."""
    try:
        return BOOT.read_text(encoding="utf-8")[:8]
    except OSError:
        return ""


def start_of(process: int) -> int | None:
    """Return when a process started, in ticks since the machine did; None where that is unknown."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(told.rpartition(")")[2].split()[START_FIELD])


def is_foreign(name: str) -> bool:
    """Return whether another machine made the folder of this name, whose processes are not seen."""
    found = MARK.search(name)
    return found is None or not name[: found.start()].endswith(f"-{socket.gethostname()}")


def is_gone(name: str) -> bool:
    """Return whether the process that made the folder of this name is gone."""
    found = MARK.search(name)
    if found is None:
        return False
    process, start = int(found["process"]), found["start"]
    if start is None:  # made by an older version
        return not is_running(process)
    return found["boot"] != boot() or not is_running(process) or start_of(process) != int(start)


def is_running(process: int) -> bool:
    """Return whether this machine runs a process with this id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
