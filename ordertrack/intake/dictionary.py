"""The data dictionary, data/README.md: `python -m ordertrack.intake.dictionary` writes it anew.

Imports model, words and the template's words for kinds.
"""

from __future__ import annotations

from pathlib import Path

from ordertrack.intake.template import KINDS
from ordertrack.model import STATUSES, TABLES, Column, Table

README = Path(__file__).parents[2] / "data" / "README.md"
_MOST_SYNONYMS = 6
_HEAD = """\
# Data dictionary · 数据字典

Made from `ordertrack/model/` by `python -m ordertrack.intake.dictionary`; do not edit by hand.
本文件由 `python -m ordertrack.intake.dictionary` 根据 `ordertrack/model/` 生成，请勿手工修改。

An export need not look like this: headers are matched by the words listed here, a flat file is
split into orders and lines, and whatever is not understood is asked or set aside with its reason.
The import template (`python -m ordertrack template FILE.xlsx`) has these tables as sheets.
导出文件不必与此一致：系统按下列常见列名匹配表头，并把平铺文件拆成订单与明细；不能理解的内容会询问或
连同原因搁置。导入模板（`python -m ordertrack template FILE.xlsx`）按这些表各占一个工作表。

**Bold** columns are required. **粗体**列必填。
"""


def text() -> str:
    """Return the whole dictionary as markdown."""
    return "\n".join([_HEAD, kinds(), *(section(table) for table in TABLES.values()), stages()])


def main() -> None:
    """Write data/README.md."""
    README.write_text(text(), encoding="utf-8")


def kinds() -> str:
    """Return the section on the kinds of value."""
    rows = [f"| `{kind}` | {label.en} | {label.zh} |" for kind, label in KINDS.items()]
    return "\n".join(["## Kinds of value · 值的类型\n", "| kind | | |", "|---|---|---|", *rows, ""])


def section(table: Table) -> str:
    """Return the section of a table: its grain, its columns and what to know of them."""
    title = f"## `{table.name}` · {table.label.en} · {table.label.zh}\n"
    key = ", ".join(f"`{name}`" for name in table.key)
    grain = f"{table.grain.en}, key {key} · {table.grain.zh}，主键 {key}\n"
    head = (
        "| column | kind | English | 中文 | headers read as this · 常见列名 |\n" + "|---" * 5 + "|"
    )
    rows = [_row(column) for column in table.columns]
    notes = [
        f"- `{column.name}`: {column.note.en} {column.note.zh}"
        for column in table.columns
        if column.note
    ]
    return "\n".join([title, grain, head, *rows, "", *notes, *([""] if notes else [])])


def _row(column: Column) -> str:
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    if column.ours:
        words = "kept by ordertrack · 由系统维护"
    else:
        words = ", ".join(column.synonyms[:_MOST_SYNONYMS]) or "—"
    label = column.label
    return f"| {name} | {column.kind} | {label.en} | {label.zh} | {words.replace('|', '/')} |"


def stages() -> str:
    """Return the section on the words of an order's status."""
    words = TABLES["orders"].column("status").allowed
    rows = [
        f"| `{name}` | {label.en} | {label.zh} | {', '.join(words[name])} |"
        for name, label in STATUSES.items()
    ]
    head = "| status | English | 中文 | words read as this · 常见写法 |\n|---|---|---|---|"
    return "\n".join(["## Status · 状态\n", head, *rows, ""])


if __name__ == "__main__":
    main()
