"""The numbers of METRICS once more, in plain Python over the tables as they were written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from ordertrack.scope import Scope, end_of_day

Row = dict[str, Any]
ARRIVED = ("awaiting_acceptance", "completed", "paid")


@dataclass
class Line:
    amount: Decimal | None
    quantity: Decimal | None
    delivered_quantity: Decimal | None
    promise: date | None
    delivered: datetime | None


@dataclass
class Order:
    row: Row
    customer: str
    lines: list[Line]
    complaints: list[Row]
    status: str

    @property
    def day(self) -> date:
        return self.row["order_date"].date()

    @property
    def amount(self) -> Decimal | None:
        known = [line.amount for line in self.lines if line.amount is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def promise(self) -> date | None:
        days = [line.promise for line in self.lines]
        return None if None in days else max(days)

    @property
    def delivered(self) -> datetime | None:
        moments = [line.delivered for line in self.lines]
        return None if None in moments else max(moments)

    @property
    def finished(self) -> datetime | None:
        by_hand = self.row.get("status") in ("completed", "paid")
        return self.row.get("accepted_at") or (self.delivered if by_hand else None)


class Company:
    """Orders as at `scope`, with every rule of METRICS spelled out once more."""

    def __init__(self, tables: dict[str, list[Row]], scope: Scope) -> None:
        self.scope = scope
        self.followed = any(row.get("accepted_at") for row in tables["orders"])
        self.tables = tables
        same = {row["customer_id"]: row.get("same_as") for row in tables["customers"]}
        orders = [self.order(row, same) for row in tables["orders"]]
        self.orders = [
            order
            for order in orders
            if order.row.get("status") not in ("cancelled", "draft")
            and order.row["order_date"] <= scope.as_of
        ]

    def order(self, row: Row, same: dict[str, str | None]) -> Order:
        mine = [x for x in self.tables["order_lines"] if x["order_no"] == row["order_no"]]
        complaints = [x for x in self.tables["complaints"] if x["order_no"] == row["order_no"]]
        lines = [self.line(x, row) for x in mine] or [self.line({"amount": row["amount"]}, row)]
        customer = same.get(row["customer_id"]) or row["customer_id"]
        found = Order(row, customer, lines, complaints, "")
        found.status = row.get("status") or self.status(found)
        if not row.get("status") and not self.followed and found.delivered:
            row = {**row, "accepted_at": found.delivered}
            found.row = row
        return found

    def line(self, line: Row, order: Row) -> Line:
        latest = line.get("promised_date") or order.get("promised_date")
        first = (
            line.get("promised_first")
            or line.get("promised_date")
            or order.get("promised_first")
            or order.get("promised_date")
        )
        by_first = self.scope.conventions.promise_basis == "first"
        return Line(
            line.get("amount"),
            line.get("quantity"),
            line.get("quantity_delivered"),
            first if by_first else latest,
            line.get("delivered_date") or order.get("delivered_date"),
        )

    def status(self, order: Order) -> str:
        row = order.row
        arrived = order.delivered and not self.followed
        if row.get("paid_at") and (row.get("accepted_at") or arrived):
            return "paid"
        if row.get("accepted_at"):
            return "completed"
        if order.delivered:
            return "awaiting_acceptance" if self.followed else "completed"
        return "partly_delivered" if any(line.delivered for line in order.lines) else "placed"

    # --- what as-of sees ----------------------------------------------------------------------

    def within(self, day: date | None) -> bool:
        period = self.scope.period
        return day is not None and (period is None or period.start <= day < period.end)

    def is_delivered(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self.scope.as_of

    def is_undated(self, order: Order) -> bool:
        finished = order.finished is None or order.finished <= self.scope.as_of
        return order.delivered is None and order.status in ARRIVED and finished

    def is_closed(self, day: date) -> bool:
        return end_of_day(day) <= self.scope.as_of

    def due(self) -> list[Order]:
        return [o for o in self.orders if o.promise and self.is_closed(o.promise)]

    def judged(self) -> list[Order]:
        return [o for o in self.due() if self.within(o.promise) and not self.is_undated(o)]

    def placed(self) -> list[Order]:
        return [o for o in self.orders if self.within(o.day)]

    def slack(self, order: Order) -> int | None:
        if order.delivered is None or order.promise is None:
            return None
        return max((line.delivered.date() - line.promise).days for line in order.lines)

    def on_time(self, order: Order) -> bool:
        return all(
            self.is_delivered(line.delivered) and line.delivered.date() <= line.promise
            for line in order.lines
        )

    def in_full(self, order: Order) -> bool | None:
        if not self.is_delivered(order.delivered):
            return False
        if any(x.quantity is None or x.delivered_quantity is None for x in order.lines):
            return None
        return all(line.delivered_quantity >= line.quantity for line in order.lines)

    def complained(self, order: Order) -> bool:
        dated = [x["raised_at"] for x in order.complaints if x["raised_at"]]
        return bool(order.complaints) and (not dated or min(dated) <= self.scope.as_of)

    # --- the metrics: numerator, denominator, unknown -------------------------------------------

    def of_orders(self, judge: Callable[[Order], bool | None]) -> tuple[int, int, int]:
        verdicts = [judge(order) for order in self.judged()]
        undated = [o for o in self.due() if self.within(o.promise) and self.is_undated(o)]
        unpromised = [o for o in self.placed() if o.promise is None]
        known = [verdict for verdict in verdicts if verdict is not None]
        unknown = len(verdicts) - len(known) + len(undated) + len(unpromised)
        return sum(known), len(known), unknown

    def on_time_rate(self) -> tuple[int, int, int]:
        return self.of_orders(self.on_time)

    def order_fill_rate(self) -> tuple[int, int, int]:
        return self.of_orders(self.in_full)

    def otif_rate(self) -> tuple[int, int, int]:
        full = self.in_full
        return self.of_orders(lambda o: None if full(o) is None else full(o) and self.on_time(o))

    def perfect_order_rate(self) -> tuple[int, int, int]:
        full = self.in_full
        return self.of_orders(
            lambda o: (
                None if full(o) is None else full(o) and self.on_time(o) and not self.complained(o)
            )
        )

    def on_time_rate_delivered(self) -> tuple[int, int, int]:
        done = [
            o
            for o in self.orders
            if self.is_delivered(o.delivered) and self.within(o.delivered.date())
        ]
        known = [o for o in done if o.promise is not None]
        return sum(map(self.on_time, known)), len(known), len(done) - len(known)

    def delay_days(self) -> tuple[int, int, int]:
        late = [o for o in self.judged() if not self.on_time(o)]
        days = [
            self.slack(o)
            if self.is_delivered(o.delivered)
            else (self.scope.as_of.date() - o.promise).days
            for o in late
        ]
        return sum(days), len(late), self.on_time_rate()[2]

    def fill_rate(self) -> tuple[Decimal, Decimal, int]:
        delivered, ordered, unknown = Decimal(0), Decimal(0), 0
        for order in self.orders:
            for line in order.lines:
                if line.quantity is not None and line.quantity <= 0:
                    continue
                if line.promise is None:
                    unknown += self.within(order.day)
                elif self.is_closed(line.promise) and self.within(line.promise):
                    filled = self.filled(line, order)
                    if filled is None:
                        unknown += 1
                    else:
                        delivered, ordered = delivered + filled, ordered + line.quantity
        return delivered, ordered, unknown

    def filled(self, line: Line, order: Order) -> Decimal | None:
        if line.quantity is None:
            return None
        arrived = line.delivered is None and order.status in ARRIVED
        if line.delivered_quantity is None:
            return None if arrived or self.is_delivered(line.delivered) else Decimal(0)
        if line.delivered is not None and not self.is_delivered(line.delivered):
            return Decimal(0)
        return min(line.delivered_quantity, line.quantity)

    def orders_placed(self) -> tuple[int, None, int]:
        return len(self.placed()), None, 0

    def revenue(self) -> tuple[Decimal, None, int]:
        amounts = [o.amount for o in self.placed()]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)), None, len(amounts) - len(known)

    def customers(self) -> tuple[int, None, int]:
        return len({o.customer for o in self.placed()}), None, 0

    def backlog(self) -> tuple[Decimal, None, int]:
        still_open = [
            o for o in self.orders if not self.is_delivered(o.delivered) and not self.is_undated(o)
        ]
        unknown = sum(o.amount is None for o in still_open)
        return sum((o.amount or Decimal(0) for o in still_open), Decimal(0)), None, unknown

    def complaint_rate(self) -> tuple[int, int, int]:
        return sum(map(self.complained, self.placed())), len(self.placed()), 0

    def response_within_24h(self) -> tuple[int, int, int]:
        good = due = unknown = 0
        for order in self.orders:
            for complaint in order.complaints:
                raised, answer = complaint["raised_at"], complaint["first_response_at"]
                if raised is None:
                    unknown += self.within(order.day)
                    continue
                if raised > self.scope.as_of or not self.within(raised.date()):
                    continue
                answered = answer is not None and answer <= self.scope.as_of
                day_only = complaint["raised_at_day_only"] or (
                    answered and complaint["first_response_at_day_only"]
                )
                deadline = raised + timedelta(hours=24)
                if day_only:
                    unknown += 1
                elif answered or deadline <= self.scope.as_of:
                    due += 1
                    good += answered and answer <= deadline
        return good, due, unknown

    def order_cycle_days(self) -> tuple[int, int, int]:
        days = self.cycle()
        waiting = [o for o in self.placed() if not self.is_delivered(o.delivered)]
        return sum(days), len(days), len(waiting)

    def cycle(self) -> list[int]:
        return [
            (o.delivered.date() - o.day).days
            for o in self.orders
            if self.is_delivered(o.delivered) and self.within(o.delivered.date())
        ]

    def cycle_median(self) -> float | None:
        return median(self.cycle()) if self.cycle() else None

    def repurchase_rate(self) -> tuple[int, int, int]:
        bought: dict[str, list[date]] = defaultdict(list)
        conventions = self.scope.conventions
        end = self.scope.period.end if self.scope.period else self.scope.as_of.date() + DAY
        months = end.year * 12 + end.month - 1 - conventions.repurchase_months
        start = date(months // 12, months % 12 + 1, 1)
        start += timedelta(days=min(end.day, (_next_month(start) - start).days) - 1)
        for order in self.orders:
            if start <= order.day < end and (order.amount is None or order.amount >= 0):
                bought[order.customer].append(order.day)
        by_days = conventions.repurchase_by == "days"
        again = [d for d in bought.values() if len(set(d) if by_days else d) >= 2]
        return len(again), len(bought), 0

    def overdue_receivables(self) -> tuple[Decimal, None, int]:
        total, unknown, as_of = Decimal(0), 0, self.scope.as_of
        for order in self.orders:
            paid, amount = order.row.get("paid_at"), order.row.get("paid_amount")
            done = (
                order.status in ("completed", "paid")
                if order.finished is None
                else order.finished <= as_of
            )
            paid_by_word = paid <= as_of if paid else order.status == "paid"
            received = Decimal(0) if amount is None or (paid and paid > as_of) else amount
            due = order.row.get("payment_due")
            if due is None and order.finished:
                days = timedelta(days=self.scope.conventions.payment_days)
                due = order.finished.date() + days
            if order.amount is None:
                over = due is None or self.is_closed(due)
                unknown += done and not paid_by_word and over
                continue
            left = order.amount - received
            if not done or left <= 0 or (amount is None and paid_by_word):
                continue
            if due is None:
                unknown += 1
            elif self.is_closed(due):
                total += left
        return total, None, unknown


DAY = timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=7)).replace(day=1)


NAIVE: dict[str, Callable[[Company], tuple]] = {
    "orders": Company.orders_placed,
    "revenue": Company.revenue,
    "customers": Company.customers,
    "on_time_rate": Company.on_time_rate,
    "on_time_rate_delivered": Company.on_time_rate_delivered,
    "fill_rate": Company.fill_rate,
    "order_fill_rate": Company.order_fill_rate,
    "otif_rate": Company.otif_rate,
    "perfect_order_rate": Company.perfect_order_rate,
    "delay_days": Company.delay_days,
    "order_cycle_days": Company.order_cycle_days,
    "backlog": Company.backlog,
    "complaint_rate": Company.complaint_rate,
    "response_within_24h": Company.response_within_24h,
    "repurchase_rate": Company.repurchase_rate,
    "overdue_receivables": Company.overdue_receivables,
}
