"""What looks wrong in accepted rows, and is left as it is: a person should know.

Imports model, warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ordertrack.intake.check import Checked
from ordertrack.intake.sorter import Layer, Sorter, quoted
from ordertrack.intake.understood import Finding, Severity
from ordertrack.model import Label
from ordertrack.warehouse import Reader, Staged
from ordertrack.words import Text, t

FAR_PAST = "1990-01-01"
_DATES = ("o_order_date", "o_shipped_at", "o_delivered_date", "l_delivered_date")


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on accepted rows that is worth telling."""

    kind: str
    severity: Severity
    needs: tuple[str, ...]
    condition: str
    text: Text


def rules(today: date) -> tuple[Rule, ...]:
    """The rules for orders and lines; `today` tells what lies in the future."""
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


def row_findings(sorter: Sorter, checked: Iterable[Checked], today: date) -> list[Finding]:
    """One pass over each accepted file counts all rules; only the broken ones are looked up."""
    found: dict[Text, list[Finding]] = {}
    for part in checked:
        due = [rule for rule in rules(today) if set(rule.needs) <= set(part.columns)]
        if "order_no" not in part.columns or not due:
            continue
        _show_accepted(sorter, part)
        counted = ", ".join(f"COUNT(*) FILTER (WHERE {rule.condition})" for rule in due)
        counts = sorter.run(f"SELECT {counted} FROM accepted")[0]
        for rule, count in zip(due, counts, strict=True):
            if count:
                found.setdefault(rule.text, []).append(_finding(sorter, part, rule, count))
    return [_together(text, findings) for text, findings in found.items()]


def _show_accepted(sorter: Sorter, part: Checked) -> None:
    some = sorter.one(f"SELECT COUNT(*) FROM gone WHERE src = {part.src}")
    left = f"ANTI JOIN (FROM gone WHERE src = {part.src}) AS g ON g.row = s._row" if some else ""
    rows = f"SELECT s.* FROM read_parquet({quoted(part.path)}) AS s {left} WHERE NOT s._bad"
    sorter.view("accepted", rows)


def _finding(sorter: Sorter, part: Checked, rule: Rule, count: int) -> Finding:
    rows = f"SELECT {part.src} AS src, _row AS row, order_no FROM accepted WHERE {rule.condition}"
    return Finding(rule.kind, rule.severity, rule.text, count, sorter.examples(rows))


def _together(text: Text, findings: Sequence[Finding]) -> Finding:
    """The same finding in several files is told once."""
    count = sum(finding.count for finding in findings)
    examples = tuple(example for finding in findings for example in finding.examples)[:5]
    said = Text(text.template, (*text.values, ("count", count)))
    return Finding(findings[0].kind, findings[0].severity, said, count, examples)


# --- between tables ---


def table_findings(
    sorter: Sorter,
    staged: Sequence[Staged],
    layers: Sequence[Layer],
    reader: Reader | None,
) -> list[Finding]:
    """What does not fit between orders, lines and people; mixed currencies."""
    by_table = {part.table: part for part in staged}
    apart = _come_apart(layers)
    found: list[Finding | None] = []
    if "order_lines" in by_table and apart:
        found.append(_lines_without_orders(sorter, by_table["order_lines"]))
    if "orders" in by_table:
        orders = by_table["orders"]
        if apart:
            found.append(_orders_without_lines(sorter, orders))
        found += [_unknown_people(sorter, orders), _currencies(sorter, orders)]
        found.append(_other_totals(sorter, orders, by_table.get("order_lines")))
    if "targets" in by_table:
        found.append(_targets_of_unknown(sorter, by_table["targets"]))
    return [finding for finding in found if finding is not None]


def _come_apart(layers: Sequence[Layer]) -> bool:
    """Whether whole orders and lines come from different files: some may have no counterpart."""
    sources = {
        table: {
            src for part in layers if part.whole and part.table == table for src in part.sources
        }
        for table in ("orders", "order_lines")
    }
    return sources["orders"] != sources["order_lines"]


