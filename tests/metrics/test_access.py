"""Whoever may see a part of a company sees it as if there were nothing else.

Every public reader of rows and numbers is asked twice: about a whole company, with an access to a
part of it; and about a company that consists of that part alone, with an access to everything. The
answers are the same. A reader that is not in `READERS` fails the last test.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

import ordertrack.metrics
from ordertrack.access import Access
from ordertrack.alerts import early_warning
from ordertrack.alerts import find as alerts_found
from ordertrack.alerts.back_test import back_test
from ordertrack.alerts.find import find
from ordertrack.facts.tables import COSTS, ORDERS
from ordertrack.metrics import evaluate as evaluation
from ordertrack.metrics import notes, rows
from ordertrack.metrics.analysis import (
    cohorts,
    compare,
    costs,
    customer_habits,
    customer_list,
    delivery,
    earlier,
    effect,
    events,
    hot_slow,
    leads,
    one_customer,
    people,
    prices,
    product_pairs,
    standouts,
    stated_targets,
    tier_moves,
    units,
    variance,
)
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.attainment import TARGET_REVENUE
from ordertrack.metrics.definitions.costs import EXPENSES
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.model.dimensions import DIMENSIONS, dimensions
from ordertrack.metrics.model.metric import Part
from ordertrack.metrics.model.rule import Threshold
from ordertrack.metrics.names import written
from ordertrack.metrics.orders import (
    case_notes,
    due_next,
    export,
    ledger,
    one_order,
    search,
    stage_limits,
)
from ordertrack.metrics.query import (
    booked,
    laid_beside,
    names,
    raised,
    scan,
    sharing,
    source,
    stage_clocks,
    targets,
    tiers,
)
from ordertrack.period import Period
from ordertrack.records.journal.kinds import NAMED
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect, line, order

AS_OF = moment("2024-07-10")
# What `stage_limits.Limits` holds.
LIMITS = {"limit_line": pl.String, "limit_stage": pl.String, "days": pl.Int64, "clock": pl.String}
DUES = {"due_order": pl.String, "due_stage": pl.String, "due_day": pl.Date}
TOUCHED = {"touched_order": pl.String, "touched_at": pl.Datetime("us")}
PARTS: tuple[Part, ...] = ("numerator", "denominator", "unknown")
CONNECTION = connect()
# Whether a customer is new is a fact of the whole company.
OF_ORDERS = {"order_facts", "line_facts", "complaint_facts"}


def about_orders(name: str) -> bool:
    """Whether orders alone make the number; who is new is known of the whole company."""
    parts = [part for wanted in PARTS for part in CATALOG[name].measures(wanted)]
    known = all(part.table in OF_ORDERS and part.window != "cohort" for part in parts)
    return known and name != "new_customers"


NAMES = list(filter(about_orders, CATALOG))
Tables = dict[str, list[dict[str, Any]]]


def company(version: int = 1) -> Tables:
    """Two salespeople, two customers; order `both` is of the one and has a product of each."""
    mine = {"team": "N", "sales_rep": "r1", "region": "east", "channel": "fair", "customer_id": "V"}
    mine["currency"] = "USD"
    other = {"team": "S", "sales_rep": "r2", "region": "west", "channel": "web", "customer_id": "W"}
    other["currency"] = "JPY"
    met = {"promised_date": "2024-06-10", "delivered_date": "2024-06-12"}
    orders = [
        order("mine", "2024-06-03", **mine, paid_amount=Decimal(900), paid_at="2024-06-20"),
        order("both", "2024-06-05", **mine, remark="urgent"),
        order("dropped", "2024-06-06", **mine, status="cancelled"),
        order("other", "2024-06-07", **other, paid_amount=Decimal(20), paid_at="2024-06-20"),
        order("lost", "2024-06-08", **other, status="cancelled"),
    ]
    lines = [
        line(
            "mine",
            900 * version,
            product_name="Pump",
            quantity=9,
            quantity_delivered=9,
            cost=Decimal(5),
            **met,
        ),
        line("both", 5, product_name="Pump", quantity=1, quantity_delivered=1, **met),
        line(
            "both",
            70,
            line_no="2",
            product="Q",
            product_name="Queue",
            quantity=7,
            quantity_delivered=6,
            **met,
        ),
        line("dropped", 3, product_name="Pump", quantity=1),
        line(
            "other",
            20 * version,
            product="Q",
            product_name="Queue",
            quantity=2,
            cost=Decimal(7),
            **met,
        ),
        line("lost", 2, product="Q", product_name="Queue", quantity=1),
    ]
    complaints = [
        {
            "complaint_id": f"about {number}",
            "order_no": number,
            "raised_at": datetime(2024, 6, 20, 9),
            "kind": "late",
        }
        for number in ("mine", "other")
    ]
    return {
        "orders": orders,
        "order_lines": lines,
        "complaints": complaints,
        "customers": [{"customer_id": "V", "name": "Vega"}, {"customer_id": "W", "name": "Wolf"}],
        "people": [{"sales_rep": "r1", "name": "Rui"}, {"sales_rep": "r2", "name": "Ren"}],
        "products": [
            {"product": "P", "name": "Pump", "product_line": "hard"},
            {"product": "Q", "name": "Queue", "product_line": "soft"},
        ],
    }


def part(whole: Tables, keep: Callable[[dict, dict], bool]) -> Tables:
    """The company that has the lines to keep, their orders, and what belongs to those, alone."""
    orders = {row["order_no"]: row for row in whole["orders"]}
    lines = [row for row in whole["order_lines"] if keep(orders[row["order_no"]], row)]
    numbers = {row["order_no"] for row in lines}
    kept = [row for row in whole["orders"] if row["order_no"] in numbers]

    def of(table: str, key: str, rows: list[dict]) -> list[dict]:
        known = {row[key] for row in rows}
        return [row for row in whole[table] if row[key] in known]

    return {
        "orders": kept,
        "order_lines": lines,
        "complaints": of("complaints", "order_no", kept),
        "customers": of("customers", "customer_id", kept),
        "people": of("people", "sales_rep", kept),
        "products": of("products", "product", lines),
    }


@dataclass(frozen=True)
class Case:
    """An access, and which lines of which orders it lets through."""

    access: Access
    keep: Callable[[dict, dict], bool]


CASES = {
    "one team": Case(Access.only(team=["N"]), lambda o, _: o["team"] == "N"),
    "own orders only": Case(Access.only(sales_rep=["r2"]), lambda o, _: o["sales_rep"] == "r2"),
    "one product": Case(Access.only(product=["P"]), lambda _, x: x["product"] == "P"),
    "one product line": Case(Access.only(product_line=["soft"]), lambda _, x: x["product"] == "Q"),
    "one tier": Case(Access.only(tier=["A"]), lambda o, _: o["customer_id"] == "V"),
    "a team or a product": Case(
        Access.only(team=["S"]) | Access.only(product=["P"]),
        lambda o, x: o["team"] == "S" or x["product"] == "P",
    ),
    "a product of one team": Case(
        Access.only(team=["N"], product=["Q"]),
        lambda o, x: o["team"] == "N" and x["product"] == "Q",
    ),
    "nothing": Case(Access.nothing(), lambda *_: False),
}
# Alike but for the column: what asks the same in each case is tried in one of the two by turns.
ALIKE = (("one team", "own orders only"), ("one product", "one product line"))


@dataclass(frozen=True)
class Readers:
    """Two releases of one company, and the scope in which they are read."""

    before: LiteralReader
    after: LiteralReader
    scope: Scope
    turn: int = 0

    @property
    def names(self) -> list[str]:
        """Every third metric, others in each case, so that each is tried in two or three."""
        return NAMES[self.turn % 3 :: 3]

    @property
    def parts(self) -> list[tuple[str, Part]]:
        """Every fifth part of a metric, so that each is tried in two cases or one."""
        parts = [(name, one) for name in NAMES for one in PARTS if CATALOG[name].measures(one)]
        return parts[self.turn % 5 :: 5]

    def evaluated(self) -> Iterator[pl.DataFrame]:
        for by in ([], ["team"], ["product"], ["customer", "tier"], ["status", "month"]):
            names = self.names if by else NAMES
            yield evaluation.evaluate(names, by, self.scope, self.after)

    def listed(self) -> Iterator[Any]:
        for name, part in self.parts:
            asked = (name, part, self.scope, self.after)
            yield rows.rows(*asked).sort(pl.all())  # several may be equally new
            yield rows.count_rows(*asked)
            numbers = self.after.run(rows.list_orders(*asked))["order_no"].sort()
            yield numbers.to_list()
            assert rows.count_orders(*asked) == len(numbers)

    def of_orders(self, ask: Callable[..., Any]) -> Iterator[Any]:
        for number in ("mine", "both", "dropped", "other", "lost"):
            found = one_order.facts(number, self.scope, self.after)
            yield ask(found, self.scope, self.after) if found else None

    def of_numbers(self, ask: Callable[..., Any]) -> Iterator[Any]:
        for number in ("mine", "both", "dropped", "other", "lost"):
            yield ask(number, self.scope, self.after)

    def moves(self) -> Iterator[pl.DataFrame]:
        releases = [
            SimpleNamespace(number=n, created_at=AS_OF, versions={"orders": n}) for n in (1, 2)
        ]
        for number in ("mine", "both", "other"):
            yield one_order.promise_changes(
                number,
                self.scope,
                releases,
                lambda release: self.before if release.number == 1 else self.after,
            )

    def searched(self) -> Iterator[Any]:
        late = ledger.Number("on_time_rate", "misses")
        for asked in (
            *map(ledger.LedgerQuery, ("", "queue", "wolf")),
            ledger.LedgerQuery(basis="promise", behind=late),
        ):
            yield ledger.page(asked, self.scope, self.after, limit=9)
            yield ledger.totals(asked, self.scope, self.after)
            yield ledger.counts(asked, self.scope, self.after)
            yield ledger.amounts(asked, self.scope, self.after)
            yield self.after.run(ledger.matching_orders(asked, self.scope, self.after)).sort(
                "order_no"
            )
            yield export.template_rows(asked, self.scope, self.after)

    def explained(self) -> Iterator[Any]:
        for against in ("yoy", "prior"):
            yield variance.explain(against, self.scope, self.after)

    def stand_out(self) -> Iterator[Any]:
        before = replace(self.scope, comparison="yoy").compared()
        found = evaluation.evaluate(["revenue_attainment"], ["team"], self.scope, self.after)
        for by in ("team", "product_line", "tier"):
            yield standouts.ratios("gross_margin", by, self.scope, self.after)
            yield standouts.growth(by, self.scope, before or self.scope, self.after)
            yield from earlier.revenue_in([self.scope, before or self.scope], by, self.after)
        yield standouts.attained("revenue_attainment", found, "team", self.scope, self.after)
        for measure in (REVENUE, CATALOG["gross_margin"].numerator):
            for unit in (units.BY_ORDER, units.BY_CUSTOMER):
                asked = units.of_units(measure, "team", self.scope, self.after, "x", unit)
                yield self.after.run(asked).sort(pl.all())

    def against_targets(self) -> Iterator[Any]:
        for by in ([], [DIMENSIONS["team"]]):
            yield targets.targets(TARGET_REVENUE, by, self.scope, self.after)
            yield list(targets.pieces("revenue", by, self.scope, self.after))

    def named(self) -> Iterator[list[str]]:
        for name, value in {
            "product": "Queue",
            "customer": "Wolf",
            "sales_rep": "Rui",
            "team": "S",
        }.items():
            yield names.keys_named(DIMENSIONS[name], value, self.scope, self.after)

    def compared(self) -> Iterator[pl.DataFrame]:
        yield compare.changed_metrics(self.before, self.after, self.names, self.scope)
        for name in ("revenue", "orders", "customers", "cancelled_rate", "on_time_rate"):
            yield compare.orders_behind(name, self.before, self.after, self.scope)

    def delivered(self) -> Iterator[Any]:
        asked = (self.scope, self.after)
        for by in ((), ("month",), ("product_line", "sales_rep")):
            yield delivery.outcomes(by, *asked)
        yield delivery.cycle_days(*asked)
        yield delivery.moved_promises("product_line", *asked)
        yield delivery.backlog_by_age(*asked)
        yield delivery.ladder(*asked)
        for other in ("due_latest", "delivered_first", "otif_first"):
            yield delivery.changed_sides("due_first", other, *asked)
            yield delivery.orders_that_change_sides("due_first", other, *asked, 9)
        for name in delivery.LIMITS:
            yield delivery.on_the_limit(name, *asked)

    def spent(self) -> Iterator[pl.DataFrame]:
        asked = (self.scope, self.after)
        yield costs.structure(*asked)
        yield costs.expenses("", *asked, 9)
        yield costs.budgets(*asked)
        for column in ("team", "sales_rep_name", "channel"):
            yield costs.whose(column, *asked)
        yield costs.whose("channel", *asked, winning=True)

    def won(self) -> Iterator[pl.DataFrame]:
        asked = (self.scope, self.after)
        yield costs.customers_behind(*asked)
        yield costs.payback(*asked)

    def worked(self) -> Iterator[Any]:
        windows = (Period.month(2024, 5), Period.month(2024, 6))
        for name in ("revenue", "on_time_rate"):
            found = effect.effect(effect.Plan(name, (), *windows), self.scope, self.after)
            yield found.series
            yield found.own, found.verdict, str(found.reason)

    def led(self) -> Iterator[Any]:
        asked = (self.scope, self.after)
        yield leads.outcomes("channel", *asked)
        yield leads.created(*asked, 9)
        for cohort in ("created", "closed"):
            yield leads.lost_reasons(cohort, *asked)
            yield leads.lost_by(cohort, "sales_rep", *asked)
            yield leads.lost(cohort, "", *asked, 9)

    def stood(self) -> Iterator[Any]:
        asked = (self.scope, self.after)
        for name in ("revenue", "on_time_rate", "new_customer_contribution", "satisfaction"):
            yield people.standing(name, "sales_rep", *asked)
        yield people.everybody(*asked)
        yield people.customers_of(*asked, 9)
        yield people.benchmarks(CATALOG["revenue_per_head"], *asked)

    def alerted(self) -> Iterator[Any]:
        asked = (self.scope, self.after)
        yield find(*asked).drop("tier")  # who has which tier is known of all customers
        yield find(*asked, ended=True).drop("tier")
        for number in ("mine", "other"):
            yield alerts_found.of_order(number, *asked)
            yield alerts_found.one("late_delivery", number, *asked)
        subjects = [
            ("late_delivery", "mine"),
            ("late_delivery", "lost"),
            ("no_response", "about other"),
        ]
        named = pl.DataFrame(subjects, {"rule": pl.String, "subject": pl.String}, orient="row")
        known = [*self._all("orders", "order_no"), *self._all("complaints", "complaint_id")]
        ended = alerts_found.within(named, *asked)
        yield ended.filter(pl.col("subject").is_in(known))  # without an access all are told
        tested = back_test(ALERT_RULES["late_delivery"], Threshold(0, 0, ">", "days"), *asked)
        yield (tested.now, tested.would)
        yield tested.differ
        warned = early_warning.early_warnings(*asked)
        assert warned is not None
        yield warned.orders
        yield (warned.hits, warned.tried, warned.late, warned.looked_at)
        yield due_next.due_next(self.scope.with_as_of("2024-06-08"), self.after)
        yield [str(rule.name) for rules in notes.rules_told(*asked) for rule in rules]
        limits = raised.thresholds(self.after, AS_OF.date())
        yield [rule.name for rule in raised.telling(*asked, limits)]
        late = ALERT_RULES["late_delivery"]
        yield raised.lacking_columns(late, *asked)
        yield sorted(
            raised.with_tables(source.Source(*asked).plain("orders"), *asked, limits).params
        )

    def _all(self, table: str, column: str) -> list[str]:
        everything = source.Source(replace(self.scope, access=Access.everything()), self.after)
        return self.after.run(everything.plain(table).of(column))[column].to_list()

    def limited(self) -> Iterator[Any]:
        allowed = [("", "shipped", 2, "calendar"), ("Pumps", "shipped", 1, "working")]
        limits = stage_limits.Limits(
            pl.DataFrame(allowed, schema=LIMITS, orient="row"),
            pl.DataFrame(schema=DUES),
            pl.DataFrame(schema=TOUCHED),
        )
        yield stage_limits.overdue(limits, self.scope, self.after, 9)
        for number in ("mine", "both", "other"):
            yield stage_limits.of_order(number, limits, self.scope, self.after)
        clocks = stage_limits.stage_clocks(limits, self.scope, self.after)
        assert clocks is not None
        yield self.after.run(clocks.ordered("order_no"))
        asked = (self.scope, self.after)
        rule, own = ALERT_RULES["stage_overdue"], source.Source(*asked)
        limit = [raised.is_used(rule, Threshold(0, 0, ">", ""), *asked)]
        yield limit
        rows = own.rows(raised.measure_of(rule))
        alone = stage_clocks.clocks(limits, rows, *asked)
        assert alone is not None
        yield self.after.run(alone.ordered("order_no"))
        beside = laid_beside.with_clocks(rows, limits, *asked, "")
        yield self.after.run(beside.of("order_no", "clock_over", "amount").ordered("order_no"))
        yield stage_clocks.can_tell(self.after.typed, AS_OF.date(), self.after)

    def typed_over(self) -> Iterator[Any]:
        """A contract that somebody typed is known to whoever may see the customer's orders."""
        rule, own = ALERT_RULES["renewal_due"], source.Source(self.scope, self.after)
        yield raised.typed_values(rule, self.after)
        ends = pl.DataFrame({"typed_customer": ["V", "W", "X"], "typed_end": [AS_OF.date()] * 3})
        rows = laid_beside.with_typed_ends(own.rows(raised.measure_of(rule)), ends, "")
        yield self.after.run(rows.of("customer_id", "customer_name", "contract_end").ordered("1"))

    def of_customers(self) -> Iterator[Any]:
        asked, months = (self.scope, self.after), Period.around(AS_OF.date(), "year")
        yield cohorts.cohorts(months, *asked)
        yield cohorts.members(date(2024, 6, 1), months, *asked)
        yield customer_habits.contracts(*asked)
        yield customer_habits.imported_contracts(*asked)
        pairs = product_pairs.pairs(*asked)
        yield (pairs.customers, pairs.looked_at, pairs.tried)
        yield product_pairs.owned(["V", "W"], *asked)
        for who in ("V", "W"):
            yield one_customer.complaints(who, *asked, 9)

    def tiered(self) -> Iterator[Any]:
        asked = (self.scope, self.after)
        yield customer_habits.habits(*asked)
        yield from customer_list.now_and_month_before(*asked)
        yield tier_moves.moves(*asked)
        for who in ("V", "W"):
            yield tier_moves.tier_history(who, *asked)

    def priced(self) -> Iterator[pl.DataFrame]:
        yield prices.price_spreads(self.scope, self.after)
        yield prices.prices_of("Q", self.scope, self.after)
        yield prices.units_and_price(self.scope, self.after)

    def noted(self, ask: Callable[..., Any]) -> Iterator[Any]:
        for name in self.names:
            yield ask(name, self.scope, self.after)


