"""An order's own facts from its lines: said once, repeated, or different from line to line.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.column_names import DAY_ONLY, declared, plain, spots
from ordertrack.intake.result import Finding
from ordertrack.intake.rows.workspace import Layer, Sorter, Stack, joined, quoted
from ordertrack.model import SIDE_STATES, STAGES
from ordertrack.words import Label, Text, t

STATUS, PAID, AMOUNT, DAY = "o_status", "o_paid_amount", "o_amount", "o_order_date"
_ENDED = ("cancelled", "draft")
_SHIPPED = list(STAGES).index("shipped")


def facts_of(stack: Stack) -> list[str]:
    """The spots of a stack that belong to the order as a whole."""
    if "orders" not in stack.tables:
        return []
    return [name for name in spots("orders", tuple(stack.columns)) if name != "order_no"]


def fold_facts(sorter: Sorter, stack: Stack, facts: Sequence[str]) -> Layer:
    """One row per order from `orders_live`, `per_order` and `mixed`.

    Orders that lack a required fact are set aside with all their lines.
    """
    whole = DAY in facts
    path, rows = sorter.write("orders", _folded(facts, _summed(sorter, stack, facts)))
    _tell_differences(sorter, facts)
    sorter.view("folded", f"FROM read_parquet({quoted(path)})")
    if not whole:
        sorter.show_known("orders")
    if sorter.table("unkept", _nameless(stack) if whole else _unknown()):
        _put_orders_aside(sorter, stack, "order-blank" if whole else "unknown-key")
        kept = "SELECT f.* FROM folded AS f ANTI JOIN unkept AS u ON u.order_no = f.order_no"
        path, rows = sorter.write("orders", kept)
    names = ("order_no", *(plain(name) for name in facts))
    return Layer("orders", path, rows, names, whole, tuple(stack.sources))


def _folded(facts: Sequence[str], summed: Sequence[str]) -> str:
    as_plain = joined(f"{name} AS {plain(name)}" for name in facts)
    pure = (
        f"SELECT order_no, {as_plain} FROM orders_live"
        " WHERE _at IN (SELECT first_at FROM per_order WHERE same)"
    )
    said = joined(f"{_said(name)} AS {plain(name)}" for name in facts)
    folded = f"{pure} UNION ALL SELECT order_no, {said} FROM mixed GROUP BY order_no"
    if not summed:
        return folded
    added = joined(f"SUM({name}) AS {plain(name)}" for name in summed)
    sums = f"SELECT order_no, {added} FROM orders_live GROUP BY order_no"
    taken = joined(f"s.{plain(name)} AS {plain(name)}" for name in summed)
    return (
        f"SELECT f.* REPLACE ({taken}) FROM ({folded}) AS f"
        f" JOIN ({sums}) AS s ON s.order_no = f.order_no"
    )


def _said(name: str) -> str:
    """The first value that a line says; for the status, what holds for the whole order."""
    if name == STATUS:
        return _status()
    filled = name.removesuffix(DAY_ONLY)
    return f"ARG_MIN({name}, _at) FILTER (WHERE {filled} IS NOT NULL)"


# --- the status of an order whose lines stand differently ---


def _status() -> str:
    """The least advanced stage; beside a side state, part of the order may be delivered."""
    rank = _rank(STATUS)
    sides = ", ".join(f"'{state}'" for state in SIDE_STATES)
    ended = ", ".join(f"'{state}'" for state in _ENDED)
    has_side = f"COUNT(*) FILTER (WHERE {STATUS} IN ({sides})) > 0"
    partly = f"COUNT(*) FILTER (WHERE {STATUS} = 'partly_delivered') > 0"
    on_hold = f"COUNT(*) FILTER (WHERE {STATUS} = 'on_hold') > 0"
    all_ended = f"COUNT(*) FILTER (WHERE {STATUS} NOT IN ({ended})) = 0"
    stages = ", ".join(f"'{stage}'" for stage in STAGES)
    least = f"list_extract([{stages}], CAST(MIN({rank}) AS BIGINT) + 1)"
    return (
        f"CASE WHEN COUNT(DISTINCT {STATUS}) <= 1 THEN MIN({STATUS})"
        f" WHEN NOT {has_side} THEN {least}"
        f" WHEN {all_ended} THEN 'cancelled'"
        f" WHEN {partly} OR MAX({rank}) >= {_SHIPPED} THEN 'partly_delivered'"
        f" WHEN {on_hold} THEN 'on_hold' ELSE {least} END"
    )


def _rank(name: str) -> str:
    whens = " ".join(f"WHEN '{stage}' THEN {place}" for place, stage in enumerate(STAGES))
    return f"CASE {name} {whens} END"


# --- what lines say differently ---


def _summed(sorter: Sorter, stack: Stack, facts: Sequence[str]) -> list[str]:
    """Facts that are the lines' own, and are added up for the order."""
    own = [AMOUNT] if stack.by_line and AMOUNT in facts else []
    return [*own, PAID] if _pays_by_line(sorter, facts) else own


