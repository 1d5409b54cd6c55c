"""Where a table begins: title lines above it, a header of one row or two.

Imports model, spellings and the leaves of values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ordertrack.errors import BadFile
from ordertrack.intake.spellings import fold, spoken
from ordertrack.intake.values.period_names import named_period
from ordertrack.intake.values.units_around import are_units, units_above
from ordertrack.model import TABLES
from ordertrack.model.header_units import without_money
from ordertrack.words import t

LOOKED_AT = 60
MOST_COLUMNS = 2_000
SEPARATORS = ",\t;|"
LABEL_LENGTH = 60
_MANY = 3  # different first days of months; fewer may be dates of an order
MOSTLY_TEXT = 5  # columns that a row of explanations has at the least
_AMOUNT = r"[-+(]?\s*[¥$€£]?\s*[-+]?\d[\d.,\s]*(?:[eE][-+]?\d+)?\s*[%万亿萬億元)]*\s*$"
_DATE = r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[T\s].*)?$"
DATA = re.compile(rf"{_AMOUNT}|{_DATE}|\d{{1,2}}:\d{{2}}|(?:true|false|null)$", re.IGNORECASE)
# 2024 is the name of a column in a wide table of targets as 2024-06 is, so no sign of data.
_YEAR = re.compile(r"(?:19|20)\d{2}年?$")
_OF_TARGETS = re.compile(r"(?:目标|任务|指标|预算|计划)$")

# What may part cells besides the usual signs: rare signs, wide gaps, figures one after another.
_PARTED = re.compile(r"\s{2,}|[~^§¦\x01-\x1f]|\S[:#]\S|\d\S*\s\S*\d")

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns; `row` is the last row of the header, 1-based.

    `units` is what lines above say the amounts are counted in (单位：万元), as it is written;
    `titles` are all cells of those lines.
    """

    names: tuple[str, ...]
    row: int
    units: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def find_header(rows: Sequence[Row]) -> Header | None:
    """Find the header among the first rows; None where they look like data from the top.

    A row that holds known header words is it; else the first row that is filled about as far as the
    fullest one and holds labels rather than figures.
    """
    rows = [[_tidy(cell) for cell in row] for row in rows[:LOOKED_AT]]
    wide = max((_filled(row) for row in rows), default=0)
    if wide < 2:
        return None
    at = known_row(rows) if known_row(rows) is not None else _label_row(rows, wide)
    if at is None:
        return None
    found = _with_units(_with_second_row(rows, at), rows)
    titles = tuple(dict.fromkeys(cell for row in rows[:at] for cell in row if cell))
    return replace(found, units=units_above(rows[:at]), titles=titles)


def _with_units(header: Header, rows: Sequence[Sequence[str]]) -> Header:
    """Return the header with the units that a row of its own below it names: 万元, %."""
    below = rows[header.row] if header.row < len(rows) else []
    if not are_units(below):
        return header
    units = [_cell(below, at) for at in range(len(header.names))]
    names = [
        f"{name} ({unit})" if unit else name for name, unit in zip(header.names, units, strict=True)
    ]
    return replace(header, names=tuple(names), row=header.row + 1)


def check_width(count: int) -> None:
    """Refuse what has more columns than a person can have named: looking at each takes minutes."""
    if count > MOST_COLUMNS:
        raise BadFile(
            t(
                "it has {count} columns; at most {most} can be read.",
                count=count,
                most=MOST_COLUMNS,
            ),
            t("Delete the columns that are not needed, or put what they repeat into rows."),
        )


def _tidy(cell: str | None) -> str:
    return " ".join((cell or "").split()).strip(" \ufeff\u200b")


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)


@cache
def known_words() -> frozenset[str]:
    """Return every header word of every table, folded."""
    words = (
        word
        for table in TABLES.values()
        for column in table.columns
        for word in (column.name, *column.label, *column.synonyms, *column.hints)
    )
    return frozenset(fold(word) for word in words)


def _known(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell and fold(cell) in known_words())


