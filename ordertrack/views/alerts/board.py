"""The alerts of a view with their cases: counts by rule, rows to edit, what a rule saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.find import find, new_since, untold
from ordertrack.alerts.wording import LEVELS, MARKS, UNITS, elapsed_text
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.rule import Threshold
from ordertrack.metrics.query.raised import thresholds
from ordertrack.records import Change
from ordertrack.records.journal.alert_kinds import DEPARTMENTS, OPERATORS, RULES, STATES
from ordertrack.views import currencies, formats, markup
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.warehouse import Warehouse
from ordertrack.words import Label, Text, t

A_DAY = timedelta(days=1)
ANY = "all"
# What can be chosen of the states; the first is what needs somebody.
CHOICES: Mapping[str, Label] = {
    "open": Label("to do", "待处理"),
    **STATES,
    ANY: Label("all", "全部"),
}
# What an action against an alert is measured by; exception_rate where nothing is closer.
METRIC_OF = {
    "late_delivery": "on_time_rate",
    "no_response": "response_within_24h",
    "payment_overdue": "overdue_receivables",
    "low_satisfaction": "satisfaction",
    "renewal_due": "a_retention",
}
EDITED = ("state", "owner", *cases.WRITTEN)
WORDS: Mapping[str, Mapping[str, Label]] = {"state": STATES, "department": DEPARTMENTS}
Cells = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Filters:
    """Which of the alerts are listed; None stands for all of them."""

    rule: str | None = None
    level: str | None = None
    state: str = "open"
    only_new: bool = False

    def of(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return the alerts that are listed."""
        if self.rule:
            found = found.filter(pl.col("rule") == self.rule)
        if self.level:
            found = found.filter(pl.col("level") == self.level)
        if self.only_new:
            found = found.filter("is_new")
        if self.state == ANY:
            return found
        return cases.only(found, cases.OPEN if self.state == "open" else (self.state,))