def counted(here: Readers) -> Iterator[pl.DataFrame]:
    measures = [m for name in NAMES for wanted in PARTS for m in CATALOG[name].measures(wanted)]
    yield scan.count(measures, [], here.scope, here.after)


def booked_days(here: Readers) -> Iterator[Any]:
    yield booked.booked(EXPENSES, here.scope, here.after)
    beyond = booked.unbooked(EXPENSES, dimensions(("month",)), here.scope, here.after)
    yield None if beyond is None else str(beyond)


def uncovered(here: Readers) -> Iterator[Any]:
    for metric in CATALOG.values():
        yield notes.uncovered(metric, here.scope, here.after)
        yield notes.answerable(metric, [], here.scope, here.after)


TIERED = (
    "analysis.customer_habits.habits",
    "analysis.customer_list.now_and_month_before",
    "analysis.tier_moves.moves",
    "analysis.tier_moves.tier_history",
)
# What reads, and how it is asked.
READERS: dict[tuple[str, ...], Callable[[Readers], Iterator[Any]]] = {
    ("analysis.compare.changed_metrics", "analysis.compare.orders_behind"): Readers.compared,
    (
        "analysis.earlier.revenue_in",
        "analysis.standouts.attained",
        "analysis.standouts.growth",
        "analysis.standouts.ratios",
        "analysis.units.of_units",
    ): Readers.stand_out,
    (
        "analysis.delivery.backlog_by_age",
        "analysis.delivery.changed_sides",
        "analysis.delivery.cycle_days",
        "analysis.delivery.ladder",
        "analysis.delivery.moved_promises",
        "analysis.delivery.on_the_limit",
        "analysis.delivery.orders_that_change_sides",
        "analysis.delivery.outcomes",
    ): Readers.delivered,
    (
        "analysis.costs.customers_behind",
        "analysis.costs.payback",
    ): Readers.won,
    (
        "analysis.costs.budgets",
        "analysis.costs.expenses",
        "analysis.costs.structure",
        "analysis.costs.whose",
    ): Readers.spent,
    ("analysis.effect.effect",): Readers.worked,
    ("analysis.events.happened", "analysis.events.promised", "analysis.events.stages"): (
        lambda here: iter(
            [
                events.happened(Period.month(2024, 6), here.scope, here.after),
                events.promised(Period.month(2024, 6), here.scope, here.after, 9),
                events.stages(here.scope, here.after),
            ]
        )
    ),
    (
        "analysis.cohorts.cohorts",
        "analysis.cohorts.members",
        "analysis.customer_habits.contracts",
        "analysis.customer_habits.imported_contracts",
        "analysis.one_customer.complaints",
        "analysis.product_pairs.owned",
        "analysis.product_pairs.pairs",
    ): Readers.of_customers,
    TIERED: Readers.tiered,
    (
        "notes.rules_told",
        "orders.due_next.due_next",
        "query.raised.lacking_columns",
        "query.raised.telling",
        "query.raised.thresholds",
        "query.raised.with_tables",
    ): Readers.alerted,
    ("analysis.customer_list.customers",): lambda here: iter(
        [customer_list.customers(here.scope, here.after)]
    ),
    ("analysis.hot_slow.hot_slow",): lambda here: iter([hot_slow.hot_slow(here.scope, here.after)]),
    (
        "analysis.leads.created",
        "analysis.leads.lost",
        "analysis.leads.lost_by",
        "analysis.leads.lost_reasons",
        "analysis.leads.outcomes",
    ): Readers.led,
    (
        "analysis.people.benchmarks",
        "analysis.people.customers_of",
        "analysis.people.everybody",
        "analysis.people.standing",
    ): Readers.stood,
    (
        "analysis.prices.price_spreads",
        "analysis.prices.prices_of",
        "analysis.prices.units_and_price",
    ): Readers.priced,
    (
        "analysis.stated_targets.imported_benchmarks",
        "analysis.stated_targets.stated_targets",
    ): lambda here: iter(
        [
            stated_targets.imported_benchmarks(here.scope, here.after),
            stated_targets.stated_targets(here.scope, here.after),
        ]
    ),
    ("analysis.variance.explain",): Readers.explained,
    ("names.written.written_names",): lambda here: iter(
        [written.written_names(kind, here.scope, here.after) for kind in NAMED]
    ),
    ("query.targets.pieces", "query.targets.targets"): Readers.against_targets,
    ("evaluate.available_dimensions",): lambda here: iter(
        [evaluation.available_dimensions(here.after)]
    ),
    ("evaluate.evaluate",): Readers.evaluated,
    ("notes.answerable", "notes.uncovered"): uncovered,
    ("notes.booked_partly",): lambda here: here.noted(notes.booked_partly),
    ("query.booked.booked", "query.booked.unbooked"): booked_days,
    ("notes.currencies_of",): lambda here: here.noted(notes.currencies_of),
    ("notes.lacks",): lambda here: here.noted(notes.lacks),
    ("notes.short_history",): lambda here: here.noted(notes.short_history),
    ("notes.target_warnings",): lambda here: here.noted(notes.target_warnings),
    ("notes.warnings",): lambda here: here.noted(notes.warnings),
    ("notes.why_empty",): lambda here: here.noted(notes.why_empty),
    ("notes.why_no_rows",): lambda here: here.noted(notes.why_no_rows),
    ("notes.never_recorded",): lambda here: iter(
        [
            [notes.never_recorded(CATALOG[name], here.scope, here.after) for name in NAMES],
        ]
    ),
    (
        "orders.export.template_rows",
        "orders.ledger.amounts",
        "orders.ledger.counts",
        "orders.ledger.matching_orders",
        "orders.ledger.page",
        "orders.ledger.totals",
    ): Readers.searched,
    ("orders.case_notes.with_case_notes",): lambda here: iter(
        [
            case_notes.with_case_notes(
                export.template_rows(ledger.LedgerQuery(""), here.scope, here.after),
                here.scope,
                here.after,
            )
        ]
    ),
    (
        "orders.stage_limits.of_order",
        "orders.stage_limits.overdue",
        "orders.stage_limits.stage_clocks",
        "query.laid_beside.with_clocks",
        "query.raised.is_used",
        "query.stage_clocks.can_tell",
        "query.stage_clocks.clocks",
    ): (Readers.limited),
    ("query.raised.typed_values",): Readers.typed_over,
    ("rows.edited_orders",): lambda here: iter(
        [
            sorted(rows.edited_orders(name, here.scope, [here.after], ("mine", "both", "other")))
            for name in ("revenue", "on_time_rate", "complaint_rate")
        ]
    ),
    ("orders.one_order.complaints",): lambda here: here.of_orders(one_order.complaints),
    ("orders.one_order.facts",): lambda here: here.of_numbers(one_order.facts),
    ("orders.one_order.lines",): lambda here: here.of_orders(one_order.lines),
    ("orders.one_order.promise_changes",): Readers.moves,
    ("orders.one_order.imported_fields",): lambda here: here.of_numbers(one_order.imported_fields),
    ("orders.search.products",): lambda here: iter([search.products(here.scope, here.after)]),
    ("query.names.keys_named",): Readers.named,
    ("query.scan.count",): counted,
    ("query.sharing.sharing",): lambda here: iter(
        [sharing.sharing(ORDERS, (DIMENSIONS["sales_rep"],), here.scope, here.after)]
    ),
    ("query.source.Source",): lambda here: iter([source.Source(here.scope, here.after).tiers]),
    ("query.tiers.tiers",): lambda here: iter([tiers.tiers(here.scope, here.after)]),
    ("query.tiers.tiers_of",): lambda here: iter(
        tiers.tiers_of([here.scope, here.scope.with_period(None)], here.after)
    ),
    (
        "query.listing.list_orders",
        "query.listing.list_rows",
        "rows.count_orders",
        "rows.count_rows",
        "rows.list_orders",
        "rows.list_rows",
        "rows.rows",
    ): Readers.listed,
}
# These ask about other metrics in each case.
ROTATING = ("analysis.compare", "evaluate.evaluate", "notes.", "query.listing")
# What tells of customers and their tiers outside an access that is itself about tiers: nothing but
# the base that the shares are of.
OF_ALL_TIERS = (("query.source.Source",), ("analysis.customer_list.customers",), TIERED)
OF_NEW = (("analysis.costs.customers_behind", "analysis.costs.payback"),)


