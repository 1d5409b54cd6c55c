"""`find`: the alerts of a scope at as-of, as one frame. Imports `metrics`.

One question per rule, over the rows that the scope lets through; the period does not narrow them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from ordertrack.facts.select import Select, union
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.rule import Rule, Threshold
from ordertrack.metrics.notes import filled_by
from ordertrack.metrics.query import raised
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, lacking
from ordertrack.scope import Scope
from ordertrack.words import Text, listed, t

SHARED = "orders_of_alerts"  # the orders that several rules look at
SCHEMA: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "level": pl.String(),
    "subject": pl.String(),
    "order_no": pl.String(),
    "customer_id": pl.String(),
    "customer": pl.String(),
    "tier": pl.String(),
    "since": pl.Datetime("us"),
    "ended": pl.Datetime("us"),
    "elapsed": pl.Float64(),
    "unit": pl.String(),
    "owner": pl.String(),
    "owner_name": pl.String(),
    "team": pl.String(),
    "amount": pl.Decimal(18, 4),
    "currency": pl.String(),
}


def find(scope: Scope, reader: Reader, *, ended: bool = False) -> pl.DataFrame:
    """Return the alerts of a scope at as-of, red ones first, by tier and amount.

    Args:
        ended: also what was red or yellow until its clock ended, up to as-of.
    """
    source = Source(replace(scope, period=None, comparison=None), reader)
    question = _question(source, ended=ended)
    if question is None:
        return pl.DataFrame(schema=SCHEMA)
    found = reader.run(question.of("*"))
    return _ranked(_with_tiers(_with_amounts(found, source), source))


def of_order(order_no: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return all that one order has raised up to as-of, whatever the filters; without its tier."""
    only = dict.fromkeys(raised.OF_ORDERS, "order_no = $this")
    return _narrowed(only, order_no, scope, reader)


