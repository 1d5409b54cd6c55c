"""One import from the first file to the release, with files added, replaced and left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ordertrack.errors import BadMapping
from ordertrack.intake import Decisions, Import
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse

HEAD = "订单号,客户名称,产品/服务,下单时间,订单金额(元)\n"
FIRST = (HEAD + "SO1,A公司,软件,2024-06-01,50\n").encode()
SECOND = (HEAD + "SO2,B公司,硬件,2024-06-02,3\nSO3,B公司,硬件,2024-06-02,4\n").encode()
BROKEN = b'order no,customer,order date,amount\nSO1,"A,2024-06-01,1\n'


@pytest.fixture
def importing(home: Path) -> Iterator[Import]:
    warehouse = Warehouse.open()
    yield Import(warehouse, settings(), warehouse.storage.scratch("import"))
    warehouse.close()


def test_files_become_one_release(importing: Import) -> None:
    importing.read([("a.csv", FIRST)])
    importing.read([("b.csv", SECOND)])
    assert (importing.files, importing.rows) == (["a.csv", "b.csv"], 3)
    assert importing.prepare(Decisions()).accepted == 3
    assert importing.differences()["orders"].new == 3
    release = importing.publish("tester", "June")
    assert release is not None
    assert (release.who, release.note, release.kind) == ("tester", "June", "import")


def test_a_file_of_the_same_name_replaces_the_earlier_one(importing: Import) -> None:
    importing.read([("a.csv", FIRST)])
    importing.read([("a.csv", SECOND)])
    assert (importing.files, importing.rows) == (["a.csv"], 2)
    importing.read([("a.csv", BROKEN)])
    assert (importing.rows, len(importing.problems)) == (0, 1)


def test_a_file_can_be_left_out(importing: Import) -> None:
    importing.read([("a.csv", FIRST), ("b.csv", BROKEN)])
    assert not importing.prepare(Decisions()).publishable
    importing.leave_out("b.csv")
    assert importing.plan is None
    assert importing.prepare(Decisions()).publishable


def test_a_decision_that_makes_no_sense_leaves_the_plan_as_it_was(importing: Import) -> None:
    importing.read([("a.csv", FIRST)])
    plan = importing.prepare(Decisions())
    with pytest.raises(BadMapping):
        importing.prepare(Decisions(maps={"no such header": "customer_id"}))
    assert (importing.plan, importing.decisions) == (plan, Decisions())


def test_publishing_prepares_what_was_not_prepared(importing: Import) -> None:
    importing.read([("a.csv", FIRST)])
    assert importing.publish("tester") is not None


def test_rejected_rows_keep_their_reasons_when_files_change_places(importing: Import) -> None:
    bad = (HEAD + "SO2,B公司,硬件,很久以前,3\nSO3,B公司,硬件,2024-06-02,4\n").encode()
    importing.read([("a.csv", FIRST), ("b.csv", bad)])
    before = importing.prepare(Decisions()).rejected.frame("en")
    importing.read([("a.csv", FIRST)])
    assert importing.files == ["b.csv", "a.csv"]
    assert importing.prepare(Decisions()).rejected.frame("en").equals(before)
