"""How columns that no header gives follow from others, in words. Imports words and its siblings."""

from __future__ import annotations

from collections.abc import Iterator

from ordertrack.intake.column_names import (
    AMOUNT,
    COST,
    DELIVERED,
    DISCOUNT,
    DISCOUNT_AMOUNT,
    DISCOUNT_KEPT,
    PROFIT,
    QUANTITY,
    SHIPPED,
    UNIT_PRICE,
    amount_from,
    prefixed,
)
from ordertrack.intake.mapping.choices import Choices
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.words import Text, t


def formulas(mapping: TableMapping, choices: Choices) -> tuple[tuple[str, Text], ...]:
    """Return the columns ("table.column") that are worked out for a file, with how they are."""
    headers: dict[str, str] = {}
    for m in mapping.mapped:
        if m.used and m.table and m.column:
            headers.setdefault(prefixed(m.table, m.column), f'"{m.header}"')
    found = [*_of_lines(headers), *_of_orders(mapping.tables, headers, choices)]
    return tuple(found)


def _of_lines(headers: dict[str, str]) -> Iterator[tuple[str, Text]]:
    worked_out = AMOUNT not in headers and amount_from(headers.keys()) is not None
    if worked_out:
        yield "order_lines.amount", _amount(headers)
    if COST not in headers and PROFIT in headers and (AMOUNT in headers or worked_out):
        amount = headers.get(AMOUNT) or t("amount")
        yield "order_lines.cost", t("{amount} − {profit}", amount=amount, profit=headers[PROFIT])


def _amount(headers: dict[str, str]) -> Text:
    price, discount = headers[UNIT_PRICE], headers.get(DISCOUNT)
    quantity = headers.get(QUANTITY, "1")
    if DISCOUNT_AMOUNT in headers:
        template = t("{quantity} × {price} − {discount}")
        discount = headers[DISCOUNT_AMOUNT]
    elif DISCOUNT_KEPT in headers:
        template, discount = t("{quantity} × {price} × {discount}"), headers[DISCOUNT_KEPT]
    elif discount:
        template = t("{quantity} × {price} × (1 − {discount})")
    else:
        return t("{quantity} × {price}", quantity=quantity, price=price)
    values = (("quantity", quantity), ("price", price), ("discount", discount))
    return Text(template.template, values)


def _of_orders(
    tables: tuple[str, ...], headers: dict[str, str], choices: Choices
) -> Iterator[tuple[str, Text]]:
    if choices.ship_as_delivery and SHIPPED in headers:
        table = "order_lines" if "order_lines" in tables else "orders"
        if not any(name in headers for name in DELIVERED):
            yield f"{table}.delivered_date", t("as {header}", header=headers[SHIPPED])
    if tables == ("people",) and "name" not in headers:
        parts = [headers[name] for name in ("first_name", "last_name") if name in headers]
        if parts:
            yield "people.name", t("{parts} joined", parts=" + ".join(parts))
    if tables == ("leads",) and choices.won and "outcome" not in headers:
        yield "leads.outcome", t("won where {header} is filled", header=headers["closed_at"])
