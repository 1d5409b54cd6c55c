"""Actions: what is open, late and done, and the record of people and departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from ordertrack.metrics.analysis.effect import Verdict, measurable
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.records.journal import Entry
from ordertrack.records.journal.action_kinds import ACTION, STATES
from ordertrack.records.journal.alert_kinds import DEPARTMENTS
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import Label, Text, t

Row = Mapping[str, Any]

TITLE = Label("Actions", "改进措施")
STANDINGS: Mapping[str, Label] = {"late": Label("overdue", "已逾期"), **STATES}
VERDICTS: Mapping[Verdict, Label] = {
    "effective": Label("effective", "有效"),
    "not_effective": Label("not effective", "无效"),
    "unclear": Label("not enough evidence", "证据不足"),
}
LIVE = ("open", "doing")  # states of actions that somebody is still to finish
PLANNED = ("metric", "scope", "baseline", "target", "review")  # fixed before an action starts
LABELS = {field.name: field.label for field in ACTION.fields}


def metrics() -> dict[str, Metric]:
    """Return the metrics by which an action can be judged."""
    return {
        name: one
        for name, one in CATALOG.items()
        if one.better is not None and measurable(one) and one.group != "targets"
    }


def standing(row: Row, today: date) -> str:
    """Return where an action stands on a day; what is past due and not ended is late."""
    if row["state"] in LIVE and row["due"] < today:
        return "late"
    return row["state"]


def by_standing(rows: Sequence[Row], today: date) -> dict[str, list[Row]]:
    """Return the actions of each standing, the earliest due first."""
    ordered = sorted(rows, key=lambda row: (row["due"], row["subject"]))
    return {name: [row for row in ordered if standing(row, today) == name] for name in STANDINGS}


def listed(rows: Sequence[Row], today: date, verdicts: Mapping[str, str], lang: str) -> Sheet:
    """Return actions as a table, late ones first; a row's key is its subject.

    `verdicts` are what is to be said of whether each worked, by subject.
    """
    order = list(STANDINGS)
    ranked = sorted(
        rows, key=lambda row: (order.index(standing(row, today)), row["due"], row["subject"])
    )
    told = [
        {
            "key": row["subject"],
            "problem": row["problem"],
            "measure": row["measure"],
            "department": DEPARTMENTS[row["department"]].to(lang),
            "owner": row["owner"],
            "due": formats.day(row["due"]),
            "state": STANDINGS[standing(row, today)].to(lang),
            "days": max((today - row["due"]).days, 0) if standing(row, today) == "late" else None,
            "verdict": verdicts.get(row["subject"]),
        }
        for row in ranked
    ]
    names = ("problem", "measure", "department", "owner", "due", "state")
    schema = dict.fromkeys(("key", *names), pl.String) | {"days": pl.Int64, "verdict": pl.String}
    return Sheet(
        pl.DataFrame(told, schema=schema),
        (
            *(Column(name, LABELS[name]) for name in names),
            Column("days", Label("Days late", "逾期天数"), "count"),
            Column("verdict", Label("Did it work?", "效果")),
        ),
    )


def record(
    rows: Sequence[Row], of: str, today: date, verdicts: Mapping[str, Verdict], lang: str
) -> Sheet:
    """Return what became of the actions of each owner or department (`of`); late ones first."""
    names = sorted({row[of] for row in rows})
    told = [
        _recorded(name, [row for row in rows if row[of] == name], today, verdicts) for name in names
    ]
    for one in told:
        code = one["key"]
        one["name"] = DEPARTMENTS[code].to(lang) if of == "department" else code
    counts = {
        "actions": Label("Actions", "措施数"),
        "in_time": Label("Done in time", "按期完成"),
        "done_late": Label("Done late", "逾期完成"),
        "late": Label("Overdue", "逾期未完成"),
        "open": Label("Still open", "未到期"),
        "effective": VERDICTS["effective"],
        "not_effective": VERDICTS["not_effective"],
        "unclear": VERDICTS["unclear"],
    }
    schema = {"key": pl.String, **dict.fromkeys(counts, pl.Int64), "name": pl.String}
    frame = pl.DataFrame(told, schema=schema).sort("late", "name", descending=[True, False])
    columns = (
        Column("name", LABELS[of]),
        *(Column(name, label.as_title(), "count") for name, label in counts.items()),
    )
    return Sheet(frame, columns)


def _recorded(
    name: str, mine: Sequence[Row], today: date, verdicts: Mapping[str, Verdict]
) -> dict[str, Any]:
    done = [row for row in mine if row["state"] == "done"]
    late = [row for row in done if row["done_day"] and row["done_day"] > row["due"]]
    judged = [verdicts.get(row["subject"]) for row in mine]
    overdue = sum(standing(row, today) == "late" for row in mine)
    return {
        "key": name,
        "actions": len(mine),
        "in_time": len(done) - len(late),
        "done_late": len(late),
        "late": overdue,
        "open": sum(row["state"] in LIVE for row in mine) - overdue,
        **{code: judged.count(code) for code in VERDICTS},
    }


def changed_after_start(row: Row, entries: Sequence[Entry]) -> list[Text]:
    """Say what of the plan was changed after the action had started, the newest change first.

    What an action is judged by is fixed before it starts: whoever moves it later is seen to.
    """
    if row["starts"] is None:
        return []
    return [
        t(
            "{field} was changed by {who} on {day}, after the start: {before} → {after}",
            field=LABELS[entry.field],
            who=entry.who,
            day=formats.day(entry.written_at),
            before=_said(entry.before),
            after=_said(entry.after),
        )
        for entry in entries
        if entry.field in PLANNED
        and entry.before is not None
        and entry.written_at.date() >= row["starts"]
    ]


def _said(value: Any) -> str:
    if value is None:
        return formats.NONE
    return formats.day(value) if isinstance(value, date) else str(value)


def history(entries: Sequence[Entry], lang: str) -> Sheet:
    """Return what was changed of an action, the newest first."""
    rows = [
        {
            "when": formats.when(local_time(one.written_at)),
            "who": one.who,
            "field": LABELS[one.field].to(lang) if one.field in LABELS else one.field,
            "before": _in_words(one.field, one.before, lang),
            "after": _in_words(one.field, one.after, lang),
        }
        for one in entries
    ]
    labels = {
        "when": Label("When", "时间"),
        "who": Label("Who", "操作人"),
        "field": Label("Field", "字段"),
        "before": Label("Before", "之前"),
        "after": Label("After", "之后"),
    }
    frame = pl.DataFrame(rows, schema=dict.fromkeys(labels, pl.String))
    return Sheet(frame, tuple(Column(name, label) for name, label in labels.items()))


def _in_words(field: str, value: Any, lang: str) -> str:
    known = ACTION.by_name.get(field)
    if known and known.codes and value in known.codes:
        return known.codes[value].to(lang)
    return _said(value)
