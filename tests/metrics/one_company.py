"""One company of literal tables that has something of everything: every metric has a number in it.

Orders that people share, that are moved, late, short, taken back, complained of, paid late, in two
currencies and of customers who stayed, left and are new; what was planned, spent and led to them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.metrics.literal import Rows, day, line, moment, order

NORTH = {"team": "North", "sales_rep": "r1", "region": "east", "channel": "fair", "currency": "CNY"}
SOUTH = {"team": "South", "sales_rep": "r2", "region": "west", "channel": "web", "currency": "CNY"}
ABROAD = {**SOUTH, "sales_rep": "r3", "currency": "USD", "channel": "fair"}
BARE: dict[str, Any] = {}  # an order of which nobody wrote down whose it is
PUMP = {"product": "P", "quantity": 4, "cost": Decimal(60)}
VALVE = {"product": "Q", "quantity": 10, "cost": Decimal(15)}


def bought(number: str, customer: str, placed: str, of: dict[str, Any], **more: Any) -> dict:
    return order(number, placed, customer_id=customer, **{**of, **more})


def met(promised: str, delivered: str | None, **more: Any) -> dict[str, Any]:
    return {"promised_date": promised, "delivered_date": delivered, **more}


def paid(on: str, amount: int) -> dict[str, Any]:
    return {"accepted_at": on, "paid_at": on, "paid_amount": amount, "status": "paid"}


# The year and the months before: who came back, who left, who bought less.
BEFORE = [
    bought("a1", "A", "2022-09-05", NORTH, **met("2022-09-20", "2022-09-19")),
    bought("a2", "A", "2023-08-05", NORTH, **met("2023-08-20", "2023-08-19")),
    bought("b1", "B", "2023-02-10", SOUTH, **met("2023-03-01", "2023-03-03")),
    bought("c1", "C", "2023-02-11", ABROAD, **met("2023-03-01", "2023-03-01")),
    bought("a3", "A", "2024-02-05", NORTH, **met("2024-02-20", "2024-02-20")),
    bought("b2", "B", "2024-03-05", SOUTH, **met("2024-03-20", "2024-03-25")),
    bought("d1", "D", "2024-03-06", BARE, **met("2024-03-20", "2024-03-20")),
]
# The quarter itself.
NOW = [
    bought(
        *("a4", "A", "2024-04-03", NORTH),
        **met("2024-04-20", "2024-04-18", satisfaction=5, lead_id="L1", **paid("2024-05-02", 700)),
    ),
    bought(
        *("b3", "B", "2024-04-10", SOUTH),
        **met("2024-04-25", "2024-04-30", delay_reason="material", satisfaction=2),
        accepted_at="2024-05-02",
        status="completed",
        payment_due=day("2024-05-20"),
    ),
    bought(
        *("n1", "N", "2024-05-06", NORTH),
        **met("2024-05-20", "2024-05-20", satisfaction=4, lead_id="L2"),
        promised_first=day("2024-05-15"),
        promise_changes=1,
    ),
    bought(
        *("n2", "M", "2024-05-08", ABROAD),
        **met("2024-05-30", "2024-06-04", delay_reason="carrier", lead_id="L4"),
        accepted_at="2024-06-05",
        status="completed",
        paid_amount=50,
        paid_at="2024-06-20",
    ),
    bought("d2", "D", "2024-05-20", BARE, **met("2024-06-10", "2024-06-09"), satisfaction=3),
    bought("a5", "A", "2024-06-03", NORTH, **met("2024-06-20", None), status="placed"),
    bought("a6", "A", "2024-06-04", NORTH, **met("2024-06-25", "2024-06-24")),
    bought("a7", "A", "2024-06-12", NORTH, **met("2024-06-26", "2024-06-27")),
    bought("b4", "B", "2024-06-05", SOUTH, **met("2024-07-20", None), status="on_hold"),
    bought("x1", "B", "2024-06-06", SOUTH, status="cancelled"),
    bought("x2", "A", "2024-05-07", NORTH, status="cancelled"),
    bought("g1", None, "2024-06-07", ABROAD, **met("2024-06-12", "2024-06-12")),  # type: ignore[arg-type]
    bought("late", "A", "2024-07-20", NORTH),  # after as-of: it has not happened
]


def _lines() -> list[dict[str, Any]]:
    """A pump in each order, a valve beside it in every second, some short, some taken back."""
    made = []
    for place, placed in enumerate([*BEFORE, *NOW]):
        number, here = placed["order_no"], placed.get("delivered_date")
        arrived = {"quantity_delivered": 4 if place % 3 else 3} if here else {}
        amount = 400 + 25 * place
        made.append(line(number, amount, **PUMP, **arrived))
        if place % 2:
            valves = {**VALVE, "cost": None} if place % 4 == 1 else VALVE
            short = {"quantity_delivered": 10} if here else {}
            made.append(line(number, 150 + place, line_no="2", **valves, **short))
    taken_back = {"product": "P", "quantity": -1, "cost": Decimal(-60)}
    made.append(line("n1", -110, line_no="9", **taken_back))
    return [
        *made,
        line("b3", -30, line_no="9", product="Q", quantity=-2),
        line("d2", 9, line_no="8"),
    ]


def _lead(number: str, created: str, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = {name: of[name] for name in ("sales_rep", "channel") if name in of} | {"follow_ups": 1}
    times = {name: moment(value) for name, value in more.items() if name.endswith("_at")}
    return {
        "lead_id": number,
        "created_at": moment(created),
        "follow_ups": 1,
        **own,
        **more,
        **times,
    }


def _spent(
    number: str, on: str, amount: int | None, of: dict[str, Any], **more: Any
) -> dict[str, Any]:
    own = {name: of[name] for name in ("sales_rep", "channel", "team") if name in of}
    return {"expense_id": number, "day": day(on), "category": "x", "amount": amount, **own, **more}


def _targets() -> list[dict[str, Any]]:
    owners = [("company", None), ("team", "North"), ("team", "South"), ("person", "r1")]
    owners += [("person", "r2"), ("product", "P"), ("product", "Q")]
    return [
        {"period": period, "level": level, "who": who, "measure": measure, "value": value}
        for level, who in owners
        for period, value in (("2024-Q2", 3000), ("2024-Q3", 4000))
        for measure in ("revenue", "units", "new_customers")
    ]


TABLES: dict[str, Rows] = {
    "orders": [*BEFORE, *NOW],
    "order_lines": _lines(),
    "credits": [
        {"order_no": number, "sales_rep": rep, "share": Decimal(share)}
        for number, rep, share in (
            *(("a4", "r1", "0.6"), ("a4", "r2", "0.4")),
            *(("b3", "r2", "0.25"), ("b3", "r3", "0.75")),
            *(("n1", "r1", "0.3333"), ("n1", "r2", "0.3333"), ("n1", "r3", "0.3333")),
            *(("n2", "r3", "0.7"), ("n2", "r1", "0.7")),  # adds up to nothing: whole to its owner
        )
    ],
    "complaints": [
        {
            "complaint_id": f"about {number}",
            "order_no": number,
            "raised_at": moment(raised),
            "first_response_at": moment(answered) if answered else None,
            "kind": "late",
        }
        for number, raised, answered in (
            ("b3", "2024-05-03 09:00", "2024-05-03 15:00"),
            ("n2", "2024-06-05 10:00", "2024-06-07 10:00"),
            ("n1", "2024-05-22 10:00", "2024-05-22 11:00"),
            ("d2", "2024-06-11 10:00", None),
        )
    ],
    "customers": [
        {"customer_id": name, "name": f"{name} Works", "contract_end": day("2024-09-30")}
        for name in "ABCDMN"
    ],
    "products": [
        {"product": "P", "name": "Pump", "product_line": "hard", "is_key": True},
        {"product": "Q", "name": "Valve", "product_line": "soft", "is_key": True},
    ],
    "people": [
        {"sales_rep": rep, "name": name, "team": team, "active_from": day(since)}
        for rep, name, team, since in (
            ("r1", "Rui", "North", "2022-01-01"),
            ("r2", "Ren", "South", "2023-01-01"),
            ("r3", "Roy", "South", "2024-05-16"),
        )
    ],
    "leads": [
        _lead("L1", "2024-04-01", NORTH, outcome="won", closed_at="2024-04-03", customer_id="A"),
        _lead("L2", "2024-04-20", NORTH, outcome="won", closed_at="2024-05-06", customer_id="N"),
        _lead("L3", "2024-05-02", SOUTH, outcome="lost", closed_at="2024-06-01", customer_id="B"),
        _lead("L4", "2024-05-03", ABROAD, outcome="won", closed_at="2024-05-08", customer_id="M"),
        _lead("L5", "2024-06-10", BARE, outcome="open"),
    ],
    "targets": _targets(),
    "expenses": [
        _spent("E1", "2024-04-10", 90, NORTH, is_acquisition=True, customer_id="N", budget=80),
        _spent("E2", "2024-05-10", 70, SOUTH, is_acquisition=True, budget=75),
        _spent("E3", "2024-05-12", 40, ABROAD, is_acquisition=True, customer_id="M", budget=45),
        _spent("E4", "2024-06-12", 25, BARE, customer_id="A"),
        _spent("E5", "2024-06-13", 15, NORTH, customer_id="B", budget=15),
        _spent("E6", "2024-06-14", None, NORTH, customer_id="B", budget=30),
    ],
}
