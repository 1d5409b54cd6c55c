"""What a workbook hides from whoever looks at it, told because the numbers go by it.

Imports words and its siblings.
"""

from __future__ import annotations

from ordertrack.intake.finding import Finding
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import t


def hidden_rows(raw_table: RawTable) -> list[Finding]:
    """Tell of rows that are counted although a person does not see them in the workbook."""
    count = raw_table.hidden_rows
    if not count:
        return []
    text = t(
        "{count} rows of {file} are hidden in the workbook: they are read like the others.",
        count=count,
        file=raw_table.key,
    )
    return [Finding("hidden-rows", "warning", text, count)]


def hidden_sheets(raw_table: RawTable) -> list[Finding]:
    """Tell of the sheets beside this one that were not read because they are hidden."""
    sheets = raw_table.hidden_sheets
    if not sheets:
        return []
    text = t(
        "{sheets} in {file} are hidden sheets: they are not read.",
        sheets=", ".join(sheets),
        file=raw_table.file,
    )
    return [Finding("hidden-sheets", "info", text, len(sheets))]


def unread_sheets(raw_table: RawTable) -> list[Finding]:
    """Tell of each sheet beside this one that holds something, but no table."""
    texts = [
        t("{file}: {problem}", file=raw_table.file, problem=problem) for problem in raw_table.unread
    ]
    return [Finding("sheet-not-read", "info", text, 1) for text in texts]
