"""What people wrote that is laid over a release: typed targets, names that are one. Imports facts.

It has a version, which belongs into the key of whatever is computed from a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

import polars as pl

from ordertrack.facts import typed_targets
from ordertrack.facts.laid_edits import Edit
from ordertrack.facts.matched_names import Names, Pairs, resolved
from ordertrack.records.journal import Journal
from ordertrack.records.journal.kinds import kind_of
from ordertrack.records.journal.reading import About, frame_of
from ordertrack.workdays import Overrides

# Kinds of the journal that figures and alerts rest on.
LAID_OVER = (
    *("target", "match", "alert_rule", "interview", "renewal", "grading"),
    *("order_edit", "complaint_edit", "stage_limit", "stage_due"),
)
EDITS: Mapping[str, Literal["orders", "complaints"]] = {
    "order_edit": "orders",
    "complaint_edit": "complaints",
}
OF_CUSTOMERS = ("interview", "renewal")


def nothing_typed(kind: str) -> pl.DataFrame:
    """Return no rows of a kind, with its columns."""
    return frame_of(kind_of(kind), ())


@dataclass(frozen=True)
class Written:
    """What people wrote that is laid over a release: at which version of the journal, and what.

    `targets` has the columns of `facts.typed_targets`, `names` are those that are said to be one;
    they and `edits` are called when the release is taken up. `typed` gives the rows of a kind as
    they stood.
    """

    version: str
    targets: Callable[[], pl.DataFrame]
    names: Callable[[], Names] = Names
    typed: Callable[[str], pl.DataFrame] = nothing_typed
    edits: Callable[[], Sequence[Edit]] = tuple

    @property
    def position(self) -> int:
        """The position of the journal's newest entry among them; 0 where there is none."""
        return position_in(self.version)


def position_in(version: str) -> int:
    """Return the position of the journal that a version is of."""
    return int(version.partition("_")[0] or 0)


NOTHING = Written("", pl.DataFrame)


def version_of(journal: Journal, kinds: Sequence[str] = ()) -> str:
    """Return the version of what is laid over releases, or of these kinds; "" for nothing."""
    position, moment = journal.version(*(kinds or LAID_OVER))
    return f"{position}_{int(moment.timestamp() * 1_000_000)}" if moment else ""


def written_at(journal: Journal, version: str, about: About) -> Written:
    """Return what people wrote as of a version, `about` one company: the demo, or one's own."""
    position = position_in(version)
    then = partial(journal.frame, at=position, about=about)
    names = cache(lambda: names_in(then("match"))) if version else Names
    targets = cache(lambda: targets_in(then("target"), names())) if version else NOTHING.targets
    now = partial(journal.frame, about=about)
    edits = cache(lambda: tuple(edits_at(journal, position, about))) if version else tuple
    return Written(version, targets, names, typed_in(then, now, names), edits)


def typed_in(
    then: Callable[[str], pl.DataFrame],
    now: Callable[[str], pl.DataFrame],
    names: Callable[[], Names],
) -> Callable[[str], pl.DataFrame]:
    """Return what gives the rows of a kind; those that no figure rests on stand as of now."""

    @cache
    def laid_over(kind: str) -> pl.DataFrame:
        frame = then(kind)
        used = names().by_kind.get("customer") if kind in OF_CUSTOMERS else None
        return with_names(kind, frame, used) if used else frame

    return lambda kind: laid_over(kind) if kind in LAID_OVER else now(kind)


def with_names(kind: str, frame: pl.DataFrame, used: Pairs) -> pl.DataFrame:
    """Return rows about customers with the names to use; of two for one, that of the name used."""
    own_first = frame.sort(pl.col("customer").is_in(list(used)), maintain_order=True)
    named = own_first.with_columns(pl.col("customer").replace(used))
    keyed = bool(kind_of(kind).key)
    return named.unique("customer", keep="first", maintain_order=True) if keyed else named


def targets_in(typed: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Return typed targets with the names to use."""
    who = [
        names.of_target(level, name) or None
        for level, name in typed.select("level", "name").iter_rows()
    ]
    named = typed.with_columns(who=pl.Series(who, dtype=pl.String))
    return named.select(*typed_targets.COLUMNS)


def overrides_of(journal: Journal, at: int | None = None) -> Overrides:
    """Return the days that people set to be worked or not, now or at a position of the journal."""
    return tuple((row["day"], row["work"] == "yes") for row in journal.rows("workday", at))


def names_in(matches: pl.DataFrame) -> Names:
    """Return the names to use that these answers come to."""
    same = matches.filter(pl.col("verdict") == "same").sort("changed_position")
    return resolved(same.to_dicts())


def edits_at(journal: Journal, position: int, about: About) -> Iterator[Edit]:
    """Give all edits of orders and complaints as they stood at a position of the journal."""
    for kind, table in EDITS.items():
        declared = kind_of(kind)
        (key,) = declared.key
        for row in journal.rows(kind, position, about):
            for field in declared.fields:
                if (laid := row[field.name]) is not None:
                    value, replaced = laid["value"], laid["replaced"]
                    yield Edit(table, row[key.name], field.name, value, replaced)
