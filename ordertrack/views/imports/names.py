"""Names that may be one: what speaks for it, what an answer does, and the answers so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.facts.matched_names import LEVELS, Names
from ordertrack.metrics.analysis.stated_targets import stated_targets
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.names.alike import Alike, Name, Why, alike
from ordertrack.metrics.names.written import PLACES, Place, written_names
from ordertrack.metrics.query.reader import Reader
from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Change, Entry
from ordertrack.records.journal.kinds import NAMED, VERDICTS
from ordertrack.scope import Scope
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import Label, Text, t

STANDS: dict[Place, Label] = {
    "orders": Label("orders", "订单"),
    "lines": Label("order lines", "订单行"),
    "credits": Label("credit shares", "业绩分成"),
    "leads": Label("leads", "线索"),
    "expenses": Label("expenses", "费用"),
    "targets": Label("targets", "目标"),
    "listed": Label("master data", "主数据"),
}
WHYS: dict[Why, Text] = {
    "letters": t("The same letters: width, case, spaces or punctuation differ."),
    "behind": t("One is the other with something in brackets or a company form behind it."),
    "typo": t("One letter differs."),
    "beginning": t("One begins with the other."),
}
LEVEL_OF = {kind: level for level, kind in LEVELS.items()}


@dataclass(frozen=True)
class Candidate:
    """Two names of a kind that may be one, and targets that both of them have."""

    kind: str
    pair: Alike
    twice: tuple[Text, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return KINDS["match"].subject(self._subject(swapped=False))

    @property
    def can_swap(self) -> bool:
        """Whether either name may be used: none of them is an id."""
        return self.pair.use.called is None

    def _subject(self, *, swapped: bool) -> dict[str, str]:
        found, use = self.pair.found.key, self.pair.use.key
        found, use = (use, found) if swapped else (found, use)
        return {"column": self.kind, "found": found, "use": use}

    def changes(self, verdict: str, *, swapped: bool = False) -> list[Change]:
        """Return what the journal has to keep of an answer."""
        return KINDS["match"].changes(self._subject(swapped=swapped) | {"verdict": verdict})


def candidates(
    scope: Scope, reader: Reader, answers: Sequence[dict[str, Any]], kinds: Iterable[str] = NAMED
) -> list[Candidate]:
    """Return names that may be one and were not answered, the surest first."""
    stated = stated_targets(scope, reader)
    found = [
        Candidate(kind, pair, tuple(_twice(kind, pair, stated)))
        for kind in kinds
        for pair in alike(_names(kind, scope, reader), _answered(kind, answers))
    ]
    return surest_first(found)


def surest_first(found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates in the order in which they are asked about."""
    return sorted(found, key=lambda one: not one.pair.unsold)


def _names(kind: str, scope: Scope, reader: Reader) -> list[Name]:
    frame = written_names(kind, scope, reader)
    return [
        Name(row["key"], row["name"], {place: row[place] for place in PLACES})
        for row in frame.iter_rows(named=True)
    ]


def _answered(kind: str, answers: Sequence[dict[str, Any]]) -> set[frozenset[str]]:
    return {frozenset((one["found"], one["use"])) for one in answers if one["column"] == kind}


def _twice(kind: str, pair: Alike, stated: pl.DataFrame) -> list[Text]:
    """Say which targets both names have, and not the same."""
    of_level = stated.filter(pl.col("level") == LEVEL_OF.get(kind, ""))
    by_who = of_level.partition_by("who", as_dict=True)
    one, other = (by_who.get((name.key,)) for name in (pair.use, pair.found))
    if one is None or other is None:
        return []
    both = one.join(other, on=["period", "measure"], suffix="_other")
    return [
        differing(row["period"], row["measure"], (row["value"], row["value_other"]))
        for row in both.filter(pl.col("value") != pl.col("value_other")).iter_rows(named=True)
    ]


def differing(period: str, measure: str, values: tuple[Any, Any]) -> Text:
    """Say that a target of a period is stated twice: the first of the values is what counts."""
    metric = CATALOG.get(measure)
    return t(
        "{period}, {measure}: {value} counts, {other} does not.",
        period=Period.parse(period).name,
        measure=metric.label if metric else measure,
        value=f"{values[0].normalize():,f}",
        other=f"{values[1].normalize():,f}",
    )


