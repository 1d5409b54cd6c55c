"""How the columns of a raw table are written. Imports model and its siblings.

A long column that is in canonical form wherever we look is taken to be so all through; reading it
tells when that was wrong, and then it is looked over whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from ordertrack.intake.values.parsing import Form, misread, parse, survey
from ordertrack.model import Kind

Wanted = tuple[int, Kind]  # position and kind
Forms = dict[Wanted, Form]
FileStamp = tuple[str, int, int]

MANY_ROWS = 100_000
_PART = 2_000
_GUESSABLE: tuple[Kind, ...] = ("id", "text", "day", "time", "money", "qty", "share", "count")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The forms of the wanted columns, and which of them rest on samples."""

    forms: Mapping[Wanted, Form]
    guessed: frozenset[Wanted] = frozenset()


def survey_columns(
    path: Path,
    wanted: Sequence[Wanted],
    day_first: Mapping[int, bool],
    zone: str,
    *,
    guess: bool = True,
) -> Surveyed:
    """Find the form of each wanted column; a column may be wanted as two kinds."""
    stamp = stamp_of(path)
    guessed = _guessed(stamp, tuple(w for w in wanted if w[1] in _GUESSABLE), zone) if guess else {}
    rest = [one for one in dict.fromkeys(wanted) if one not in guessed]
    return Surveyed({**guessed, **_whole(stamp, rest, day_first, zone)}, frozenset(guessed))


def stamp_of(path: Path) -> FileStamp:
    """What identifies the content of a file, as far as we care."""
    stat = path.stat()
    return str(path), stat.st_mtime_ns, stat.st_size


def _whole(
    stamp: FileStamp, wanted: Sequence[Wanted], day_first: Mapping[int, bool], zone: str
) -> Forms:
    found: Forms = {}
    rest = list(wanted)
    while rest:
        now = dict(reversed(rest))  # one kind per column and round
        forms = _survey(stamp, tuple(now.items()), tuple(day_first.items()), zone)
        found |= {(position, kind): forms[position] for position, kind in now.items()}
        rest = [one for one in rest if one not in found]
    return found


@lru_cache(maxsize=256)
def _survey(
    stamp: FileStamp,
    wanted: tuple[Wanted, ...],
    day_first: tuple[tuple[int, bool], ...],
    zone: str,
) -> dict[int, Form]:
    columns = {f"c{position}": kind for position, kind in wanted}
    answers = {f"c{position}": first for position, first in day_first}
    forms = survey(pl.scan_parquet(stamp[0]), columns, zone=zone, day_first=answers)
    return {position: forms[f"c{position}"] for position, _ in wanted}


@lru_cache(maxsize=256)
def _guessed(stamp: FileStamp, wanted: tuple[Wanted, ...], zone: str) -> Forms:
    """Columns of a long table that are in canonical form at its beginning, middle and end."""
    frame = pl.scan_parquet(stamp[0])
    rows = int(frame.select(pl.len()).collect().item())
    if rows < MANY_ROWS or not wanted:
        return {}
    parts = [frame.slice(start, _PART) for start in (0, rows // 2, rows - _PART)]
    sample = pl.concat([part.collect() for part in parts])
    named = {f"{kind} {position}": (position, kind) for position, kind in wanted}
    sample = sample.select(pl.col(f"c{at}").alias(name) for name, (at, _) in named.items())
    kinds = {name: kind for name, (_, kind) in named.items()}
    forms = survey(sample.lazy(), kinds, zone=zone)
    canonical = [name for name, form in forms.items() if _is_canonical(form)]
    odd = [
        misread(pl.col(name), parse(name, kinds[name], forms[name]).value, forms[name])
        .any()
        .alias(name)
        for name in canonical
    ]
    seen = sample.select(odd).row(0, named=True) if odd else {}
    return {named[name]: forms[name] for name in canonical if not seen[name]}


def _is_canonical(form: Form) -> bool:
    return form.few or not form.wide if form.kind == "text" else form.plain
