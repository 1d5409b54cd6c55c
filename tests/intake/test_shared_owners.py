"""Several salespeople in one cell: asked once, then each has his part of the order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from releasing import Shop, kinds

from ordertrack.access import Access
from ordertrack.intake import Decisions
from ordertrack.intake.values.owners import Names
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.warehouse import Warehouse

ZH = "订单号,客户名称,下单时间,订单金额,销售负责人"
EN = "Order No,Customer,Order Date,Product,Amount,Salesperson"
ASKED = "shared-orders:a.csv:销售负责人"
SPLIT: dict[str, Any] = {"answers": {ASKED: "split"}}
SHARES = "SELECT order_no, sales_rep, share FROM credits ORDER BY order_no, share DESC, sales_rep"
OWNERS = "SELECT order_no, sales_rep FROM orders ORDER BY ALL"
MAY = Scope(moment("2024-06-10"), Period.month(2024, 5), access=Access.everything())
KNOWN = Names(["张三", "李四", "王和平", "Ann", "Bob", "Cy", "Smith, John", "A/B Trading"])


@pytest.fixture
def shop(home: object) -> Shop:
    return Shop(Warehouse.open())


def orders(*owners: str, start: int = 1) -> list[str]:
    return [
        f'A{number},甲{number},2024-05-0{number},10,"{owner}"'
        for number, owner in enumerate(owners, start)
    ]


def asked(plan: object) -> list[str]:
    return [q.id for q in plan.questions if q.kind == "shared-orders"]  # ty: ignore


def by_person(shop: Shop) -> dict[str, Decimal]:
    """Revenue by credits, which is that of the company in all."""
    release = shop.warehouse.latest()
    assert release is not None
    reader = shop.warehouse.reader(release)
    people = evaluate(["revenue"], ["sales_rep"], MAY, reader)
    whole = evaluate(["revenue"], [], MAY, reader)["revenue"].item()
    assert people["revenue"].sum() == whole
    return dict(people.select("sales_rep", "revenue").rows())


@pytest.mark.parametrize(
    ("cell", "shares"),
    [
        ("张三 60% / 李四 40%", {"张三": "0.6", "李四": "0.4"}),
        ("张三（60％）、李四（40％）", {"张三": "0.6", "李四": "0.4"}),
        ("Zoe 0.6; Max 0.4", {"Zoe": "0.6", "Max": "0.4"}),
        ("Zoe 60; Max 40", {"Zoe": "0.6", "Max": "0.4"}),
        ("60% Zoe, 40% Max", {"Zoe": "0.6", "Max": "0.4"}),
        ("Ann,60%;Bob,40%", {"Ann": "0.6", "Bob": "0.4"}),
        ("Ann 33,3% / Bob 33,3% / Cy 33,3%", {"Ann": "0.333", "Bob": "0.333", "Cy": "0.334"}),
        ("Ann|Bob + Cy", {"Ann": "0.333333", "Bob": "0.333333", "Cy": "0.333334"}),
        ("bob & ann", {"Bob": "0.5", "Ann": "0.5"}),
        ("Ann and Bob", {"Ann": "0.5", "Bob": "0.5"}),
        ("张三和李四", {"张三": "0.5", "李四": "0.5"}),
        ("王和平/李四", {"王和平": "0.5", "李四": "0.5"}),
        ("Ann, Bob / Cy", {"Ann": "0.333333", "Bob": "0.333333", "Cy": "0.333334"}),
        ("Smith, John; Ann", {"Smith, John": "0.5", "Ann": "0.5"}),
        ("Ann / Zoe", {"Ann": "0.5", "Zoe": "0.5"}),
        ("Ann 60% / Bob 60%", {"Ann": "0.6", "Bob": "0.6"}),
        ("Ann 60% / Bob", {"Ann": "0.6", "Bob": "0"}),
        ("Ann 100%", {"Ann": "1"}),
    ],
)
def test_a_cell_is_split_where_its_names_are_known_or_have_shares(
    cell: str, shares: dict[str, str]
) -> None:
    assert dict(KNOWN.shares(cell) or ()) == {name: Decimal(s) for name, s in shares.items()}
    assert next(iter(KNOWN.shares(cell) or ()))[0] == next(iter(shares))


@pytest.mark.parametrize(
    "cell",
    ["Smith, John", "A/B Trading", "Ann, Zoe", "李和平", "Rep 1 / Rep 2", "Ann", "N/A", "、", ""],
)
def test_a_name_with_a_separator_stays_one_name(cell: str) -> None:
    assert KNOWN.shares(cell) is None


def test_people_with_numbers_in_their_names_have_no_shares() -> None:
    names = Names(["Rep 40", "Rep 60"])
    assert dict(names.shares("Rep 40 / Rep 60") or ()) == {
        "Rep 40": Decimal("0.5"),
        "Rep 60": Decimal("0.5"),
    }


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ("张三 60% / 李四 40%", "王五"),
            [("A1", "张三", Decimal("0.6")), ("A1", "李四", Decimal("0.4"))],
        ),
        (
            ("张三、李四", "张三", "李四"),
            [("A1", "张三", Decimal("0.5")), ("A1", "李四", Decimal("0.5"))],
        ),
    ],
)
def test_shared_orders_are_asked_for_and_split(
    shop: Shop, cells: tuple[str, ...], expected: list
) -> None:
    plan = shop.plan(ZH, *orders(*cells))
    (question,) = [q for q in plan.questions if q.kind == "shared-orders"]
    assert (question.id, question.open, question.rows) == (ASKED, True, 1)
    assert question.samples == (cells[0],)
    assert not plan.publishable
    shop.imports(ZH, *orders(*cells), **SPLIT)
    assert shop.rows(SHARES) == expected
    assert shop.rows(OWNERS)[0] == ("A1", "张三")
    assert sum(by_person(shop).values()) == 10 * len(cells)


def test_one_name_as_it_stands_is_an_answer_too(shop: Shop) -> None:
    shop.imports(ZH, *orders("张三、李四", "张三", "李四"), answers={ASKED: "one-name"})
    assert shop.rows(OWNERS)[0] == ("A1", "张三、李四")
    assert shop.rows(SHARES) == []


def test_lines_of_an_order_are_shared_with_it(shop: Shop) -> None:
    lines = ["S1,甲,2024-05-01,P,10,Ann 0.6; Bob 0.4", "S1,甲,2024-05-01,Q,20,Ann 0.6; Bob 0.4"]
    shop.imports(EN, *lines, answers={"shared-orders:a.csv:Salesperson": "split"})
    assert shop.rows(SHARES) == [("S1", "Ann", Decimal("0.6")), ("S1", "Bob", Decimal("0.4"))]
    assert by_person(shop) == {"Ann": Decimal(18), "Bob": Decimal(12)}


def test_names_with_a_comma_are_not_asked_for(shop: Shop) -> None:
    plan = shop.plan(ZH, *orders("Smith, John", "A/B Trading", "Doe, Jane", "Ann"))
    assert asked(plan) == []
    shop.importing.publish("tester")
    assert ("A1", "Smith, John") in shop.rows(OWNERS)


def test_beside_shared_orders_a_name_with_a_comma_stays_and_is_told(shop: Shop) -> None:
    plan = shop.plan(ZH, *orders("Ann/Bob", "Ann", "Bob", "Smith, John"), **SPLIT)
    told = next(str(one.text) for one in plan.findings if one.kind == "owners-as-one")
    assert "Smith, John" in told and "Ann" not in told
    shop.importing.publish("tester")
    assert ("A4", "Smith, John") in shop.rows(OWNERS)


def test_shares_that_do_not_add_up_are_told_and_the_order_goes_to_the_first(shop: Shop) -> None:
    plan = shop.plan(ZH, *orders("张三 60% / 李四 60%", "李四 50% / 张三"), **SPLIT)
    told = next(one for one in plan.findings if one.kind == "shares-apart")
    assert told.count == 2
    shop.importing.publish("tester")
    owned = "SELECT order_no, sales_rep, share_to FROM credited_orders ORDER BY ALL"
    assert shop.rows(owned) == [("A1", "张三", Decimal(1)), ("A2", "李四", Decimal(1))]


def test_the_answer_is_remembered_and_names_of_the_release_are_known(shop: Shop) -> None:
    shop.imports(ZH, *orders("张三、李四", "张三", "李四"), **SPLIT)
    plan = shop.plan(ZH, *orders("李四、张三", start=4), file="6 月.csv")
    assert "answer-remembered" in kinds(plan) and plan.publishable
    shop.importing.publish("tester")
    assert ("A4", "李四", Decimal("0.5")) in shop.rows(SHARES)


def test_an_import_again_replaces_the_shares(shop: Shop) -> None:
    shop.imports(ZH, *orders("张三 60% / 李四 40%", "张三、李四", "王五 50%/张三 50%"), **SPLIT)
    plan = shop.plan(ZH, *orders("张三 30% / 王五 70%", "李四"))
    told = next(str(one.text) for one in plan.findings if one.kind == "no-longer-shared")
    assert "A2" in told and "A1" not in told
    shop.importing.publish("tester")
    assert shop.rows(SHARES) == [
        ("A1", "王五", Decimal("0.7")),
        ("A1", "张三", Decimal("0.3")),
        ("A2", "李四", Decimal(1)),
        ("A3", "张三", Decimal("0.5")),
        ("A3", "王五", Decimal("0.5")),
    ]
    assert shop.rows(OWNERS)[1] == ("A2", "李四")
    assert "no-longer-shared" not in kinds(shop.plan(ZH, *orders("张三", "李四")[1:]))


def test_people_are_found_by_name_and_keep_their_numbers(shop: Shop) -> None:
    shop.imports("工号,姓名,团队", "R1,张三,一部", "R2,李四,一部", file="人员.csv", table="people")
    plan = shop.plan(ZH, *orders("张三、李四"), **SPLIT)
    assert asked(plan) == [ASKED]
    shop.importing.publish("tester")
    assert shop.rows(SHARES) == [("A1", "R1", Decimal("0.5")), ("A1", "R2", Decimal("0.5"))]
    shop.imports(ZH, *orders("张三 60%、李四 40%"))
    assert shop.rows(SHARES) == [("A1", "R1", Decimal("0.6")), ("A1", "R2", Decimal("0.4"))]


def test_a_sheet_of_shares_counts_more_than_the_cells(shop: Shop) -> None:
    listed = "\n".join((ZH, *orders("张三、李四", "张三", "李四、张三")))
    sheet = "订单号,销售员,业绩占比\nA1,张三,70%\nA1,王五,30%\n"
    shop.plan(ZH, *orders("张三"))
    shop.importing.read([("a.csv", listed.encode()), ("b.csv", sheet.encode())])
    shop.importing.prepare(Decisions(**SPLIT))
    shop.importing.publish("tester")
    assert shop.rows(SHARES) == [
        ("A1", "张三", Decimal("0.7")),
        ("A1", "王五", Decimal("0.3")),
        ("A3", "张三", Decimal("0.5")),
        ("A3", "李四", Decimal("0.5")),
    ]


def test_a_full_list_has_all_shares(shop: Shop) -> None:
    shop.imports(ZH, *orders("张三、李四", "张三", "李四"), **SPLIT)
    shop.imports(ZH, *orders("张三", "李四/张三", "李四"), full=True)
    assert {number for number, _, share in shop.rows(SHARES) if share < 1} == {"A2"}
    assert by_person(shop) == {"张三": Decimal(15), "李四": Decimal(15)}