def readers(tables: Callable[[int], Tables], access: Access, first: int, turn: int = 0) -> Readers:
    before, after = (
        LiteralReader(CONNECTION, tables(version), covered=True, number=first + version)
        for version in (1, 2)
    )
    return Readers(before, after, Scope(AS_OF, Period.month(2024, 6), access=access), turn)


@pytest.fixture(scope="module")
def sides(request: pytest.FixtureRequest) -> tuple[Readers, Readers, str]:
    """The whole company with the access, and the part of it alone."""
    case, turn = CASES[request.param], [*CASES].index(request.param)
    whole = readers(company, case.access, 10, turn)
    alone = readers(lambda n: part(company(n), case.keep), Access.everything(), 20, turn)
    for one, other in ((whole.before, alone.before), (whole.after, alone.after)):
        other.release.data_from = one.release.data_from  # a fact of the release, and no secret
    return whole, alone, request.param


def tried() -> Iterator[Any]:
    """The cases, each with the readers to try in it."""
    for case, (place, several) in itertools.product(CASES, enumerate(READERS)):
        left_out = {pair[place % 2] for pair in ALIKE}
        if several[0].startswith(ROTATING) or case not in left_out:
            yield pytest.param(case, several, id=f"{case}-{several[0]}")


@pytest.mark.parametrize(("sides", "names"), [*tried()], indirect=["sides"])
def test_a_part_is_seen_as_if_there_were_nothing_else(
    names: tuple[str, ...], sides: tuple[Readers, Readers, str]
) -> None:
    whole, alone, case = sides
    if names in OF_ALL_TIERS and case == "one tier":
        pytest.skip("tiers are of the whole company")
    if names in OF_NEW and "product" in case:
        pytest.skip("who is new is known of the whole company")
    found, expected = (list(READERS[names](side)) for side in (whole, alone))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        if isinstance(one, pl.DataFrame):
            assert one.to_dicts() == other.to_dicts()
        else:
            assert one == other


