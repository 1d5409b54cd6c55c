"""What a rule saw of an alert, its threshold in words, and what ended by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ordertrack.alerts.find import within
from ordertrack.alerts.wording import LEVELS, ONE, UNITS, rule_name
from ordertrack.metrics.analysis import customer_habits
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.rule import Threshold
from ordertrack.metrics.query.raised import thresholds
from ordertrack.model import STAGES
from ordertrack.records.journal.alert_kinds import OPERATORS
from ordertrack.views import formats
from ordertrack.views.alerts.board import Filters, elapsed
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t


def what_it_saw(row: Mapping[str, Any], view: View) -> dict[Label, str]:
    """Return the dates, the clock and the threshold by which an alert was raised."""
    name = row["rule"]
    about = dict[Label, str]()
    if stage := ALERT_RULES[name].stage_of(row["subject"]):
        about[Label("Stage", "节点")] = STAGES[stage].to(view.lang)
    if ALERT_RULES[name].typed:
        about[Label("Contract end", "合同到期日")] = contract_origin(row, view).to(view.lang)
    else:
        about[Label("Counts from", "起算时间")] = formats.when(row["since"]).removesuffix(" 00:00")
        about[Label("Counts to", "计至")] = formats.when(row["ended"] or view.scope.as_of)
    limit = thresholds(view.reader, view.scope.as_of.date())[name]
    return {
        Label("Rule", "规则"): ALERT_RULES[name].sentence.to(view.lang),
        **about,
        Label("Elapsed", "已历时"): elapsed(row, view.lang),
        Label("Level", "级别"): LEVELS[row["level"]].to(view.lang),
        Label("Threshold", "阈值"): threshold(name, limit).to(view.lang),
        Label("First seen by a scan", "首次扫描发现"): formats.when(row["opened_at"]),
        Label("Episode", "第几次"): str(row["episode"]),
    }


def contract_origin(row: Mapping[str, Any], view: View) -> Text:
    """Say where the end of a contract comes from; one that somebody typed counts."""
    typed = view.reader.typed("renewal").filter(customer=row["subject"]).drop_nulls("contract_end")
    imported = customer_habits.imported_contracts(view.scope, view.reader)
    known = imported.filter(customer_id=row["subject"])["contract_end"].to_list()
    if typed.is_empty():
        return t("{day}, from the export", day=row["since"].date())
    entry = typed.row(0, named=True)
    values = {"day": entry["contract_end"], "who": entry["changed_by"]}
    values["when"] = formats.when(local_time(entry["changed_at"]))
    if not known:
        return t("{day}, typed in Renewals by {who} on {when}; the export names none", **values)
    return t(
        "{day}, typed in Renewals by {who} on {when}; the export says {other}",
        **values,
        other=known[0],
    )


def threshold(name: str, limit: Threshold) -> Text:
    """Say a threshold: its operator, its numbers, its clock, and since when it is in force."""
    rule = ALERT_RULES[name]
    known = {
        "operator": OPERATORS[limit.operator],
        "red": f"{limit.red:g}",
        "other": OPERATORS[rule.yellow_operator],
        "yellow": f"{limit.yellow:g}",
        "unit": (ONE if limit.red == 1 else UNITS)[rule.unit or limit.clock],
    }
    if limit.since is None:
        return t("red: {operator} {red} {unit}; yellow: {other} {yellow} (default)", **known)
    return t(
        "red: {operator} {red} {unit}; yellow: {other} {yellow} (from {day})",
        **known,
        day=limit.since,
    )


EPISODE: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "subject": pl.String(),
    "level": pl.String(),
    "since": pl.Datetime("us"),
    "cleared_at": pl.Datetime("us"),
}


def cleared(view: View, rows: tuple[tuple[Any, ...], ...], chosen: Filters) -> pl.DataFrame:
    """Return the episodes that ended, within the filters of the view and of the page.

    Args:
        rows: the values of `EPISODE`.
    """
    ended = pl.DataFrame(rows, EPISODE, orient="row")
    if chosen.rule:
        ended = ended.filter(rule=chosen.rule)
    if chosen.level:
        ended = ended.filter(level=chosen.level)
    return within(ended, view.scope, view.reader)


def cleared_sheet(ended: pl.DataFrame, lang: str) -> Sheet:
    """Return what ended by itself, the newest first."""
    schema = dict.fromkeys(("rule", "subject", "level", "since", "cleared"), pl.String())
    listed = [
        {
            "rule": rule_name(row["rule"], row["subject"], lang),
            "subject": row["subject"],
            "level": LEVELS[row["level"]].to(lang),
            "since": formats.when(row["since"]),
            "cleared": formats.when(row["cleared_at"]),
        }
        for row in ended.iter_rows(named=True)
    ]
    return Sheet(
        pl.DataFrame(listed, schema),
        (
            Column("rule", Label("Rule", "规则")),
            Column("subject", Label("Subject", "对象")),
            Column("level", Label("Level", "级别")),
            Column("since", Label("Since", "起始")),
            Column("cleared", Label("Cleared", "解除时间")),
        ),
    )
