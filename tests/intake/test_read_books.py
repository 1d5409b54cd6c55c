from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from reading import cells, rows, table, tables

from ordertrack.errors import BadFile
from ordertrack.intake.files import workbook_merged
from ordertrack.intake.files.hidden import hidden_rows, hidden_sheets
from ordertrack.intake.raw_table import RawTable

NAMES = ("订单号", "客户名称", "下单时间", "订单金额(元)")


class Book:
    """A workbook being written; `data()` is the file."""

    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.time = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def sheet(self, name: str, *lines: tuple[object, ...]) -> xlsxwriter.workbook.Worksheet:
        sheet = self.book.add_worksheet(name)
        for at, line in enumerate(lines):
            for column, value in enumerate(line):
                self._write(sheet, at, column, value)
        return sheet

    def _write(
        self, sheet: xlsxwriter.workbook.Worksheet, row: int, column: int, value: object
    ) -> None:
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.time)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif value is not None:
            sheet.write(row, column, value)

    def data(self) -> bytes:
        self.book.close()
        return self.out.getvalue()


def notes(raw: object) -> list[str]:
    return [str(note) for note in raw.notes]  # type: ignore[attr-defined]


def test_cells_become_the_text_that_a_person_would_write(tmp_path: Path) -> None:
    book = Book()
    book.sheet(
        "订单",
        NAMES,
        ("SO1", "00123", date(2024, 6, 1), 2039.994),
        ("SO2", 17850, datetime(2024, 6, 1, 8, 30), 0.1 + 0.2),
        ("SO3", True, 45444, 1234567.1),
    )
    raw = table(tmp_path, book.data(), "订单.xlsx")
    assert (raw.file, raw.sheet, raw.headers) == ("订单.xlsx", "订单", NAMES)
    assert cells(raw) == [
        ["SO1", "00123", "2024-06-01 00:00:00", "2039.994"],
        ["SO2", "17850", "2024-06-01 08:30:00", "0.3"],
        ["SO3", "true", "45444", "1234567.1"],
    ]


def test_title_blank_rows_and_totals_are_passed_over(tmp_path: Path) -> None:
    book = Book()
    sheet = book.sheet("一", (), NAMES, ("SO1", "A", "2024-06-01", 5), (), ("合计", None, None, 5))
    sheet.merge_range(0, 0, 0, 3, "销售订单跟踪表")
    raw = table(tmp_path, book.data(), "订单.xlsx")
    assert (raw.header_row, raw.read, raw.skipped) == (2, 3, {"blank": 1, "total": 1})
    assert rows(raw) == [(3, "SO1", "A", "2024-06-01", "5")]


def test_cells_merged_over_rows_are_filled_and_gaps_are_not(tmp_path: Path) -> None:
    book = Book()
    lines = [(f"SO{n}" if n in (1, 4) else None, "A", "2024-06-01", n) for n in range(1, 6)]
    sheet = book.sheet("一", NAMES, *lines)
    sheet.merge_range(1, 0, 3, 0, "SO1")
    raw = table(tmp_path, book.data(), "订单.xlsx")
    assert [row[0] for row in cells(raw)] == ["SO1", "SO1", "SO1", "SO4", ""]
    assert notes(raw) == ["1 cells merged over several rows were filled in each row."]


def test_an_amount_merged_over_rows_counts_once(tmp_path: Path) -> None:
    book = Book()
    sheet = book.sheet(
        "订单",
        ("订单号", "产品/服务", "数量", "订单金额(元)"),
        (None, "软件", 1, None),
        (None, "硬件", 2, None),
        ("SO2", "硬件", 1, 30),
    )
    sheet.merge_range("A2:A3", "SO1")
    sheet.merge_range("D2:D3", 150)
    raw = table(tmp_path, book.data(), "orders.xlsx")
    assert cells(raw) == [
        ["SO1", "软件", "1", "150"],
        ["SO1", "硬件", "2", ""],
        ["SO2", "硬件", "1", "30"],
    ]
    assert [note.split(":")[0] for note in notes(raw)] == [
        "1 cells merged over several rows were filled in each row.",
        "1 amounts or quantities merged over several rows count once, in their first row",
    ]


def test_a_table_may_begin_anywhere_on_the_sheet(tmp_path: Path) -> None:
    book = Book()
    sheet = book.sheet("一", *[()] * 3, (None, None, *NAMES), (None, None, "SO1", "A", "d", 1))
    sheet.merge_range(4, 2, 5, 2, "SO1")
    sheet.write(5, 3, "B")
    raw = table(tmp_path, book.data(), "订单.xlsx")
    assert raw.headers == NAMES
    assert rows(raw) == [(5, "SO1", "A", "d", "1"), (6, "SO1", "B", "", "")]


