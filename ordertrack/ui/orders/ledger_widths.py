"""How wide a column of the ledger is: as what it holds on this page, within bounds.

The browser would measure the first rows only. Pure functions; imports polars.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ordertrack.ui.parts.column_fit import ICON, MARGIN, pixels

# So that at 1366 the verdict is still in sight, and a product tells one from another.
_MOST = {
    "order_no": 150,
    "customer_name": 168,
    "first_product": 164,
    "sales_rep_name": 120,
    "delay_reason": 195,
    "exception_note": 195,
    "satisfaction": 165,
}
_MOST_OF_OTHERS = 180


def column_width(name: str, heading: str, values: pl.Series) -> int:
    """Return the width for the heading and the longest value on the page, in pixels."""
    longest = max(map(pixels, (heading, *_texts(values))))
    wanted = round(longest) + MARGIN + (ICON if name == "order_no" else 0)
    return min(wanted, _MOST.get(name, _MOST_OF_OTHERS))


def _texts(values: pl.Series) -> Iterable[str]:
    """What the cells say; of figures only the two that can be the longest."""
    if values.dtype == pl.Date:
        return ["0000-00-00"]
    if values.dtype.is_numeric():
        digits = 2 if values.dtype.is_decimal() else 0
        ends = (values.min(), values.max())
        return [f"{end:,.{digits}f}" for end in ends if end is not None]
    return values.drop_nulls().cast(pl.String).unique().to_list()
