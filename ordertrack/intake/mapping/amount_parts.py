"""Amounts that include what another column says: tax, freight. They count as written; it is told.

So do rows of which each is a part of a sale: its price, a fee, a tax.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain, combinations

import polars as pl

from ordertrack.intake.column_names import AMOUNT, ORDER_AMOUNT, QUANTITY, UNIT_PRICE
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.spellings import fold
from ordertrack.intake.values.numbers import number_value
from ordertrack.intake.values.profiling import profile
from ordertrack.model import TABLES, Kind
from ordertrack.model.columns import spellings
from ordertrack.words import Text, t

MOSTLY, HARDLY = 0.8, 0.2
LEAST = 3  # rows with tax or freight
MOST_PARTS = 4
_PART = re.compile(
    r"\b(?:tax(?:es)?|vat|gst|hst|duty|freight|shipping|postage|handling)\b|税|稅|运费|運費|邮费|郵費",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"rate|%|pct|percent|\bid\b|\bno\b|number|code|date|method|mode|address|status|incl|excl"
    r"|率|号|號|码|碼|日期|方式|地址|状态|狀態|含税|含稅|未税|未稅|税前|稅前",
    re.IGNORECASE,
)

# What says of each row of a settlement which part of a sale its amount is.
_KIND_OF_AMOUNT = frozenset(
    map(
        fold,
        spellings("""
            amount type, amount description, price type, fee type, charge type, 金额类型, 费用类型,
            费用项目, 费用项, 账务类型
        """),
    )
)
_SHOWN = 5


def amount_kinds(mappings: Sequence[TableMapping]) -> list[Finding]:
    """Tell of rows that are not sales each, but parts of one: all of them are added up."""
    return [
        Finding("amount-kinds", "warning", _of_kinds(mapping, m, values), rows)
        for mapping in mappings
        if AMOUNT in mapping.names or ORDER_AMOUNT in mapping.names
        for m in mapping.mapped
        if not m.used and fold(m.header) in _KIND_OF_AMOUNT
        for values, rows in [_values(mapping, m.position)]
        if len(values) > 1
    ]


def _values(mapping: TableMapping, position: int) -> tuple[list[str], int]:
    cells = pl.scan_parquet(mapping.to_read.path).select(pl.col(f"c{position}").drop_nulls())
    held = cells.collect().to_series()
    return held.unique(maintain_order=True).to_list(), held.len()


def _of_kinds(mapping: TableMapping, m: Mapped, values: Sequence[str]) -> Text:
    return t(
        'Amounts of {file} are of several kinds by "{header}" ({values}): all of them are added up'
        " as revenue. Take out the rows that are no sales.",
        file=mapping.key,
        header=m.header,
        values=", ".join(values[:_SHOWN]),
    )


def amount_parts(mappings: Sequence[TableMapping]) -> list[Finding]:
    """Tell of amounts that are quantity × unit price plus the figures of other columns."""
    layouts: dict[tuple[object, ...], list[TableMapping]] = {}
    for mapping in mappings:
        if "order_lines" in mapping.tables and parts_of(mapping):
            at = tuple(sorted(_positions(mapping).items()))
            layouts.setdefault((mapping.to_read.headers, at), []).append(mapping)
    return [finding for alike in layouts.values() for finding in _told(alike)]


def parts_of(mapping: TableMapping) -> dict[str, int]:
    """Return headers and positions of figures of tax and freight that no column takes."""
    money = TABLES["order_lines"].column("amount")
    found = {
        m.header: m.position
        for m in mapping.mapped
        if not m.used and _PART.search(m.header) and not _OTHER.search(m.header)
        if mapping.fits(m.position, money, guessed=True)
    }
    return dict(list(found.items())[:MOST_PARTS])


def _positions(mapping: TableMapping) -> dict[str, int]:
    wanted = (AMOUNT, QUANTITY, UNIT_PRICE)
    return {name: at for name, at in mapping.positions.items() if name in wanted}


def _told(alike: Sequence[TableMapping]) -> list[Finding]:
    first, positions, parts = alike[0], _positions(alike[0]), parts_of(alike[0])
    if len(positions) < 3:
        return []
    figures = _figures([mapping.to_read.path for mapping in alike], positions, parts)
    ways = chain.from_iterable(combinations(parts, size) for size in range(1, len(parts) + 1))
    shares = {way: _shares(figures, way) for way in ways}
    fitting = [way for way, (rows, _, added) in shares.items() if rows >= LEAST and added >= MOSTLY]
    fitting = [way for way in fitting if shares[way][1] <= HARDLY]
    if not fitting:
        return []
    best = max(fitting, key=lambda way: (shares[way][2], shares[way][0], -len(way)))
    return [_finding(first, len(alike), best, positions[AMOUNT], shares[best][0])]


def _figures(
    paths: Sequence[object], positions: Mapping[str, int], parts: Mapping[str, int]
) -> pl.DataFrame:
    frame = pl.scan_parquet([str(path) for path in paths])
    kinds: dict[str, Kind] = {f"c{at}": "money" for at in (*positions.values(), *parts.values())}
    kinds[f"c{positions[QUANTITY]}"] = "qty"
    forms = profile(frame, kinds)
    read = {
        name: number_value(f"c{at}", forms[f"c{at}"]).cast(pl.Float64)
        for name, at in (*positions.items(), *parts.items())
    }
    return frame.select(**read).drop_nulls([AMOUNT, QUANTITY, UNIT_PRICE]).collect()


def _shares(figures: pl.DataFrame, way: Sequence[str]) -> tuple[int, float, float]:
    """How many rows have such figures, and the shares that do without and with them."""
    amount, worth = pl.col(AMOUNT), pl.col(QUANTITY) * pl.col(UNIT_PRICE)
    close = pl.max_horizontal(amount.abs() * 0.0005, pl.lit(0.011))
    added = pl.sum_horizontal(pl.col(name).fill_null(0.0) for name in way)
    each = pl.all_horizontal(pl.col(name).fill_null(0.0).abs() > 2 * close for name in way)
    counts = figures.filter(each).select(
        pl.len(),
        ((amount - worth).abs() <= close).mean().alias("without"),
        ((amount - worth - added).abs() <= close).mean().alias("with"),
    )
    rows, without, with_them = counts.row(0)
    return rows, without or 0.0, with_them or 0.0


def _finding(mapping: TableMapping, files: int, way: Sequence[str], at: int, rows: int) -> Finding:
    file: str | Text = mapping.key
    if files > 1:
        file = t("{first} (and {others} other files)", first=mapping.key, others=files - 1)
    text = t(
        '"{header}" in {file} includes {parts}: it is quantity × unit price plus these ({count}'
        " rows). Revenue counts it as it is written.",
        header=mapping.to_read.headers[at],
        file=file,
        parts=" + ".join(f'"{name}"' for name in way),
        count=rows,
    )
    return Finding("amount-includes", "warning", text, rows)
