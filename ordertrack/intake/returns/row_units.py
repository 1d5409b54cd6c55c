"""What amounts are counted in, by a column beside them (15 | 万元) or a line above the header.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.returns.looking import cell_text, folded_headers, free_headers, values_at
from ordertrack.intake.values.scaled import scaled, tens_of
from ordertrack.model import TABLES
from ordertrack.model.columns import spellings
from ordertrack.model.header_units import counted_in
from ordertrack.model.measure_words import IN_MONEY, MEASURE_WORDS, measure_label
from ordertrack.words import t

_HEADERS = spellings("""
    单位, 金额单位, 货币单位, 计量单位, 目标单位, 数值单位, 计价单位, 数量级, unit, units,
    scale, amount unit, currency unit, value unit, unit of amount, reporting unit, multiplier
""")
# Kilograms and metres begin as thousands and millions do: only money and plain words of scale.
_SCALES = re.compile(
    r"(?:人民币|RMB|CNY|USD|EUR|HKD|US\$|[¥$€])? ?(?:[十百千]?[万萬]|[亿億千])"
    r" ?(?:元|圆|圓|円|美元|美金|港元|欧元|人民币|RMB|CNY|USD)?"
    r"|(?:RMB|CNY|USD|EUR|HKD|US\$|[¥$€])? ?(?:'?000s?|thousands?|millions?|mio|mln)"
    r"|(?:RMB|CNY|USD|EUR|HKD|US\$|[¥$€]) ?[KkMm]|[KkMm] ?(?:RMB|CNY|USD|EUR)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[(（\[【]\s*(?:元|圆|圓|円|RMB|CNY|USD|EUR|[¥$€])\s*[)）\]】]", re.IGNORECASE)
# What counts in ones, as an amount does that stands alone.
_ONE = re.compile(r"元|圆|圓|円|[A-Za-z]{3}|[¥$€£]|人民币|美元|美金|港元|欧元|1", re.IGNORECASE)
_MONEY_WORDS = {
    word.lower()
    for name in IN_MONEY
    for word in (name, *measure_label(name), *MEASURE_WORDS.get(name, ()))
}
_PRICES = ("unit_price", "unit_cost")
_MONEY = ("money", "aim")
_SHOWN = 5
_MOST = 50  # different units; more are no units


def settle_row_units(mappings: Sequence[TableMapping]) -> tuple[list[TableMapping], list[Finding]]:
    """Return the mappings with amounts that say their unit themselves, and tell of it."""
    settled, found = [], []
    for mapping in mappings:
        for m in free_headers(mapping, folded_headers(_HEADERS)) if mapping.tables else ():
            mapping, told = _scaled(mapping, m)
            found += told
        mapping, told = _scaled_by_title(mapping)
        found += told
        settled.append(mapping)
    return settled, found


def _scaled_by_title(mapping: TableMapping) -> tuple[TableMapping, list[Finding]]:
    """Read the amounts as a line above the header says: 单位：万元."""
    units = _scales(mapping.raw_table.units)
    places = [m for m in mapping.mapped if m.used and _is_money(m) and not _PLAIN.search(m.header)]
    if not units or not places:
        return mapping, []
    columns = ", ".join(f'"{one.header}"' for one in places)
    if len(set(units.values())) > 1:
        text = t(
            "Lines above the header of {file} name different units ({units}): {columns} is read as"
            " it stands. Leave one of them.",
            file=mapping.key,
            units=", ".join(units),
            columns=columns,
        )
        return mapping, [Finding("unit", "warning", text, 1)]
    tens = next(iter(units.values()))
    text = t(
        "A line above the header of {file} says that amounts are counted in {unit}: {columns} is"
        " read so.",
        file=mapping.key,
        unit=", ".join(units),
        columns=columns,
    )
    return _counted(mapping, places, pl.lit(tens), tens), [Finding("unit", "warning", text, 1)]


def _scaled(mapping: TableMapping, m: Mapped) -> tuple[TableMapping, list[Finding]]:
    """Count each amount in the unit that its row names."""
    values = _values(mapping, m)
    units = _scales(values)
    if not units and len(values) > 1 and "l_quantity" in mapping.names:
        return mapping, [_mixed(mapping, m, values)]
    places = [one for one in mapping.mapped if one.used and _is_money(one)]
    if not units or not places:
        return mapping, []
    said = cell_text(m.position).replace_strict(units, default=None)
    made = _counted(mapping, places, said, (m.position, sorted(units.items())))
    text = t(
        '"{header}" in {file} says what {columns} is counted in ({units}):'
        " the amounts are read so.",
        header=m.header,
        file=mapping.key,
        columns=", ".join(f'"{one.header}"' for one in places),
        units=", ".join(units),
    )
    found = [Finding("unit", "info", text, 1)]
    unknown = [one for one in values if one not in units and not _ONE.fullmatch(one)]
    return made, [*found, *([_unknown(mapping, m, unknown)] if unknown else [])]


def _unknown(mapping: TableMapping, m: Mapped, words: Sequence[str]) -> Finding:
    text = t(
        '"{header}" in {file} has words that are no unit of money ({words}): the amounts beside'
        " them are read as they stand.",
        header=m.header,
        file=mapping.key,
        words=", ".join(words[:_SHOWN]),
    )
    return Finding("unit", "warning", text, 1)


def _counted(
    mapping: TableMapping, places: Sequence[Mapped], tens: pl.Expr, about: object
) -> TableMapping:
    """Return the mapping with these amounts times a power of ten; targets of money alone."""
    cells = [
        scaled(pl.col(f"c{one.position}"), _of_money(mapping, one, tens)).alias(f"c{one.position}")
        for one in places
    ]
    raw = altered(
        mapping.to_read,
        "units",
        (about, [one.position for one in places]),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cells),
    )
    return mapping.with_rows(raw)


def _of_money(mapping: TableMapping, one: Mapped, tens: pl.Expr) -> pl.Expr:
    """Leave out targets of counts, days and rates: these are counted in no 万元."""
    said = [m for m in mapping.mapped if m.used and (m.table, m.column) == ("targets", "measure")]
    if one.table != "targets" or not said:
        return tens
    measure = pl.col(f"c{said[0].position}").str.strip_chars().str.to_lowercase()
    stated = measure.fill_null("") != ""
    return pl.when(~stated | measure.is_in(sorted(_MONEY_WORDS))).then(tens)


def _values(mapping: TableMapping, m: Mapped) -> list[str]:
    """Return the different words below the header; none where these are too many."""
    values = values_at(mapping, m.position)
    return [] if len(values) > _MOST else sorted(values)


def _scales(values: Sequence[str]) -> dict[str, str]:
    """Return the words that scale an amount, each with its power of ten."""
    known = {value: counted_in(f"({value})") for value in values if _SCALES.fullmatch(value)}
    return {value: tens_of(unit) for value, unit in known.items() if unit > 1}


def _mixed(mapping: TableMapping, m: Mapped, values: Sequence[str]) -> Finding:
    text = t(
        'Quantities of {file} are in different units by "{header}" ({units}): units sold add them'
        " up as they stand.",
        file=mapping.key,
        header=m.header,
        units=", ".join(values[:_SHOWN]),
    )
    return Finding("mixed-units", "warning", text, 1)


def _is_money(m: Mapped) -> bool:
    if m.table is None or m.column is None or m.column in _PRICES or counted_in(m.header) > 1:
        return False
    return TABLES[m.table].column(m.column).kind in _MONEY