# --- in words ---------------------------------------------------------------------------------


def standing(name: Name, lang: str) -> str:
    """Return where a name stands, and how often: `订单 12、目标 3`."""
    places = (
        f"{label.to(lang)} {name.rows[place]:,}"
        for place, label in STANDS.items()
        if name.rows.get(place)
    )
    return formats.listed(list(places), lang)


def reasons(one: Candidate) -> list[Text]:
    """Return what speaks for a pair, what speaks against it, and what an answer would do."""
    found = [WHYS[one.pair.why]]
    if one.pair.unsold:
        found.append(t("No order has {name}.", name=one.pair.found.shown))
    if one.pair.others:
        found.append(t("There are others that it may be: at most one of them is right."))
    if one.twice:
        found.append(t("Both have a target. If they are the same, one of each counts:"))
    return [*found, *one.twice]


def apart(found: Sequence[Candidate], kinds: Sequence[str], lang: str) -> Text | None:
    """Say which names of these kinds stand apart until somebody decides; None for none."""
    names = [one.pair.found.shown for one in found if one.kind in kinds]
    if not names:
        return None
    return t(
        "Names that may be others in another writing count apart until somebody decides ({count}):"
        " {names}.",
        count=len(names),
        names=formats.listed(list(dict.fromkeys(names))[:3], lang),
    )


def answered(rows: Sequence[dict[str, Any]], lang: str) -> Sheet:
    """Return the answers so far, the newest first."""
    newest = sorted(rows, key=lambda row: row["changed_position"], reverse=True)
    columns = {
        "kind": Label("Kind of name", "名称类别"),
        "found": Label("Name found", "出现的名称"),
        "verdict": Label("Verdict", "结论"),
        "use": Label("Other name", "另一名称"),
        "who": Label("Who", "操作人"),
        "when": Label("When", "时间"),
    }
    told = [
        {
            "key": row["subject"],
            "kind": NAMED[row["column"]].to(lang),
            "found": row["found"],
            "verdict": VERDICTS[row["verdict"]].to(lang),
            "use": row["use"],
            "who": row["changed_by"],
            "when": formats.when(local_time(row["changed_at"])),
        }
        for row in newest
    ]
    frame = pl.DataFrame(told, schema=dict.fromkeys(("key", *columns), pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in columns.items()))


def history(entries: Sequence[Entry], lang: str) -> Sheet:
    """Return journal entries about names as rows, the newest first."""
    columns = {
        "when": Label("When", "时间"),
        "who": Label("Who", "操作人"),
        "kind": Label("Kind of name", "名称类别"),
        "found": Label("Name found", "出现的名称"),
        "use": Label("Other name", "另一名称"),
        "before": Label("Before", "之前"),
        "after": Label("After", "之后"),
    }
    told = []
    for one in entries:
        key = KINDS["match"].key_of(one.subject)
        told.append(
            {
                "when": formats.when(local_time(one.written_at)),
                "who": one.who,
                "kind": NAMED[key["column"]].to(lang),
                "found": key["found"],
                "use": key["use"],
                "before": VERDICTS[one.before].to(lang) if one.before else formats.NONE,
                "after": VERDICTS[one.after].to(lang) if one.after else formats.NONE,
            }
        )
    frame = pl.DataFrame(told, schema=dict.fromkeys(columns, pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in columns.items()))


# --- targets that names which are one both have -----------------------------------------------


def stated_twice(names: Names, imported: pl.DataFrame) -> list[Text]:
    """Return the targets that names which are one state differently, of targets as imported.

    That of the name used counts, else that of the first of the others, as in the targets.
    """
    stated: dict[tuple[str, ...], list[tuple[bool, str, Any]]] = {}
    for row in imported.filter(pl.col("level").is_in(list(LEVELS))).to_dicts():
        use = names.of_target(row["level"], row["who"])
        key = (use or "", row["period"], row["measure"], row["level"])
        stated.setdefault(key, []).append((use != row["who"], row["who"] or "", row["value"]))
    return [
        t("{name}: {what}", name=key[0], what=differing(key[1], key[2], (first[2], other[2])))
        for key, all_of_one in stated.items()
        for first, *others in [sorted(all_of_one)]
        for other in others
        if other[2] != first[2]
    ]
