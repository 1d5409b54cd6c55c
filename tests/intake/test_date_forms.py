from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from making import kinds, one_file, raw_table, staged, understood
from reading import table

from ordertrack.intake.plan import Plan
from ordertrack.intake.publish import publish
from ordertrack.warehouse import Warehouse

HEADERS = "Order No|Customer|Product|Amount|Order Date"
QUESTION = "date-cells:b.xlsx › Orders:Order Date"


def booked(folder: Path, *dates: str, sheet: str | None = "Orders", **wishes: object) -> Plan:
    rows = [f"{at}|A|P|5|{day}" for at, day in enumerate(dates, 1)]
    name = "b.xlsx" if sheet else "orders.csv"
    return understood(folder, raw_table(folder, name, HEADERS, *rows, sheet=sheet), **wishes)


def days(plan: Plan) -> list[str]:
    return [str(day)[:10] for _, day in staged(plan, "orders", "order_no", "order_date")]


def asked(plan: Plan) -> list[tuple[str, str | None]]:
    return [(q.id, q.suggested) for q in plan.questions if q.kind == "date-cells"]


@pytest.mark.parametrize(
    ("texts", "right"),
    [
        (("15/06/2024", "25/06/2024"), ("2024-06-15", "2024-06-25")),
        (("15.06.2024", "25.06.2024 10:30"), ("2024-06-15", "2024-06-25")),
        (("06/15/2024", "06/25/2024"), ("2024-06-15", "2024-06-25")),
    ],
)
def test_date_cells_beside_late_texts_may_have_day_and_month_exchanged(
    tmp_path: Path, texts: tuple[str, str], right: tuple[str, str]
) -> None:
    dates = ("2024-01-06 00:00:00", "2024-05-06 00:00:00", *texts)
    plan = booked(tmp_path, *dates)
    assert (asked(plan), plan.publishable) == ([(QUESTION, "swapped")], False)
    plan = booked(tmp_path / "1", *dates, answers={QUESTION: "swapped"})
    assert days(plan) == ["2024-06-01", "2024-06-05", *right]
    plan = booked(tmp_path / "2", *dates, answers={QUESTION: "as-they-stand"})
    assert days(plan) == ["2024-01-06", "2024-05-06", *right]


@pytest.mark.parametrize(
    ("later", "right"),
    [
        (("2024-03-07 00:00:00",), ["2024-07-03"]),
        (("2024-03-07 00:00:00", "2024-03-17 00:00:00"), ["2024-03-07", "2024-03-17"]),
    ],
)
def test_date_cells_alone_are_read_as_was_answered_unless_one_contradicts(
    tmp_path: Path, home: Path, later: tuple[str, ...], right: list[str]
) -> None:
    warehouse = Warehouse.open()
    dates = ("2024-01-06 00:00:00", "15/06/2024")
    first = booked(tmp_path / "1", *dates, answers={QUESTION: "swapped"})
    publish(first, warehouse, "tester")
    again = booked(tmp_path / "2", *later, records=warehouse.records)
    assert days(again) == right
    assert ("answer-remembered" in kinds(again)) is (len(later) == 1)
    warehouse.close()


@pytest.mark.parametrize(
    "dates",
    [
        ("2024-01-06 00:00:00", "2024-05-16 00:00:00", "15/06/2024"),
        ("2024-01-06 00:00:00", "15/06/2024", "01/06/2024"),
        ("2024-01-06 00:00:00", "2024-05-06 00:00:00"),
        ("2024-06-06 00:00:00", "15/06/2024"),
    ],
)
def test_where_a_date_contradicts_that_nothing_is_asked(
    tmp_path: Path, dates: tuple[str, ...]
) -> None:
    assert asked(booked(tmp_path, *dates)) == []


def test_a_text_file_has_no_date_cells(tmp_path: Path) -> None:
    assert asked(booked(tmp_path, "2024-01-06", "15/06/2024", sheet=None)) == []


@pytest.mark.parametrize(
    ("dates", "right"),
    [
        (("2567-06-01", "2567-02-29"), ["2024-06-01", "2024-02-29"]),
        (("01/06/2567", "25/12/2566"), ["2024-06-01", "2023-12-25"]),
        (("25670601", "25660228"), ["2024-06-01", "2023-02-28"]),
        (("1 Jun 2567", ""), ["2024-06-01"]),
    ],
)
def test_years_of_the_buddhist_era_are_read_as_ours(
    tmp_path: Path, dates: tuple[str, ...], right: list[str]
) -> None:
    plan = booked(tmp_path, *dates, sheet=None)
    assert days(plan) == right
    assert "buddhist-years" in kinds(plan)


def test_one_year_that_cannot_be_is_no_era(tmp_path: Path) -> None:
    plan = booked(tmp_path, "2567-06-01", "2024-06-01", sheet=None)
    assert "buddhist-years" not in kinds(plan)


@pytest.mark.parametrize("from_1904", [True, False])
def test_day_numbers_count_from_the_year_of_their_workbook(tmp_path: Path, from_1904: bool) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": from_1904})
    sheet = book.add_worksheet("Orders")
    sheet.write_row(0, 0, HEADERS.split("|"))
    sheet.write_row(1, 0, ["1", "A", "P", 5, 45444 - 1462 * from_1904])
    sheet.write_row(2, 0, ["2", "A", "P", 5])
    sheet.write_datetime(2, 4, date(2024, 6, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    raw = table(tmp_path, out.getvalue(), "b.xlsx")
    assert days(understood(tmp_path, raw)) == ["2024-06-01", "2024-06-02"]


def test_dates_of_our_years_stay_as_they_are(tmp_path: Path) -> None:
    plan = one_file(tmp_path, HEADERS, "1|A|P|5|2024-06-01", "2|A|P|5|2024-02-29")
    assert (days(plan), kinds(plan)) == (["2024-06-01", "2024-02-29"], set())