def test_a_merged_header_over_two_rows_is_joined(tmp_path: Path) -> None:
    book = Book()
    sheet = book.sheet(
        "一", (), (None, "计划", "实际", None), ("SO1", "2024-06-01", "2024-06-02", 5)
    )
    sheet.merge_range(0, 0, 1, 0, "订单号")
    sheet.merge_range(0, 1, 0, 2, "交付")
    sheet.merge_range(0, 3, 1, 3, "金额")
    raw = table(tmp_path, book.data(), "订单.xlsx")
    assert raw.headers == ("订单号", "计划交付", "实际交付", "金额")
    assert rows(raw) == [(3, "SO1", "2024-06-01", "2024-06-02", "5")]


def test_every_sheet_is_a_table_and_hidden_or_empty_ones_are_noted(tmp_path: Path) -> None:
    book = Book()
    book.sheet("订单", NAMES, ("SO1", "A", "2024-06-01", 5))
    book.sheet("产品", ("产品", "产品线"), ("软件", "云"))
    book.sheet("隐藏", NAMES, ("SO9", "A", "2024-06-01", 5)).hide()
    book.sheet("空")
    book.sheet("说明", ("请按模板填写",))
    found = tables(tmp_path, book.data(), "全部.xlsx")
    assert [raw.sheet for raw in found] == ["订单", "产品"]
    assert notes(found[0]) == [
        'Sheet "隐藏" is hidden and was not read.',
        'Sheet "空" is empty.',
        'Sheet "说明" was not read: it has no header.',
    ]


def test_error_cells_are_empty_and_counted(tmp_path: Path) -> None:
    book = Book()
    sheet = book.sheet("一", NAMES, ("SO1", "A", "2024-06-01", 5), ("SO2", "B", "2024-06-01"))
    sheet.write_formula(2, 3, "=NA()", None, "#N/A")
    raw = table(tmp_path, book.data(), "订单.xlsx")
    assert cells(raw)[1] == ["SO2", "B", "2024-06-01", ""]
    assert notes(raw) == ["1 cells hold a spreadsheet error (#N/A, #REF!) and were read as empty."]


def test_long_ids_stay_whole_as_text_and_show_their_loss_as_numbers(tmp_path: Path) -> None:
    book = Book()
    book.sheet(
        "一", ("订单号", "运单号"), ("123456789012345678", 123456789012345678), ("SO2", 12345)
    )
    assert cells(table(tmp_path, book.data(), "订单.xlsx")) == [
        ["123456789012345678", "1.23456789012346E+17"],
        ["SO2", "12345"],
    ]


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    book = Book()
    book.sheet("说明", ("请按模板填写",))
    with pytest.raises(BadFile, match='Sheet "说明" was not read: it has no header'):
        table(tmp_path, book.data(), "订单.xlsx")


def test_a_workbook_under_the_name_of_a_csv_is_still_one(tmp_path: Path) -> None:
    book = Book()
    book.sheet("一", NAMES, ("SO1", "A", "2024-06-01", 5))
    assert table(tmp_path, book.data(), "订单.csv").sheet == "一"


def test_a_text_under_the_name_of_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    raw = table(tmp_path, "订单号\t客户名称\nSO1\tA\n".encode("gbk"), "订单.xls")
    assert cells(raw) == [["SO1", "A"]]


def test_a_web_page_without_a_table_of_orders_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="web page without a table"):
        table(tmp_path, "<html><table><tr><td>订单号</td></tr></table></html>", "订单.xls")


def test_a_damaged_workbook_is_told(tmp_path: Path) -> None:
    book = Book()
    book.sheet("一", NAMES)
    with pytest.raises(BadFile, match=r"订单\.xlsx: the workbook cannot be opened"):
        table(tmp_path, book.data()[:800], "订单.xlsx")