def known_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Find the first row of which two cells, and a third of all, are known header words."""
    for at, row in enumerate(rows):
        if _known(row) >= max(2, _filled(row) / 3) and not is_data_like(row):
            return at
    return None


def is_one_column(rows: Sequence[Sequence[str | None]]) -> bool:
    """Return whether nothing in most of the rows could part cells: a rare sign, a wide gap."""
    cells = [cell for row in rows for cell in row if cell and cell.strip()]
    parted = sum(bool(_PARTED.search(cell.strip())) for cell in cells)
    return len(cells) > 1 and parted * 2 < len(cells)


def in_one_cell(rows: Sequence[Row]) -> bool:
    """Return whether the rows have one cell each, in which separators part known header words."""
    filled = [[cell for cell in row if cell] for row in rows[:LOOKED_AT]]
    cells = [row[0] for row in filled if len(row) == 1]
    return any(known_row([cell.split(by) for cell in cells]) is not None for by in SEPARATORS)


def _data_in(row: Sequence[str]) -> list[str]:
    """Figures and dates, but for first days of many months: spreadsheets make them of 2024-06."""
    days = {cell for cell in row if re.match(_DATE, cell)}
    months = {day for day in days if named_period(day)}
    names = months if len(months) >= _MANY else set()
    return [cell for cell in row if cell in days - names or (cell not in days and _is_data(cell))]


def _is_data(cell: str) -> bool:
    return bool(DATA.match(cell)) and not (_YEAR.match(cell) or named_period(cell))


def is_data_like(row: Sequence[str]) -> bool:
    """Return whether more than a quarter of the cells are figures, dates or long texts."""
    data = len(_data_in(row)) + sum(1 for cell in row if len(cell) > LABEL_LENGTH)
    return data > _filled(row) / 4


def _label_row(rows: Sequence[Sequence[str]], wide: int) -> int | None:
    for at, row in enumerate(rows):
        if _filled(row) < max(2, wide / 2):
            continue
        return None if is_data_like(row) or _repetitive(row) else at
    return None


def _repetitive(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    return len(set(cells)) < len(cells) / 2


# --- a header over two rows ---


def _with_second_row(rows: Sequence[Sequence[str]], at: int) -> Header:
    if at + 1 < len(rows) and is_under(rows[at], rows[at + 1], rows[at + 2 : at + 5]):
        return Header(_joined(rows[at], rows[at + 1]), at + 2)
    if at + 2 < len(rows) and describes(rows[at], rows[at + 1]) and is_data_like(rows[at + 2]):
        return Header(tuple(rows[at]), at + 2)
    if at > 0 and is_over(rows[at - 1], rows[at]):
        return Header(_joined(rows[at - 1], rows[at]), at + 1)
    return Header(_helped(rows[at - 1] if at else [], rows[at]), at + 1)


def is_under(top: Sequence[str], row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether `row` names the columns that groups in `top` span.

    It fills gaps to the right of a group, leaves cells empty under names that stand alone (or has
    known words), and holds no data.
    """
    if not _filled(row) or is_data_like(row) or _data_in(row):
        return False
    if not _gaps_filled(top, row):
        return False
    alone = [at for at, cell in enumerate(top) if cell and not _cell(row, at)]
    bears_data = any(_cell(line, at) for at in alone for line in below)
    known = _known(row) + _months(row)
    return bears_data or (known > 0 and known >= _filled(row) / 3)


def describes(names: Sequence[str], row: Sequence[str]) -> bool:
    """Return whether `row` says in words what most columns are: "Order created time." below it."""
    pairs = [(name, cell) for name, cell in zip(names, row, strict=False) if name and cell]
    if len(pairs) < MOSTLY_TEXT or any(_is_data(cell) for _, cell in pairs):
        return False
    told = sum(len(cell) > len(name) and _same_word(name, cell) for name, cell in pairs)
    return told * 2 > len(pairs)


def _same_word(name: str, cell: str) -> bool:
    return bool(set(spoken(name).split()) & set(spoken(cell).split()))


def is_over(row: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether `row` holds groups above names that repeat or leave gaps beneath them."""
    cells = [cell for cell in row if cell]
    if len(cells) < 2 or is_data_like(row) or any(re.search("[:：]", cell) for cell in cells):
        return False
    own = [cell for cell in names if cell]
    under_gap = any(cell and not _cell(names, at) for at, cell in enumerate(row))
    return len(set(own)) < len(own) or under_gap


def _months(row: Sequence[str]) -> int:
    """How many months or quarters the row names; one alone is a value like any other."""
    bare = (_OF_TARGETS.sub("", without_money(cell)) for cell in row if cell)
    found = {cell for cell in bare if named_period(cell)}
    return len(found) if len(found) > 1 else 0


def _gaps_filled(top: Sequence[str], row: Sequence[str]) -> bool:
    groups = _spread(top, row)
    return any(
        cell and not _cell(top, at) and groups[at]
        for at, cell in enumerate(row)
        if at < len(groups)
    )


def _spread(top: Sequence[str], row: Sequence[str]) -> list[str]:
    """The group above each column: a name spans the gap to its right if something stands below."""
    groups: list[str] = []
    current = ""
    for at in range(max(len(top), len(row))):
        if _cell(top, at):
            current = _cell(top, at) if _cell(row, at) else ""
            groups.append(_cell(top, at))
        else:
            current = current if _cell(row, at) else ""
            groups.append(current)
    return groups


def _joined(top: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """Group and name in one; a name that is known and stands once needs no group."""
    names = []
    for at, group in enumerate(_spread(top, row)):
        name = _cell(row, at)
        alone = list(row).count(name) == 1 and fold(name) in known_words()
        enough = name and alone and not _completed(name, group)
        names.append(name if enough or not group else _in_group(group, name))
    return tuple(names)


def _in_group(group: str, name: str) -> str:
    """The name with its group before it, or behind it where only that is a known word."""
    turned = f"{name}{group}"  # 交付时间 over 预计 is 预计交付时间
    return turned if name and fold(turned) in known_words() else f"{group} {name}".strip()


def _helped(above: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Names of which some are known only together with the group in the row above."""
    groups = _spread(above, names)
    joined = [_in_group(groups[at], name) for at, name in enumerate(names)]
    return tuple(
        both
        if _completed(name, groups[at])
        or (name and fold(name) not in known_words() and fold(both) in known_words())
        else name
        for at, (name, both) in enumerate(zip(names, joined, strict=True))
    )


def _completed(name: str, group: str) -> bool:
    """Whether the group behind the name makes a known word: 实际 below 交付 is no amount spent."""
    return bool(name and group) and fold(f"{name}{group}") in known_words()


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
