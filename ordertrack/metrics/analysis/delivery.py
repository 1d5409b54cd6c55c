"""Delivery in more than one number: outcomes, durations, moved promises, the backlog's ages.

The same measures, filters and access as in `evaluate`; what is counted here adds up to the metric
that it explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.definitions import delivery, service
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import count
from ordertrack.metrics.query.source import Source, keys_and_labels
from ordertrack.scope import Scope
from ordertrack.words import Label

OUTCOMES = ("early", "on_day", "late", "overdue")
_OUTCOME: dict[str, str] = {
    "early": f"{delivery.DELIVERED} AND {{slack}} < 0",
    "on_day": f"{delivery.DELIVERED} AND {{slack}} = 0",
    "late": f"{delivery.DELIVERED} AND {{slack}} > 0",
    "overdue": delivery.NOT_DELIVERED,
}


def outcomes(by: Sequence[str], scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return how due orders came out, for each group of `by`, sorted by it.

    Columns: the dimensions, then early, on_day, late, overdue and due, which is their sum: the
    denominator of the on-time rate.
    """
    source, dims = Source(scope, reader), dimensions(by)
    due = source.counting(delivery.DUE_ORDERS, dims)
    keys, labels = keys_and_labels(delivery.DUE_ORDERS, dims, scope)
    counts = [
        f"COUNT(CASE WHEN {source.resolved(sql)} THEN 1 END) AS {name}"
        for name, sql in _OUTCOME.items()
    ]
    grouped = due.of(*keys, *labels, *counts, "COUNT(*) AS due", group_by=_places(len(keys)))
    return reader.run(grouped.ordered(*_places(len(keys))))


