"""What `tests/test_apart.py` has another process do."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Report = Callable[[float], None]


def halves(number: int, report: Report) -> tuple[int, int]:
    report(0.5)
    return number // 2, os.getpid()


def fails(_report: Report) -> None:
    print("this is no answer")
    raise ValueError("in words")


def takes(size: int, report: Report) -> int:
    report(0.1)
    return len(bytearray(size))


def never_ends(_report: Report) -> None:
    while True:
        pass


def dies(_report: Report) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
