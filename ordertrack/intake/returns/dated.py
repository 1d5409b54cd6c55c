"""Returns between sales that a column of their own dates: they count on the day they came back.

A row with its order's number on another day is a document of its own (`A1-R`), for an order has
one day. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.column_names import DOCUMENT_TYPE, ORDER_DATE
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.returns.looking import (
    Settling,
    cell_text,
    day_of_return,
    position_of,
    rows_of_returns,
)
from ordertrack.intake.values.signs import RETURN_MARK
from ordertrack.words import t

Worth = Callable[[pl.DataFrame], pl.DataFrame]  # `order` → `order`, `value`
# What an order's number is written with in a file and stored without.
_WRITTEN = r"^[='\"\s]+|[\"\s]+$|\.0+$"


def dated_by_return(mapping: TableMapping, settling: Settling, worth: Worth) -> TableMapping:
    """Return the mapping with each return on the day that its own column says, if there is one.

    `worth` tells which of these orders the release has, and what they are worth.
    """
    if DOCUMENT_TYPE not in mapping.names:
        return mapping
    returns = rows_of_returns(mapping, settling)
    day, ordered, number = (
        day_of_return(mapping),
        position_of(mapping, ORDER_DATE),
        position_of(mapping, "order_no"),
    )
    if day is None or ordered is None or number is None:
        return mapping
    came_back = cell_text(day.position).fill_null("")
    moved = returns & (came_back != "") & (came_back != cell_text(ordered).fill_null(""))
    frame = pl.scan_parquet(mapping.to_read.path)
    rows = frame.select(order=_number(number), moved=moved).collect()
    count = int(rows["moved"].sum())
    if not count:
        return mapping
    shared = _of_sales(frame.filter(~returns), number, rows.filter("moved")["order"], worth)
    _tell(mapping, day, count, settling)
    apart = moved & _number(number).is_in(shared.implode())
    cells = {
        f"c{ordered}": pl.when(moved).then(f"c{day.position}").otherwise(f"c{ordered}"),
        f"c{number}": pl.when(apart).then(_number(number) + RETURN_MARK).otherwise(f"c{number}"),
    }
    to_read = altered(
        mapping.to_read,
        "returns-dated",
        (day.position, ordered, number, returns.meta.serialize(), sorted(shared)),
        lambda: frame.with_columns(**cells),
    )
    known = replace(day, kind="exact", note=t("The day on which a return came back."))
    mapped = tuple(known if m.position == day.position else m for m in mapping.mapped)
    return replace(mapping, to_read=to_read, mapped=mapped)


def _number(position: int) -> pl.Expr:
    return cell_text(position).str.normalize("NFKC").str.replace_all(_WRITTEN, "")


def _of_sales(sales: pl.LazyFrame, number: int, orders: pl.Series, worth: Worth) -> pl.Series:
    """The numbers of returns that are those of their sales, in this file or in the release."""
    here = sales.select(order=_number(number)).unique().collect()["order"]
    before = worth(orders.unique().to_frame("order")).filter(pl.col("value") > 0)["order"]
    both = pl.concat([here.filter(here.is_in(orders.implode())), before.cast(pl.String)])
    return both.drop_nulls().unique().sort()


def _tell(mapping: TableMapping, day: Mapped, count: int, settling: Settling) -> None:
    text = t(
        '{count} returns of {file} are dated by "{header}", not by the day of their order; with the'
        " number of a sale they are documents of their own ({mark}).",
        count=count,
        file=mapping.key,
        header=day.header,
        mark=f"…{RETURN_MARK}",
    )
    settling.found.findings.append(Finding("returns-dated", "info", text, count))
