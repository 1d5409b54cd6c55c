"""What the Products page says: shares, growth, margins, what is hot or slow, returns, prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import hot_slow as pacing
from ordertrack.metrics.analysis import prices
from ordertrack.metrics.analysis.contribution import contribution
from ordertrack.metrics.analysis.hot_slow import Pace, Verdict
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.assessed import growth
from ordertrack.views.evaluation.plots import Look
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.trend import tick_names
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = ("revenue", "units", "gross_margin", "return_rate", "average_order_value")
LEVELS = ("product_line", "product")
FIGURES = ("revenue", "units", "gross_margin", "return_rate")  # in the table of a level
TARGET = "key_product_attainment"
OF_TARGETS = ("target", TARGET)
MONTHS = 24
SHOWN = 10  # bars of a chart
SHARE = Label("Share", "占比")
GROWTH = Label("Growth", "增长")
COVERAGE = Label("Margin known for", "毛利覆盖")
PRODUCT, CUSTOMER = DIMENSIONS["product"].label, DIMENSIONS["customer"].label


def levels(view: View) -> list[str]:
    """Return the levels of products that this data has."""
    return [level for level in LEVELS if level in view.dimensions]


def choices(view: View) -> list[tuple[str, str]]:
    """Return the products of the data, key and name, those that sold most lately first."""
    ever = replace(view.scope, period=None, filters=())
    found = view.evaluate(("orders",), ("product",), ever).sort("orders", descending=True)
    known = found.filter(pl.col("product").is_not_null()).head(CHOICES)
    return [
        (key, name or key) for key, name in known.select("product", "product__label").iter_rows()
    ]


CHOICES = 2_000


def of_product(view: View, key: str) -> View:
    """Return the view narrowed to one product."""
    return replace(view, scope=view.scope.with_filter("product", key))


def money(view: View) -> str:
    """Return the unit of amounts on this page."""
    return currencies.unit(view, CATALOG["revenue"])


# --- share, growth, margin ------------------------------------------------------------------------


@dataclass(frozen=True)
class Sales:
    """Products of one level, the largest first; `compared` names the period before."""

    sheet: Sheet
    compared: str


def sales(view: View, level: str) -> Sales:
    """Return revenue, share, growth, units, margin with its coverage, and returns."""
    now = _by(view, level, view.scope)
    total = figures.figures(view, ["revenue"])["revenue"]
    before = view.scope.compared()
    then = _by(view, level, before) if before else None
    told_of = [name for name in FIGURES if can_tell(view, name)]
    told = _told(now, level, view.lang, float(total or 0), told_of)
    if then is not None and before is not None:
        old = then.select(pl.col(level).fill_null("").alias("key"), pl.col("revenue").alias("then"))
        told = told.join(old, on="key", how="left", maintain_order="left")
        told = told.with_columns(growth=growth.grown(view, before))
    label = before.period.label(view.lang) if before and before.period else ""
    return Sales(Sheet(told, _columns(view, level, told, label)), label)


def _by(view: View, level: str, scope: Scope) -> pl.DataFrame:
    """Return all figures of a level: the panels of the page take theirs from the same answer."""
    if scope != view.scope:
        return view.evaluate(("revenue", "gross_margin"), (level,), scope)
    # Of a line only the key products have targets, which all its units are not held against.
    aimed = level == "product" and not why_empty(TARGET, scope, view.reader, by=(level,))
    return view.evaluate((*FIGURES, TARGET) if aimed else FIGURES, (level,), scope)


def _told(
    now: pl.DataFrame, level: str, lang: str, total: float, names: Sequence[str]
) -> pl.DataFrame:
    label = f"{level}__label" if f"{level}__label" in now.columns else level
    columns = [
        pl.col(level).fill_null("").alias("key"),
        pl.coalesce(label, level).fill_null(NOT_RECORDED.to(lang)).alias("name"),
        pl.col("revenue"),
        (pl.col("revenue").cast(pl.Float64) / (total or None)).alias("share"),
    ]
    if "units" in names:
        columns.append(pl.col("units"))
    if "gross_margin" in names:
        known = pl.col("gross_margin__denominator").cast(pl.Float64)
        whole = pl.col("revenue").cast(pl.Float64)
        columns.append(pl.col("gross_margin"))
        columns.append(pl.when(whole > 0).then(known / whole).alias("coverage"))
    if TARGET in now.columns:
        columns += [pl.col(f"{TARGET}__denominator").alias("target"), pl.col(TARGET)]
    if "return_rate" in names:
        columns.append(pl.col("return_rate__numerator").alias("returned"))
        columns.append(pl.col("return_rate"))
    return now.select(columns).sort("revenue", "key", descending=[True, False], nulls_last=True)


def _columns(view: View, level: str, told: pl.DataFrame, before: str) -> tuple[Column, ...]:
    amounts = money(view)
    known = t("The share of revenue whose cost is known: the margin is that of this part.")
    every = (
        Column("name", DIMENSIONS[level].label),
        Column("revenue", CATALOG["revenue"].label, amounts),
        Column("share", SHARE, "ratio"),
        Column("growth", GROWTH, "growth"),
        Column("units", CATALOG["units"].label, "units"),
        Column("target", Label("Target, units", "目标销量"), "units").briefly("Target", "目标"),
        Column(TARGET, CATALOG[TARGET].label, "ratio").briefly("Attainment", "达成率"),
        Column("gross_margin", CATALOG["gross_margin"].label, "ratio").briefly("Margin", "毛利率"),
        Column("then", Label(before, before), amounts).briefly("Before", "对比期"),
        Column("coverage", COVERAGE, "ratio", known),
        Column("returned", Label("Returned", "退货额"), amounts),
        Column("return_rate", CATALOG["return_rate"].label, "ratio"),
    )
    shown = [name for name in told.columns if name not in OF_TARGETS or told[name].count()]
    return tuple(column for column in every if column.name in shown)


def shares_chart(found: Sales, level: str, view: View, ink: str | None) -> go.Figure:
    """Return the largest as lying bars, each with its share."""
    rows = found.sheet.frame.filter(pl.col("revenue") > 0).head(SHOWN).to_dicts()
    unit = money(view)
    return plots.lying(
        [(level, row["key"]) for row in rows],
        [row["name"] for row in rows],
        [float(row["revenue"]) for row in rows],
        [formats.percent(row["share"]) for row in rows],
        [f"{row['name']}: {formats.value(row['revenue'], unit, view.lang)}" for row in rows],
        plots.Look(view.lang, ink, formats.counted(CATALOG["revenue"].label, unit, view.lang)),
    )


# --- why the margin changed -----------------------------------------------------------------------


def margin_change(view: View, level: str) -> Sheet | Text:
    """Return what each product adds to the change of the margin: its own margin, and its weight."""
    metric, before = CATALOG["gross_margin"], view.scope.compared()
    if before is None or before.period is None:
        return t("Choose a period and a comparison to see what changed.")

    def margins(_: tuple[str, ...], by: tuple[str, ...], scope: Scope) -> pl.DataFrame:
        groups = _by(view, level, scope)
        return groups if by else _whole(groups, metric.name)

    values = [margins((), (), scope)[metric.name][0] for scope in (before, view.scope)]
    if None in values:
        return t("One of the two periods has no known cost: nothing to compare.")
    found = contribution(level, metric, view.scope, before, margins)
    named = pl.coalesce("name", "key").replace("", NOT_RECORDED.to(view.lang))
    groups = found.groups.with_columns(name=named).sort(pl.col("change").abs(), descending=True)
    total = {
        "key": "",
        "name": t("All together").to(view.lang),
        "then": values[0],
        "now": values[1],
    }
    total |= {"rate": groups["rate"].sum(), "mix": groups["mix"].sum(), "change": found.change}
    effects = ("then", "now", "rate", "mix", "change")
    told = pl.concat(
        [
            groups.select("key", "name", *(pl.col(name).cast(pl.Float64) for name in effects)),
            pl.DataFrame([total]).select(
                "key", "name", *(pl.col(name).cast(pl.Float64) for name in effects)
            ),
        ]
    )
    return Sheet(
        told,
        (
            Column("name", DIMENSIONS[level].label),
            Column("then", before.period.name, "ratio").briefly("Before", "对比期"),
            Column("now", Label("Now", "本期"), "ratio"),
            Column("change", Label("Together", "合计"), "ratio", signed=True),
            Column(
                "rate", Label("By its own margin", "自身毛利率影响"), "ratio", signed=True
            ).briefly("Own margin", "自身"),
            Column("mix", Label("By its weight", "结构影响"), "ratio", signed=True).briefly(
                "Weight", "结构"
            ),
        ),
    )


def _whole(groups: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return a ratio of the whole, whose parts are those of its groups: each line is in one."""
    parts = groups.select(f"{name}__numerator", f"{name}__denominator").sum()
    top, base = (pl.col(column).cast(pl.Float64) for column in parts.columns)
    return parts.with_columns(pl.when(base > 0).then(top / base).alias(name))


