"""Which rows raise an alert: the clock of a rule as SQL over the rows that a scope lets through.

Nothing loops over orders: working days are the difference of two running numbers, joined by date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from ordertrack.access import Access
from ordertrack.facts.select import Select, union
from ordertrack.facts.tables import TIERS
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.rule import Rule, Threshold
from ordertrack.metrics.query import stage_clocks
from ordertrack.metrics.query.conventions import resolved
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.workday_numbers import numbers
from ordertrack.scope import Scope

WORKDAYS = "workday_numbers"
RED_ORDERS = "red_orders"
CONTACTS = "renewal_contacts"  # named in the rule `renewal_due`
CONTACT_DAYS = 90  # for which a talk with a customer counts
SETTLED = ("renewed", "lost")
AHEAD = timedelta(days=400)
Thresholds = Mapping[str, Threshold]
Fill = Callable[[str], str]
# What a row of each table says of its order; a complaint's amount is looked up for what is found.
NOTHING = "CAST(NULL AS VARCHAR)"
ABOUT: Mapping[str, Mapping[str, str]] = {
    "order_facts": {"order_no": "order_no", "amount": "amount", "currency": "currency"},
    "complaint_facts": {
        "order_no": "order_no",
        "amount": "CAST(NULL AS DECIMAL(18, 4))",
        "currency": "currency",
    },
    "contract_facts": {
        "order_no": NOTHING,
        "amount": "CAST(NULL AS DECIMAL(18, 4))",
        "currency": NOTHING,
    },
}
NO_ORDERS = f"SELECT {NOTHING} AS order_no WHERE FALSE"
# What the rules about orders read of them.
ORDER_COLUMNS = (
    *("order_no", "customer_id", "customer_name", "sales_rep", "sales_rep_name", "team"),
    *("amount", "currency", "status", "ordered_at", "promised_first", "promised_latest"),
    *("production_started_at", "shipped_at", "delivered_at", "accepted_at", "completed_at"),
    *("finished_at", "paid_at", "paid_amount", "payment_due", "satisfaction"),
    *("slack_first", "slack_latest"),
)
WHOSE = ("customer_id", "customer_name", "sales_rep", "sales_rep_name", "team")
OF_ORDERS = tuple(name for name, rule in ALERT_RULES.items() if rule.table != "contract_facts")


# --- what is in force -----------------------------------------------------------------------------


def thresholds(reader: Reader, day: date) -> dict[str, Threshold]:
    """Return what is in force of every rule on a day: of what people set, the newest until then."""
    typed = reader.typed("alert_rule")
    rows = typed.filter(pl.col("from_day") <= day).sort("from_day")
    found = {name: Threshold.default(rule) for name, rule in ALERT_RULES.items()}
    for row in rows.iter_rows(named=True):
        if row["rule"] in found:
            found[row["rule"]] = threshold_of(row)
    return found


def threshold_of(row: Mapping[str, Any]) -> Threshold:
    """Return the threshold that an entry sets; what it leaves open is as it is by default."""
    usual = Threshold.default(ALERT_RULES[row["rule"]])
    return Threshold(
        red=usual.red if row["red"] is None else float(row["red"]),
        yellow=usual.yellow if row["yellow"] is None else float(row["yellow"]),
        operator=row["operator"] or usual.operator,
        clock=row["clock"] or usual.clock,
        is_on=row["is_on"] != "off",
        since=row["from_day"],
    )


def lacking_columns(rule: Rule, scope: Scope, reader: Reader) -> list[str]:
    """Return the fact columns that a rule needs and the viewer has not.

    What people wrote in their place will do.
    """
    needs = [resolved(need, scope.conventions) for need in rule.needs]
    is_typed = not typed_values(rule, reader).is_empty()
    return [
        need
        for need in needs
        if not any(
            (is_typed or reader.covers(one)) and not scope.access.hides(one)
            for one in need.split("|")
        )
    ]


def typed_values(rule: Rule, reader: Reader) -> pl.DataFrame:
    """Return what people wrote in the place of a rule's data: typed_customer, typed_end."""
    if rule.typed is None:
        return pl.DataFrame(schema={"typed_customer": pl.String, "typed_end": pl.Date})
    kind, name = rule.typed
    typed = reader.typed(kind).select(typed_customer="customer", typed_end=name)
    return typed.drop_nulls("typed_end")


