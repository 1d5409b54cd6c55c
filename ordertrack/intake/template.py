"""The import template: one sheet per table, made from the model. Imports model, words, siblings.

Every sheet has the column labels of one language, a filled example row, a frozen header, a note per
column and lists where only certain words are allowed. It imports through intake as it is.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ordertrack.model import FLAG_WORDS, LEDGER_LAYOUT, STATUSES, TABLES, Column, Kind, Table
from ordertrack.words import Label, t

LEDGER_SHEET = "销售订单跟踪表"
_LAST_ROW = 1_000  # lists and formats reach so far down
_EXAMPLES_EN: Mapping[str, str] = {
    "A公司": "Company A",
    "软件": "Software",
    "张三": "Zhang San",
    "李四": "Li Si",
    "华东": "East",
    "华东团队": "East team",
    "展会": "Trade fair",
    "制造业": "Manufacturing",
    "物流延迟": "Late carrier",
    "人均销售额": "Revenue per head",
    "行业协会年报": "Yearbook of the trade association",
    "软件业": "Software industry",
}
LEDGER_EXAMPLE = (
    "SO202406001",
    "A公司",
    "软件",
    "2024-06-01",
    "50,000",
    "张*",
    "已完成",
    "2024-06-15",
    "2024-06-18",
    "物流延迟",
    "4",
    "",
)

KINDS: Mapping[Kind, Label] = {
    "id": Label("a number or code, kept as written", "编号，按原样保存"),
    "text": Label("text", "文本"),
    "day": Label("a date, 2024-06-30", "日期，如 2024-06-30"),
    "time": Label(
        "a date, with a time where known: 2024-06-30 09:30", "日期或时间，如 2024-06-30 09:30"
    ),
    "money": Label("an amount, 50,000.00", "金额，如 50,000.00"),
    "aim": Label("an amount, a rate (90%) or days", "金额、比率（90%）或天数"),
    "qty": Label("a quantity, 12.5", "数量，如 12.5"),
    "share": Label("a share, 15% or 0.15", "比例，如 15% 或 0.15"),
    "count": Label("a whole number", "整数"),
    "score": Label("a score from 1 to 5", "1 至 5 的评分"),
    "flag": Label("yes or no", "是或否"),
    "choice": Label("one of the words in the list", "从列表中选择"),
    "period": Label("2024-06, 2024-Q2 or 2024", "2024-06、2024-Q2 或 2024"),
}
_NUMBERS: Mapping[str, str] = {
    "money": "#,##0.00##",
    "aim": "#,##0.00##",
    "qty": "#,##0.###",
    "share": "0.00%",
    "count": "0",
    "score": "0",
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}


LISTED = 255  # letters that a list of a cell may have in Excel


def workbook(lang: str = "zh") -> bytes:
    """Return the import template as an xlsx file in this language."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        formats = _formats(book)
        for table in TABLES.values():
            sheet = book.add_worksheet(table.label.to(lang))
            for place, column in enumerate(template_columns(table)):
                _add_column(sheet, place, column.label.to(lang), column, lang, formats)
                _write(sheet, 1, place, column, _example(column, lang), formats)
            sheet.freeze_panes(1, len(table.key))
    return memory.getvalue()


def ledger_sheet(rows: Sequence[Sequence[Any]] = (LEDGER_EXAMPLE,)) -> bytes:
    """Return the twelve-column ledger (销售订单跟踪表) as xlsx; without rows, its example."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        formats = _formats(book)
        sheet = book.add_worksheet(LEDGER_SHEET)
        columns = [TABLES[table].column(name) for _, table, name in LEDGER_LAYOUT]
        for place, ((title, _, _), column) in enumerate(zip(LEDGER_LAYOUT, columns, strict=True)):
            _add_column(sheet, place, title, column, "zh", formats)
        for number, row in enumerate(rows, start=1):
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, number, place, column, value, formats)
        sheet.freeze_panes(1, 1)
    return memory.getvalue()


def template_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table that a person fills in."""
    return tuple(column for column in table.stored if not column.ours)