# --- hot and slow ---------------------------------------------------------------------------------


def paces(view: View) -> list[Pace]:
    """Return every product that ever sold in the scope, with its verdict."""
    return pacing.hot_slow(view.scope, view.reader)


def hot_and_slow(view: View, found: Sequence[Pace], verdict: Verdict) -> Sheet:
    """Return products that have a verdict, with its reason."""
    rows = [
        {
            "key": one.product or "",
            "name": one.name or one.product or NOT_RECORDED.to(view.lang),
            "line": one.product_line,
            "recent": one.recent,
            "before": one.before,
            "sold": formats.day(one.last_sold),
            "reason": one.reason.to(view.lang),
        }
        for one in found
        if one.verdict == verdict
    ]
    schema = dict.fromkeys(("key", "name", "line", "sold", "reason"), pl.String())
    frame = pl.DataFrame(
        rows, schema={**schema, "recent": pl.Decimal(38, 4), "before": pl.Decimal(38, 4)}
    )
    return Sheet(
        frame,
        (
            Column("name", PRODUCT),
            Column("recent", t("Units, last {days} days", days=pacing.RECENT), "units").briefly(
                "Units", "数量"
            ),
            Column("before", t("Units, {days} days before", days=pacing.BEFORE), "units").briefly(
                "Before", "对比期"
            ),
            Column("sold", Label("Last sold", "最近售出")),
            Column("reason", Label("Reason", "理由")),
        ),
    )