def _lines_without_orders(sorter: Sorter, lines: Staged) -> Finding | None:
    sorter.show_known("orders")
    query = (
        f"SELECT DISTINCT l.order_no FROM read_parquet({quoted(lines.path)}) AS l"
        " ANTI JOIN known_orders AS k ON k.order_no = l.order_no"
    )
    text = t("{count} order numbers have lines but no order ({examples}): they count nowhere.")
    return _counted(sorter, "lines-without-order", "error", text, query)


def _orders_without_lines(sorter: Sorter, orders: Staged) -> Finding | None:
    sorter.show_known("order_lines")
    if not sorter.one("SELECT COUNT(*) FROM (SELECT 1 FROM known_order_lines LIMIT 1)"):
        return None
    query = (
        f"SELECT o.order_no FROM read_parquet({quoted(orders.path)}) AS o"
        " ANTI JOIN known_order_lines AS k ON k.order_no = o.order_no"
    )
    text = t("{count} orders have no lines ({examples}): their amount is their own total, if any.")
    return _counted(sorter, "orders-without-lines", "info", text, query)


def _counted(
    sorter: Sorter, kind: str, severity: Severity, text: Text, query: str
) -> Finding | None:
    count = sorter.one(f"SELECT COUNT(*) FROM ({query})")
    if not count:
        return None
    rows = sorter.run(f"SELECT * FROM ({query}) ORDER BY 1 LIMIT 5")
    examples = ", ".join(str(row[0]) for row in rows)
    said = Text(text.template, (("count", count), ("examples", examples)))
    return Finding(kind, severity, said, count)


def _unknown_people(sorter: Sorter, orders: Staged) -> Finding | None:
    if "sales_rep" not in orders.columns:
        return None
    sorter.show_known("people")
    if not sorter.one("SELECT COUNT(*) FROM known_people"):
        return None
    query = (
        f"SELECT DISTINCT o.sales_rep FROM read_parquet({quoted(orders.path)}) AS o"
        " ANTI JOIN known_people AS k ON k.sales_rep = o.sales_rep WHERE o.sales_rep IS NOT NULL"
    )
    text = t("{count} salespeople of orders are not in the people table ({examples}).")
    return _counted(sorter, "unknown-people", "warning", text, query)


def _targets_of_unknown(sorter: Sorter, targets: Staged) -> Finding | None:
    sorter.show_known("people")
    if not sorter.one("SELECT COUNT(*) FROM known_people"):
        return None
    query = (
        f"SELECT DISTINCT who FROM read_parquet({quoted(targets.path)}) AS g"
        " ANTI JOIN known_people AS k ON k.sales_rep = g.who WHERE g.level = 'person'"
    )
    text = t("{count} people with targets are not in the people table ({examples}).")
    return _counted(sorter, "unknown-people", "warning", text, query)


def _currencies(sorter: Sorter, orders: Staged) -> Finding | None:
    if "currency" not in orders.columns:
        return None
    query = (
        f"SELECT DISTINCT currency FROM read_parquet({quoted(orders.path)})"
        " WHERE currency IS NOT NULL"
    )
    if sorter.one(f"SELECT COUNT(*) FROM ({query})") < 2:
        return None
    text = t("{count} currencies ({examples}): amounts are added up as they are.")
    return _counted(sorter, "currencies", "error", text, query)


def _other_totals(sorter: Sorter, orders: Staged, lines: Staged | None) -> Finding | None:
    if lines is None or "amount" not in orders.columns or "amount" not in lines.columns:
        return None
    sums = (
        f"SELECT order_no, SUM(amount) AS amount FROM read_parquet({quoted(lines.path)})"
        " GROUP BY order_no"
    )
    query = (
        f"SELECT o.order_no FROM read_parquet({quoted(orders.path)}) AS o"
        f" JOIN ({sums}) AS s ON s.order_no = o.order_no WHERE abs(s.amount - o.amount) >= 0.01"
    )
    text = t(
        "{count} orders have another total than their lines add up to ({examples}): lines count."
    )
    return _counted(sorter, "other-totals", "warning", text, query)
