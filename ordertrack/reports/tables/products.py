"""The table of products: sales, price, margin, growth, targets, pace, late and returned."""

from __future__ import annotations

from typing import Any

import polars as pl

from ordertrack.metrics.analysis.hot_slow import VERDICTS
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import why_empty
from ordertrack.reports.content.context import Context
from ordertrack.views import currencies
from ordertrack.views.evaluation import products
from ordertrack.views.evaluation.assessed import advice, growth
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

TITLE = Label("Products", "产品销售分析表")
METRICS = (
    "revenue",
    "units",
    "gross_margin",
    "return_rate",
    "key_product_attainment",
    "on_time_rate",
    "complaint_rate",
)
TOLD = ("hot", "slow")  # of the verdicts; the others say nothing of a product


def sheet(context: Context) -> Sheet | Text:
    """Return the products that sold in the period, the largest revenue first."""
    view = context.view
    if "product" not in view.dimensions or not can_tell(view, "revenue"):
        return t("The data names no products.")
    frame = growth.with_growth(_figures(view), view, "product", view.scope)
    frame = _told(frame.join(_paces(view), on="key", how="left"), view)
    return Sheet(frame.with_columns(advice=_advice(frame, view)), _columns(view))


def _figures(view: View) -> pl.DataFrame:
    asked = [
        name
        for name in METRICS
        if can_tell(view, name) and not why_empty(name, view.scope, view.reader, by=("product",))
    ]
    found = view.evaluate(tuple(asked), ("product",), view.scope)
    return found.with_columns(key=pl.col("product").fill_null(""))


def _paces(view: View) -> pl.DataFrame:
    """Return line, last day sold and whether it sells hot or slowly, of each product."""
    schema = {
        **dict.fromkeys(("key", "line", "pace"), pl.String()),
        "sold": pl.Date(),
        "is_slow": pl.Boolean(),
    }
    if not can_tell(view, "units") or why_empty("units", view.scope, view.reader):
        return pl.DataFrame(schema=schema)
    rows: list[dict[str, Any]] = [
        {
            "key": one.product or "",
            "line": one.product_line,
            "sold": one.last_sold,
            "pace": VERDICTS[one.verdict].to(view.lang) if one.verdict in TOLD else None,
            "is_slow": one.verdict == "slow",
        }
        for one in products.paces(view)
    ]
    return pl.DataFrame(rows, schema=schema)


def _told(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    label = "product__label" if "product__label" in frame.columns else "product"
    revenue = pl.col("revenue").cast(pl.Float64)
    total = float(frame["revenue"].sum() or 0)
    made = {
        "name": pl.coalesce(label, "product").fill_null(NOT_RECORDED.to(view.lang)),
        "share": revenue / total if total > 0 else pl.lit(None, pl.Float64),
    }
    if "units" in frame.columns:
        units = pl.col("units").cast(pl.Float64)
        made["price"] = pl.when(units > 0).then(revenue / units)
    if "gross_margin" in frame.columns:
        profit, known = (pl.col(f"gross_margin__{part}") for part in ("numerator", "denominator"))
        made |= {"profit": profit, "cost": known - profit}
    if "return_rate__numerator" in frame.columns:
        made["returned"] = pl.col("return_rate__numerator")
    return frame.with_columns(**made).sort("revenue", "key", descending=[True, False])


def _advice(frame: pl.DataFrame, view: View) -> pl.Series:
    """Return what each product calls for, by its own figures and against all others."""
    worse = advice.worse_rates(frame)
    texts = [
        advice.said([*advice.of_product(row, view), *worse.get(row["key"], ())], view.lang)
        for row in frame.to_dicts()
    ]
    return pl.Series(texts, dtype=pl.String)


def _columns(view: View) -> tuple[Column, ...]:
    """Return the template's columns; those that the data cannot fill stay, empty."""
    money = currencies.unit(view, CATALOG["revenue"])
    return (
        Column("line", Label("Product line", "产品线")),
        Column("name", Label("Product", "产品")),
        Column("units", Label("Units", "销量"), "units"),
        Column("revenue", Label("Revenue", "销售额"), money),
        Column("share", Label("Share", "占比"), "ratio"),
        Column("price", Label("Price per unit", "单价"), money),
        Column("cost", Label("Cost", "成本"), money),
        Column("profit", Label("Gross profit", "毛利"), money),
        Column("gross_margin", Label("Gross margin", "毛利率"), "ratio"),
        *growth.COLUMNS,
        Column("key_product_attainment__denominator", Label("Target, units", "目标销量"), "units"),
        Column("key_product_attainment", Label("Attainment", "达成率"), "ratio"),
        Column("pace", Label("Hot or slow", "热销/滞销")),
        Column("sold", Label("Last sold", "最近销售日")),
        Column("on_time_rate__misses", Label("Late deliveries", "交付延迟次数"), "count"),
        Column("returned", Label("Returned", "退货额"), money),
        Column("return_rate", Label("Return rate", "退货率"), "ratio"),
        Column("complaint_rate__numerator", Label("Orders with complaints", "投诉订单数"), "count"),
        Column("complaint_rate", Label("Complaint rate", "投诉率"), "ratio"),
        Column("advice", Label("Suggestion", "建议")),
    )
