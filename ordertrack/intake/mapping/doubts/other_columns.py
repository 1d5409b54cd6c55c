"""Headers that could be a column too, where another header is read as it: told once per layout.

Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.doubts.documents import says
from ordertrack.intake.mapping_types import FAMILY, Mapped, TableMapping
from ordertrack.intake.spellings import strength
from ordertrack.model import TABLES
from ordertrack.words import Text, t

# Figures are split by these; which of several headers is meant changes every table and chart.
SPLIT_BY = ("region", "channel", "team", "sales_rep", "product_line")
_NUMBERS = frozenset({"id", "no", "key", "code", "number", "编号", "编码", "代码"})


def other_columns(mappings: Sequence[TableMapping]) -> list[Finding]:
    """Tell which headers were passed over for others, for the first file of each layout."""
    layouts = {mapping.signature: mapping for mapping in reversed(mappings)}
    texts = [
        _text(mapping, chosen, others)
        for mapping in mappings
        if layouts[mapping.signature] is mapping
        for chosen in mapping.mapped
        if (others := _others(mapping, chosen))
    ]
    return [Finding("other-columns", "info", text, 1) for text in texts]


def _others(mapping: TableMapping, chosen: Mapped) -> list[str]:
    """Unused headers whose word the column is too; the id beside a name is none."""
    table, column = chosen.target
    if chosen.kind != "exact" or table not in FAMILY or column not in SPLIT_BY:
        return []
    declared = TABLES[table].column(column)
    return [
        m.header
        for m in mapping.mapped
        if m.kind == "none" and strength(m.header, table, column) and not says(m.header, _NUMBERS)
        if mapping.fits(m.position, declared, guessed=True)
    ]


def _text(mapping: TableMapping, chosen: Mapped, others: Sequence[str]) -> Text:
    table, column = chosen.target
    return t(
        '{column} in {file} is read from "{header}"; {others} would do too:'
        ' --map "{other}={name}" reads it instead.',
        column=TABLES[table].column(column).label,
        file=mapping.key,
        header=chosen.header,
        others=", ".join(f'"{header}"' for header in others),
        other=others[0],
        name=column,
    )
