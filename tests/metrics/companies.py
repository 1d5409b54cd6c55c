"""Small random companies with all that real exports have: nulls, returns, partial deliveries,
several lines per order, cancelled orders, moved and missing promises."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from ordertrack.access import Access
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import GROUPS
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, end_of_day

# One random company answers for all metrics of a group: making it costs more than asking it.
BY_GROUP = {
    group: [name for name, metric in CATALOG.items() if metric.group == group] for group in GROUPS
}
FIRST = date(2024, 2, 20)
DAYS = 14  # few days, a leap day among them, so that dates meet: the edges are where errors live
LATER = 24
STATUSES = ["placed", "shipped", "awaiting_acceptance", "completed", "paid", "on_hold", "cancelled"]


def days(last: int = DAYS) -> st.SearchStrategy[date]:
    return st.integers(0, last).map(lambda n: FIRST + timedelta(days=n))


def times(last: int = DAYS) -> st.SearchStrategy[datetime]:
    """Often bare days (midnight), sometimes the last instant of one."""
    midnight = days(last).map(lambda day: datetime.combine(day, datetime.min.time()))
    clock = st.tuples(midnight, st.sampled_from([9, 17])).map(
        lambda pair: pair[0] + timedelta(hours=pair[1])
    )
    return st.one_of(midnight, clock, days(last).map(end_of_day))


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Missing once in four."""
    return st.one_of(values, values, values, st.none())


def money(low: int = -50) -> st.SearchStrategy[Decimal]:
    return st.integers(low, 300).map(lambda cents: Decimal(cents) / 4)


ORDER = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from("ABCD"),
        "order_date": times(),
        "status": maybe(st.sampled_from(STATUSES)),
        "sales_rep": maybe(st.sampled_from(["r1", "r2"])),
        "team": maybe(st.sampled_from(["North", "South"])),
        "region": maybe(st.sampled_from(["x", "y"])),
        "channel": maybe(st.sampled_from(["fair", "web"])),
        "promised_date": maybe(days()),
        "promised_first": maybe(days()),
        "delivered_date": maybe(times()),
        "late": maybe(st.sampled_from([-1, 0, 0, 1, 4])),
        "amount": maybe(money()),
        "accepted_at": maybe(times()),
        "paid_at": maybe(times()),
        "paid_amount": maybe(money(0)),
        "payment_due": maybe(days()),
        "satisfaction": maybe(st.integers(1, 5)),
        "lead_id": maybe(st.sampled_from(["L1", "L2"])),
    }
)
LINE = st.fixed_dictionaries(
    {
        "product": st.sampled_from("PQR"),
        "product_line": maybe(st.sampled_from(["hard", "soft"])),
        "quantity": maybe(st.sampled_from([-1, 0, 2, 3]).map(Decimal)),
        "amount": money(),
        "quantity_delivered": maybe(st.sampled_from([0, 2, 3, 4]).map(Decimal)),
        "promised_date": maybe(days()),
        "promised_first": maybe(days()),
        "delivered_date": maybe(times()),
        "late": maybe(st.sampled_from([-1, 0, 0, 1, 4])),
    }
)
COMPLAINT = st.fixed_dictionaries(
    {
        "raised_at": maybe(times()),
        "raised_at_day_only": maybe(st.booleans()),
        "waited": maybe(st.sampled_from([0, 3_600, 86_399, 86_400, 86_401, 200_000])),
        "first_response_at_day_only": maybe(st.booleans()),
    }
)


