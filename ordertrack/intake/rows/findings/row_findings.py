"""What looks wrong in accepted rows, and is left as it is: a person should know.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ordertrack.intake.finding import Finding, Severity
from ordertrack.intake.rows.sql import joined, not_gone
from ordertrack.intake.rows.workspace import FileGroup, Workspace
from ordertrack.words import Label, Text, t

FAR_PAST = "1990-01-01"
_DATES = ("o_order_date", "o_shipped_at", "o_delivered_date", "l_delivered_date")


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on accepted rows that is worth a finding."""

    kind: str
    severity: Severity
    needs: tuple[str, ...]
    condition: str
    text: Text


def rules(today: date) -> tuple[Rule, ...]:
    """Return the rules for orders and lines; `today` tells what lies in the future."""
    found = [
        Rule(
            "negative-amounts",
            "info",
            ("l_amount",),
            "l_amount < 0",
            t("{count} lines have a negative amount: they count as returns."),
        ),
        Rule(
            "no-promise",
            "info",
            ("l_promised_date",),
            "l_promised_date IS NULL",
            t("{count} lines have no promised date: whether they are on time stays unknown."),
        ),
        Rule(
            "no-promise",
            "info",
            ("o_promised_date",),
            "o_promised_date IS NULL",
            t("{count} orders have no promised date: whether they are on time stays unknown."),
        ),
    ]
    for prefix in ("o_", "l_"):
        found += _impossible(prefix)
    for name in _DATES:
        found += _out_of_range(name, today)
    return tuple(found)


def _impossible(prefix: str) -> list[Rule]:
    delivered, promised = f"{prefix}delivered_date", f"{prefix}promised_date"
    day = "CAST(o_order_date AS DATE)"
    return [
        Rule(
            "delivery-before-order",
            "warning",
            ("o_order_date", delivered),
            f"CAST({delivered} AS DATE) < {day}",
            t("{count} rows were delivered before they were ordered."),
        ),
        Rule(
            "promise-before-order",
            "warning",
            ("o_order_date", promised),
            f"{promised} < {day}",
            t("{count} rows were promised for a day before the order."),
        ),
    ]


def _out_of_range(name: str, today: date) -> list[Rule]:
    label = {
        "o_order_date": Label("order date", "下单时间"),
        "o_shipped_at": Label("ship date", "发货时间"),
    }.get(name, Label("delivery date", "实际交付时间"))
    return [
        Rule(
            "future-dates",
            "warning",
            (name,),
            f"CAST({name} AS DATE) > DATE '{today}'",
            t("{count} rows have a {date} in the future.", date=label),
        ),
        Rule(
            "far-past",
            "warning",
            (name,),
            f"{name} < DATE '{FAR_PAST}'",
            t("{count} rows have a {date} before 1990.", date=label),
        ),
    ]


def row_findings(workspace: Workspace, groups: Iterable[FileGroup]) -> list[Finding]:
    """Count all rules in one pass over each group of files; look up examples of broken ones."""
    found: dict[Text, list[Finding]] = {}
    for group in groups:
        due = [
            rule for rule in rules(workspace.context.today) if set(rule.needs) <= set(group.columns)
        ]
        if "order_no" not in group.columns or not due:
            continue
        _view_accepted(workspace, group)
        counted = ", ".join(f"COUNT(*) FILTER (WHERE {rule.condition})" for rule in due)
        counts = workspace.run(f"SELECT {counted} FROM accepted")[0]
        for rule, count in zip(due, counts, strict=True):
            if count:
                found.setdefault(rule.text, []).append(_finding(workspace, rule, count))
    return [_together(text, findings) for text, findings in found.items()]


def _view_accepted(workspace: Workspace, group: FileGroup) -> None:
    some = workspace.one(f"SELECT COUNT(*) FROM gone WHERE src IN ({joined(group.sources)})")
    rows = f"({group.query})"
    left = not_gone(rows) if some else f"{rows} AS s"
    workspace.view("accepted", f"SELECT s.* FROM {left} WHERE NOT s._bad")


def _finding(workspace: Workspace, rule: Rule, count: int) -> Finding:
    rows = f"SELECT _src AS src, _row AS row, order_no FROM accepted WHERE {rule.condition}"
    return Finding(rule.kind, rule.severity, rule.text, count, workspace.examples(rows))


def _together(text: Text, findings: Sequence[Finding]) -> Finding:
    """The same finding in several files is reported once."""
    count = sum(finding.count for finding in findings)
    examples = tuple(example for finding in findings for example in finding.examples)[:5]
    text = Text(text.template, (*text.values, ("count", count)))
    return Finding(findings[0].kind, findings[0].severity, text, count, examples)