def choices(column: Column, lang: str) -> list[str]:
    """Return the words that a cell of the column may hold, as a person would say them."""
    if column.kind == "flag":
        return [FLAG_WORDS[value][0 if lang == "zh" else 5] for value in ("true", "false")]
    if column.kind == "score":
        return ["1", "2", "3", "4", "5"]
    return [spoken_word(stored, words, lang) for stored, words in column.allowed.items()]


# --- sheets ---


def _add_column(
    sheet: Worksheet,
    place: int,
    title: str,
    column: Column,
    lang: str,
    formats: Mapping[str, Format],
) -> None:
    head = formats["needed" if column.required else "head"]
    width = max(12, 2.2 * len(title) if lang == "zh" else len(title) + 3)
    sheet.set_column(place, place, min(width, 32), formats.get(column.kind, formats["text"]))
    sheet.write_string(0, place, title, head)
    sheet.write_comment(0, place, note(column, lang), {"x_scale": 2, "author": "ordertrack"})
    words = choices(column, lang)
    if words:
        fit = [word for at, word in enumerate(words) if len(",".join(words[: at + 1])) <= LISTED]
        listed = {"validate": "list", "source": fit, "error_type": "warning"}
        if fit != words:  # the note names them all; none of them is doubted
            listed["show_error"] = False
        sheet.data_validation(1, place, _LAST_ROW, place, listed)


def note(column: Column, lang: str) -> str:
    """Return what stands in a cell of the column: kind, whether it is needed, and what to know."""
    parts = [t("Required.").to(lang)] if column.required else []
    parts.append(KINDS[column.kind].to(lang))
    if column.note is not None:
        parts.append(column.note.to(lang))
    if len(",".join(words := choices(column, lang))) > LISTED:  # the cell's own list is cut
        parts.append(", ".join(words))
    return "\n".join(parts)


def _write(
    sheet: Worksheet,
    row: int,
    place: int,
    column: Column,
    value: Any,
    formats: Mapping[str, Format],
) -> None:
    """Numbers as numbers and dates as dates, so that a spreadsheet can work with them."""
    style = formats.get(column.kind, formats["text"])
    text = "" if value is None else str(value)
    if not text:
        sheet.write_blank(row, place, None, style)
    elif column.kind in ("day", "time"):
        sheet.write_datetime(row, place, datetime.fromisoformat(text), style)
    elif column.kind in ("money", "aim", "qty", "share", "count", "score"):
        sheet.write_number(row, place, float(text.replace(",", "")), style)
    else:
        sheet.write_string(row, place, text, style)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}
    made = {
        "head": book.add_format({**head, "bg_color": "#EEF2F6"}),
        "needed": book.add_format({**head, "bg_color": "#D6E4F0"}),
        # Text keeps long numbers whole: a spreadsheet would make 1.2E+17 of an order number.
        "text": book.add_format({"num_format": "@"}),
    }
    return made | {kind: book.add_format({"num_format": f}) for kind, f in _NUMBERS.items()}


# --- words ---


def _example(column: Column, lang: str) -> str:
    if lang == "zh" or not column.example:
        return column.example
    for stored, words in column.allowed.items():
        if column.example in (stored, *words):
            return spoken_word(stored, words, lang)
    if column.kind == "flag":
        return choices(column, lang)[0 if column.example in FLAG_WORDS["true"] else 1]
    return _EXAMPLES_EN.get(column.example, column.example)


def spoken_word(stored: str, words: Sequence[str], lang: str) -> str:
    """Return the label of a stage, else the first of the known words in this language."""
    label = STATUSES.get(stored)
    if label is not None and any(label.to(lang).casefold() == word.casefold() for word in words):
        return label.to(lang)
    return next((word for word in words if word.isascii() == (lang != "zh")), stored)
