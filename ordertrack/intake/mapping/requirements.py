"""What a file must have to be of use, and what its absence means.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ordertrack.errors import BadMapping
from ordertrack.intake.column_names import (
    AMOUNT,
    CUSTOMER,
    DISCOUNTS,
    LINE_NO,
    ORDER_AMOUNT,
    ORDER_DATE,
    PRODUCT,
    amount_from,
    prefixed,
)
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.hints import likely_header, likely_price, speaks_of_money
from ordertrack.intake.mapping.unread_discounts import before_discount, unread_discounts
from ordertrack.intake.mapping_types import FAMILY, TableMapping, lacking
from ordertrack.intake.spellings import strength
from ordertrack.model import TABLES
from ordertrack.model.header_units import pieces_in
from ordertrack.words import Text, t

_UNIT = re.compile(r"[(（\[【]\s*([^\s()（）/]+)\s*[)）\]】]\s*$")
_PER = re.compile(r"(?:/|每|per )\s*([^\s()（）\]】]+)\s*[)）\]】]?\s*$", re.IGNORECASE)
_LINE_AMOUNT = ("order_lines", "amount")


@dataclass(frozen=True, slots=True)
class Provided:
    """Which order tables the other files of the import or the current release provide."""

    orders: bool
    lines: bool


def brings_orders(mapping: TableMapping) -> bool:
    return "orders" in mapping.tables and {"order_no", ORDER_DATE} <= mapping.names


def comes_by_line(mapping: TableMapping) -> bool:
    """Return whether orders come line by line, without products: their amounts are the lines'."""
    has_line = any(strength(m.header, "order_lines", "line_no") for m in mapping.mapped)
    return mapping.tables == ("orders",) and has_line and brings_orders(mapping)


def brings_lines(mapping: TableMapping) -> bool:
    has = mapping.names
    return (
        "order_lines" in mapping.tables
        and PRODUCT in has
        and (AMOUNT in has or amount_from(has) is not None)
    )


def required(mapping: TableMapping) -> dict[str, str]:
    """Columns that every row must fill, with the code of the reason when one does not.

    The day of a flat order may stand on its first line only, so it is not asked of every row.
    """
    has, needed = mapping.names, {}
    for table in mapping.tables:
        for column in TABLES[table].required:
            name = prefixed(table, column.name)
            by_line = mapping.tables == FAMILY or comes_by_line(mapping)
            if name in has and not (by_line and name == ORDER_DATE):
                needed[name] = "blank"
            elif name not in has and column.instead and column.instead in has:
                only_read = TABLES[table].column(column.instead).only_input
                needed |= {name: "blank-day"} if only_read else {column.instead: "blank"}
    if "order_lines" in mapping.tables and AMOUNT not in has and amount_from(has):
        needed[AMOUNT] = "blank-amount"
    return needed


def will_do(mapping: TableMapping) -> dict[str, str]:
    """Return the required columns that may be blank where another one of the row is not."""
    return {
        prefixed(table, column.name): prefixed(table, column.instead)
        for table in mapping.tables
        for column in TABLES[table].required
        if column.instead
        and prefixed(table, column.instead) in mapping.names
        and not TABLES[table].column(column.instead).only_input
    }


def missing_column(mapping: TableMapping, provided: Provided) -> BadMapping | None:
    """Return the column without which the file is of no use; None if it has all."""
    missing = _missing(mapping, provided)
    return _bad_mapping(mapping, *missing) if missing else None


def _missing(mapping: TableMapping, provided: Provided) -> tuple[str, str] | None:
    if mapping.tables[0] not in FAMILY:
        return _missing_of_table(mapping, mapping.tables[0])
    if "order_no" not in mapping.names:
        return ("orders", "order_no")
    return _missing_line(mapping, provided) or _missing_order(mapping, provided)


def _missing_of_table(mapping: TableMapping, table: str) -> tuple[str, str] | None:
    lacks = lacking(table, mapping.names)
    return (table, lacks[0].name) if lacks else None


def lacks_amounts_only(mapping: TableMapping, provided: Provided) -> bool:
    """Return whether order lines have all they need but amounts, under any header.

    Lines with amounts that are there already would lose them.
    """
    if provided.lines or _missing(mapping, provided) != _LINE_AMOUNT:
        return False
    if likely_header(mapping, *_LINE_AMOUNT) is not None or speaks_of_money(mapping):
        return False
    return brings_orders(mapping) or (mapping.tables == ("order_lines",) and provided.orders)


def _missing_line(mapping: TableMapping, provided: Provided) -> tuple[str, str] | None:
    if "order_lines" not in mapping.tables or brings_lines(mapping):
        return None
    if LINE_NO in mapping.names and provided.lines:
        return None  # an update of lines that are there
    return ("order_lines", "amount" if PRODUCT in mapping.names else "product")


def _missing_order(mapping: TableMapping, provided: Provided) -> tuple[str, str] | None:
    if brings_orders(mapping):
        return None
    meant_whole = mapping.tables == FAMILY and brings_lines(mapping) and CUSTOMER in mapping.names
    return ("orders", "order_date") if meant_whole or not provided.orders else None


def _bad_mapping(mapping: TableMapping, table: str, column: str) -> BadMapping:
    label = TABLES[table].column(column).label
    text = t(
        "{file}: no header is read as {column} of {table}, which is needed.",
        file=mapping.key,
        column=label,
        table=TABLES[table].label,
    )
    return BadMapping(text, _way_out(mapping, table, column))