def _pays_by_line(sorter: Sorter, facts: Sequence[str]) -> bool:
    """Where payments differ within an order they are the lines' own, and are summed."""
    if PAID not in facts:
        return False
    many = f"SELECT 1 FROM mixed GROUP BY order_no HAVING COUNT(DISTINCT {PAID}) > 1 LIMIT 1"
    if not sorter.run(many):
        return False
    sorter.find(
        Finding(
            "payments-by-line",
            "info",
            t("The amount received differs between the lines of an order: it is summed per order."),
            count=1,
        )
    )
    return True


def _tell_differences(sorter: Sorter, facts: Sequence[str]) -> None:
    """A finding for each fact that lines of an order say differently: the first one counts."""
    told = [n for n in facts if n not in (DAY, PAID, AMOUNT) and not n.endswith(DAY_ONLY)]
    if not told:
        return
    many = joined(f"COUNT(DISTINCT {name}) > 1 AS {name}" for name in told)
    sorter.table(
        "unlike",
        f"SELECT MIN(_src) AS src, MIN(_row) AS row, order_no, {many} FROM mixed GROUP BY order_no",
    )
    counts = sorter.run(
        f"SELECT {joined(f'COUNT(*) FILTER (WHERE {n})' for n in told)} FROM unlike"
    )
    for name, count in zip(told, counts[0], strict=True):
        rows = sorter.examples(f"SELECT src, row, order_no FROM unlike WHERE {name}")
        column = declared("orders", name).label
        sorter.find(Finding("lines-differ", "warning", _differ(name, column, count), count, rows))


def _differ(name: str, column: Label, count: int) -> Text:
    if name == STATUS:
        return t(
            "{count} orders have lines of different status: the least advanced counts.", count=count
        )
    return t(
        "{count} orders say {column} differently from line to line: the first one counts.",
        count=count,
        column=column,
    )


# --- orders that cannot be kept ---


def _nameless(stack: Stack) -> str:
    """Orders whose day or customer no line says."""
    needed = [n for n in (DAY, "o_customer_id") if n in stack.columns]
    blank = " OR ".join(f"{plain(name)} IS NULL" for name in needed)
    spot = " ".join(f"WHEN {plain(name)} IS NULL THEN '{name}'" for name in needed)
    return f"SELECT order_no, CASE {spot} END AS spot FROM folded WHERE {blank}"


def _unknown() -> str:
    """A file without order dates only adds to orders that are already there."""
    return (
        "SELECT f.order_no, 'order_no' AS spot FROM folded AS f"
        " ANTI JOIN known_orders AS k ON k.order_no = f.order_no"
    )


def _put_orders_aside(sorter: Sorter, stack: Stack, code: str) -> None:
    """Set all lines of unkept orders aside; lines of an order known from before stay."""
    sorter.show_known("orders")
    sorter.put_aside(
        f"SELECT l._src AS src, l._row AS row, u.spot, u.order_no AS value, '{code}' AS code,"
        " NULL AS other FROM orders_live AS l JOIN unkept AS u ON u.order_no = l.order_no"
        " ANTI JOIN known_orders AS k ON k.order_no = l.order_no"
    )
    sorter.refresh(stack)
