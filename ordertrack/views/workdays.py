"""Days that people set to be worked or not, whatever the calendar says: a table to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from ordertrack.errors import BadEntry
from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Change, Entry
from ordertrack.records.journal.kinds import WORK
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import Label, Text, t
from ordertrack.workdays import Workdays

COLUMNS = ("day", "work", "note", "calendar")
LABELS = {
    "day": Label("Day", "日期"),
    "work": Label("Working or not", "是否上班"),
    "note": Label("Note", "备注"),
    "calendar": Label("The calendar says", "日历规定"),
}
Row = Mapping[str, Any]


def table(rows: Sequence[Row], workdays: Workdays, lang: str) -> pl.DataFrame:
    """Return the days set by hand, with what the calendar says of each."""
    calendar = Workdays(workdays.country)
    told = [
        {
            "day": row["day"],
            "work": row["work"],
            "note": row["note"],
            "calendar": WORK["yes" if calendar.is_workday(row["day"]) else "no"].to(lang),
        }
        for row in rows
    ]
    texts = dict.fromkeys(("work", "note", "calendar"), pl.String())
    return pl.DataFrame(told, schema={"day": pl.Date(), **texts})


def summary(period: Period | None, workdays: Workdays) -> Text:
    """Say how many working days the period has, and how many days in it are set by hand."""
    if period is None:
        return t("Working days (set by hand: {count})", count=len(workdays.overrides))
    inside = [day for day, _ in workdays.overrides if period.start <= day < period.end]
    return t(
        "{period} has {days} working days (set by hand: {count})",
        period=period.name,
        days=workdays.count(period.start, period.end),
        count=len(inside),
    )


def notice(period: Period | None, workdays: Workdays) -> Text | None:
    """Say which years' working weekends are not known, of the period and of the days set."""
    years = {day.year for day, _ in workdays.overrides}
    if period is not None:
        years |= {period.start.year, period.last.year}
    return workdays.notice(years)


def changes(rows: Sequence[Row], edited: Mapping[str, Any]) -> list[Change]:
    """Return what the journal has to keep of an edited table. Raises BadEntry for half a row.

    Args:
        edited: what the table was changed by: `edited_rows`, `added_rows`, `deleted_rows`.
    """
    gone = set(edited.get("deleted_rows", ()))
    kept = {int(at): dict(cells) for at, cells in edited.get("edited_rows", {}).items()}
    kept = {at: cells for at, cells in kept.items() if at not in gone}
    moved = [at for at, cells in kept.items() if "day" in cells]
    # All removals first: a row may move to a day that another row leaves.
    found = [change for at in (*sorted(gone), *moved) for change in _removal(rows[at])]
    for at, cells in kept.items():
        found += _set({name: rows[at][name] for name in ("day", "work", "note")} | cells)
    for cells in edited.get("added_rows", ()):
        found += _set(cells)
    return found


def _removal(row: Row) -> list[Change]:
    return KINDS["workday"].removal(row["subject"])


def _set(cells: Row) -> list[Change]:
    values = {name: cells.get(name) for name in ("day", "work", "note")}
    if not any(values.values()):
        return []
    if not values["day"] or not values["work"]:
        raise BadEntry(
            t("A row names no day, or not whether it is worked."),
            t("Nothing was written. Fill in both, or remove the row."),
        )
    return KINDS["workday"].changes(values | {"day": _day(values["day"])})


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)[:10]


def history(entries: Sequence[Entry], lang: str) -> Sheet:
    """Return journal entries about working days as rows, the newest first."""
    columns = {
        "when": Label("When", "时间"),
        "who": Label("Who", "操作人"),
        "day": LABELS["day"],
        "field": Label("Field", "字段"),
        "before": Label("Before", "之前"),
        "after": Label("After", "之后"),
    }
    told = [
        {
            "when": formats.when(local_time(one.written_at)),
            "who": one.who,
            "day": one.subject,
            "field": LABELS[one.field].to(lang),
            "before": _shown(one.before, lang),
            "after": _shown(one.after, lang),
        }
        for one in entries
    ]
    frame = pl.DataFrame(told, schema=dict.fromkeys(columns, pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in columns.items()))


def _shown(value: str | None, lang: str) -> str:
    if value is None:
        return formats.NONE
    return WORK[value].to(lang) if value in WORK else value