def _way_out(mapping: TableMapping, table: str, column: str) -> Text:
    near, line_amount = likely_header(mapping, table, column), (table, column) == _LINE_AMOUNT
    if near is not None:
        return t(
            'Perhaps it is "{header}": choose it in the mapping, or --map "{header}={column}".',
            header=near,
            column=column,
        )
    price = likely_price(mapping) if line_amount else None
    if price is not None:
        return t(
            "Quantity × unit price will do: choose it in the mapping, or"
            ' --map "{header}=unit_price".',
            header=price,
        )
    if line_amount:
        return t(
            'Name it in the mapping, or with --map "HEADER={column}". Quantity × unit price will do'
            ' too: --map "HEADER=unit_price".',
            column=column,
        )
    return t('Name it in the mapping, or with --map "HEADER={column}".', column=column)


def without_year(key: str) -> BadMapping:
    """Return what is wrong with targets of January to December."""
    return BadMapping(
        t("{file}: its columns are months or quarters of no year.", file=key),
        t("Name them 2024-01, 2024-02 … or 2024-Q1, or add a column 年份 (year)."),
    )


# --- what is accepted and reported ---


def remarks(mapping: TableMapping) -> list[Finding]:
    """Return what the file lacks or stands for, where it is accepted all the same."""
    found = []
    if brings_orders(mapping) and CUSTOMER not in mapping.names:
        text = t("{file} has no customers: customer figures will be empty.", file=mapping.key)
        found.append(Finding("no-customers", "error", text, 1))
    found += [*_not_read(mapping), *_of_no_figure(mapping)]
    if "order_lines" in mapping.tables and AMOUNT not in mapping.names:
        found += _worked_out(mapping)
        found += unread_discounts(mapping) if amount_from(mapping.names) else []
    if brings_orders(mapping) and before_discount(mapping):
        found += unread_discounts(mapping)
    if mapping.tables == ("targets",) and "measure" not in mapping.names:
        text = t("{file} names no measure: its targets are read as revenue.", file=mapping.key)
        found.append(Finding("measure-assumed", "warning", text, 1))
    found += [Finding("targets-read", "warning", text, 1) for text in mapping.told]
    if mapping.tables == ("expenses",) and "month" in mapping.names and "day" not in mapping.names:
        text = t(
            "{file} names months: its expenses stand on the first day of each.", file=mapping.key
        )
        found.append(Finding("months-as-days", "info", text, 1))
    return found


def amount_findings(mappings: Sequence[TableMapping]) -> list[Finding]:
    """Tell which files have orders but no amounts, where no file tells what they are worth."""
    worth = {AMOUNT, ORDER_AMOUNT}
    if any(mapping.names & worth or brings_lines(mapping) for mapping in mappings):
        return []
    texts = [
        t("{file} has no amounts: its money figures are unknown.", file=mapping.key)
        for mapping in mappings
        if brings_orders(mapping)
    ]
    return [Finding("no-amounts", "warning", text, 1) for text in texts]


def _not_read(mapping: TableMapping) -> list[Finding]:
    """Headers that are a column's own word though their values are something else."""
    return [
        Finding(
            "column-not-read",
            "warning",
            t(
                '"{header}" in {file} is not read as {column}: its values do not fit.',
                header=m.header,
                file=mapping.key,
                column=m.unfit.label,
            ),
            1,
        )
        for m in mapping.mapped
        if m.unfit is not None and not m.used
    ]


def _of_no_figure(mapping: TableMapping) -> list[Finding]:
    """Columns of targets that no figure's word names, and of which nobody said anything yet."""
    return [
        Finding(
            "column-not-read",
            "warning",
            t(
                '"{header}" in {file} is not read: of which figure its targets are, is not said.',
                header=one.header,
                file=mapping.key,
            ),
            1,
        )
        for one in mapping.figures
        if one.measure is None and one.question.answer is None and not one.question.open
    ]


def _worked_out(mapping: TableMapping) -> list[Finding]:
    source: Sequence[str] | None = amount_from(mapping.names)
    if source is None:
        return []
    if len(source) == 1:
        text = t(
            "{file} has a unit price, but no quantity and no amount: each line counts as one unit.",
            file=mapping.key,
        )
        return [Finding("one-unit-each", "warning", text, 1)]
    text = t("{file} has no amount: it is quantity × unit price.", file=mapping.key)
    if mapping.names & set(DISCOUNTS):
        text = t(
            "{file} has no amount: it is quantity × unit price, less discount.", file=mapping.key
        )
    return [Finding("amount-worked-out", "info", text, 1), *_unlike_units(mapping)]


def _unlike_units(mapping: TableMapping) -> list[Finding]:
    """Tell of quantities and prices that are not of the same unit: 吨 and 元/千克."""
    headers = {m.column: m.header for m in mapping.mapped if m.used}
    quantity, price = headers.get("quantity", ""), headers.get("unit_price", "")
    counted, priced = _UNIT.search(quantity), _PER.search(price)
    if not counted or not priced or pieces_in(quantity) > 1:  # 万件 is read as pieces
        return []
    if counted[1].casefold() == priced[1].casefold():
        return []
    text = t(
        'In {file}, "{quantity}" and "{price}" are not of the same unit: quantity × unit price is'
        " no amount. Convert one of them.",
        file=mapping.key,
        quantity=quantity,
        price=price,
    )
    return [Finding("unlike-units", "error", text, 1)]
