"""Short tables that are read alike are checked at once: a pass costs more than their rows.

Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ordertrack.intake.checking.checked import ROWS_AT_ONCE, Checked, CheckRules
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.values.profiling import MANY_ROWS
from ordertrack.progress import Share, workers

AT_ONCE = 3


CheckAlike = Callable[[Sequence[TableMapping], CheckRules, Share], list[Checked]]


class Work(NamedTuple):
    """A table and how its cells are to be read."""

    mapping: TableMapping
    rules: CheckRules

    @property
    def rows(self) -> int:
        return self.mapping.to_read.read


def check_in_batches(
    works: Sequence[Work], check_alike: CheckAlike, report: Share
) -> list[Checked]:
    """Check tables, short ones that are read alike together; give them in order."""
    found: dict[int, Checked] = {}
    all_batches = batches(works)
    done = _check(all_batches, check_alike, report)
    for batch, all_checked in zip(all_batches, done, strict=True):
        found |= {work.mapping.src: one for work, one in zip(batch, all_checked, strict=True)}
    return [found[work.mapping.src] for work in works]


def batches(works: Sequence[Work]) -> list[list[Work]]:
    """Return the tables that are checked at once, never more rows than one pass takes."""
    found: list[list[Work]] = []
    filling: dict[object, list[Work]] = {}
    rows: dict[object, int] = {}
    for work in works:
        short = work.rows < MANY_ROWS
        alike = (work.mapping.to_read.headers, repr(work.rules)) if short else work.mapping.src
        batch = filling.get(alike, [])
        rows[alike] = rows.get(alike, 0) + work.rows
        if not batch or rows[alike] > ROWS_AT_ONCE:
            batch, rows[alike] = [], work.rows
            filling[alike] = batch
            found.append(batch)
        batch.append(work)
    return found


def _check(
    all_batches: Sequence[Sequence[Work]], check_alike: CheckAlike, report: Share
) -> Iterator[list[Checked]]:
    """Check the batches in order, short ones a few at a time; only this thread reports progress."""

    def checked(batch: Sequence[Work], heard: Share) -> list[Checked]:
        return check_alike([work.mapping for work in batch], batch[0].rules, heard)

    with workers(AT_ONCE) as pool:
        ahead = {
            place: pool.submit(checked, batch, _unheard)
            for place, batch in enumerate(all_batches)
            if batch[0].rows < MANY_ROWS and len(all_batches) > AT_ONCE
        }
        for place, batch in enumerate(all_batches):
            share = _share(report, place, len(all_batches))
            share(0.0)
            yield ahead[place].result() if place in ahead else checked(batch, share)


def _unheard(_done: float) -> None:
    pass


def _share(report: Share, place: int, of: int) -> Share:
    return lambda done: report((place + done) / of)
