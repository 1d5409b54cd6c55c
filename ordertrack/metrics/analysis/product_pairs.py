"""Products that the same customers buy, as pairs. Imports `query`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import polars as pl

from ordertrack.facts.select import Select, one_of
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t

PRODUCTS = 40  # the most bought ones are looked at
LEAST = 10  # customers who bought both; fewer mean nothing
ERROR = 0.05  # chance that one pair among all that are looked at is shown for nothing
BOUGHT = Measure(
    "bought_lines",
    t("Lines of products that a customer bought."),
    table="line_facts",
    where=(
        "customer_id IS NOT NULL",
        "product IS NOT NULL",
        "(amount IS NULL OR amount >= 0)",
        "(quantity IS NULL OR quantity > 0)",
    ),
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of products as `frame`, with `NAMES` as its columns.

    Of the customers who have `product`, the share `confidence` has `other` too, where `expected`
    would do for customers who buy so broadly; `lift` is against all of the `customers`. Only pairs
    that mean something; `looked_at` is how many products, `tried` how many pairs.
    """

    frame: pl.DataFrame
    customers: int
    looked_at: int
    tried: int


def pairs(scope: Scope, reader: Reader) -> Pairs:
    """Return the products that go together in the trailing 12 months, the clearest first.

    A pair is shown when at least 10 customers bought both and the share of those with the one who
    also have the other lies beyond chance above what is expected (Wilson's interval, made wider
    for the number of pairs that are looked at). Who buys much has much of everything: so expected
    is how many other products such customers have, spread over these by how often each is bought.
    """
    rows = _lines(scope, reader)
    total = reader.run(rows.of("COUNT(DISTINCT customer_id) AS n")).item()
    top = reader.run(
        rows.of(
            "product",
            "MAX(product_name) AS product_name",
            "COUNT(DISTINCT customer_id) AS have",
            group_by=("1",),
        )
        .ordered("3 DESC", "1")
        .page(PRODUCTS)
    )
    both = _bought_together(rows, top["product"].to_list(), reader)
    tried = top.height * (top.height - 1)
    return Pairs(_told(both, top, total, tried), total, top.height, tried)


def owned(customers: Sequence[str], scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return what these customers bought in the trailing 12 months: customer_id, product."""
    condition, values = one_of("customer_id", customers, "owner")
    rows = _lines(scope, reader).filtered(condition, **values)
    return reader.run(rows.of("customer_id", "product", group_by=("1", "2")).ordered("1", "2"))


def _lines(scope: Scope, reader: Reader) -> Select:
    return Source(scope.with_period(trailing(scope)), reader).counting(BOUGHT)


def _bought_together(rows: Select, products: Sequence[str], reader: Reader) -> pl.DataFrame:
    condition, values = one_of("product", products, "top")
    held = rows.filtered(condition, **values).of("customer_id", "product", group_by=("1", "2"))
    joined = (
        Select("held AS one", rows.access)
        .using("held", held)
        .joined("JOIN held AS two ON two.customer_id = one.customer_id")
        .filtered("one.product <> two.product")
    )
    return reader.run(
        joined.of(
            "one.product AS product",
            "two.product AS other",
            "COUNT(*) AS both",
            group_by=("1", "2"),
        )
    )


def _told(both: pl.DataFrame, top: pl.DataFrame, total: int, tried: int) -> pl.DataFrame:
    others = top.select(other="product", other_name="product_name", other_have="have")
    found = both.join(top, on="product").join(others, on="other")
    found = found.with_columns(
        support=pl.col("both") / (total or 1),
        confidence=pl.col("both") / pl.col("have"),
        expected=_expected(int(top["have"].sum()), total),
    ).with_columns(lift=pl.col("confidence") * (total or 1) / pl.col("other_have"))
    z = NormalDist().inv_cdf(1 - ERROR / max(tried, 1))
    surely = _at_least(pl.col("confidence"), pl.col("have"), z) > pl.col("expected")
    beyond = pl.col("confidence") / pl.col("expected")
    return (
        found.filter(pl.col("both") >= LEAST, surely)
        .sort(beyond, "both", "product", "other", descending=[True, True, False, False])
        .select(*NAMES)
    )


def _expected(held: int, total: int) -> pl.Expr:
    """The share with `other` among those with `product`, were they to buy as broadly as they do."""
    others_each = pl.col("both").sum().over("product") / pl.col("have")
    by_breadth = others_each * pl.col("other_have") / (held - pl.col("have")).clip(lower_bound=1)
    of_all = pl.col("other_have") / (total or 1)
    return pl.max_horizontal(by_breadth, of_all).clip(upper_bound=1.0)


NAMES = (
    *("product", "product_name", "other", "other_name", "both", "have"),
    *("support", "confidence", "expected", "lift"),
)


def _at_least(share: pl.Expr, n: pl.Expr, z: float) -> pl.Expr:
    """The lower end of Wilson's interval."""
    middle = share + z * z / (2 * n)
    spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).sqrt()
    return (middle - spread) / (1 + z * z / n)
