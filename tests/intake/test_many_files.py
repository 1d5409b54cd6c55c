from __future__ import annotations

from pathlib import Path

import pytest
from making import raw_table, staged, understood
from reading import tables

from ordertrack.intake.files.read import read
from ordertrack.intake.mapping import recognise_all
from ordertrack.intake.plan import Plan

HEADERS = "Order no|Customer|Product|Order date|Amount|Status"


def many(folder: Path, count: int, day: str = "2024-06-01", headers: str = HEADERS) -> Plan:
    files = [
        raw_table(folder, f"part-{n:02}.csv", headers, f"S{n}|C{n}|P|{day}|{n}|shipped")
        for n in range(count)
    ]
    return understood(folder, *files)


def test_many_files_are_each_accounted_for(tmp_path: Path) -> None:
    plan = many(tmp_path, 20)
    assert [source.accepted for source in plan.sources] == [1] * 20
    assert [report["tables"] for report in plan.reports()] == [{"orders": 1, "order_lines": 1}] * 20
    amounts = staged(plan, "order_lines", "amount")
    assert sorted(float(row[0]) for row in amounts) == [float(n) for n in range(20)]


def test_files_of_one_layout_are_recognised_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    original = recognise_all.recognise

    def counted(clues: recognise_all.Clues, **known: object) -> object:
        calls.append(clues.raw_table.key)
        return original(clues, **known)  # ty: ignore[invalid-argument-type]

    monkeypatch.setattr(recognise_all, "recognise", counted)
    many(tmp_path, 20)
    assert calls == ["part-00.csv"]


def test_a_bad_row_is_rejected_in_its_own_file(tmp_path: Path) -> None:
    good = [
        raw_table(tmp_path, f"{n}.csv", HEADERS, f"S{n}|C|P|2024-06-01|1|shipped") for n in range(8)
    ]
    bad = raw_table(tmp_path, "bad.csv", HEADERS, "S9|C|P|2024-06-01|one|shipped")
    plan = understood(tmp_path, *good, bad)
    assert [source.rejected for source in plan.sources] == [0] * 8 + [1]


def test_dates_of_each_file_are_still_read_as_that_file_writes_them(tmp_path: Path) -> None:
    first = [
        raw_table(tmp_path, f"{n}.csv", HEADERS, f"S{n}|C|P|06/{13 + n}/2024|1|shipped")
        for n in range(5)
    ]
    other = raw_table(tmp_path, "eu.csv", HEADERS, "S9|C|P|25/06/2024|1|shipped")
    plan = understood(tmp_path, *first, other)
    assert not plan.open_questions
    assert [source.accepted for source in plan.sources] == [1] * 6


def test_what_holds_for_many_files_is_said_once(tmp_path: Path) -> None:
    headers = "Order no|Ignored|Product|Order date|Amount|Status"
    said = [str(f.text) for f in many(tmp_path, 6, headers=headers).findings]
    assert said == [
        "part-00.csv (and 5 other files) has no customers: customer figures will be empty."
    ]


def test_what_holds_for_a_few_files_names_each(tmp_path: Path) -> None:
    headers = "Order no|Ignored|Product|Order date|Amount|Status"
    assert len(many(tmp_path, 3, headers=headers).findings) == 3


def test_small_files_are_read_in_order_whatever_their_number(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for n in range(30):
        (folder / f"{n:02}.csv").write_text(f"order no,customer,amount\nS{n},C,{n}\n")
    (folder / "99.csv").write_text('order no,customer,amount\nS99,"C,9\n')
    found, problems = read([folder], tmp_path / "staging")
    assert [raw.file for raw in found] == [f"{n:02}.csv" for n in range(30)]
    assert [problem.file for problem in problems] == ["99.csv"]
    assert len({raw.path for raw in found}) == 30
    again, _ = read([folder / "00.csv"], tmp_path / "staging")
    assert again[0].path not in {raw.path for raw in found}


def test_one_upload_is_read_as_before(tmp_path: Path) -> None:
    assert tables(tmp_path, "order no,customer,amount\nS1,C,1\n")[0].read == 1


def test_bad_rows_and_previews_of_files_that_are_checked_together_stay_apart(
    tmp_path: Path,
) -> None:
    files = [
        raw_table(
            tmp_path,
            f"{n}.csv",
            HEADERS,
            *(f"S{n}{row}|C|P|2024-06-01|{row}|shipped" for row in range(n + 1)),
            f"S{n}x|C|P|2024-06-01|one|shipped",
        )
        for n in range(4)
    ]
    plan = understood(tmp_path, *files)
    assert [(source.accepted, source.rejected) for source in plan.sources] == [
        (n + 1, 1) for n in range(4)
    ]
    assert [source.preview["_row"].to_list() for source in plan.sources] == [
        list(range(2, n + 3)) for n in range(4)
    ]
    assert plan.sources[3].preview["orders.order_no"][0] == "S30"


def test_a_part_of_an_import_that_was_checked_is_not_mixed_with_another(tmp_path: Path) -> None:
    many(tmp_path, 5)
    plan = many(tmp_path, 3, day="2024-07-01")
    assert {row[0].isoformat()[:7] for row in staged(plan, "orders", "order_date")} == {"2024-07"}


def test_rows_that_stand_in_two_of_many_files_count_once(tmp_path: Path) -> None:
    rows = ["S1|C1|P|2024-06-01|5|shipped", "S2|C1|P|2024-06-01|5|shipped"]
    files = [raw_table(tmp_path, f"{n}.csv", HEADERS, *rows) for n in range(4)]
    plan = understood(tmp_path, *files)
    assert [source.accepted for source in plan.sources] == [2, 0, 0, 0]
    assert [sum(source.skipped.values()) for source in plan.sources] == [0, 2, 2, 2]


def test_years_of_another_era_are_found_in_the_one_file_that_has_them(tmp_path: Path) -> None:
    files = [
        raw_table(tmp_path, f"{n}.csv", HEADERS, f"S{n}|C|P|{day}|1|shipped")
        for n, day in enumerate(["2024-06-01", "2567-06-01", "2024-06-02"])
    ]
    days = staged(understood(tmp_path, *files), "orders", "order_date")
    assert sorted(str(row[0])[:10] for row in days) == ["2024-06-01", "2024-06-01", "2024-06-02"]


def test_one_odd_cell_in_many_rows_is_still_found(tmp_path: Path) -> None:
    files = [
        raw_table(
            tmp_path,
            f"{n}.csv",
            HEADERS,
            *(f"S{n}-{row}|C|P|2024-06-01|{row}|shipped" for row in range(30_000)),
            *(["S|C|P|2024-06-02|1,250.50|shipped"] if n == 2 else []),
        )
        for n in range(4)
    ]
    plan = understood(tmp_path, *files)
    assert [source.accepted for source in plan.sources] == [30_000, 30_000, 30_001, 30_000]
    assert (1250.5,) in [(float(row[0]),) for row in staged(plan, "order_lines", "amount")]
