"""What is typed is seen by whoever reads targets, at once, and by nobody who looks at before."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.rows import rows
from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Seen
from ordertrack.scope import Scope, moment
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish

JUNE = Scope(moment("2024-06-30"), Period.month(2024, 6), access=Access.everything())


def typed(warehouse: Warehouse, value: object, seen: int = 1, **key: str) -> None:
    where = {"period": "2024-06", "level": "company", "name": "", "measure": "revenue", **key}
    changes = KINDS["target"].changes({**where, "value": value})
    journal = warehouse.records.journal
    journal.save(changes, "Ann", "", Seen(seen, journal.position()))


def attained(warehouse: Warehouse, scope: Scope = JUNE) -> float | None:
    release = warehouse.latest()
    assert release is not None
    found = evaluate(["revenue_attainment"], [], scope, warehouse.reader(release))
    return found["revenue_attainment"][0]


def test_a_typed_target_is_counted_at_once_and_can_be_looked_at_as_it_was(home: Path) -> None:
    warehouse = open_warehouse(home)
    sold = {"orders": [order("1", "2024-06-03", "C", sales_rep="Ann")]}
    release = publish(warehouse, {**sold, "order_lines": [line("1", amount=50)]})
    assert attained(warehouse) is None
    typed(warehouse, 100)
    before = warehouse.reader(release)
    assert attained(warehouse) == 0.5
    typed(warehouse, 200)
    assert attained(warehouse) == 0.25
    found = evaluate(["revenue_attainment"], [], JUNE, before)
    assert found["revenue_attainment"][0] == 0.5
    behind = rows("revenue_attainment", "denominator", JUNE, before)
    assert behind["value"].to_list() == [Decimal(100)]
    warehouse.close()


def test_a_typed_target_takes_the_place_of_an_imported_one(home: Path) -> None:
    warehouse = open_warehouse(home)
    target = {"period": "2024-06", "level": "person", "who": "Ann", "measure": "revenue"}
    tables = {
        "orders": [order("1", "2024-06-03", "C", sales_rep="Ann")],
        "order_lines": [line("1", amount=50)],
        "targets": [{**target, "value": Decimal(25)}],
    }
    publish(warehouse, tables)
    assert attained(warehouse) == 2
    typed(warehouse, 50, level="person", name="Ann")
    assert attained(warehouse) == 1
    typed(warehouse, None, level="person", name="Ann")
    assert attained(warehouse) == 2
    nobody = Scope(JUNE.as_of, JUNE.period, access=Access.only(team=["X"]))
    assert attained(warehouse, nobody) is None
    warehouse.close()


def test_a_name_stands_for_the_one_who_has_it_and_the_last_word_counts(home: Path) -> None:
    warehouse = open_warehouse(home)
    target = {"period": "2024-06", "level": "person", "who": "r1", "measure": "revenue"}
    tables = {
        "orders": [order("1", "2024-06-03", "C", sales_rep="r1")],
        "order_lines": [line("1", amount=50)],
        "people": [{"sales_rep": "r1", "name": "Ann"}],
        "targets": [{**target, "value": Decimal(25)}],
    }
    publish(warehouse, tables)
    typed(warehouse, 100, level="person", name="Ann")
    assert attained(warehouse) == 0.5
    typed(warehouse, 500, level="person", name="r1")
    assert attained(warehouse) == 0.1
    warehouse.close()


def test_the_company_is_one_whatever_a_file_calls_it(home: Path) -> None:
    warehouse = open_warehouse(home)
    target = {"level": "company", "who": "全公司", "measure": "revenue", "value": Decimal(30)}
    tables = {
        "orders": [order("1", "2024-06-03", "C")],
        "order_lines": [line("1", amount=50)],
        "targets": [{**target, "period": "2024-05"}, {**target, "period": "2024-06"}],
    }
    publish(warehouse, tables)
    typed(warehouse, 25)
    assert attained(warehouse) == 2
    quarter = Scope(JUNE.as_of, Period.parse("2024-Q2"), access=Access.everything())
    typed(warehouse, 100, period="2024-Q2")
    assert attained(warehouse, quarter) == 0.5  # of 100, of which 55 stand in its months
    warehouse.close()


def test_what_is_written_about_the_demo_company_is_not_about_data_of_ones_own(home: Path) -> None:
    warehouse = open_warehouse(home)
    sold = {"orders": [order("1", "2024-06-03", "C")], "order_lines": [line("1", amount=50)]}
    publish(warehouse, sold, kind="demo")
    typed(warehouse, 100)
    assert attained(warehouse) == 0.5
    own = {"orders": [order("2", "2024-06-03", "C")], "order_lines": [line("2", amount=70)]}
    mine = publish(warehouse, own)
    assert attained(warehouse) is None
    assert warehouse.rows_about(mine, "target") == []
    typed(warehouse, 140, seen=mine.number)
    assert attained(warehouse) == 0.5
    back = warehouse.undo("Ann")
    assert warehouse.is_demo(back)
    assert attained(warehouse) is None  # the one cell was written anew since
    typed(warehouse, 200, seen=back.number)
    assert attained(warehouse) == 0.25
    warehouse.close()