def test_a_workbook_with_a_sheet_cut_off_is_told(tmp_path: Path) -> None:
    book = Book()
    book.sheet("订单", NAMES, ("SO1", "A公司", date(2024, 6, 1), 50))
    whole, cut = zipfile.ZipFile(io.BytesIO(book.data())), io.BytesIO()
    with zipfile.ZipFile(cut, "w") as out:
        for name in whole.namelist():
            part = whole.read(name)
            out.writestr(name, part[: len(part) * 2 // 3] if "sheet1" in name else part)
    with pytest.raises(BadFile, match=r'orders\.xlsx: sheet "订单" is damaged'):
        tables(tmp_path, cut.getvalue(), "orders.xlsx")


def test_a_workbook_that_unpacks_out_of_proportion_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b" " * (80 << 20))
    with pytest.raises(BadFile, match="unpacks to far more"):
        table(tmp_path, out.getvalue(), "订单.xlsx")


def test_a_workbook_of_the_old_binary_kind(tmp_path: Path) -> None:
    """orders.xls: a merged title, three orders, a total that is a formula, an empty sheet."""
    old = (Path(__file__).parent / "files" / "orders.xls").read_bytes()
    orders, customers = tables(tmp_path, old, "订单.xls")
    assert (orders.sheet, orders.header_row, orders.skipped) == ("订单", 2, {"total": 1})
    assert cells(orders) == [
        ["00123", "甲公司", "2024-06-01 00:00:00", "软件", "2", "1200.5"],
        ["20240602", "乙公司", "2024-06-02 09:30:00", "硬件", "1", "80"],
        ["SO3", "丙公司", "2024-06-03", "服务", "3.5", "￥1,000.00"],
    ]
    assert cells(customers) == [["C1", "甲公司", "制造"]]


# --- what a workbook hides ---


def hidden_told(found: list[RawTable]) -> list[str]:
    findings = [f for raw in found for f in (*hidden_rows(raw), *hidden_sheets(raw))]
    return [f"{finding.severity}: {finding.text}" for finding in findings]


def orders(book: Book, count: int = 4) -> xlsxwriter.workbook.Worksheet:
    lines = [(f"SO{at}", "A", "2024-06-01", at) for at in range(1, count + 1)]
    return book.sheet("一", NAMES, *lines)


def test_rows_that_a_person_hid_are_read_and_told(tmp_path: Path) -> None:
    book = Book()
    sheet = orders(book)
    for row in (1, 3):
        sheet.set_row(row, None, None, {"hidden": True})
    raw = table(tmp_path, book.data(), "orders.xlsx")
    assert len(rows(raw)) == 4
    assert hidden_told([raw]) == [
        "warning: 2 rows of orders.xlsx › 一 are hidden in the workbook:"
        " they are read like the others."
    ]


def test_rows_hidden_by_a_filter_or_an_outline_are_told(tmp_path: Path) -> None:
    book = Book()
    sheet = orders(book)
    sheet.autofilter(0, 0, 4, 3)
    sheet.filter_column(3, "x < 4")
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.set_row(2, None, None, {"hidden": True, "level": 1})
    assert table(tmp_path, book.data(), "orders.xlsx").hidden_rows == 2


def test_hidden_columns_titles_and_blank_rows_are_no_hidden_rows(tmp_path: Path) -> None:
    book = Book()
    sheet = book.sheet("一", ("标题",), NAMES, ("SO1", "A", "2024-06-01", 5), (), ())
    sheet.set_column(1, 1, None, None, {"hidden": True})
    for row in (0, 3, 30):
        sheet.set_row(row, None, None, {"hidden": True})
    raw = table(tmp_path, book.data(), "orders.xlsx")
    assert (raw.read, hidden_told([raw])) == (1, [])


def test_hidden_rows_of_a_long_sheet_are_counted_once_each(tmp_path: Path) -> None:
    book = Book()
    sheet = orders(book, 20_000)
    for row in range(5, 20_000, 3):
        sheet.set_row(row, None, None, {"hidden": True})
    assert table(tmp_path, book.data(), "orders.xlsx").hidden_rows == len(range(5, 20_000, 3))


def test_a_row_mark_is_read_however_it_is_written() -> None:
    block = (
        b'<col min="1" hidden="1"/><row r="1" hidden="0"><row r="2" spans="1:8" hidden="1">'
        b'<x:row hidden="true" ht="3" r="30"><c r="A9"/><row r="4"><row customFormat="1" r="5"'
        b' hidden="1"/>'
    )
    assert workbook_merged.hidden_rows(block) == {2, 30, 5}


def test_hidden_sheets_are_told_unless_they_are_empty(tmp_path: Path) -> None:
    book = Book()
    orders(book)
    book.sheet("旧", NAMES, ("SO9", "A", "2024-06-01", 5)).hide()
    book.sheet("更旧", NAMES, ("SO8", "A", "2024-06-01", 5)).very_hidden()
    book.sheet("空").hide()
    assert hidden_told(tables(tmp_path, book.data(), "orders.xlsx")) == [
        "info: 旧, 更旧 in orders.xlsx are hidden sheets: they are not read."
    ]


def test_a_workbook_that_hides_nothing_says_nothing(tmp_path: Path) -> None:
    book = Book()
    orders(book).autofilter(0, 0, 4, 3)
    assert hidden_told(tables(tmp_path, book.data(), "orders.xlsx")) == []
