"""What stands at the end of every report: the basis of its figures, and what each rests on."""

from __future__ import annotations

from collections.abc import Iterable

from ordertrack.reports.content.document import NUMBERED, Basis, Block, Document, Source
from ordertrack.views.formats import when
from ordertrack.words import Label, t

APPENDIX = Label("Appendix", "附录")
BASIS = Label("What this report is made from", "报告依据")
SOURCES = Label("Sources of the figures", "数据来源")
CHANGE = Label("Change", "变化")  # of a figure whose block does not say against what
LEFT_OUT = Label("Not in this report", "本报告未包含的内容")
MORE = Label("{count} more rows are not shown.", "另有 {count} 行未列出。")
MORE_ONE = Label("1 more row is not shown.", "另有 1 行未列出。")
_SCOPE = Label("Scope", "范围")
_RELEASE = Label("Release of the data", "数据版本")
_THROUGH = Label("Data through", "数据截至")
_POSITION = Label("Position of the journal", "日志位置")
_AS_OF = Label("As of", "截止时点")


def basis_rows(document: Document) -> list[tuple[str, str]]:
    """Return what the report can be made again from, then the rules in force: name and text."""
    return basis_facts(document.basis, document.lang)


def basis_facts(basis: Basis, lang: str) -> list[tuple[str, str]]:
    """Return what a report is made from, in a language: name and text."""
    known = (
        (_SCOPE, basis.scope),
        (_AS_OF, when(basis.as_of)),
        (_RELEASE, str(basis.release)),
        (_THROUGH, f"{basis.data_through:%Y-%m-%d}"),
        (_POSITION, str(basis.position)),
    )
    return [*((label.to(lang), text) for label, text in known), *basis.rules]


def caption(document: Document, block: Block) -> str:
    """Return a block's caption with the number of its source; empty where it has none."""
    if not isinstance(block, NUMBERED):
        return ""
    return f"{block.caption} [{document.reference(block.source)}]"


def source_text(source: Source, lang: str) -> str:
    """Return a source in one line: its name, then its facts."""
    facts = (said(name, text, lang) for name, text in source.facts)
    return joined([source.name, *facts], "；" if lang == "zh" else "; ")


def said(name: str, text: str, lang: str) -> str:
    """Return a name with what there is to say of it: `Period: June 2024`, `期间：2024 年 6 月`."""
    return t("{fact}: {text}", fact=name, text=text).to(lang)


def joined(parts: Iterable[str], between: str) -> str:
    """Return the parts that say something, in one text."""
    return between.join(part for part in parts if part)


def more_text(count: int, lang: str) -> str:
    """Say how many rows of a table are not shown; nothing where all are."""
    if not count:
        return ""
    return (MORE_ONE if count == 1 else MORE).to(lang).format(count=f"{count:,}")
