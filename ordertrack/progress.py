"""How long work reports its progress, and how some of it is done at a time. Imports `words`."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from ordertrack.words import Text

Progress = Callable[[Text, float], None]  # the stage, and the share done, 0 to 1
Share = Callable[[float], None]  # the share of one stage that is done, 0 to 1


def quiet(_stage: Text, _done: float) -> None:
    """Report to nobody."""


def part_of(progress: Progress, start: float, share: float) -> Progress:
    """Report the progress of one part as progress of the whole.

    Args:
        start: share of the whole that is done when the part begins, 0 to 1.
        share: share of the whole that the part makes up, 0 to 1.
    """
    return lambda stage, done: progress(stage, min(start + done * share, 1.0))


def stage_of(progress: Progress, stage: Text, start: float = 0.0, share: float = 1.0) -> Share:
    """Report how much of one stage is done; `start` and `share` as in `part_of`."""
    return lambda done: progress(stage, min(start + done * share, 1.0))


@contextmanager
def workers(count: int) -> Generator[ThreadPoolExecutor]:
    """Yield threads for work; where that ends early, what nobody has begun is not begun."""
    with ThreadPoolExecutor(count) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
