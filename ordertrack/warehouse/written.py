"""What people wrote that is laid over a release: typed targets, names that are one. Imports facts.

It has a version, which belongs into the key of whatever is computed from a release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import polars as pl

from ordertrack.facts import typed_targets
from ordertrack.facts.matched_names import Names, resolved
from ordertrack.records.journal import Journal
from ordertrack.workdays import Overrides

LAID_OVER = ("target", "match")  # kinds of the journal that change what a release says


@dataclass(frozen=True)
class Written:
    """What people wrote that is laid over a release: at which version of the journal, and what.

    `targets` has the columns of `facts.typed_targets`, `names` are those that are said to be one;
    both are called when the release is taken up.
    """

    version: str
    targets: Callable[[], pl.DataFrame]
    names: Callable[[], Names] = Names

    @property
    def position(self) -> int:
        """The position of the journal's newest entry among them; 0 where there is none."""
        return int(self.version.partition("_")[0] or 0)


NOTHING = Written("", pl.DataFrame)


def version_of(journal: Journal) -> str:
    """Return the version of what is laid over releases; "" for nothing."""
    position, moment = journal.version(*LAID_OVER)
    return f"{position}_{int(moment.timestamp() * 1_000_000)}" if moment else ""


def written_at(journal: Journal, version: str | None = None) -> Written:
    """Return what people wrote, now or as of a version."""
    known = version_of(journal) if version is None else version
    if not known:
        return NOTHING
    position = int(known.partition("_")[0])
    names = cache(lambda: names_at(journal, position))
    return Written(known, cache(lambda: targets_at(journal, position, names())), names)


def targets_at(journal: Journal, position: int, names: Names) -> pl.DataFrame:
    """Return the typed targets as they stood at a position, with the names to use."""
    typed = journal.frame("target", position)
    who = [
        names.of_target(level, name) or None
        for level, name in typed.select("level", "name").iter_rows()
    ]
    named = typed.with_columns(who=pl.Series(who, dtype=pl.String))
    return named.select(*typed_targets.COLUMNS)


def overrides_of(journal: Journal) -> Overrides:
    """Return the days that people set to be worked or not, whatever the calendar says."""
    return tuple((row["day"], row["work"] == "yes") for row in journal.rows("workday"))


def names_at(journal: Journal, position: int) -> Names:
    """Return the names to use as they stood at a position of the journal."""
    same = [row for row in journal.rows("match", position) if row["verdict"] == "same"]
    return resolved(sorted(same, key=lambda row: row["changed_position"]))
