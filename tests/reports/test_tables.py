"""The template's tables as workbooks: its headings, the numbers of the pages, the round trip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from ordertrack.intake import Decisions, Import
from ordertrack.intake.demo_orders import brings_back
from ordertrack.intake.typed import order_changes
from ordertrack.metrics.orders import export
from ordertrack.model import LEDGER_LAYOUT, STATUSES
from ordertrack.records.journal import Seen
from ordertrack.reports.content.context import Context
from ordertrack.reports.tables import orders, people, products
from ordertrack.reports.tables.templates import TABLES, all_tables
from ordertrack.reports.writers.excel.xlsx_blocks import row_height
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse
from tests.reports.sample import HOSTILE
from tests.shelves import Row, line, open_warehouse, order, publish, rows_of
from tests.ui.shop import stock
from tests.views.making import view_of

ZONE = "Asia/Shanghai"
PEOPLE = people.TITLE.zh
LANGS = ("zh", "en")
RUN = ("=1+1", "+86 138", "@SUM(A1)", "-12-34", HOSTILE)
NOTHING = {"orders": (0, 0), "order_lines": (0, 0)}
TYPED: Row = {"status": None, "delay_reason": None, "satisfaction": None, "exception_note": None}


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = open_warehouse(home)
    yield opened
    opened.close()


def about(
    warehouse: Warehouse, lang: str = "zh", period: str = "2024-11", **written: Any
) -> Context:
    view = view_of(warehouse, period, lang)
    rows: dict[str, Any] = dict(written)
    return Context(view, lambda kind: rows.get(kind, []), 0, warehouse)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


# --- layout and numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_all_tables_stand_in_one_workbook_under_their_headings(
    warehouse: Warehouse, lang: str
) -> None:
    stock(warehouse)
    context = about(warehouse, lang)
    content = all_tables(context)
    assert lang == "en" or all_tables(context) == content
    found = sheets(content)
    titles = [part[0] for table in TABLES.values() for part in table.parts or ((table.label,),)]
    assert list(found) == [title.to(lang) for title in titles]
    for (name, rows), title in list(zip(found.items(), titles, strict=True))[1:]:
        assert rows[0][0] == title.to(lang), name
        period = context.view.scope.period
        assert period is not None and str(rows[1][0]).startswith(period.label(lang))
    if lang == "zh":
        assert found["销售订单跟踪表"][0][:12] == [heading for heading, _, _ in LEDGER_LAYOUT]
        assert found["销售人员业绩评估表"][2][:5] == [
            "评估周期",
            "姓名",
            "目标销售额",
            "实际销售额",
            "达成率",
        ]
        assert found["客户续约分析表"][2][:3] == ["客户名称", "客户分层", "近 12 个月销售额"]
        assert found["产品销售分析表"][2][:4] == ["产品线", "产品", "销量", "销售额"]


def test_the_numbers_are_those_of_the_metrics(warehouse: Warehouse) -> None:
    stock(warehouse)
    context = about(warehouse)
    view = context.view
    for name, by, column in (
        ("people", "sales_rep", "revenue"),
        ("products", "product", "revenue"),
    ):
        rows = next(iter(sheets(TABLES[name].build(context)).values()))[2:]
        table = {"people": people, "products": products}[name]
        found = table.sheet(context)
        assert not isinstance(found, str)
        place = [one.name for one in found.columns].index(column)
        who = [one.name for one in found.columns].index("name")
        asked = view.evaluate((column,), (by,), view.scope)
        wanted = dict(asked.select(by, pl.col(column).cast(pl.Float64)).rows())
        assert {row[who]: row[place] for row in rows[1:]} == wanted


def test_growth_is_against_the_year_and_the_period_before(warehouse: Warehouse) -> None:
    stock(warehouse)
    found = people.sheet(about(warehouse))
    assert not isinstance(found, str)
    [ann] = found.frame.filter(pl.col("key") == "Ann").to_dicts()
    assert ann["yoy"] == pytest.approx(122 / 110 - 1)
    assert ann["prior"] == pytest.approx(122 / 121 - 1)
    assert found.frame["rank"].to_list() == [1, 1, 1]


def test_causes_and_measures_that_people_wrote_stand_beside_the_person(
    warehouse: Warehouse,
) -> None:
    stock(warehouse)
    cause = {"scope": "Salesperson: Ann", "period": "2024-11", "cause": "market", "note": HOSTILE}
    mine = {"owner": "Ann", "state": "open", "measure": "多拜访", "due": date(2024, 12, 1)}
    context = about(
        warehouse,
        gap_cause=[cause, cause | {"period": "2023-11", "note": "old"}],
        action=[
            mine,
            mine | {"state": "doing", "measure": "回访", "due": date(2024, 12, 2)},
            mine | {"state": "done", "measure": "past"},
        ],
    )
    rows = {
        row[1]: row for row in sheets(TABLES["people"].build(context))["销售人员业绩评估表"][3:]
    }
    assert HOSTILE in rows["Ann"][-2] and "old" not in rows["Ann"][-2]
    assert rows["Ann"][-1] == "多拜访 (2024-12-01)；回访 (2024-12-02)"
    assert rows["Bob"][-2:] == [None, None]


def test_a_table_that_the_data_cannot_fill_says_why(warehouse: Warehouse) -> None:
    stock(warehouse)
    rows = sheets(TABLES["expenses"].build(about(warehouse)))["销售费用分析表"]
    assert rows[3][0] == "数据中没有费用。"
    channels = sheets(TABLES["expenses"].build(about(warehouse, "en")))["Expenses by channel"]
    assert channels[3][0].startswith("This needs Amount, Day, Channel (Sales expenses)")


def test_headings_and_statuses_are_wide_enough_for_their_words(warehouse: Warehouse) -> None:
    stock(warehouse)
    book = openpyxl.load_workbook(BytesIO(all_tables(about(warehouse, "en"))))
    for name in ("Customer renewals", "Salespeople's results", "Products"):
        for place, cell in enumerate(book[name][3]):
            longest = max(map(len, str(cell.value).split()))
            assert width_of(book[name], place) >= longest + 4, cell.value
    orders_sheet = book["Sales order tracking"]
    longest = max(len(one.en) for one in STATUSES.values())
    assert width_of(orders_sheet, export.STATUS) > longest
    assert orders_sheet.row_dimensions[1].height == 30 and orders_sheet.page_setup.paperSize == 9


def test_rows_are_as_high_as_their_texts(warehouse: Warehouse) -> None:
    stock(warehouse)
    mine = {"owner": "Ann", "state": "open", "due": date(2024, 12, 1)}
    short, long = "Visit her customers once more", "Visit her customers, and ask what they miss"
    for measure, count in ((short, 1), ("拜访客户" * 3 + "吧", 1), (long, 2)):
        found = about(warehouse, "en", action=[mine | {"measure": measure}])
        book = openpyxl.load_workbook(BytesIO(TABLES["people"].build(found)))
        [sheet] = book.worksheets
        [row] = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 2).value == "Ann"]
        told = f"{measure} (2024-12-01)"
        assert sheet.cell(row, sheet.max_column).value == told
        assert sheet.row_dimensions[row].height == row_height(count), told


def width_of(sheet: Any, place: int) -> float:
    """Return the letters of a column; neighbours of one width are kept as one."""
    columns = sheet.column_dimensions.values()
    [wide] = [one.width for one in columns if one.min <= place + 1 <= one.max]
    return wide


def test_a_target_of_no_person_is_no_target_of_orders_without_a_person() -> None:
    asked = {"key_product_attainment__denominator": [None, 2850], "key_product_attainment": 0.1}
    for sold, kept in ((0, ["Ann"]), (5, ["Ann", None])):
        frame = pl.DataFrame({"sales_rep": ["Ann", None], "revenue": [7, sold]}).with_columns(
            pl.Series(name, value if isinstance(value, list) else [value] * 2)
            for name, value in asked.items()
        )
        found = people.without_targets_of_nobody(frame, "sales_rep")
        assert found["sales_rep"].to_list() == kept
        assert found.row(-1)[2:] == ((None, 0.1) if len(kept) == 1 else (None, None))


def test_expenses_stand_beside_their_budgets_with_the_metrics_numbers(
    warehouse: Warehouse,
) -> None:
    stock(warehouse)
    spent = {"day": "2024-11-05", "team": "East", "channel": "fair"}
    booked: list[Row] = [
        {**spent, "expense_id": "1", "category": "=booth", "amount": 900, "budget": 500},
        {**spent, "expense_id": "2", "category": "ads", "amount": 80, "budget": None},
        {**spent, "expense_id": "3", "category": "ads", "amount": None, "budget": 300},
    ]
    publish(warehouse, {"expenses": booked})
    context = about(warehouse)
    _, _, head, *rows = sheets(TABLES["expenses"].build(context))["销售费用分析表"]
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["费用类别"] for one in found] == ["=booth", "ads"]
    assert (found[0]["差异额"], found[0]["差异率"]) == (400, 0.8)
    assert "超预算 400（+80.0%）" in found[0]["优化建议"] and found[0]["部门"] == "East"
    assert found[1]["实际"] == 80 and found[1]["预算"] == 300
    assert found[1]["差异额"] in (None, "—") and not found[1]["优化建议"]
    row = context.view.evaluate(
        ("expense_budget", "budget_use", "expense_ratio"), (), context.view.scope
    ).row(0, named=True)
    assert sum(one["预算"] for one in found) == row["expense_budget"]
    assert sum(one["实际"] for one in found) == row["expense_ratio__numerator"]
    assert found[0]["其中有预算"] == row["budget_use__numerator"]


def test_products_and_people_have_growth_and_what_they_call_for(warehouse: Warehouse) -> None:
    stock(warehouse)
    for name, wanted in (
        ("people", {"同比", "环比", "评级"}),
        ("products", {"同比", "环比", "建议"}),
    ):
        head = next(iter(sheets(TABLES[name].build(about(warehouse))).values()))[2]
        assert wanted <= set(head)


# --- the round trip -------------------------------------------------------------------------------


def hostile_company(warehouse: Warehouse, kind: Any = "import") -> None:
    """Orders with several lines, days and times, returns, texts that would be run."""
    facts: list[Row] = []
    lines: list[Row] = []
    for place, text in enumerate(RUN):
        number = f"SO{place}"
        when = f"2024-11-0{place + 1}"
        named = {"customer_name": f"{text} {place}", "sales_rep": text, "exception_note": text}
        facts.append(order(number, when, f"C{place}", order_date_day_only=True, **TYPED | named))
        for at in range(3):
            due = {"promised_date": f"2024-11-1{at}", "product": f"{text} {at}"}
            lines.append(line(number, str(at + 1), f"{100 * place - 99 + at}.1234", **due))
    publish(warehouse, {"orders": facts, "order_lines": lines}, kind=kind)


def seen(warehouse: Warehouse) -> dict[str, set[Any]]:
    """All that is seen of all orders: with what people wrote over them."""
    columns = "order_no, order_date, customer_id, sales_rep, status, satisfaction, exception_note"
    return {
        "orders": set(rows_of(warehouse, f"SELECT {columns}, remark FROM orders")),
        "lines": set(
            rows_of(
                warehouse,
                "SELECT order_no, line_no, product, amount, promised_date, promised_first "
                "FROM order_lines",
            )
        ),
    }


def brought_back(warehouse: Warehouse, content: bytes, folder: Path) -> Import:
    importing = Import(warehouse, settings(), folder / "staging")
    importing.read([("跟踪表.xlsx", content)])
    plan = importing.prepare(Decisions())
    assert not plan.problems and not plan.open_questions
    return importing


def touched(importing: Import) -> dict[str, tuple[int, int]]:
    """How many rows an import would add and change, by table."""
    return {name: (one.new, one.changed) for name, one in importing.differences().items()}


def type_over(warehouse: Warehouse) -> None:
    journal = warehouse.records.journal
    release = warehouse.latest()
    assert release is not None
    given = {"SO1": {"status": "shipped", "remark": "加急"}}
    changes = order_changes(given, warehouse.exported(release), ZONE)
    journal.save(changes, "Ann", "", Seen(release.number, journal.position()))


def test_the_order_table_brings_back_those_edits_and_nothing_else(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    hostile_company(warehouse)
    type_over(warehouse)
    before = seen(warehouse)
    book = openpyxl.load_workbook(BytesIO(TABLES["orders"].build(about(warehouse))))
    sheet = book.worksheets[0]
    at = {(row[0].value, row[2].value): row for row in sheet.iter_rows(min_row=2)}
    for place in range(3):
        at["SO0", f"{RUN[0]} {place}"][10].value = 2
    at["SO2", f"{RUN[2]} 1"][4].value = 12.34
    at["SO3", f"{RUN[3]} 2"][7].value = datetime(2025, 1, 2)
    saved = BytesIO()
    book.save(saved)
    brought_back(warehouse, saved.getvalue(), tmp_path).publish("Ann")
    after = seen(warehouse)
    gone, new = before["orders"] - after["orders"], after["orders"] - before["orders"]
    assert [(*one[:5], 2, *one[6:]) for one in gone] == list(new)
    lines = {one[:2]: one for one in before["lines"]}
    changed = {one[:2]: one for one in after["lines"] - before["lines"]}
    second, third = lines["SO2", "2"], lines["SO3", "3"]
    assert changed == {
        ("SO2", "2"): (*second[:3], Decimal("12.3400"), *second[4:]),
        ("SO3", "3"): (*third[:4], date(2025, 1, 2), third[5]),
    }


def test_a_sorted_sheet_changes_nothing_in_english_either(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    hostile_company(warehouse)
    type_over(warehouse)
    before = seen(warehouse)
    book = openpyxl.load_workbook(BytesIO(TABLES["orders"].build(about(warehouse, "en"))))
    sheet = book.worksheets[0]
    rows = sorted(
        ([c.value for c in row] for row in sheet.iter_rows(min_row=2)), key=lambda r: r[4]
    )
    sheet.delete_rows(2, sheet.max_row)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    saved = BytesIO()
    book.save(saved)
    again = brought_back(warehouse, saved.getvalue(), tmp_path)
    assert touched(again) == NOTHING | {"orders": (0, 1)}  # what was typed is now imported
    again.publish("Ann")
    assert seen(warehouse) == before


def test_orders_of_the_demo_company_that_come_back_change_it(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    hostile_company(warehouse, kind="demo")
    content = TABLES["orders"].build(about(warehouse))
    importing = brought_back(warehouse, content, tmp_path)
    assert importing.kind == "demo"
    assert touched(importing) == NOTHING
    book = openpyxl.load_workbook(BytesIO(content))
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[1].value = "my own customer"
    saved = BytesIO()
    book.save(saved)
    other = Import(warehouse, settings(), tmp_path / "other")
    other.read([("跟踪表.xlsx", saved.getvalue())])
    release = warehouse.latest()
    assert release is not None
    assert not brings_back(other.raw_tables, warehouse.exported(release))


def test_orders_that_no_sheet_holds_are_refused(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(warehouse)
    monkeypatch.setattr(orders, "MOST", 11)
    with pytest.raises(Exception, match="more lines than a sheet has rows: 11"):
        orders.rows(about(warehouse))
    assert orders.rows(replace(about(warehouse, period="2024-11-01..2024-11-02"))).height < 11