def is_used(rule: Rule, limit: Threshold, scope: Scope, reader: Reader) -> bool:
    """Return whether a rule is on; one about stages is off until one of them has a limit."""
    if not limit.is_on or not rule.by_stage:
        return limit.is_on
    return stage_clocks.can_tell(reader.typed, scope.as_of.date(), reader)


def telling(scope: Scope, reader: Reader, chosen: Thresholds) -> list[Rule]:
    """Return the rules that are on and that the data can tell."""
    return [
        rule
        for name, rule in ALERT_RULES.items()
        if is_used(rule, chosen[name], scope, reader) and not lacking_columns(rule, scope, reader)
    ]


def measure_of(rule: Rule) -> Measure:
    """Return the rows that may raise an alert, whenever they were placed."""
    return Measure(rule.name, rule.sentence, table=rule.table, window="ever")


# --- the rows -------------------------------------------------------------------------------------


def unended(rule: Rule) -> str:
    """Return the condition, cheap to ask, that an alert of the row is not over yet."""
    if rule.ends:
        return f"({rule.ends} IS NULL OR {rule.ends} > $as_of)"
    if rule.lasts is None:
        return "TRUE"
    late = f"DATE_DIFF('day', CAST({rule.starts} AS DATE), $as_of_day) <= {rule.lasts}"
    return f"({rule.value} IS NOT NULL AND {late})"


def clocked(rule: Rule, limit: Threshold, rows: Select, fill: Fill, *, ended: bool) -> Select:
    """Return the rows of a rule with since, ended (up to as-of) and elapsed.

    Args:
        rows: of the rule's measure, as the scope lets them through.
        ended: also those whose clock has ended up to as-of.
    """
    starts, ends = fill(rule.starts), fill(rule.ends or "CAST(NULL AS TIMESTAMP)")
    judged = [fill(one) for one in rule.where]
    if not ended:
        judged.append(fill(unended(rule)))
    over = f"CASE WHEN {ends} <= $as_of THEN {ends} END" if ended else "NULL"
    until = "COALESCE(ended, $as_of)" if ended else "$as_of"
    about = ABOUT[rule.table]
    columns = [f"{sql} AS {name}" for name, sql in about.items()]
    plain = rows.filtered(f"{starts} IS NOT NULL", *judged).of(
        f"{rule.subject} AS subject",
        *columns,
        *WHOSE,
        f"CAST({starts} AS TIMESTAMP) AS since",
        f"CAST({over} AS TIMESTAMP) AS ended",
        f"{fill(_given(rule, limit))} AS given",
        f"{rule.unit_of or _word(rule.unit or limit.clock)} AS unit",
    )
    timed = plain.nested("clocked")
    if limit.clock == "workdays":
        timed = timed.joined(
            f"JOIN {WORKDAYS} AS first_day ON first_day.workday = {_within('CAST(since AS DATE)')} "
            f"JOIN {WORKDAYS} AS last_day "
            f"ON last_day.workday = {_within(f'CAST({until} AS DATE)')}"
        )
    if rule.by_tier:
        timed = timed.joined(f"LEFT JOIN {TIERS} ON tier_customer = customer_id")
    tier = "tier" if rule.by_tier else NOTHING
    kept = [name for name in ("subject", *about, *WHOSE, "since", "ended", "unit")]
    return timed.of(*kept, f"{tier} AS tier", f"{_elapsed(rule, limit, until)} AS elapsed")


def _word(text: str) -> str:
    return f"'{text}'"


def _given(rule: Rule, limit: Threshold) -> str:
    """Return the SQL of what is compared, where it is not the clock alone."""
    if rule.value:
        return rule.value
    return rule.days if rule.days and limit.clock == "days" else "0"


