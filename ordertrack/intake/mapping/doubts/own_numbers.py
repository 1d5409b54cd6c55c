"""Registers of sales without order numbers: each row may be an order of its own.

Its number is made from what the row says, so that the same row has the same number in every
export. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

import duckdb

from ordertrack.intake.context import Context
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.doubts.documents import is_number, lies_beside
from ordertrack.intake.mapping.overrides import Overrides
from ordertrack.intake.mapping.recognise import Clues, Recognised
from ordertrack.intake.mapping_types import FAMILY, TableMapping, filled
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import OURS, fold, is_ours
from ordertrack.interrupts import interruptible
from ordertrack.words import t

ROW_NUMBER = f"{OURS} number of the row"
_WORTH = {"amount", "unit_price"}
_WHO_OR_WHAT = {"customer_id", "customer_name", "product", "product_name", "quantity"}


def lacks_numbers(clues: Clues, recognised: Recognised) -> bool:
    """Return whether a file has all that orders need but their numbers."""
    raw_table = clues.raw_table
    name = raw_table.sheet or PurePath(raw_table.file).stem
    if not set(recognised.tables) <= set(FAMILY) or not raw_table.read or lies_beside(name):
        return False
    if any(is_number(header) for header in raw_table.headers):
        return False
    likely = clues.suggest(FAMILY)
    if "order_no" in {m.column for m in (*recognised.mapped, *likely)}:
        return False
    orders, lines = filled(likely, "orders"), filled(likely, "order_lines")
    has = orders | lines
    return "order_date" in orders and bool(has & _WORTH) and bool(has & _WHO_OR_WHAT)


def row_orders(raw_table: RawTable) -> Question:
    """Ask whether each row of a file without order numbers is an order."""
    text = t(
        "{file} has no order numbers: is each row an order of its own?"
        ' (If a column has them: --map "HEADER=order_no".)',
        file=raw_table.key,
    )
    choices = (Choice("yes", YES), Choice("no", NO))
    name = question_id("row-orders", raw_table.key)
    return Question(name, "row-orders", raw_table.key, text, choices, rows=raw_table.read)


def with_row_numbers(raw_table: RawTable, context: Context) -> RawTable:
    """Return the table with a number for each row as its last column."""
    path = raw_table.path.with_suffix(".numbered")
    if not path.exists():
        _write(raw_table, path, context)
    return replace(raw_table, path=path, headers=(*raw_table.headers, ROW_NUMBER))


def numbers_of_rows(raw_table: RawTable, overrides: Overrides) -> Overrides:
    """Return what a person said, and that the last column is the order number."""
    targets = tuple((table, "order_no") for table in FAMILY)
    return {**overrides, len(raw_table.headers) - 1: targets}


def row_order_findings(mapping: TableMapping) -> list[Finding]:
    """Tell where each row is read as an order."""
    asked = (question for question in mapping.questions if question.kind == "row-orders")
    if not any(question.answer == "yes" for question in asked):
        return []
    text = t(
        "Each row of {file} is read as an order of its own: its number is made from what it says.",
        file=mapping.key,
    )
    return [Finding("row-orders", "info", text, 1)]


def _write(raw_table: RawTable, path: Path, context: Context) -> None:
    """Write the rows with their numbers; equal rows are counted.

    DuckDB's md5 stays the same from version to version, as the hash of polars need not.
    """
    said = ", ".join(f"COALESCE(TRIM(c{at}), '')" for at in _by_header(raw_table.headers))
    number = f"c{len(raw_table.headers)}"
    part = path.with_suffix(".part")
    limits: dict[str, str | bool | int | float | list[str]] = {"memory_limit": context.memory_limit}
    limits["temp_directory"] = str(context.staging / "spill")
    limits |= {"threads": context.threads} if context.threads else {}
    with interruptible(duckdb.connect(config=limits)) as connection:
        connection.execute(
            "COPY (SELECT * EXCLUDE (h, n),"
            f" 'row-' || h || CASE WHEN n > 1 THEN '-' || n ELSE '' END AS {number}"
            " FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY h ORDER BY _row) AS n"
            f" FROM (SELECT *, LEFT(md5(concat_ws(chr(31), {said})), 16) AS h"
            f" FROM read_parquet('{_quoted(raw_table.path)}')))"
            f" ORDER BY _row) TO '{_quoted(part)}' (FORMAT parquet)"
        )
    part.replace(path)


def _by_header(headers: Sequence[str]) -> list[int]:
    """Positions in the order of their headers: moving a column changes no number."""
    named = [(fold(header), at) for at, header in enumerate(headers) if not is_ours(header)]
    return [at for header, at in sorted(named) if header]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