def test_a_part_of_an_order_does_not_tell_what_was_paid_for_all_of_it() -> None:
    tables = company()
    tables["orders"][1] |= {"paid_amount": Decimal(75), "amount": Decimal(75)}
    reader = LiteralReader(CONNECTION, tables, covered=True, number=30)
    scope = Scope(AS_OF, access=Access.only(product=["P"]))
    found = one_order.facts("both", scope, reader)
    assert found and (found["amount"], found["paid_amount"], found["quantity"]) == (5, None, 1)
    assert "amount" not in one_order.imported_fields("both", scope, reader)
    assert (
        one_order.imported_fields("both", replace(scope, access=Access.everything()), reader)[
            "amount"
        ]
        == 75
    )


def test_costs_that_are_hidden_are_nowhere() -> None:
    reader = LiteralReader(CONNECTION, company(), covered=True, number=31)
    scope = Scope(AS_OF, access=Access.everything(hidden=COSTS))
    found = one_order.facts("mine", scope, reader)
    assert found and one_order.lines(found, scope, reader)["cost"].to_list() == [None]
    seen = reader.run(source.Source(scope, reader).plain("order_lines", "*"))
    assert seen["cost"].null_count() == seen.height > 0
    assert seen["amount"].null_count() == 0


BESIDE = {
    "leads": [{"lead_id": rep, "created_at": AS_OF, "sales_rep": rep} for rep in ("r1", "r2")],
    "expenses": [
        {"expense_id": rep, "day": AS_OF.date(), "amount": 1, "sales_rep": rep, "customer_id": "V"}
        for rep in ("r1", "r2")
    ],
    "people": [{"sales_rep": rep, "team": team} for rep, team in (("r1", "N"), ("r2", "S"))],
    "targets": [
        {"period": "2024-06", "level": level, "who": who, "measure": "revenue", "value": 1}
        for level, who in (("person", "r1"), ("person", "r2"), ("team", "S"), ("company", None))
    ],
}