def _elapsed(rule: Rule, limit: Threshold, until: str) -> str:
    if rule.value or (rule.days and limit.clock == "days"):
        return "CAST(given AS DOUBLE)"
    if limit.clock == "workdays":
        return "CAST(last_day.number - first_day.number AS DOUBLE)"
    if limit.clock == "hours":
        return f"DATE_DIFF('second', since, {until}) / 3600.0"
    days = f"DATE_DIFF('day', CAST(since AS DATE), CAST({until} AS DATE))"
    return f"CAST({days} AS DOUBLE)"


def _within(day: str) -> str:
    """Return a day as one whose number is known."""
    early = f"CASE WHEN {day} < $first_workday THEN $first_workday"
    return f"{early} WHEN {day} > $last_workday THEN $last_workday ELSE {day} END"


def is_red(rule: Rule, limit: Threshold) -> str:
    """Return the condition on `elapsed` that makes a row red."""
    passed = f"elapsed {limit.operator} $red_{rule.name}"
    return f"({passed} AND {rule.red_if})" if rule.red_if else f"({passed})"


def is_yellow(rule: Rule) -> str:
    """Return the condition on `elapsed` that makes a row yellow, or red."""
    value = rule.yellow_value or "elapsed"
    return f"({value} {rule.yellow_operator} $yellow_{rule.name})"


def limits(chosen: Thresholds) -> dict[str, float]:
    """Return the thresholds as parameters of a question."""
    values = {f"red_{name}": one.red for name, one in chosen.items()}
    return values | {f"yellow_{name}": one.yellow for name, one in chosen.items()}


def red_orders(
    rows: Mapping[str, Select], chosen: Thresholds, fill: Fill, access: Access
) -> Select:
    """Return the orders that raised a red alert up to as-of, by the rows of each rule."""
    parts = [
        clocked(rule, chosen[name], rows[name], fill, ended=True)
        .nested(f"timed_{name}")
        .filtered(is_red(rule, chosen[name]))
        .of("order_no")
        for name in rows
        for rule in (ALERT_RULES[name],)
    ]
    return union(parts, "red").of("order_no") if parts else Select.text(NO_ORDERS, access)


# --- small tables ---------------------------------------------------------------------------------


def with_tables(select: Select, scope: Scope, reader: Reader, chosen: Thresholds) -> Select:
    """Return a question with the small tables and the values that rules name."""
    first, last = _span(scope, reader)
    frames = {
        WORKDAYS: numbers(scope.conventions.workdays, first, last),
        CONTACTS: _contacts(scope, reader),
    }
    values = {**limits(chosen), "first_workday": first, "last_workday": last}
    return replace(select, frames={**select.frames, **frames}, params={**select.params, **values})


def _span(scope: Scope, reader: Reader) -> tuple[date, date]:
    """Return first and last day whose working-day numbers are needed."""
    as_of = scope.as_of.date()
    since = reader.release.data_from or as_of
    return date(min(since, as_of).year - 1, 1, 1), date((as_of + AHEAD).year, 12, 31)


def is_settled() -> pl.Expr:
    """Return whether a renewal has its result: that of the contract that was ending when it came.

    A contract that ends long after it was written is the next one, of which nothing is said yet.
    """
    said = pl.col("changed_at").dt.date() + pl.duration(days=CONTACT_DAYS)
    is_next = (pl.col("result") == "renewed") & (pl.col("contract_end") > said)
    return pl.col("result").is_in(SETTLED).fill_null(False) & ~is_next.fill_null(False)


def _contacts(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the customers of whom nothing is due: somebody talked to them of late, or they chose.

    A talk is an interview, or a contact in the renewal table, up to as-of.
    """
    day = scope.as_of.date()
    interviews = reader.typed("interview").select(customer_id="customer", day="day")
    renewals = reader.typed("renewal")
    contacts = renewals.select(customer_id="customer", day="contacted")
    talks = pl.concat([interviews, contacts]).filter(
        pl.col("day").is_between(day - timedelta(days=CONTACT_DAYS), day, closed="right")
    )
    settled = renewals.filter(is_settled())
    return pl.concat([talks.select("customer_id"), settled.select(customer_id="customer")]).unique()
