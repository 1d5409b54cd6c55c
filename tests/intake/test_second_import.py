"""What a person settled once for these headers, a second import reads as the first one did."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from releasing import Shop, kinds

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake import Decisions, Import, Plan
from ordertrack.settings import Settings, settings
from ordertrack.warehouse import Release, Warehouse

HEADS = "Order No,Customer,Order Date,Product"
Kinds = Mapping[str, str]


@dataclass(frozen=True)
class Settled:
    """An export, what a person says about it, and the amounts (by order) that follow.

    `again` are orders of it that come alone in another export, `later` whole orders of a next one,
    with their amounts. `beside` is a second file.
    """

    head: str
    rows: tuple[str, ...]
    amounts: Mapping[str, float]
    answers: Kinds = field(default_factory=dict)
    later: tuple[str, ...] = ()
    then: Mapping[str, float] = field(default_factory=dict)
    file: str = "a.csv"
    beside: tuple[str, str] | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)
    again: tuple[str, ...] = ("1",)


PRICED = f"{HEADS},Quantity,Unit Price"
SOLD = f"{HEADS},Quantity,Amount"

EXPORTS = {
    "discount in tenths": Settled(
        f"{PRICED},折扣",
        ("1,A,2024-06-01,P,2,100,9", "2,A,2024-06-02,P,2,100,8.5", "3,A,2024-06-03,P,2,100,10"),
        {"1": 180, "2": 170, "3": 200},
        {"discount": "paid"},
        ("4,A,2024-06-04,P,2,100,9", "5,A,2024-06-04,P,2,100,7"),
        {"4": 180, "5": 140},
    ),
    "discount in tenths and hundredths": Settled(
        f"{PRICED},折扣",
        ("1,A,2024-06-01,P,2,100,9", "2,A,2024-06-02,P,2,100,85", "3,A,2024-06-03,P,2,100,10"),
        {"1": 180, "2": 170, "3": 200},
        {"discount": "paid"},
        ("4,A,2024-06-04,P,2,100,95",),
        {"4": 190},
    ),
    "discount paid, then a large one": Settled(
        f"{PRICED},折扣",
        ("1,A,2024-06-01,P,2,100,0.9", "2,A,2024-06-02,P,2,100,1"),
        {"1": 180, "2": 200},
        {"discount": "paid"},
        ("4,A,2024-06-04,P,2,100,0.3",),
        {"4": 60},
    ),
    "discount as money": Settled(
        f"{PRICED},Discount",
        ("1,A,2024-06-01,P,2,100,15", "2,A,2024-06-02,P,2,100,0"),
        {"1": 185, "2": 200},
        {"discount": "amount"},
        ("4,A,2024-06-04,P,2,100,0.5",),
        {"4": 199.5},
    ),
    "discount told by its values": Settled(
        f"{PRICED},折扣",
        ("1,A,2024-06-01,P,2,100,9折", "2,A,2024-06-02,P,2,100,85折"),
        {"1": 180, "2": 170},
        later=("4,A,2024-06-04,P,2,100,95折",),
        then={"4": 190},
    ),
    "refund on every line": Settled(
        f"{SOLD},Refunded Amount",
        ("1,A,2024-06-01,P,1,30,12", "1,A,2024-06-01,Q,1,50,12", "2,A,2024-06-01,Q,1,50,0"),
        {"1": 68, "2": 50},
        {"refunds": "yes"},
        ("4,A,2024-06-04,P,1,30,5", "4,A,2024-06-04,Q,1,50,5", "5,A,2024-06-04,Q,1,50,1"),
        {"4": 75, "5": 49},
    ),
    "no refund at first": Settled(
        f"{SOLD},Refunded Amount,Remark",
        ("1,A,2024-06-01,P,1,30,12,x",),
        {"1": 30},
        {"refunds": "no"},
        ("4,A,2024-06-04,P,1,30,5,y",),
        {"4": 30},
    ),
    "second status": Settled(
        f"{SOLD},Status,Payment Status",
        ("1,A,2024-06-01,P,1,30,shipped,Refunded", "2,A,2024-06-01,P,1,40,shipped,paid"),
        {"2": 40},
        later=("4,A,2024-06-04,P,1,30,shipped,paid", "5,A,2024-06-04,P,1,30,shipped,Voided"),
        then={"4": 30},
    ),
    "returned orders": Settled(
        f"{SOLD},Returned",
        ("1,A,2024-06-01,P,1,30,No", "2,A,2024-06-01,P,1,40,Yes"),
        {"1": 30},
        {"returned-orders": "yes"},
        ("4,A,2024-06-04,P,1,30,No",),
        {"4": 30},
        again=("1", "2"),
    ),
    "document types": Settled(
        f"{SOLD},Type",
        ("1,A,2024-06-01,P,5,500,Sale", "2,A,2024-06-02,P,4,400,Return",
         "3,A,2024-06-02,P,4,40,Swap"),
        {"1": 500, "2": -400, "3": -40},
        answered={"word:a.csv:o_document_type:Swap": "return"},
        later=("4,A,2024-06-04,P,4,40,Swap", "5,A,2024-06-04,P,4,70,Sale"),
        then={"4": -40, "5": 70},
        again=("3",),
    ),
    "unlike signs": Settled(
        f"{SOLD},Unit Price",
        ("1,A,2024-06-01,P,-4,400,100", "2,A,2024-06-02,P,1,50,50"),
        {"1": -400, "2": 50},
        {"signs": "return"},
        ("4,A,2024-06-04,P,-1,10,10",),
        {"4": -10},
    ),
    "price of the line": Settled(
        f"{PRICED},Order Total",
        ("1,A,2024-06-01,P,2,30,80", "1,A,2024-06-01,Q,3,50,80", "2,A,2024-06-01,Q,4,50,50"),
        {"1": 80, "2": 50},
        later=("4,A,2024-06-04,P,2,30,30",),
        then={"4": 30},
    ),
    "order total on every line": Settled(
        SOLD,
        (
            "1,A,2024-06-01,P,1,80", "1,A,2024-06-01,Q,1,80", "2,A,2024-06-01,P,1,50",
            "2,A,2024-06-01,Q,1,50", "3,A,2024-06-01,P,1,60", "3,A,2024-06-01,Q,1,60",
        ),
        {"1": 80, "2": 50, "3": 60},
        {"amount-of": "order"},
        ("4,A,2024-06-04,P,1,90", "4,A,2024-06-04,Q,1,90"),
        {"4": 90},
    ),
    "order total by the prices": Settled(
        f"{SOLD},Unit Price",
        (
            "1,A,2024-06-01,P,1,82,30", "1,A,2024-06-01,Q,1,82,50", "2,A,2024-06-01,P,1,52,10",
            "2,A,2024-06-01,Q,1,52,40", "3,A,2024-06-01,P,1,62,20", "3,A,2024-06-01,Q,1,62,40",
        ),
        {"1": 82, "2": 52, "3": 62},
        later=("4,A,2024-06-04,P,1,92,30", "4,A,2024-06-04,Q,1,92,60"),
        then={"4": 92},
    ),
    "days and months": Settled(
        f"{SOLD}",
        ("1,A,03/04/2024,P,1,30", "2,A,05/04/2024,P,1,40"),
        {"1": 30, "2": 40},
        {"day-order": "day-first"},
        ("4,A,07/04/2024,P,1,40",),
        {"4": 40},
    ),
    "points": Settled(
        f"{SOLD}",
        ("1,A,2024-06-01,P,1,1.234", "2,A,2024-06-01,P,1,2.500"),
        {"1": 1234, "2": 2500},
        {"number-form": "dot-thousands"},
        ("4,A,2024-06-04,P,1,7.250",),
        {"4": 7250},
    ),
    "each row an order": Settled(
        "Date,Customer,Product,Amount",
        ("2024-06-01,A,P,30", "2024-06-01,A,P,30", "2024-06-02,B,P,40"),
        {},
        {"row-orders": "yes"},
        again=(),
    ),
    "numbers of two shops": Settled(
        SOLD,
        ("1,A,2024-06-01,P,1,30", "1,B,2024-06-02,P,1,40"),
        {"1-A": 30, "1-B": 40},
        {"conflict": "append-customer"},
    ),
    "values that do not fit": Settled(
        f"{SOLD},Promised Date",
        (
            "1,A,2024-06-01,P,1,30,2024-06-09", "2,A,2024-06-01,P,1,40,soon",
            "3,A,2024-06-01,P,1,40,after Easter",
        ),
        {"1": 30, "2": 40, "3": 40},
        later=("4,A,2024-06-04,P,1,40,soon", "5,A,2024-06-04,P,1,40,2024-07-01",
               "6,A,2024-06-04,P,1,40,later"),
        then={"4": 40, "5": 40, "6": 40},
    ),
    "a header that stands twice": Settled(
        f"{HEADS},Quantity,Amount,Amount",
        ("1,A,2024-06-01,P,1,30,free", "2,A,2024-06-01,P,1,40,free"),
        {"1": 30, "2": 40},
        later=("4,A,2024-06-04,P,1,40,free",),
        then={"4": 40},
    ),
    "lines of returns": Settled(
        SOLD,
        ("1,A,2024-06-01,P,1,30", "2,A,2024-06-01,P,1,40"),
        {"1": 30, "2": 40, "2-R": -10},
        {"returned-orders": "negative"},
        ("4,A,2024-06-04,P,1,40",),
        {"4": 40},
        beside=("退货.csv", "订单号,退货日期,产品,数量,金额\n2,2024-07-09,P,1,10\n"),
    ),
    "a list of returned orders": Settled(
        SOLD,
        ("1,A,2024-06-01,P,1,30", "2,A,2024-06-01,P,1,40"),
        {"1": 30},
        {"returned-orders": "yes"},
        ("4,A,2024-06-04,P,1,40",),
        {"4": 40},
        beside=("Returns.csv", "Order No,Reason\n2,broken\n"),
    ),
    "said: a share that is paid": Settled(
        f"{PRICED},折扣",
        ("1,A,2024-06-01,P,2,100,9", "2,A,2024-06-02,P,2,100,8.5"),
        {"1": 180, "2": 170},
        maps={"折扣": "discount_kept"},
        later=("4,A,2024-06-04,P,2,100,7",),
        then={"4": 140},
    ),
    "said: a refund": Settled(
        f"{SOLD},Back",
        ("1,A,2024-06-01,P,1,30,12", "1,A,2024-06-01,Q,1,50,12", "2,A,2024-06-01,Q,1,50,0"),
        {"1": 68, "2": 50},
        maps={"Back": "refund"},
        later=("4,A,2024-06-04,P,1,30,5", "4,A,2024-06-04,Q,1,50,5"),
        then={"4": 75},
    ),
    "said: returned": Settled(
        f"{SOLD},Back?",
        ("1,A,2024-06-01,P,1,30,No", "2,A,2024-06-01,Q,1,50,Yes", "3,A,2024-06-01,Q,1,50,"),
        {"1": 30, "3": 50},
        maps={"Back?": "returned"},
        later=("4,A,2024-06-04,P,1,30,No", "5,A,2024-06-04,P,1,30,Yes"),
        then={"4": 30},
        again=("1", "2"),
    ),
    "said: not used": Settled(
        f"{SOLD},Refund",
        ("1,A,2024-06-01,P,1,30,12", "2,A,2024-06-01,Q,1,50,0"),
        {"1": 30, "2": 50},
        maps={"Refund": ""},
        later=("4,A,2024-06-04,P,1,30,12",),
        then={"4": 30},
    ),
}  # fmt: skip


class Home:
    """A warehouse into which exports are imported one after the other."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = Warehouse.open(Settings(home=folder))
        self.importing = Import(self.warehouse, Settings(home=folder), folder / "staging")

    def imports(self, export: Settled, rows: tuple[str, ...], said: Decisions) -> Plan:
        """Publish these rows of an export; nothing may be open."""
        text = "\n".join((export.head, *rows, ""))
        files = [(export.file, text)] + ([export.beside] if export.beside else [])
        settings, scratch = self.importing.settings, self.warehouse.storage.scratch("import")
        self.importing = Import(self.warehouse, settings, scratch)
        self.importing.read([(name, content.encode()) for name, content in files])
        plan = self.importing.prepare(said)
        assert [question.id for question in plan.open_questions] == []
        return plan

    def publish(self) -> object:
        return self.importing.publish("tester")

    def amounts(self) -> dict[str, float]:
        """The amount of each order that counts."""
        rows = self.rows(
            "SELECT order_no, SUM(CAST(amount AS DOUBLE)) FROM line_facts"
            " WHERE counted GROUP BY order_no"
        )
        return dict(rows)

    def content(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT * FROM line_facts ORDER BY ALL")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        release = self.warehouse.latest()
        assert release is not None
        return self.warehouse.reader(release).run(Select.text(query, Access.everything())).rows()


NOTHING = Decisions()


def said(export: Settled) -> Decisions:
    """What a person says at first, about a header too where there is one of customers."""
    maps = {"Customer": "customer_id"} if "Customer" in export.head else {}
    return Decisions(
        maps={**maps, **export.maps}, answers_by_kind=export.answers, answers=export.answered
    )


# Every other one, beside its like; all of them with ALL_EXPORTS=1.
CHOSEN = [*EXPORTS] if os.environ.get("ALL_EXPORTS") else [*EXPORTS][::2]


@pytest.mark.parametrize("name", CHOSEN)
def test_a_second_import_reads_what_the_first_one_read(tmp_path: Path, name: str) -> None:
    export, home = EXPORTS[name], Home(tmp_path)
    home.imports(export, export.rows, said(export))
    home.publish()
    first, content = home.amounts(), home.content()
    assert first == (export.amounts or first)
    home.imports(export, export.rows, NOTHING)
    assert home.publish() is None
    for number in export.again:
        home.imports(export, rows_of(export, number), NOTHING)
        home.publish()
        assert (home.amounts(), home.content()) == (first, content), number
    if export.later:
        home.imports(export, export.later, NOTHING)
        home.publish()
        assert home.amounts() == {**export.amounts, **export.then}


def rows_of(export: Settled, number: str) -> tuple[str, ...]:
    return tuple(row for row in export.rows if row.partition(",")[0] == number)


def test_shipping_counts_as_delivery_in_each_update_that_was_answered_so(tmp_path: Path) -> None:
    home = Home(tmp_path)
    sold = Settled(SOLD, ("1,A,2024-06-01,P,1,30", "2,A,2024-06-01,P,1,40"), {})
    home.imports(sold, sold.rows, NOTHING)
    home.publish()
    sent = Settled("Order No,Shipped Date", (), {}, file="sent.csv")
    yes = Decisions(answers_by_kind={"ship-as-delivery": "yes"})
    for row, decisions in (("1,2024-06-09", yes), ("2,2024-06-10", NOTHING)):
        home.imports(sent, (row,), decisions)
        home.publish()
    days = home.rows("SELECT order_no, CAST(delivered_at AS DATE) FROM order_facts ORDER BY 1")
    assert days == [("1", date(2024, 6, 9)), ("2", date(2024, 6, 10))]


@pytest.mark.parametrize(
    "wishes", [{"accept_suggestions": True}, {"answers_by_kind": {"lookup": "yes"}}]
)
def test_a_file_of_names_that_is_missing_later_is_told(home: Path, wishes: dict[str, Any]) -> None:
    warehouse = Warehouse.open()
    head = "product_id,product_name,category_id\n"
    names = "category_id,category_name\n8,Seafood\n"
    _, plan = brought(warehouse, head + "1,Chai,8\n", names, **wishes)
    assert "lookup-missing" not in kinds(plan)
    lines = "SELECT product, product_line FROM products ORDER BY product"
    shop = Shop(warehouse)
    assert shop.rows(lines) == [("1", "Seafood")]
    _, plan = brought(warehouse, head + "2,Chang,8\n", None)
    (told,) = [found for found in plan.findings if found.kind == "lookup-missing"]
    assert told.severity == "warning"
    assert '"category_id" of products.csv had its names from categories.csv' in str(told.text)
    assert shop.rows(lines) == [("1", "Seafood"), ("2", "8")]


def brought(
    warehouse: Warehouse, products: str, names: str | None, **wishes: Any
) -> tuple[Release | None, Plan]:
    """Import products, with the file that names their categories or without."""
    importing = Import(warehouse, settings(), warehouse.storage.scratch("import"))
    files = [("products.csv", products.encode())]
    importing.read(files + ([("categories.csv", names.encode())] if names else []))
    plan = importing.prepare(Decisions(**wishes))
    return importing.publish("tester"), plan