@pytest.mark.parametrize(
    ("access", "owners"),
    [
        (Access.only(team=["N"]), {"r1"}),
        (Access.only(sales_rep=["r2"]), {"r2"}),
        (Access.only(product=["P"]), set()),
        (Access.nothing(), set()),
    ],
    ids=str,
)
def test_leads_expenses_people_and_targets_show_whose_they_are(
    access: Access, owners: set[str]
) -> None:
    """What a table does not say of its rows lets none of them through."""
    whole = LiteralReader(CONNECTION, {**company(), **BESIDE}, covered=True, number=32)
    scope = Scope(AS_OF, access=access)
    for table in ("lead_facts", "expense_facts", "people_facts", "service_facts", "target_facts"):
        plain = source.Source(scope, whole).plain(table, "sales_rep", "team")
        seen = {rep for rep, _ in whole.run(plain).rows()}
        assert seen - {None} <= owners, table
        assert seen - {None} == owners or table == "service_facts", table
    parts = list(targets.pieces("revenue", [], scope, whole))
    assert {piece.row["who"] for piece in parts} <= owners


def test_every_reader_of_rows_and_numbers_is_tried() -> None:
    """A new one goes into `READERS`, or it is not known whether it keeps its mouth shut."""
    found = set()
    for module in pkgutil.walk_packages(ordertrack.metrics.__path__, "ordertrack.metrics."):
        here = importlib.import_module(module.name)
        for name, thing in vars(here).items():
            public = not name.startswith("_") and getattr(thing, "__module__", "") == module.name
            if public and callable(thing) and _reads(thing):
                found.add(f"{module.name.removeprefix('ordertrack.metrics.')}.{name}")
    assert found == {name for names in READERS for name in names}


def _reads(thing: Callable[..., Any]) -> bool:
    given = inspect.signature(thing).parameters.values()
    return any("Reader" in str(one.annotation) for one in given)
