"""The alerts of a view with their cases: counts by rule, rows to edit, what a rule saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.find import find, new_against, new_since, one, untold
from ordertrack.alerts.wording import (
    LEVELS,
    MARKS,
    elapsed_text,
    rule_name,
)
from ordertrack.records import Change
from ordertrack.records.journal.alert_kinds import DEPARTMENTS, RULES, STATES
from ordertrack.views import currencies, formats, markup
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.warehouse import Warehouse
from ordertrack.words import Label, Text, t

A_DAY = timedelta(days=1)
ANY = "all"
BETWEEN = "~"  # rule and subject of a case in the URL
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
# What an alert can be new since, by what the URL says of it.
NEW: Mapping[str, str] = {"yes": "is_new", "meeting": "since_meeting"}
EDITED = ("state", "owner", *cases.WRITTEN)
WORDS: Mapping[str, Mapping[str, Label]] = {"state": STATES, "department": DEPARTMENTS}
Cells = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Filters:
    """Which of the alerts are listed; None stands for all of them."""

    rule: str | None = None
    level: str | None = None
    state: str = "open"
    new: str | None = None

    def of(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return the alerts that are listed."""
        if self.rule:
            found = found.filter(pl.col("rule") == self.rule)
        if self.level:
            found = found.filter(pl.col("level") == self.level)
        if self.new:
            found = found.filter(pl.col(NEW[self.new]).fill_null(True))  # there was no meeting
        if self.state == ANY:
            return found
        return cases.only(found, cases.OPEN if self.state == "open" else (self.state,))


def active(view: View) -> pl.DataFrame:
    """Return the alerts of the view, and whether each is new since the day before.

    New is what was not there, red or yellow, and what was only yellow and is red now.
    """
    found = find(view.scope, view.reader)
    fresh = new_since(found, view.scope.as_of - A_DAY, view.scope, view.reader)
    return _marked(found, fresh, "is_new")


def against_meeting(found: pl.DataFrame, then: pl.DataFrame | None) -> pl.DataFrame:
    """Return alerts with whether each is new since the last meeting, by what that one saw."""
    if then is None:
        return found.with_columns(since_meeting=pl.lit(None, pl.Boolean))
    return _marked(found, new_against(found, then), "since_meeting")


def _marked(found: pl.DataFrame, fresh: pl.DataFrame, name: str) -> pl.DataFrame:
    new = fresh.select("rule", "subject", pl.lit(True).alias(name))
    joined = found.join(new, on=("rule", "subject"), how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null(False))


def with_cases(found: pl.DataFrame, warehouse: Warehouse, view: View) -> pl.DataFrame:
    """Return alerts with their cases as they are now."""
    written = warehouse.frame_about(view.release, "case")
    return cases.with_cases(found, written, warehouse.records, view.scope.as_of)


def one_case(rule: str, subject: str, view: View, warehouse: Warehouse) -> pl.DataFrame:
    """Return one alert with its case, also where it has ended; no row where there is none."""
    return with_cases(one(rule, subject, view.scope, view.reader), warehouse, view)


# --- counts ---------------------------------------------------------------------------------------


def headline(found: pl.DataFrame, met: date | None = None) -> list[Text]:
    """Say how many are red and yellow, how many are new, how many nobody has taken up.

    `met` is the day of the last meeting, where there was one.
    """
    red = found.filter(pl.col("level") == "red")
    to_do = cases.only(red, cases.OPEN)
    said = [
        t(
            "{red} red and {yellow} yellow alerts, {new} of them new since the day before.",
            red=f"{red.height:,}",
            yellow=f"{found.height - red.height:,}",
            new=f"{found['is_new'].sum():,}",
        )
    ]
    if met:
        new = f"{found['since_meeting'].sum():,}"
        said.append(t("New since the meeting of {day}: {new}.", day=met, new=new))
    said.append(
        t(
            "Red and to do: {open}; nobody has taken up {untouched} of them.",
            open=f"{to_do.height:,}",
            untouched=f"{(to_do['state'] == 'new').sum():,}",
        )
    )
    return said


RED = pl.col("level") == "red"
COUNTS: Mapping[str, pl.Expr] = {
    "red": RED,
    "yellow": ~RED,
    "new": pl.col("is_new"),
    "since_meeting": pl.col("since_meeting"),
    "to_do": RED & pl.col("state").is_in(list(cases.OPEN)),
}
NAMES: Mapping[str, Label] = {
    "red": Label("Red", "红色"),
    "yellow": Label("Yellow", "黄色"),
    "new": Label("New since the day before", "较前一日新增"),
    "since_meeting": Label("New since the last meeting", "较上次会议新增"),
    "to_do": Label("Red, to do", "红色待处理"),
}


def counts(found: pl.DataFrame, wanted: Sequence[str], lang: str) -> pl.DataFrame:
    """Return how many alerts of each rule there are of these kinds; new ones are red or yellow."""
    counted = found.group_by("rule", maintain_order=True).agg(
        *(COUNTS[name].sum().cast(pl.Int64).alias(name) for name in wanted),
        amount=pl.col("amount").filter(RED).sum(),
    )
    names = {name: label.to(lang) for name, label in RULES.items()}
    return counted.with_columns(key="rule", rule=pl.col("rule").replace_strict(names))


def columns_of(wanted: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of such counts."""
    counted = (Column(name, NAMES[name], "count") for name in wanted)
    return (Column("rule", Label("Rule", "规则")), *counted)


def by_rule(found: pl.DataFrame, view: View, *, met: bool = False) -> Sheet:
    """Return the counts of every rule that raises something; `met`: there was a meeting.

    Amounts of several currencies add up to nothing; then there is no column of them.
    """
    wanted = [name for name in COUNTS if met or name != "since_meeting"]
    frame = counts(found, wanted, view.lang)
    codes = {code or currencies.home(view) for code in found.filter(RED)["currency"].unique()}
    money = currencies.in_unit("money", tuple(codes))
    amount = Column("amount", Label("Amount, red", "红色涉及金额"), money)
    return Sheet(frame, (*columns_of(wanted), *(() if len(codes) > 1 else (amount,))))


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
            "rule": rule_name(row["rule"], row["subject"], self.lang),
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


def address_of(rule: str, subject: str) -> str:
    """Return how the URL names a case."""
    return f"{rule}{BETWEEN}{subject}"


def name_of(row: Mapping[str, Any], lang: str) -> str:
    """Return what a case is called where one is chosen."""
    about, rule = row["order_no"] or row["subject"], rule_name(row["rule"], row["subject"], lang)
    parts = (LEVELS[row["level"]].to(lang), rule, about, row["customer"])
    return " · ".join(part for part in parts if part)
