"""How whole columns are written: their form, which no single value can tell. Imports siblings.

A day/month order or a decimal comma is settled by the column. A long column that is in canonical
form wherever we look is taken to be so all through; reading it tells when that was wrong, and then
it is profiled whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from ordertrack.intake.values import date_order, no_dates, number_format, text
from ordertrack.intake.values.dates import DATE_KINDS
from ordertrack.intake.values.form import (
    BUSINESS_ZONE,
    EARLIEST_AHEAD,
    INVISIBLE,
    Form,
    Forms,
    Profiles,
    Wanted,
    blank_words,
    clean,
    dated,
    unwrapped,
)
from ordertrack.intake.values.numbers import NUMBER_KINDS
from ordertrack.intake.values.parsing import misread, parse
from ordertrack.model import Kind

FileVersion = tuple[str, int, int]

MANY_ROWS = 100_000
_PART = 2_000
_GUESSABLE: tuple[Kind, ...] = ("id", "text", "day", "time", "money", "qty", "share", "count")
PROFILED = (*DATE_KINDS, *NUMBER_KINDS)
REPEATED = 20  # times that a value occurs, before its different values are worth finding
FEW = 3000  # different values: some years of days, any list of words
Counts = dict[str, dict[str, Any]]


def profile_columns(
    path: Path,
    wanted: Sequence[Wanted],
    day_first: Mapping[int, bool],
    zone: str,
    *,
    guess: bool = True,
) -> Profiles:
    """Find the form of each wanted column; a column may be wanted as two kinds."""
    version = version_of(path)
    guessed = (
        _guessed((version,), tuple(w for w in wanted if w[1] in _GUESSABLE), zone) if guess else {}
    )
    rest = [column for column in dict.fromkeys(wanted) if column not in guessed]
    return Profiles({**guessed, **_whole(version, rest, day_first, zone)}, frozenset(guessed))


def profile_alike(
    paths: Sequence[Path], wanted: Sequence[Wanted], zone: str, *, guess: bool = True
) -> Profiles | None:
    """Find the forms of the columns of several raw tables at once, where all are written plainly.

    None where some column is not: how it is written may then differ from file to file.
    """
    versions = tuple(version_of(path) for path in paths)
    guessable = tuple(column for column in wanted if guess and column[1] in _GUESSABLE)
    guessed = _guessed(versions, guessable, zone)
    rest = tuple(column for column in dict.fromkeys(wanted) if column not in guessed)
    forms = {**guessed, **_alike(versions, rest, zone)}
    plain = all(form.plain or form.kind not in PROFILED for form in forms.values())
    if not plain or not _of_our_era(versions, forms):
        return None
    return Profiles(forms, frozenset(guessed), our_era=True)


def _of_our_era(versions: Sequence[FileVersion], forms: Forms) -> bool:
    """Whether no date, all of them written year first, has a year of another era."""
    frame = pl.scan_parquet([version[0] for version in versions])
    days = {
        f"{kind} {at}": dated(f"c{at}", form).str.strip_chars().max()
        for (at, kind), form in forms.items()
        if kind in DATE_KINDS
    }
    latest = frame.select(**days).collect().row(0) if days else ()
    return all(day is None or day < str(EARLIEST_AHEAD) for day in latest)


@lru_cache(maxsize=16)
def _alike(versions: tuple[FileVersion, ...], wanted: tuple[Wanted, ...], zone: str) -> Forms:
    frame = pl.scan_parquet([version[0] for version in versions])
    named = {f"{kind} {position}": (position, kind) for position, kind in wanted}
    cells = frame.select(pl.col(f"c{at}").alias(name) for name, (at, _) in named.items())
    forms = profile(cells, {name: kind for name, (_, kind) in named.items()}, zone=zone)
    return {column: forms[name] for name, column in named.items()}


def version_of(path: Path) -> FileVersion:
    """Return what identifies the content of a file, as far as we care."""
    stat = path.stat()
    return str(path), stat.st_mtime_ns, stat.st_size


def _whole(
    version: FileVersion, wanted: Sequence[Wanted], day_first: Mapping[int, bool], zone: str
) -> Forms:
    found: Forms = {}
    rest = list(wanted)
    while rest:
        now = dict(reversed(rest))  # one kind per column and round
        forms = _profiled(version, tuple(now.items()), tuple(day_first.items()), zone)
        found |= {(position, kind): forms[position] for position, kind in now.items()}
        rest = [column for column in rest if column not in found]
    return found


@lru_cache(maxsize=256)
def _profiled(
    version: FileVersion,
    wanted: tuple[Wanted, ...],
    day_first: tuple[tuple[int, bool], ...],
    zone: str,
) -> dict[int, Form]:
    columns = {f"c{position}": kind for position, kind in wanted}
    answers = {f"c{position}": first for position, first in day_first}
    forms = profile(pl.scan_parquet(version[0]), columns, zone=zone, day_first=answers)
    return {position: forms[f"c{position}"] for position, _ in wanted}


@lru_cache(maxsize=256)
def _guessed(versions: tuple[FileVersion, ...], wanted: tuple[Wanted, ...], zone: str) -> Forms:
    """Columns of a long table that are in canonical form at its beginning, middle and end."""
    frame = pl.scan_parquet([version[0] for version in versions])
    rows = int(frame.select(pl.len()).collect().item())
    if rows < MANY_ROWS or not wanted:
        return {}
    parts = [frame.slice(start, _PART) for start in (0, rows // 2, rows - _PART)]
    sample = pl.concat([part.collect() for part in parts])
    named = {f"{kind} {position}": (position, kind) for position, kind in wanted}
    sample = sample.select(pl.col(f"c{at}").alias(name) for name, (at, _) in named.items())
    kinds = {name: kind for name, (_, kind) in named.items()}
    forms = profile(sample.lazy(), kinds, zone=zone)
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
    if form.kind == "text":
        return form.few or not form.wide
    return form.plain and not form.points


# --- the forms of columns ---


def profile(
    frame: pl.LazyFrame,
    columns: Mapping[str, Kind],
    *,
    zone: str = BUSINESS_ZONE,
    day_first: Mapping[str, bool] | None = None,
) -> dict[str, Form]:
    """Find how each raw column is written; `day_first` are a person's answers.

    One aggregate pass tells the columns in canonical form from the others; only these are looked
    at again.
    """
    forms = {column: Form(kind, zone=zone) for column, kind in columns.items()}
    seen = first_look(frame, forms)
    forms = {c: _after_first(form, seen[c]) for c, form in forms.items()}
    fresh = without_no_dates(frame, forms)
    seen |= first_look(frame, fresh)
    forms |= {c: _after_first(form, seen[c]) for c, form in fresh.items()}
    forms |= with_spellings(frame, {c: f for c, f in forms.items() if not f.plain}, seen)
    rough = {c: f for c, f in forms.items() if not f.plain and f.kind in PROFILED}
    return forms | settle_forms(frame, rough, day_first or {})


def without_no_dates(frame: pl.LazyFrame, forms: Mapping[str, Form]) -> dict[str, Form]:
    """Return new forms of the columns of dates where some values mean that there is none."""
    rough = {c: f for c, f in forms.items() if f.kind in DATE_KINDS and f.filled and not f.plain}
    parts = {c: no_dates.looks(c, form) for c, form in rough.items()}
    seen = _look_at(frame, parts, lambda _, parts: no_dates.counts(parts))
    fresh = {c: no_dates.settled(form, seen[c]) for c, form in rough.items()}
    return {c: form for c, form in fresh.items() if form.no_dates}


def settle_forms(
    frame: pl.LazyFrame, forms: dict[str, Form], answers: Mapping[str, bool]
) -> dict[str, Form]:
    """Return the forms of columns that are not written plainly, after three more looks at these."""
    written = frame.select(unwrapped(clean(c, form)).alias(c) for c, form in forms.items())
    seen = count_in_one_pass(
        written, {c: _module(f).evidence_counts(pl.col(c)) for c, f in forms.items()}
    )
    forms = {c: _module(f).settled(f, seen[c]) for c, f in forms.items()}
    either = {c: f for c, f in forms.items() if "parts" in f.styles}
    # 31/12/9999 means no date, but tells which comes first.
    whole = {c: unwrapped(clean(c, replace(f, no_dates=()))) for c, f in either.items()}
    parts = frame.select(cell.alias(c) for c, cell in whole.items())
    parts = parts.select(date_order.order_parts(pl.col(c)).alias(c) for c in either)
    seen = count_in_one_pass(parts, {c: date_order.order_counts(pl.col(c)) for c in either})
    forms |= {c: date_order.ordered(f, seen[c], answers.get(c)) for c, f in either.items()}
    seen = count_in_one_pass(frame, {c: _module(f).last_counts(c, f) for c, f in forms.items()})
    return {c: _module(f).finished(f, seen[c]) for c, f in forms.items()}


def count_in_one_pass(frame: pl.LazyFrame, wanted: Mapping[str, Mapping[str, pl.Expr]]) -> Counts:
    """Collect all counts of all columns in one pass."""
    named = [
        count.alias(f"{column}\0{name}")
        for column, counts in wanted.items()
        for name, count in counts.items()
    ]
    row = frame.select(named).collect().row(0, named=True) if named else {}
    return {
        column: {name: row[f"{column}\0{name}"] for name in counts}
        for column, counts in wanted.items()
    }


def with_spellings(frame: pl.LazyFrame, forms: dict[str, Form], seen: Counts) -> dict[str, Form]:
    """Return the forms of columns with few different values, with these values."""
    few = [c for c, form in forms.items() if form.kind != "text"]
    few = [c for c in few if 0 < seen[c]["different"] <= FEW]
    spellings = {
        c: frame.select(pl.col(c).drop_nulls().unique().sort()).collect().to_series() for c in few
    }
    return {c: replace(forms[c], spellings=tuple(values)) for c, values in spellings.items()}


def first_look(frame: pl.LazyFrame, forms: Mapping[str, Form]) -> Counts:
    """Count what is plain, moments only where values are longer than a day."""
    parts = {c: _first_parts(c, form) for c, form in forms.items()}
    seen = _look_at(frame, parts, lambda c, parts: _first_counts(parts, forms[c]))
    long = [c for c in forms if seen[c].get("long") and seen[c]["plain"] < seen[c]["filled"]]
    parts = {c: date_order.clock_parts(pl.col(c).str.strip_chars()) for c in long}
    clocks = _look_at(frame, parts, lambda _, parts: date_order.clock_counts(parts))
    return seen | {c: seen[c] | counts for c, counts in clocks.items()}


def _look_at(
    frame: pl.LazyFrame,
    parts: Mapping[str, Mapping[str, pl.Expr]],
    counted: Callable[[str, Mapping[str, pl.Expr]], dict[str, pl.Expr]],
) -> Counts:
    """Look at parts of columns that several counts need: each is worked out once."""
    columns = [e.alias(f"{c}\0{name}") for c, named in parts.items() for name, e in named.items()]
    taken = {c: {name: pl.col(f"{c}\0{name}") for name in named} for c, named in parts.items()}
    return count_in_one_pass(
        frame.select(columns), {c: counted(c, named) for c, named in taken.items()}
    )


def _first_parts(column: str, form: Form) -> dict[str, pl.Expr]:
    cell = dated(column, form)
    parts = {"cell": cell, "trimmed": cell.str.strip_chars()}
    if form.kind in PROFILED:
        parts |= _module(form).plain_parts(parts["trimmed"])
    return parts


def _first_counts(parts: Mapping[str, pl.Expr], form: Form) -> dict[str, pl.Expr]:
    cell, trimmed = parts["cell"], parts["trimmed"]
    blank = trimmed.is_null() | trimmed.is_in(list(blank_words(form.kind)))
    counts = {"filled": (~blank).sum(), "different": cell.approx_n_unique()}
    if form.kind == "text":
        return counts | {"wide": cell.str.contains(INVISIBLE).any()}
    counts["edged"] = (cell != trimmed).any()
    counts["wide"] = (cell.str.len_bytes() != cell.str.len_chars()).any()
    if form.kind == "id":
        return counts | {"odd": cell.str.contains(text.ODD_ID).any() | (cell == "").any()}
    if form.kind in PROFILED:
        return counts | _module(form).plain_counts(parts, form)
    return counts


def _after_first(form: Form, seen: Mapping[str, Any]) -> Form:
    form = replace(form, filled=seen["filled"], wide=bool(seen["wide"]))
    if form.kind == "text":
        return replace(form, few=seen["different"] * REPEATED <= seen["filled"])
    form = replace(form, edged=bool(seen["edged"]))
    if form.kind == "id":
        return replace(form, plain=not seen["odd"])
    if form.kind in DATE_KINDS and seen["plain"] == form.filled == date_order.all_read(seen):
        return date_order.plain_form(form, dict(seen))
    if form.kind in NUMBER_KINDS and seen["plain"] == form.filled:
        form = number_format.with_points(replace(form, plain=True), seen)
        return number_format.finished(form, dict(seen))
    return form


def _module(form: Form) -> Any:
    return date_order if form.kind in DATE_KINDS else number_format