def one(rule: str, subject: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return one alert, also where its clock has ended up to as-of; without its tier."""
    if rule not in ALERT_RULES:
        return pl.DataFrame(schema=SCHEMA)
    return _narrowed({rule: f"{ALERT_RULES[rule].subject} = $this"}, subject, scope, reader)


def _narrowed(only: Mapping[str, str], this: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    alone = replace(scope, period=None, comparison=None, filters=())
    question = _question(Source(alone, reader), ended=True, only=only)
    if question is None:
        return pl.DataFrame(schema=SCHEMA)
    question = replace(question, params={**question.params, "this": this})
    found = reader.run(question.of("*"))
    return _ranked(found.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))


def _question(
    source: Source, *, ended: bool, only: Mapping[str, str] | None = None
) -> Select | None:
    """Return the alerts of all rules as the source of a question; None where none can be told.

    Args:
        only: the rules to ask, each with a condition on its rows.
    """
    scope, reader = source.scope, source.reader
    limits = raised.thresholds(reader, scope.as_of.date())
    rules = [
        rule
        for rule in raised.telling(scope, reader, limits)
        if not lacking([raised.measure_of(rule)], (), scope) and (only is None or rule.name in only)
    ]
    if not rules:
        return None
    rows = _rows(rules, source, ended=ended)
    if only:
        rows = {name: some.filtered(only[name]) for name, some in rows.items()}
    parts = [_alerts(rule, limits[rule.name], rows[rule.name], source, ended) for rule in rules]
    return raised.with_tables(union(parts, "alerts"), scope, reader, limits)


def new_since(found: pl.DataFrame, since: datetime, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the alerts that were not active at an earlier moment, by the same facts.

    What was only yellow then and is red now is new, too: most of what turns red was yellow before.
    """
    earlier = replace(scope.with_as_of(since), period=None, comparison=None)
    question = _question(Source(earlier, reader), ended=False)
    if question is None:
        return found
    return new_against(found, reader.run(question.of("rule", "subject", "level")))


def new_against(found: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return the alerts that are not among earlier ones, or were only yellow and are red now."""
    earlier = before.select("rule", "subject", level_before="level")
    joined = found.join(earlier, on=("rule", "subject"), how="left", maintain_order="left")
    was = pl.col("level_before")
    turned = (pl.col("level") == "red") & (was == "yellow")
    return joined.filter(was.is_null() | turned).drop("level_before")


def within(ended: pl.DataFrame, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the episodes (rule, subject, …) whose subject the scope lets through.

    Also of an order that has been cancelled since. A rule that cannot be filtered so tells nothing.
    """
    if not scope.filters and scope.access.sees_every_row:
        return ended
    source = Source(replace(scope, period=None, comparison=None), reader)
    names = [name for name in ended["rule"].unique().sort() if name in ALERT_RULES]
    parts = [_within(ended.filter(rule=name), ALERT_RULES[name], source) for name in names]
    if not parts:
        return ended.clear()
    return ended.join(pl.concat(parts), on=("rule", "subject"), how="semi", maintain_order="left")


def _within(ended: pl.DataFrame, rule: Rule, source: Source) -> pl.DataFrame:
    """Return rule and subject of those that the scope lets through."""
    measure = replace(raised.measure_of(rule), without=("counted",))
    if lacking([measure], (), source.scope):
        return ended.select("rule", "subject").clear()
    wanted = ended.select("rule", "subject", wanted_key=rule.orders_of(pl.col("subject")))
    key = "order_no" if rule.by_stage else rule.subject
    rows = source.raising(replace(rule, by_stage=False, by_tier=False), measure)
    rows = replace(rows, frames={**rows.frames, "wanted": wanted.select("wanted_key").unique()})
    seen = rows.filtered(f"{key} IN (SELECT wanted_key FROM wanted)").of(f"{key} AS wanted_key")
    known = source.reader.run(seen)
    return wanted.join(known, on="wanted_key", how="semi").select("rule", "subject")


def untold(scope: Scope, reader: Reader) -> dict[str, Text]:
    """Return why rules raise nothing: they are off, or the data or the filters cannot tell."""
    limits = raised.thresholds(reader, scope.as_of.date())
    reasons: dict[str, Text] = {}
    for name, rule in ALERT_RULES.items():
        if reason := _reason(rule, limits[name], scope, reader):
            reasons[name] = reason
    return reasons


def notices(scope: Scope, reader: Reader) -> list[Text]:
    """Return what to know beside the alerts: years whose working weekends are not announced."""
    limits = raised.thresholds(reader, scope.as_of.date())
    rules = raised.telling(scope, reader, limits)
    if not any(limits[rule.name].clock == "workdays" for rule in rules):
        return []
    notice = scope.conventions.workdays.notice([scope.as_of.year])
    return [notice] if notice else []


def _reason(rule: Rule, limit: Threshold, scope: Scope, reader: Reader) -> Text | None:
    if not limit.is_on:
        return t("This rule is switched off.")
    if not raised.is_used(rule, limit, scope, reader):
        return t("No stage has a time limit that the data can follow. Set limits on Orders.")
    missing = raised.lacking_columns(rule, scope, reader)
    if missing:
        places = [filled_by(need.split("|")[0]) for need in missing]
        columns = listed([column for _, column in places])
        if rule.typed:
            return t(
                "Not in the data: {columns}. Fill these columns in the export, or type them on the "
                "Renewals page.",
                columns=columns,
            )
        return t("Not in the data: {columns}. Fill these columns in the export.", columns=columns)
    for name in lacking([raised.measure_of(rule)], (), scope):
        return t("This rule cannot be filtered by {dimension}.", dimension=DIMENSIONS[name].label)
    return None


def _rows(rules: Sequence[Rule], source: Source, *, ended: bool) -> dict[str, Select]:
    """Return the rows of each rule; orders are read once for all rules about them."""
    found = {rule.name: source.raising(rule) for rule in rules}
    of_orders = [rule for rule in rules if rule.table == "order_facts" and not rule.by_stage]
    if len(of_orders) > 1:
        read = found[of_orders[0].name]
        if not ended:
            may = " OR ".join(source.resolved(raised.unended(rule)) for rule in of_orders)
            read = read.filtered(f"({may})")
        shared = read.of(*raised.ORDER_COLUMNS)
        for rule in of_orders:
            plain = Select(SHARED, source.scope.access, params=read.params)
            found[rule.name] = plain.using(SHARED, shared)
    return found


def _alerts(rule: Rule, limit: Threshold, rows: Select, source: Source, ended: bool) -> Select:
    """Return the question for the alerts of one rule."""
    timed = raised.clocked(rule, limit, rows, source.resolved, ended=ended)
    timed = timed.nested(f"timed_{rule.name}")
    red, yellow = raised.is_red(rule, limit), raised.is_yellow(rule)
    return timed.filtered(f"({red} OR {yellow})").of(
        f"'{rule.name}' AS rule",
        f"CASE WHEN {red} THEN 'red' ELSE 'yellow' END AS level",
        "subject",
        "order_no",
        "customer_id",
        "customer_name AS customer",
        "tier",
        "since",
        "ended",
        "elapsed",
        "unit",
        "sales_rep AS owner",
        "sales_rep_name AS owner_name",
        "team",
        "amount",
        "currency",
    )


def clocked(rule: Rule, limit: Threshold, source: Source, *, ended: bool) -> Select:
    """Return the rows of a rule with how long its clock has run."""
    return raised.clocked(rule, limit, source.raising(rule), source.resolved, ended=ended)


def _with_amounts(found: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Add the amounts of the orders that complaints are about."""
    lacks = found.filter(pl.col("amount").is_null(), pl.col("order_no").is_not_null())
    if lacks.is_empty():
        return found
    wanted = lacks.select(wanted_no="order_no").unique()
    rows = source.plain("order_facts", "order_no", "amount AS of_order", "currency AS named")
    rows = replace(rows, frames={**rows.frames, "wanted": wanted})
    amounts = source.reader.run(rows.joined("JOIN wanted ON wanted_no = order_no"))
    joined = found.join(amounts, on="order_no", how="left", maintain_order="left")
    return joined.with_columns(
        pl.coalesce("amount", "of_order").alias("amount"),
        pl.coalesce("currency", "named").alias("currency"),
    ).drop("of_order", "named")


def _with_tiers(found: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Add the tier of every customer; of contracts also what the customer bought in 12 months."""
    tiers = source.tiers.select("customer_id", "revenue", known="tier")
    joined = found.join(tiers, on="customer_id", how="left", maintain_order="left")
    amount = pl.when(pl.col("order_no").is_null()).then("revenue").otherwise("amount")
    return joined.with_columns(
        pl.coalesce("known", "tier").alias("tier"), amount.cast(pl.Decimal(18, 4)).alias("amount")
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _ranked(found: pl.DataFrame) -> pl.DataFrame:
    order: Sequence[str] = tuple(ALERT_RULES)
    return found.sort(
        pl.col("rule").replace_strict(dict(zip(order, range(len(order)), strict=True))),
        pl.col("level"),
        pl.col("tier"),
        pl.col("amount"),
        pl.col("subject"),
        descending=[False, False, False, True, False],
        nulls_last=True,
    )
