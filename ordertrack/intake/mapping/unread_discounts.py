"""Discounts that no column takes, where an amount is worked out without them.

Imports model, words and its siblings.
"""

from __future__ import annotations

import re

import polars as pl

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.model import TABLES
from ordertrack.words import Text, t

_LIKE_DISCOUNT = re.compile(
    r"disc(?:ount)?s?\b|rebate|折扣|折让|优惠|让利|立减|减免", re.IGNORECASE
)
_ABOUT_DISCOUNT = re.compile(
    r"code|name|type|reason|\bid\b|allowed|date|price|after|before"
    r"|码|券|活动|类型|原因|编号|说明|后|前|(?<!涨)价",
    re.IGNORECASE,
)


# An amount of this name is what the goods cost before anything is taken off.
_BEFORE_DISCOUNT = re.compile(
    r"商品总价|商品金额|原价|折前|优惠前|gross|before discount",
    re.IGNORECASE,
)


def before_discount(mapping: TableMapping) -> bool:
    """Return whether the amount is by its name what is there before a discount."""
    return any(
        m.used and m.column == "amount" and bool(_BEFORE_DISCOUNT.search(m.header))
        for m in mapping.mapped
    )


def unread_discounts(mapping: TableMapping) -> list[Finding]:
    """Tell of figures that seem to be a discount where an amount is worked out without them."""
    declared = TABLES["order_lines"].column("discount_amount")
    return [
        Finding("discount-not-read", "warning", _unread(mapping, m), 1)
        for m in mapping.mapped
        if not m.used and _LIKE_DISCOUNT.search(m.header) and not _ABOUT_DISCOUNT.search(m.header)
        if mapping.fits(m.position, declared, guessed=True) and _some(mapping, m.position)
    ]


def _some(mapping: TableMapping, position: int) -> bool:
    """Return whether a figure that is not 0 stands there."""
    figure = pl.col(f"c{position}").str.contains("[1-9]").any()
    return bool(pl.scan_parquet(mapping.to_read.path).select(figure).collect().item())


def _unread(mapping: TableMapping, m: Mapped) -> Text:
    return t(
        '"{header}" in {file} looks like a discount, but it is not read: amounts are not less it.',
        header=m.header,
        file=mapping.key,
    )