def counts(found: Sequence[Pace]) -> dict[Verdict, int]:
    """Return how many products have which verdict."""
    verdicts = [one.verdict for one in found]
    return {verdict: verdicts.count(verdict) for verdict in pacing.VERDICTS}


# --- prices ---------------------------------------------------------------------------------------


def spreads(view: View) -> Sheet:
    """Return the products whose price differs most from customer to customer."""
    found = prices.price_spreads(view.scope, view.reader)
    frame = found.with_columns(key="product", name=pl.coalesce("product_name", "product"))
    unit = f"price {money(view)}"
    return Sheet(
        frame,
        (
            Column("name", PRODUCT),
            Column("customers", CATALOG["customers"].label, "count"),
            Column("spread", Label("Highest above lowest", "高出最低价"), "growth").briefly(
                "Spread", "价差"
            ),
            Column("low", Label("Lowest price", "最低价"), unit).briefly("Lowest", "最低"),
            Column("median", Label("Median price", "中位价"), unit)
            .briefly("Median", "中位")
            .if_room(),
            Column("high", Label("Highest price", "最高价"), unit).briefly("Highest", "最高"),
            Column("revenue", CATALOG["revenue"].label, money(view)).if_room(),
        ),
    )


def prices_of(view: View, product: str) -> Sheet:
    """Return what each customer paid for a product, the dearest first."""
    found = prices.prices_of(product, view.scope, view.reader)
    frame = found.with_columns(key="customer_id", name=pl.coalesce("customer_name", "customer_id"))
    return Sheet(
        frame,
        (
            Column("name", CUSTOMER),
            Column("units", CATALOG["units"].label, "units"),
            Column("revenue", CATALOG["revenue"].label, money(view)),
            Column("price", Label("Price per unit", "单价"), f"price {money(view)}"),
            Column("against", Label("Against the median", "较中位价"), "growth"),
        ),
    )


@dataclass(frozen=True)
class Months:
    """Units, revenue and price of one product, month by month."""

    frame: pl.DataFrame
    months: list[Period]

    @property
    def is_empty(self) -> bool:
        return not self.frame["units"].count()


def months_of(view: View, product: str) -> Months:
    """Return the newest months of one product, a row for each, even empty."""
    scope = figures.around(view, MONTHS).with_filter("product", product)
    assert scope.period is not None
    months = list(scope.period.split("month"))
    found = prices.units_and_price(scope, view.reader)
    every = pl.DataFrame({"month": [month.start for month in months]})
    frame = every.join(found, on="month", how="left").sort("month")
    keys = pl.Series("key", [str(month) for month in months])
    names = pl.Series("name", [month.label(view.lang) for month in months])
    return Months(frame.with_columns(keys, names), months)


def months_chart(found: Months, view: View, ink: str | None) -> go.Figure:
    """Return the units as standing bars; a bar stands for its month."""
    rows, unit = found.frame.to_dicts(), f"price {money(view)}"
    hovers = [
        f"{row['name']}: {formats.value(row['units'], 'units', view.lang)} × "
        + formats.value(row["price"], unit.removeprefix("price "), view.lang, exact=True)
        for row in rows
    ]
    return plots.columns(
        [row["key"] for row in rows],
        tick_names(found.months, "month"),
        [float(row["units"] or 0) for row in rows],
        hovers,
        Look(view.lang, ink, CATALOG["units"].label.to(view.lang)),
    )


def months_sheet(found: Months, view: View) -> Sheet:
    """Return the months as rows."""
    return Sheet(
        found.frame,
        (
            Column("name", Label("Month", "月份")),
            Column("units", CATALOG["units"].label, "units"),
            Column("revenue", CATALOG["revenue"].label, money(view)),
            Column("price", Label("Price per unit", "单价"), f"price {money(view)}"),
        ),
    )
