"""What amounts are counted in, by a column beside them (15 | 万元) or a line above the header.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.targets.units import of_money, units_of_periods
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.returns.figure_units import settle_figure_units
from ordertrack.intake.returns.looking import cell_text, folded_headers, free_headers, values_at
from ordertrack.intake.values.scaled import scaled, tens_of
from ordertrack.model import TABLES
from ordertrack.model.columns import spellings
from ordertrack.model.header_units import counted_in, unit_named
from ordertrack.model.measure_words import IN_MONEY
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
# What counts in ones, as an amount does that stands alone.
_ONE = re.compile(r"元|圆|圓|円|[A-Za-z]{3}|[¥$€£]|人民币|美元|美金|港元|欧元|1", re.IGNORECASE)
_PRICES = ("unit_price", "unit_cost")
_MONEY = ("money", "aim")
_SHOWN = 5
_MOST = 50  # different units; more are no units


def settle_row_units(
    mappings: Sequence[TableMapping], decisions: Decisions
) -> tuple[list[TableMapping], list[Finding]]:
    """Return the mappings with amounts that say their unit themselves, and tell of it."""
    settled, found = [], []
    for one in mappings:
        mapping, told = settle_figure_units(one, decisions)
        found += told
        for m in free_headers(mapping, folded_headers(_HEADERS)) if mapping.tables else ():
            mapping, told = _scaled(mapping, m, decisions)
            found += told
        mapping, told = _scaled_by_title(mapping, decisions)
        found += [*told, *_by_header(mapping)]
        settled.append(mapping)
    return settled, found


def _named(mapping: TableMapping) -> dict[str, int | None]:
    """Return what the headers of amounts say that these are counted in; None for no unit.

    Of targets that were reshaped the columns of the file say it: they are counted so already.
    """
    headers = [m.header for m in mapping.mapped if m.used and _is_money(m)]
    if mapping.figures:
        headers = [one.header for one in mapping.figures if one.measure in IN_MONEY]
    elif mapping.reshaped and headers:
        of_file = mapping.raw_table.headers
        headers = [of_file[at] for at in units_of_periods(of_file)] or headers
    return {header: unit_named(header) for header in headers}


def _by_header(mapping: TableMapping) -> list[Finding]:
    """Tell of targets that were counted in the unit of their header as they were reshaped."""
    read = {m.header for m in mapping.mapped}
    counted = [h for h, unit in _named(mapping).items() if unit and unit > 1 and h not in read]
    if not counted:
        return []
    text = t(
        "{columns} in {file}: the targets are counted in the unit that the header names.",
        columns=_listed(counted),
        file=mapping.key,
    )
    return [Finding("unit", "info", text, 1)]


def _scaled_by_title(
    mapping: TableMapping, decisions: Decisions
) -> tuple[TableMapping, list[Finding]]:
    """Read the amounts as a line above the header says: 单位：万元."""
    units, named = _scales(mapping.raw_table.units), _named(mapping)
    columns = [header for header, unit in named.items() if unit is None]
    if not units or not named:
        return mapping, []
    if len(set(units.values())) > 1:
        text = t(
            "Lines above the header of {file} name different units ({units}): {columns} is read as"
            " it stands. Leave one of them.",
            file=mapping.key,
            units=", ".join(units),
            columns=_listed(columns),
        )
        return mapping, [Finding("unit", "warning", text, 1)] if columns else []
    text = t(
        "A line above the header of {file} says that amounts are counted in {unit}: {columns} is"
        " read so.",
        file=mapping.key,
        unit=", ".join(units),
        columns=_listed(columns),
    )
    found = [Finding("unit", "warning", text, 1)] if columns else []
    made = _counted(mapping, (None,), pl.lit(next(iter(units.values()))), decisions)
    return made, [*found, *_other_than_title(mapping, units, named)]


def _other_than_title(
    mapping: TableMapping, units: Mapping[str, str], named: Mapping[str, int | None]
) -> list[Finding]:
    """Tell of headers that name another unit than a line above them."""
    if not (others := _others(units, named)):
        return []
    text = t(
        "A line above the header of {file} says that amounts are counted in {unit}, but {columns}"
        " names another unit: that of the header counts.",
        file=mapping.key,
        unit=", ".join(units),
        columns=_listed(others),
    )
    return [Finding("unit", "warning", text, 1)]


def _scaled(
    mapping: TableMapping, m: Mapped, decisions: Decisions
) -> tuple[TableMapping, list[Finding]]:
    """Count each amount in the unit that its row names."""
    values = _values(mapping, m)
    units = _scales(values)
    if not units and len(values) > 1 and "l_quantity" in mapping.names:
        return mapping, [_mixed(mapping, m, values)]
    # What its row counts in ones, the line above does not count in 万元.
    ones = {value: "0" for value in values if unit_named(f"({value})") == 1}
    if not units and not (ones and _scales(mapping.raw_table.units)):
        return mapping, []
    said = cell_text(m.position).replace_strict({**units, **ones}, default=None)
    found = _by_column(mapping, m, {**units, **ones})
    unknown = [one for one in values if one not in units and not _ONE.fullmatch(one)]
    found += [_unknown(mapping, m, unknown)] if found and unknown else []
    return _counted(mapping, (None, 1), said, decisions), found


def _by_column(mapping: TableMapping, m: Mapped, units: Mapping[str, str]) -> list[Finding]:
    """Tell which amounts are read in the units that a column names, and which are not."""
    read = {one.header for one in mapping.mapped}
    # 元 behind an amount gives way to what its row says, where it is not counted so already.
    named = {h: None if unit == 1 and h in read else unit for h, unit in _named(mapping).items()}
    columns = [header for header, unit in named.items() if unit is None]
    about = {"header": m.header, "file": mapping.key, "units": ", ".join(units)}
    found = []
    if columns:
        text = t(
            '"{header}" in {file} says what {columns} is counted in ({units}):'
            " the amounts are read so.",
            columns=_listed(columns),
            **about,
        )
        found.append(Finding("unit", "info", text, 1))
    if others := _others(units, named):
        text = t(
            '"{header}" in {file} says what amounts are counted in ({units}), but {columns} names'
            " another unit: that of the header counts.",
            columns=_listed(others),
            **about,
        )
        found.append(Finding("unit", "warning", text, 1))
    return found


def _others(units: Mapping[str, str], named: Mapping[str, int | None]) -> list[str]:
    """Headers of which the unit is not the only one that is named elsewhere."""
    return [h for h, unit in named.items() if unit and set(units.values()) != {tens_of(unit)}]


def _listed(headers: Sequence[str]) -> str:
    shown = ", ".join(f'"{header}"' for header in headers[:_SHOWN])
    return shown + (" …" if len(headers) > _SHOWN else "")


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
    mapping: TableMapping, named: Sequence[int | None], tens: pl.Expr, decisions: Decisions
) -> TableMapping:
    """Return the mapping with amounts times a power of ten, whose headers name one of these units.

    Of targets, those of money alone.
    """
    tens = _money_only(mapping, tens, decisions)
    places = [
        m.position
        for m in mapping.mapped
        if m.used and _is_money(m) and unit_named(m.header) in named
    ]
    cells = [scaled(pl.col(f"c{at}"), tens).alias(f"c{at}") for at in places]
    raw = altered(
        mapping.to_read,
        "units",
        (tens.meta.serialize(), places),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cells),
    )
    return mapping.with_rows(raw) if places else mapping


def _money_only(mapping: TableMapping, tens: pl.Expr, decisions: Decisions) -> pl.Expr:
    """Leave out targets of counts, days and rates: these are counted in no 万元."""
    at = mapping.positions.get("measure")
    if mapping.tables != ("targets",) or at is None:
        return tens
    return pl.when(of_money(at, mapping.key, decisions)).then(tens)


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
    if m.table is None or m.column is None or m.column in _PRICES:
        return False
    return TABLES[m.table].column(m.column).kind in _MONEY