@st.composite
def companies(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """The canonical tables of a company with up to twelve orders."""
    orders, lines, complaints = [], [], []
    for place, order in enumerate(draw(st.lists(ORDER, min_size=1, max_size=12))):
        number = f"S{place}"
        orders.append({"order_no": number, **_delivered(**order)})
        for at, line in enumerate(draw(st.lists(LINE, max_size=3))):
            lines.append({"order_no": number, "line_no": str(at), **_delivered(**line)})
        for at, complaint in enumerate(draw(st.lists(COMPLAINT, max_size=2))):
            named = {"complaint_id": f"{number}-{at}", "order_no": number}
            complaints.append({**named, **_answered(**complaint)})
    return {
        "orders": orders,
        "order_lines": lines,
        "complaints": complaints,
        "customers": [{"customer_id": "D", "same_as": draw(maybe(st.just("A")))}],
        "leads": [{"lead_id": "L1", "created_at": draw(maybe(times()))}],
        "products": [{"product": "P", "name": "Pump"}],
    }


def _delivered(delivered_date: datetime | None, late: int | None, **row: Any) -> dict[str, Any]:
    """Delivered around the promise, where there is one; else at any time."""
    promised = row["promised_date"]
    if delivered_date and promised and late is not None:
        delivered_date = datetime.combine(promised, delivered_date.time()) + timedelta(days=late)
    return {**row, "delivered_date": delivered_date}


def _answered(raised_at: datetime | None, waited: int | None, **more: Any) -> dict[str, Any]:
    known = raised_at is not None and waited is not None
    answer = raised_at + timedelta(seconds=waited) if known else None
    return {"raised_at": raised_at, "first_response_at": answer, **more}


FILTERS = {
    "team": ["North", None],
    "sales_rep": ["r1"],
    "product": ["P", "Q"],
    "product_line": ["hard", None],
    "customer": ["A", "B"],
    "tier": ["A"],
    "status": ["placed", "completed"],
}


@st.composite
def filters(draw: st.DrawFn) -> tuple:
    names = draw(st.lists(st.sampled_from(sorted(FILTERS)), max_size=2, unique=True))
    return tuple(
        (name, tuple(draw(st.lists(st.sampled_from(FILTERS[name]), min_size=1)))) for name in names
    )


def accesses() -> st.SearchStrategy[Access]:
    """Everything, some rows by one or two alternatives, or nothing."""
    some = st.lists(filters(), max_size=2).map(lambda found: Access(tuple(found)))
    return st.one_of(st.just(Access.everything()), some)


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    start = draw(days())
    period = draw(
        st.one_of(
            st.none(),
            st.just(Period.month(2024, 2)),
            st.just(Period.month(2024, 3)),
            st.integers(1, 20).map(lambda n: Period(start, start + timedelta(days=n))),
        )
    )
    conventions = Conventions(
        promise_basis=draw(st.sampled_from(["first", "latest"])),
        repurchase_months=draw(st.sampled_from([1, 12])),
        repurchase_by=draw(st.sampled_from(["days", "orders"])),
        payment_days=draw(st.sampled_from([0, 5])),
    )
    return Scope(
        draw(times(LATER)),
        period,
        filters=draw(filters()),
        access=draw(accesses()),
        conventions=conventions,
    )


# --- what joins in beside orders ------------------------------------------------------------------

LEAD = st.fixed_dictionaries(
    {
        "created_at": maybe(times()),
        "first_follow_up_at": maybe(times()),
        "outcome": maybe(st.sampled_from(["open", "won", "lost"])),
        "closed_at": maybe(times()),
        "sales_rep": maybe(st.sampled_from(["r1", "r2"])),
        "channel": maybe(st.sampled_from(["fair", "web"])),
        "customer_id": maybe(st.sampled_from("ABD")),
    }
)
EXPENSE = st.fixed_dictionaries(
    {
        "day": maybe(days()),
        "category": st.just("fair"),
        "amount": maybe(money()),
        "budget": maybe(money(0)),
        "channel": maybe(st.sampled_from(["fair", "web"])),
        "sales_rep": maybe(st.sampled_from(["r1", "r2"])),
        "customer_id": maybe(st.sampled_from("ABD")),
        "is_acquisition": maybe(st.booleans()),
    }
)
OWNERS = [
    ("company", None),
    *(("team", team) for team in ("North", "South")),
    *(("person", rep) for rep in ("r1", "r2")),
    *(("product", product) for product in "PQ"),
]
TARGET = st.tuples(
    st.sampled_from(["2024", "2024-Q1", "2024-02", "2024-03"]),
    st.sampled_from(OWNERS),
    st.sampled_from(["revenue", "new_customers", "units"]),
)
# How an order is shared: mostly not at all, once in a way that adds up to nothing.
SHARES: list[dict[str, str]] = [
    *({}, {}, {"r2": "1"}),
    *({"r1": "0.6", "r2": "0.4"}, {"r1": "0.25", "r2": "0.5", "r3": "0.25"}, {"r1": "0.7"}),
]


@st.composite
def whole_companies(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """A company that also has leads, expenses, salespeople with days of entry, and targets."""
    leads = draw(st.lists(LEAD, max_size=4))
    booked = draw(st.lists(EXPENSE, max_size=4))
    targets = draw(st.lists(TARGET, max_size=5, unique=True))
    people = [
        {"sales_rep": rep, "name": name, "team": team, "active_from": draw(maybe(days()))}
        for rep, name, team in (("r1", "Rui", "North"), ("r2", "Ren", None))
    ]
    company = draw(companies())
    shares = {order["order_no"]: draw(st.sampled_from(SHARES)) for order in company["orders"]}
    return {
        **company,
        "credits": [
            {"order_no": number, "sales_rep": rep, "share": Decimal(share)}
            for number, people in shares.items()
            for rep, share in people.items()
        ],
        "leads": [{"lead_id": f"L{place}", **lead} for place, lead in enumerate(leads, 1)],
        "expenses": [{"expense_id": f"E{place}", **one} for place, one in enumerate(booked)],
        "people": people,
        "targets": [
            {"period": period, "level": level, "who": who, "measure": measure, "value": value}
            for (period, (level, who), measure), value in zip(
                targets, draw(st.lists(money(0), min_size=5, max_size=5)), strict=False
            )
        ],
    }
