"""Products that go together, and what a customer could be offered beside what it has."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.facts.tables import TIER
from ordertrack.metrics.analysis import product_pairs
from ordertrack.metrics.analysis.product_pairs import LEAST, Pairs
from ordertrack.scope import Scope
from ordertrack.views.evaluation.customers import CUSTOMER, LISTED, Customers
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t


def whole(scope: Scope) -> Scope:
    """Return the scope in which pairs are looked for, whatever the tier and the customer."""
    return scope.without_filter(TIER).without_filter("customer")


def pairs_rule(found: Pairs) -> Text:
    """Say which pairs are looked at and which are shown."""
    return t(
        "{customers} customers of the last 12 months, the {products} most bought products. A pair "
        "is shown from {least} customers who bought both, and when the second is bought clearly "
        "more than customers who buy so broadly would buy it by chance.",
        customers=found.customers,
        products=found.looked_at,
        least=LEAST,
    )


def pairs_sheet(found: Pairs) -> Sheet:
    """Return the pairs, the clearest first."""
    frame = found.frame.with_columns(
        key="product",
        name=pl.coalesce("product_name", "product"),
        suggested=pl.coalesce("other_name", "other"),
    )
    return Sheet(
        frame.head(LISTED),
        (
            Column("name", Label("Who bought", "买了")),
            Column("suggested", Label("also bought", "也买了")),
            Column("both", Label("Customers with both", "两者都买的客户"), "count"),
            Column("support", Label("Support", "支持度"), "ratio"),
            Column("confidence", Label("Confidence", "置信度"), "ratio"),
            Column(
                "expected",
                Label("Expected", "预期"),
                "ratio",
                t("Of customers who buy as broadly, by chance."),
            ),
            Column("lift", Label("Lift", "提升度"), "score"),
        ),
    )


EACH = 3  # suggestions for one customer


def suggestions(found: Pairs, customers: Sequence[str], view: View) -> pl.DataFrame:
    """Return what these customers do not buy but others like them do, up to three for each.

    Columns: customer_id, product_name (what they have), other, other_name, confidence, lift.
    """
    if found.frame.is_empty() or not customers:
        return found.frame.head(0).with_columns(customer_id=pl.lit(""))
    have = product_pairs.owned(customers, whole(view.scope), view.reader)
    offered = have.join(found.frame, on="product", how="inner")
    missing = offered.join(
        have.rename({"product": "other"}), on=["customer_id", "other"], how="anti"
    )
    best = missing.sort("confidence", "lift", "other", descending=[True, True, False])
    best = best.unique(["customer_id", "other"], keep="first", maintain_order=True)
    return best.group_by("customer_id", maintain_order=True).head(EACH)


def suggestions_sheet(found: Pairs, customers: Customers, view: View) -> Sheet:
    """Return suggestions for the B customers, the largest first; a row's key is the customer."""
    of_b = customers.of_tier("B").head(LISTED).select("customer_id", "customer_name", "revenue")
    told = suggestions(found, of_b["customer_id"].to_list(), view)
    frame = of_b.join(told, on="customer_id", how="inner", maintain_order="left_right")
    return Sheet(
        _named(frame).head(LISTED),
        (Column("customer_name", CUSTOMER), *_suggestion_columns()),
    )


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        key="customer_id",
        suggested=pl.coalesce("other_name", "other"),
        has=pl.coalesce("product_name", "product"),
    )


def own_suggestions_sheet(found: Pairs, customer: str, view: View) -> Sheet:
    """Return suggestions for one customer."""
    return Sheet(_named(suggestions(found, [customer], view)), _suggestion_columns())


def _suggestion_columns() -> tuple[Column, ...]:
    return (
        Column("suggested", Label("Suggestion", "建议产品")),
        Column("has", Label("Because it has", "因其已购")),
        Column("confidence", Label("Confidence", "置信度"), "ratio"),
        Column("lift", Label("Lift", "提升度"), "score"),
    )