def cycle_days(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return how many orders delivered in the period took how many days: days, orders."""
    source = Source(scope, reader)
    delivered = source.counting(delivery.DELIVERED_ORDERS)
    days = source.resolved(delivery.CYCLE_DAYS.value)
    return reader.run(
        delivered.of(f"{days} AS days", "COUNT(*) AS orders", group_by=("1",)).ordered("1")
    )


def moved_promises(by: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return who moves promises: for each group, orders due by their first promise.

    Columns: key, name, due, moved (their latest promise is another day), later (it is a later
    one), days (Σ days that these moved away), kept_first and kept_latest (delivered on time by
    either). Sorted by moved, the most first.
    """
    first = replace(scope, conventions=replace(scope.conventions, promise_basis="first"))
    source, dims = Source(first, reader), dimensions((by,))
    due = source.counting(delivery.DUE_ORDERS, dims)
    keys, labels = keys_and_labels(delivery.DUE_ORDERS, dims, first)
    name = f"{dims[0].name}__label" if labels else dims[0].name
    moved = "promised_latest <> promised_first"
    counts = (
        "COUNT(*) AS due",
        f"COUNT(CASE WHEN {moved} THEN 1 END) AS moved",
        "COUNT(CASE WHEN promised_latest > promised_first THEN 1 END) AS later",
        "CAST(SUM(CASE WHEN promised_latest > promised_first "
        "THEN DATE_DIFF('day', promised_first, promised_latest) END) AS BIGINT) AS days",
        f"COUNT(CASE WHEN {delivery.DELIVERED} AND slack_first <= 0 THEN 1 END) AS kept_first",
        f"COUNT(CASE WHEN {delivery.DELIVERED} AND slack_latest <= 0 THEN 1 END) AS kept_latest",
    )
    found = reader.run(due.of(*keys, *labels, *counts, group_by=("1",)))
    named = found.select(pl.col(dims[0].name).alias("key"), pl.col(name).alias("name"), *_MOVED)
    return named.sort("moved", "due", "key", descending=[True, True, False], nulls_last=True)


_MOVED = ("due", "moved", "later", "days", "kept_first", "kept_latest")

# --- the backlog by age ---------------------------------------------------------------------------

# Days past the promised day at the moment of the stock; negative: days that are left.
_AGE = "DATE_DIFF('day', {promise}, $as_of_day)"
AGES: dict[str, Label] = {
    "31+": Label("More than 30 days overdue", "逾期 30 天以上"),
    "8-30": Label("8 to 30 days overdue", "逾期 8–30 天"),
    "1-7": Label("Up to 7 days overdue", "逾期 7 天以内"),
    "0-7": Label("Due within 7 days", "7 天内到期"),
    "8-30 ahead": Label("Due in 8 to 30 days", "8–30 天内到期"),
    "later": Label("Due later", "30 天后到期"),
    "none": Label("No promised day", "无承诺日"),
}
_AGE_OF = (
    "CASE WHEN {promise} IS NULL THEN 'none' "
    f"WHEN {delivery.DUE} THEN CASE WHEN {_AGE} > 30 THEN '31+' WHEN {_AGE} > 7 THEN '8-30' "
    f"ELSE '1-7' END WHEN {_AGE} >= -7 THEN '0-7' WHEN {_AGE} >= -30 THEN '8-30 ahead' "
    "ELSE 'later' END"
)


def backlog_by_age(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the backlog by how late or how soon due it is: age (of `AGES`), orders, amount."""
    source = Source(scope, reader)
    rows = source.counting(delivery.BACKLOG)
    amount = source.resolved(delivery.BACKLOG.value, rows.amount)
    found = reader.run(
        rows.of(
            f"{source.resolved(_AGE_OF)} AS age",
            "COUNT(*) AS orders",
            f"SUM({amount}) AS amount",
            group_by=("1",),
        )
    )
    every = pl.DataFrame({"age": list(AGES)})
    return every.join(found, on="age", how="left", maintain_order="left").with_columns(
        pl.col("orders").fill_null(0), pl.col("amount").fill_null(0)
    )


# --- one rate under each convention ---------------------------------------------------------------

Basis = Literal["first", "latest"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to count on-time orders: whose orders, judged by which promise."""

    name: str
    label: Label
    base: Measure
    good: Measure
    basis: Basis

    def within(self, scope: Scope) -> Scope:
        """Return the scope in which this way judges by its promise."""
        return _judging_by(self.basis, scope)

    @property
    def only_good(self) -> tuple[str, ...]:
        """What an order that is judged must meet to be good."""
        return tuple(one for one in self.good.where if one not in self.base.where)


def _judging_by(basis: Basis, scope: Scope) -> Scope:
    return replace(scope, conventions=replace(scope.conventions, promise_basis=basis))


def _rungs() -> tuple[Rung, ...]:
    due, late = delivery.DUE_ORDERS, delivery.ON_TIME_ORDERS
    delivered, kept = delivery.DELIVERED_JUDGED, delivery.DELIVERED_ON_TIME
    full, otif = delivery.DUE_MEASURED, delivery.OTIF_ORDERS
    first, latest = Label("first promise", "首次承诺"), Label("latest promise", "最新承诺")

    def rung(name: str, what: Label, base: Measure, good: Measure, basis: Basis) -> Rung:
        which = first if basis == "first" else latest
        label = Label(f"{what.en}, {which.en}", f"{what.zh}（{which.zh}）")
        return Rung(f"{name}_{basis}", label, base, good, basis)

    by_due = Label("Of due orders", "按到期订单")
    by_delivered = Label("Of delivered orders", "按已交付订单")
    in_full = Label("Due orders, also in full (OTIF)", "到期订单且足量（OTIF）")
    return (
        rung("due", by_due, due, late, "first"),
        rung("due", by_due, due, late, "latest"),
        rung("delivered", by_delivered, delivered, kept, "first"),
        rung("delivered", by_delivered, delivered, kept, "latest"),
        rung("otif", in_full, full, otif, "first"),
        rung("otif", in_full, full, otif, "latest"),
    )


RUNGS: dict[str, Rung] = {rung.name: rung for rung in _rungs()}


def ladder(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the on-time rate under each convention: rung, good, base, rate (null: no base)."""
    counts = {
        basis: count(_rung_measures(basis), [], _judging_by(basis, scope), reader)
        for basis in get_args(Basis)
    }
    frame = pl.DataFrame(
        {
            "rung": list(RUNGS),
            "good": [counts[rung.basis][f"{rung.name}_good"][0] for rung in RUNGS.values()],
            "base": [counts[rung.basis][f"{rung.name}_base"][0] for rung in RUNGS.values()],
        },
        schema_overrides={"good": pl.Int64(), "base": pl.Int64()},
    )
    return frame.with_columns(
        rate=pl.when(pl.col("base") > 0).then(pl.col("good") / pl.col("base"))
    )


def _rung_measures(basis: Basis) -> list[Measure]:
    """Return what is counted of all ways that judge by one promise: together they are few scans."""
    rungs = [rung for rung in RUNGS.values() if rung.basis == basis]
    bases = [replace(rung.base, name=f"{rung.name}_base") for rung in rungs]
    good = [
        replace(rung.base, name=f"{rung.name}_good", where=(*rung.base.where, *rung.only_good))
        for rung in rungs
    ]
    return [*bases, *good]


def _judged(rung: Rung, scope: Scope, reader: Reader) -> Select:
    """The orders that a way of counting judges: order_no and whether it is good."""
    source = Source(rung.within(scope), reader)
    good = source.resolved(" AND ".join(rung.only_good))
    return source.counting(rung.base).of("order_no", f"COALESCE({good}, FALSE) AS good")


Side = Literal["good", "miss", "out"]
SIDES: dict[Side, Label] = {
    "good": Label("counts as on time", "算及时"),
    "miss": Label("counts as a miss", "算不及时"),
    "out": Label("is not in the rate", "不计入"),
}


def changed_sides(one: str, other: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return how many orders two ways of counting judge differently: before, after, orders.

    `before` and `after` are a `Side` under the one way and the other.
    """
    pairs = _pairs(one, other, scope, reader)
    counted = pairs.of("before", "after", "COUNT(*) AS orders", group_by=("1", "2"))
    return reader.run(counted.ordered("3 DESC", "1", "2"))


def orders_that_change_sides(
    one: str, other: str, scope: Scope, reader: Reader, limit: int
) -> pl.DataFrame:
    """Return these orders, the newest first: order_no, before, after, and what decides it."""
    columns = ("customer_name", "sales_rep_name", "promised_first", "promised_latest")
    dates = ("ordered_at", "CASE WHEN delivered_at <= $as_of THEN delivered_at END AS delivered")
    facts = Source(scope, reader).plain("order_facts", "order_no", *columns, *dates)
    pairs = _pairs(one, other, scope, reader)
    told = pairs.joined(f"JOIN ({facts.sql}) AS facts USING (order_no)")
    named = told.of(
        "order_no",
        "before",
        "after",
        *columns,
        "delivered",
    )
    return reader.run(named.ordered("facts.ordered_at DESC", "order_no").page(limit))


def _pairs(one: str, other: str, scope: Scope, reader: Reader) -> Select:
    """The orders that two ways judge differently, each with its side under both."""
    first = _judged(RUNGS[one], scope, reader)
    second = _judged(RUNGS[other], scope, reader)
    both = first.nested("one").joined(f"FULL JOIN ({second.sql}) AS other USING (order_no)")
    sided = both.of("order_no", f"{_side('one')} AS before", f"{_side('other')} AS after")
    return sided.nested("sided").filtered("before <> after")


def _side(name: str) -> str:
    return f"CASE WHEN {name}.good THEN 'good' WHEN NOT {name}.good THEN 'miss' ELSE 'out' END"


# --- what lies exactly on a limit -----------------------------------------------------------------

ALERT_DAYS = 3
LIMITS: dict[str, Label] = {
    "promise": Label(
        "Delivered on the promised day itself: on time by a day",
        "正好在承诺日当天交付：再晚一天即为延迟",
    ),
    "alert": Label(
        "Exactly 3 days late: yellow, red from the fourth day",
        "正好延迟 3 天：黄色，第 4 天起为红色",
    ),
    "answer": Label("Answered after exactly 24 hours: within", "正好 24 小时响应：算在时限内"),
}


def on_the_limit(name: str, scope: Scope, reader: Reader, limit: int | None = None) -> pl.DataFrame:
    """Return the order numbers that lie exactly on one of `LIMITS`, each once."""
    source = Source(scope, reader)
    base, condition = {
        "promise": (delivery.DUE_ORDERS, f"{delivery.DELIVERED} AND {{slack}} = 0"),
        "alert": (delivery.DUE_ORDERS, f"({delivery.DAYS_PAST_PROMISE}) = {ALERT_DAYS}"),
        "answer": (
            service.ANSWERS_DUE,
            f"{service.ANSWERED} AND first_response_at = {service.DAY_LATER}",
        ),
    }[name]
    found = source.counting(base).filtered(source.resolved(condition))
    numbers = found.of("order_no", group_by=("order_no",)).ordered("order_no")
    return reader.run(numbers.page(limit))


def _places(count: int) -> tuple[str, ...]:
    return tuple(str(place + 1) for place in range(count))
