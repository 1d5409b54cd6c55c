"""Where several headers could be a column, the better one is read and the others are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import mapping, one_file, raw_table, understood

from ordertrack.intake.plan import Plan

HEAD, ROW = "Order No|Customer|Order Date|Amount", "A1|C1|2024-05-01|10"


def told(plan: Plan) -> list[str]:
    return [str(finding.text) for finding in plan.findings if finding.kind == "other-columns"]


@pytest.mark.parametrize(
    ("headers", "values", "chosen", "column"),
    [
        ("Customer State|Market|Order Region", "TX|US|South", "Order Region", "orders.region"),
        ("Lead Source|Sales Channel", "fair|web", "Sales Channel", "orders.channel"),
        ("Owner|Sales Rep", "Ann|Bob", "Sales Rep", "orders.sales_rep"),
        ("省份|大区", "江苏|华东", "大区", "orders.region"),
    ],
)
def test_the_better_header_is_read_and_the_others_are_told(
    tmp_path: Path, headers: str, values: str, chosen: str, column: str
) -> None:
    plan = one_file(tmp_path, f"{HEAD}|{headers}", f"{ROW}|{values}")
    assert mapping(plan)[chosen] == [column]
    (text,) = told(plan)
    assert all(f'"{header}"' in text for header in headers.split("|"))
    assert plan.publishable


def test_it_is_told_once_for_files_of_one_layout(tmp_path: Path) -> None:
    files = [
        raw_table(tmp_path, f"{n}.csv", f"{HEAD}|Market|Region", f"{n}{ROW}|US|South")
        for n in range(3)
    ]
    (text,) = told(understood(tmp_path, *files))
    assert "0.csv" in text


@pytest.mark.parametrize(
    ("headers", "values"),
    [
        ("Region", "South"),
        ("Category Id|Category Name", "17|Shoes"),
        ("Sales Rep ID|Sales Rep", "7|Ann"),
        ("Region|Country", "South|US"),
    ],
)
def test_nothing_is_told_where_there_is_no_choice(
    tmp_path: Path, headers: str, values: str
) -> None:
    assert told(one_file(tmp_path, f"{HEAD}|{headers}", f"{ROW}|{values}")) == []


def test_nothing_is_told_where_a_person_chose(tmp_path: Path) -> None:
    plan = one_file(tmp_path, f"{HEAD}|Market|Region", f"{ROW}|US|S", maps={"Market": "region"})
    assert told(plan) == []


@pytest.mark.parametrize(("other", "rows"), [("10", []), ("15", ["1 rows"])])
def test_equal_headers_are_held_against_each_other_as_they_are_written(
    tmp_path: Path, other: str, rows: list[str]
) -> None:
    head = "Order No|Customer|Order Date|Amount|Amount_duplicated_0"
    table = raw_table(
        tmp_path, "o.csv", head, f"A1|C1|2024-05-01|10|{other}", "A2|C1|2024-05-01|9|9"
    )
    object.__setattr__(table, "units", ("万元",))
    found = [
        str(one.text) for one in understood(tmp_path, table).findings if one.kind == "same-header"
    ]
    assert [text.partition(" differ in ")[2][:6] for text in found] == rows
