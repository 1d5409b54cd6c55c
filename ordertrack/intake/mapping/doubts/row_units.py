"""What amounts are counted in, by a column beside them (15 | 万元) or a line above the header.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import bare, fold
from ordertrack.model import TABLES
from ordertrack.model.columns import spellings
from ordertrack.model.header_units import counted_in
from ordertrack.words import t

_HEADERS = {
    fold(word)
    for word in spellings("""
        单位, 金额单位, 货币单位, 计量单位, 目标单位, 数值单位, 计价单位, 数量级, unit, units,
        scale, amount unit, currency unit, value unit, unit of amount, reporting unit, multiplier
    """)
}
# Kilograms and metres begin as thousands and millions do: only money and plain words of scale.
_SCALES = re.compile(
    r"(?:人民币|RMB|CNY|USD|EUR|HKD|US\$|[¥$€])? ?(?:[十百千]?[万萬]|[亿億千])"
    r" ?(?:元|圆|圓|円|美元|美金|港元|欧元|人民币|RMB|CNY|USD)?"
    r"|(?:RMB|CNY|USD|EUR|HKD|US\$|[¥$€])? ?(?:'?000s?|thousands?|millions?|mio|mln)"
    r"|(?:RMB|CNY|USD|EUR|HKD|US\$|[¥$€]) ?[KkMm]|[KkMm] ?(?:RMB|CNY|USD|EUR)",
    re.IGNORECASE,
)
_SUFFIX = {10**3: "千", 10**4: "万", 10**5: "十万", 10**6: "百万", 10**7: "千万", 10**8: "亿"}
_OWN_UNIT = r"[百千万亿萬億kKwWmM%％]"
_PLAIN = re.compile(r"[(（\[【]\s*(?:元|圆|圓|円|RMB|CNY|USD|EUR|[¥$€])\s*[)）\]】]", re.IGNORECASE)
_PRICES = ("unit_price", "unit_cost")
_MONEY = ("money", "aim")
_SHOWN = 5
_MOST = 50  # different units; more are no units


def settle_row_units(mappings: Sequence[TableMapping]) -> tuple[list[TableMapping], list[Finding]]:
    """Return the mappings with amounts that say their unit themselves, and tell of it."""
    settled, found = [], []
    for mapping in mappings:
        for m in mapping.mapped:
            free = not m.used and m.position not in mapping.said.headers
            if mapping.tables and free and {fold(m.header), bare(m.header)} & _HEADERS:
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
    if len(units) != 1 or not places:
        return mapping, []
    ((unit, suffix),) = units.items()
    cells = [_with_unit(f"c{one.position}", pl.lit(suffix)) for one in places]
    raw = altered(
        mapping.to_read,
        "units",
        (suffix, [one.position for one in places]),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cells),
    )
    text = t(
        "A line above the header of {file} says that amounts are counted in {unit}: {columns} is"
        " read so.",
        file=mapping.key,
        unit=unit,
        columns=", ".join(f'"{one.header}"' for one in places),
    )
    return _with(mapping, raw), [Finding("unit", "warning", text, 1)]


def _scaled(mapping: TableMapping, m: Mapped) -> tuple[TableMapping, list[Finding]]:
    """Write the unit behind each amount of its row, as people do: 15万."""
    values = _values(mapping, m)
    units = _scales(values)
    if not units and len(values) > 1 and "l_quantity" in mapping.names:
        return mapping, [_mixed(mapping, m, values)]
    places = [one for one in mapping.mapped if one.used and _is_money(one)]
    if not units or not places:
        return mapping, []
    said = pl.col(f"c{m.position}").str.strip_chars().replace_strict(units, default="")
    cells = [_with_unit(f"c{one.position}", said) for one in places]
    raw = altered(
        mapping.to_read,
        "units",
        (m.position, sorted(units.items()), [one.position for one in places]),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cells),
    )
    text = t(
        '"{header}" in {file} says what {columns} is counted in ({units}):'
        " the amounts are read so.",
        header=m.header,
        file=mapping.key,
        columns=", ".join(f'"{one.header}"' for one in places),
        units=", ".join(units),
    )
    return _with(mapping, raw), [Finding("unit", "info", text, 1)]


def _with(mapping: TableMapping, raw: RawTable) -> TableMapping:
    kept = mapping.raw_table if mapping.reshaped else raw
    return replace(mapping, raw_table=kept, to_read=raw)


def _values(mapping: TableMapping, m: Mapped) -> list[str]:
    """Return the different words below the header; none where these are too many."""
    cell = pl.col(f"c{m.position}").str.strip_chars()
    rows = pl.scan_parquet(mapping.to_read.path).select(cell.drop_nulls().unique())
    values = rows.head(_MOST + 1).collect().to_series().to_list()
    return [] if len(values) > _MOST else sorted(value for value in values if value)


def _scales(values: Sequence[str]) -> dict[str, str]:
    """Return the words that scale an amount, with what is written behind it."""
    known = {value: counted_in(f"({value})") for value in values if _SCALES.fullmatch(value)}
    return {value: _SUFFIX[unit] for value, unit in known.items() if unit in _SUFFIX}


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


def _with_unit(column: str, said: pl.Expr) -> pl.Expr:
    cell = pl.col(column).str.strip_chars()
    bare_number = cell.str.contains(r"\d").fill_null(False) & ~cell.str.contains(_OWN_UNIT)
    last = cell.str.replace(r"\s*([)）-]?)$", pl.concat_str(said, pl.lit("${1}")))
    return pl.when(bare_number & (said != "")).then(last).otherwise(column).alias(column)
