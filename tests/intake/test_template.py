from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from making import fate, kinds, mapping, staged, understood

from ordertrack.intake import dictionary
from ordertrack.intake.files.read import read
from ordertrack.intake.plan import Plan
from ordertrack.intake.template import choices, ledger_sheet, template_columns, workbook
from ordertrack.model import LEDGER_LAYOUT, TABLES


def imported(folder: Path, content: bytes) -> Plan:
    raw, problems = read([("template.xlsx", content)], folder)
    assert problems == []
    return understood(folder, *raw)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_imports_as_it_is(tmp_path: Path, lang: str) -> None:
    plan = imported(tmp_path, workbook(lang))
    assert fate(plan) == (11, 0, 0)
    assert [source.tables for source in plan.sources] == [(table,) for table in TABLES]
    assert all(source.unused == () for source in plan.sources)
    assert plan.publishable
    assert [question for question in plan.questions if question.offered] == []
    assert kinds(plan) == set()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_column_of_the_template_finds_its_own(tmp_path: Path, lang: str) -> None:
    plan = imported(tmp_path, workbook(lang))
    for source, table in zip(plan.sources, TABLES.values(), strict=True):
        used = {m.header: m.column for m in source.mapped if m.used}
        assert used == {c.label.to(lang): c.name for c in template_columns(table)}


def test_the_ledger_imports_row_for_row(tmp_path: Path) -> None:
    plan = imported(tmp_path, ledger_sheet())
    assert fate(plan) == (1, 0, 0)
    found = mapping(plan)
    for header, table, column in LEDGER_LAYOUT:
        assert f"{table}.{column}" in found[header]
    orders = staged(
        plan, "orders", "order_no", "customer_name", "sales_rep", "status", "satisfaction"
    )
    assert orders == [("SO202406001", "A公司", "张*", "completed", 4)]
    lines = staged(plan, "order_lines", "product", "amount", "delivered_date")
    assert lines == [("软件", Decimal(50_000), datetime(2024, 6, 18))]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sheets_are_made_for_filling_in(lang: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(lang)))
    assert book.sheetnames == [table.label.to(lang) for table in TABLES.values()]
    sheet = book[TABLES["orders"].label.to(lang)]
    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].comment is not None
    assert sheet["A2"].number_format == "@"
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 2  # status and satisfaction


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_that_is_offered_is_understood(lang: str) -> None:
    for table in TABLES.values():
        for column in table.columns:
            words = choices(column, lang)
            if column.allowed:
                known = {word.casefold() for some in column.allowed.values() for word in some}
                assert {word.casefold() for word in words} <= known


def test_the_data_dictionary_is_current() -> None:
    assert dictionary.README.read_text(encoding="utf-8") == dictionary.text()


def test_the_data_dictionary_names_every_column() -> None:
    text = dictionary.text()
    for table in TABLES.values():
        for column in table.columns:
            assert f"`{column.name}`" in text
