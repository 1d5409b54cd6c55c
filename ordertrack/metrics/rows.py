"""`rows`: what stands behind a number, at its own grain; the values of the rows add up to it.

The same measures and the same `Source` as in `evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from ordertrack.errors import BadScope, NoData
from ordertrack.facts.select import Select
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.metric import PARTS, Metric, Part
from ordertrack.metrics.notes import why_no_rows
from ordertrack.metrics.query import listing
from ordertrack.metrics.query.listing import Keys, Listing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the rows are wanted: `order` is a column, `-column` for descending."""

    limit: int | None = None
    offset: int = 0
    order: str | None = None


ALL_ROWS = Page()
BEHIND: tuple[Part, ...] = ("numerator", "denominator", "unknown")


def rows(
    metric: str,
    part: Part,
    scope: Scope,
    reader: Reader,
    by_key: Keys | None = None,
    page: Page = ALL_ROWS,
) -> pl.DataFrame:
    """Return the rows behind a part of the metric, of one group where `by_key` names it.

    Always has the column `value`; the values add up to the part (and have the metric's median).
    What counts customers lists customers. What makes a number worse comes worst first, all else
    newest first, unless the page says otherwise; pages never overlap. Rows of orders name the
    product lines of the order, first those that the scope is filtered by.

    Raises:
        NoData: the data cannot answer, or the metric has no such part.
        BadScope: an order by a column that is not there.
    """
    found = list_rows(metric, part, scope, reader, by_key)
    ordered = found.select.ordered(*_order(page.order, found))
    answer = reader.run(ordered.page(page.limit, page.offset))
    return _telling_first(_with_product_lines(answer, scope, reader), found)


def count_rows(
    metric: str, part: Part, scope: Scope, reader: Reader, by_key: Keys | None = None
) -> int:
    """Return how many rows stand behind a part of the metric."""
    found = list_rows(metric, part, scope, reader, by_key)
    return reader.run(found.select.of("COUNT(*) AS n")).item()


def list_orders(metric: str, part: Part, scope: Scope, reader: Reader) -> Select:
    """Return the numbers of the orders behind a part of the metric, each once.

    Of lines and complaints these are the orders that they belong to, of customers the orders by
    which they count.

    Raises:
        NoData: as `rows` does, and where the rows behind the number belong to no orders.
    """
    _check(metric_named(metric), part, scope, reader)
    if not listing.of_orders(metric_named(metric), part):
        raise NoData(listing.beside_orders(metric_named(metric), part))
    return listing.list_orders(metric_named(metric), part, scope, reader)


def count_orders(metric: str, part: Part, scope: Scope, reader: Reader) -> int:
    """Return how many different orders stand behind a part of the metric; 0 beside orders."""
    if not listing.of_orders(metric_named(metric), part):
        return 0
    numbers = list_orders(metric, part, scope, reader).nested("numbers")
    return reader.run(numbers.of("COUNT(*) AS n")).item()


def edited_orders(
    metric: str, scope: Scope, readers: Iterable[Reader], edited: Iterable[str]
) -> set[str]:
    """Return which edited orders stand behind a metric, as any of these readers tells it.

    Of a release as it was exported, and with what people wrote over it: an edit may take an order
    out of a number, too.
    """
    chosen, found = metric_named(metric), set[str]()
    listed = pl.DataFrame({"edited_no": sorted(edited)}, schema={"edited_no": pl.String})
    for reader in readers:
        if listed.is_empty() or why_no_rows(chosen.name, scope, reader):
            continue
        for part in BEHIND:
            if chosen.measures(part) and listing.of_orders(chosen, part):
                behind = listing.list_orders(chosen, part, scope, reader).nested("behind")
                some = replace(behind, frames={**behind.frames, "edited_now": listed})
                some = some.joined("JOIN edited_now ON edited_no = order_no").of("order_no")
                found |= set(reader.run(some)["order_no"])
    return found


def list_rows(
    metric: str, part: Part, scope: Scope, reader: Reader, by_key: Keys | None = None
) -> Listing:
    """Return the question whose answer are the rows, before order and page."""
    _check(metric_named(metric), part, scope, reader, tuple(by_key or ()))
    return listing.list_rows(metric_named(metric), part, scope, reader, by_key)


def _check(
    metric: Metric, part: Part, scope: Scope, reader: Reader, by: tuple[str, ...] = ()
) -> None:
    if reason := why_no_rows(metric.name, scope, reader, by):
        raise NoData(reason)
    if not metric.measures(part):
        raise NoData(t("{metric} has no part {part}.", metric=metric.label, part=PARTS[part]))


def _order(order: str | None, found: Listing) -> tuple[str, ...]:
    wanted = (order,) if order else found.usual
    for column in (name.removeprefix("-") for name in wanted):
        if column not in found.columns:
            raise BadScope(
                t("Rows cannot be sorted by {column}.", column=repr(column)),
                t("Sort by one of {names}.", names=", ".join(found.columns)),
            )
    terms = [
        f"{name.removeprefix('-')} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST"
        for name in wanted
    ]
    return *terms, *found.key


def _telling_first(answer: pl.DataFrame, found: Listing) -> pl.DataFrame:
    """Of rows that make a number worse: how bad each is, where and by whom, before all else."""
    bad = [name.removeprefix("-") for name in found.usual]
    if not found.worst_first:
        return answer
    first = (
        *found.key,
        *bad,
        "product_line",
        "sales_rep",
        "customer_name",
        "promised",
        "delivered",
    )
    front = [name for name in dict.fromkeys(first) if name in answer.columns]
    return answer.select(*front, pl.exclude(front))


def _with_product_lines(found: pl.DataFrame, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Name the product lines of each order, where the rows do not name theirs."""
    known = reader.covers("line_facts.product_line")
    if "order_no" not in found.columns or "product_line" in found.columns or not known:
        return found
    named = _product_lines(found["order_no"], scope, reader).sort(
        ~pl.col("product_line").is_in(scope.values("product_line")), "product_line"
    )
    one_each = named.group_by("order_no", maintain_order=True).agg("product_line")
    texts = one_each.with_columns(pl.col("product_line").list.join(", "))
    at = found.columns.index("product" if "product" in found.columns else "order_no") + 1
    columns = [*found.columns[:at], "product_line", *found.columns[at:]]
    return found.join(texts, on="order_no", how="left", maintain_order="left").select(columns)


def _product_lines(numbers: pl.Series, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Each of the orders with each of its product lines."""
    listed = pl.DataFrame({"listed_no": numbers.unique()})
    lines = Source(scope, reader).plain("line_facts")
    of_orders = replace(lines, frames={**lines.frames, "listed": listed}).joined(
        "JOIN listed ON listed_no = order_no"
    )
    columns = ("order_no", "product_line")
    return reader.run(of_orders.filtered("product_line IS NOT NULL").of(*columns, group_by=columns))