def active(view: View) -> pl.DataFrame:
    """Return the alerts of the view, and whether each is new since the day before."""
    found = find(view.scope, view.reader)
    fresh = new_since(found, view.scope.as_of - A_DAY, view.scope, view.reader)
    new = fresh.select("rule", "subject", is_new=pl.lit(True))
    joined = found.join(new, on=("rule", "subject"), how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_new").fill_null(False))


def with_cases(
    found: pl.DataFrame, warehouse: Warehouse, view: View, at: int | None = None
) -> pl.DataFrame:
    """Return alerts with their cases as they are now, or as they were at a journal position."""
    written = warehouse.frame_about(view.release, "case", at)
    return cases.with_cases(found, written, warehouse.records, view.scope.as_of)


# --- counts ---------------------------------------------------------------------------------------


def headline(found: pl.DataFrame) -> Text:
    """Say how many are red and yellow, how many are new, how many nobody has taken up."""
    red = found.filter(pl.col("level") == "red")
    to_do = cases.only(red, cases.OPEN)
    return t(
        "{red} red and {yellow} yellow alerts, {new} of them new since the day before. "
        "{open} red ones are to do; {untouched} of those nobody has taken up.",
        red=f"{red.height:,}",
        yellow=f"{found.height - red.height:,}",
        new=f"{found['is_new'].sum():,}",
        open=f"{to_do.height:,}",
        untouched=f"{(to_do['state'] == 'new').sum():,}",
    )


def by_rule(found: pl.DataFrame, view: View) -> Sheet:
    """Return the counts of every rule that raises something.

    Amounts of several currencies add up to nothing; then there is no column of them.
    """

    def count(condition: pl.Expr) -> pl.Expr:
        return condition.sum().cast(pl.Int64)

    red = pl.col("level") == "red"
    counted = found.group_by("rule", maintain_order=True).agg(
        red=count(red),
        yellow=count(~red),
        new=count(pl.col("is_new")),
        to_do=count(red & pl.col("state").is_in(list(cases.OPEN))),
        amount=pl.col("amount").filter(red).sum(),
    )
    names = {name: label.to(view.lang) for name, label in RULES.items()}
    frame = counted.with_columns(key="rule", rule=pl.col("rule").replace_strict(names))
    codes = {code or currencies.home(view) for code in found.filter(red)["currency"].unique()}
    money = currencies.in_unit("money", tuple(codes))
    amount = Column("amount", Label("Amount, red", "红色涉及金额"), money)
    return Sheet(
        frame,
        (
            Column("rule", Label("Rule", "规则")),
            Column("red", Label("Red", "红色"), "count"),
            Column("yellow", Label("Yellow", "黄色"), "count"),
            Column("new", Label("New since the day before", "较前一日新增"), "count"),
            Column("to_do", Label("Red, to do", "红色待处理"), "count"),
            *(() if len(codes) > 1 else (amount,)),
        ),
    )


def silent(view: View) -> list[Text]:
    """Say which rules raise nothing because the data, the filters or a switch forbids it."""
    grouped: dict[str, list[str]] = {}
    texts: dict[str, Text] = {}
    for name, reason in untold(view.scope, view.reader).items():
        grouped.setdefault(str(reason), []).append(RULES[name].to(view.lang))
        texts[str(reason)] = reason
    return [
        t("{rules}: {reason}", rules=formats.listed(names, view.lang), reason=texts[reason])
        for reason, names in grouped.items()
    ]


# --- rows to edit ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseTable:
    """Alerts as rows whose case people edit; `found` has one row for each, with its case."""

    place: str
    found: pl.DataFrame
    lang: str
    name: str = "alerts"  # of the table in a session

    def changes(self, edited: Cells) -> list[Change]:
        """Return what the journal has to keep, of cells by row and column."""
        keys = self.found.select(*cases.KEY).to_dicts()
        return [
            change
            for row, cells in edited.items()
            if row < len(keys)
            for change in cases.changes([keys[row]], self._values(cells))
        ]

    def _values(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._code(name, value) for name, value in cells.items() if name in EDITED}

    def _code(self, name: str, value: Any) -> Any:
        """Return what the journal keeps of a value: the code of a word, a day, a text."""
        codes = {label.to(self.lang): code for code, label in WORDS.get(name, {}).items()}
        return codes.get(value, value[:10] if isinstance(value, str) and name in DAYS else value)

    def shown(self, cells: Cells) -> pl.DataFrame:
        """Return the rows as they are edited, with cells that a button filled in."""
        rows = [self._row(row) for row in self.found.to_dicts()]
        for place, values in cells.items():
            if place < len(rows):
                rows[place] |= {name: _as_day(name, value) for name, value in values.items()}
        return pl.DataFrame(rows, SHOWN)

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        words = {
            name: labels[row[name]].to(self.lang) for name, labels in WORDS.items() if row[name]
        }
        return {
            **{name: row[name] for name in SHOWN if name in row},
            **words,
            "chosen": False,
            "level": f"{MARKS[row['level']]} {LEVELS[row['level']].to(self.lang)}",
            "rule": RULES[row["rule"]].to(self.lang),
            "about": markup.button(row["order_no"] or row["customer_id"]),
            "elapsed": elapsed(row, self.lang),
            "amount": None if row["amount"] is None else float(row["amount"]),
            "owner": row["owner_name"],
        }


DAYS = ("snoozed_until", "due")
SHOWN: Mapping[str, pl.DataType] = {
    "chosen": pl.Boolean(),
    "level": pl.String(),
    "rule": pl.String(),
    "about": pl.String(),
    "customer": pl.String(),
    "tier": pl.String(),
    "elapsed": pl.String(),
    "since": pl.Datetime("us"),
    "amount": pl.Float64(),
    "state": pl.String(),
    "owner": pl.String(),
    "department": pl.String(),
    "snoozed_until": pl.Date(),
    "cause": pl.String(),
    "solution": pl.String(),
    "due": pl.Date(),
    "result": pl.String(),
}


def _as_day(name: str, value: Any) -> Any:
    given = isinstance(value, str) and name in DAYS
    return date.fromisoformat(value[:10]) if given and value else value


def elapsed(row: Mapping[str, Any], lang: str) -> str:
    """Return how long the clock of an alert has run, or its score."""
    return elapsed_text(row["elapsed"], row["unit"], lang)


# --- what a rule saw ------------------------------------------------------------------------------


def what_it_saw(row: Mapping[str, Any], view: View) -> dict[Label, str]:
    """Return the dates, the clock and the threshold by which an alert was raised."""
    name = row["rule"]
    limit = thresholds(view.reader, view.scope.as_of.date())[name]
    ended = row["ended"]
    return {
        Label("Rule", "规则"): ALERT_RULES[name].sentence.to(view.lang),
        Label("Counts from", "起算时间"): formats.when(row["since"]).removesuffix(" 00:00"),
        Label("Counts to", "计至"): formats.when(ended or view.scope.as_of),
        Label("Elapsed", "已历时"): elapsed(row, view.lang),
        Label("Level", "级别"): LEVELS[row["level"]].to(view.lang),
        Label("Threshold", "阈值"): threshold(name, limit).to(view.lang),
        Label("First seen by a scan", "首次扫描发现"): formats.when(row["opened_at"]),
        Label("Episode", "第几次"): str(row["episode"]),
    }


def threshold(name: str, limit: Threshold) -> Text:
    """Say a threshold: its operator, its numbers, its clock, and since when it is in force."""
    rule = ALERT_RULES[name]
    known = {
        "operator": OPERATORS[limit.operator],
        "red": f"{limit.red:g}",
        "other": OPERATORS[rule.yellow_operator],
        "yellow": f"{limit.yellow:g}",
        "unit": UNITS[rule.unit or limit.clock],
    }
    if limit.since is None:
        return t("red: {operator} {red} {unit}; yellow: {other} {yellow} (default)", **known)
    return t(
        "red: {operator} {red} {unit}; yellow: {other} {yellow} (from {day})",
        **known,
        day=limit.since,
    )


def name_of(row: Mapping[str, Any], lang: str) -> str:
    """Return what a case is called where one is chosen."""
    about = row["order_no"] or row["subject"]
    parts = (LEVELS[row["level"]].to(lang), RULES[row["rule"]].to(lang), about, row["customer"])
    return " · ".join(part for part in parts if part)


def cleared_sheet(rows: Sequence[Mapping[str, Any]], lang: str) -> Sheet:
    """Return what ended by itself, the newest first."""
    schema = dict.fromkeys(("rule", "subject", "level", "since", "cleared"), pl.String())
    listed = [
        {
            "rule": RULES[row["rule"]].to(lang) if row["rule"] in RULES else row["rule"],
            "subject": row["subject"],
            "level": LEVELS[row["level"]].to(lang),
            "since": formats.when(row["since"]),
            "cleared": formats.when(row["cleared_at"]),
        }
        for row in rows
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
