"""What the Customers page says of tiers: the curve, the tiers, who moved, who is silent, RFM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.facts.tables import TIER
from ordertrack.metrics.analysis import customer_habits, tier_moves
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import Scope
from ordertrack.views import charts, currencies, formats, markup
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = (
    "customers",
    "new_customers",
    "repurchase_rate",
    "repeat_next_rate",
    "purchase_interval",
    "logo_retention",
    "grr",
    "nrr",
    "a_retention",
    "average_order_value",
)
TITLE = Label("Customers", "客户分析")
LISTED = 200  # customers of one list
POINTS = 120  # of the curve
FEW = 10  # customers, below which a share or a median says little
TIERS = ("A", "B", "C")
NO_TIER = Label("None", "无")
NONE = "none"  # what a click on the row of those without a tier stands for

CUSTOMER = Label("Customer", "客户")
CUSTOMERS = Label("Customers", "客户数")
TIER_NOW = Label("Tier", "分层")
REVENUE = Label("Revenue, 12 months", "近 12 个月销售额")
BEFORE = Label("Revenue, 12 months before", "再前 12 个月销售额")
SHARE = Label("Share of revenue", "销售额占比")
LAST = Label("Last order", "最近下单")
SILENT = Label("Days silent", "未下单天数")
INTERVAL = Label("Usual interval", "惯常间隔")


@dataclass(frozen=True)
class Customers:
    """All that the lists of the page are made of, read once: `moved` and `habits`, see there."""

    moved: pl.DataFrame
    habits: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        return self.habits.is_empty() and self.moved.is_empty()

    @property
    def ranked(self) -> pl.DataFrame:
        """The customers of the 12 months by revenue, whatever the filters are."""
        return self.moved.filter(pl.col("tier") != "")

    def of_tier(self, tier: str) -> pl.DataFrame:
        """The customers of a tier that the filters keep, with their habits.

        `revenue` is the whole customer's, `within` that of the orders that the filters keep.
        """
        mine = self.ranked.filter(pl.col("tier") == tier, "chosen")
        more = self.habits.drop("customer_name", "tier", "before").rename({"revenue": "within"})
        return mine.join(more, on="customer_id", how="inner", maintain_order="left")


def read(scope: Scope, reader: Reader) -> Customers:
    """Return the customers with their tiers and habits."""
    moved = tier_moves.moves(scope, reader)
    of_tier = moved.filter(pl.col("tier") != "").select("customer_id", "tier")
    return Customers(moved, customer_habits.habits(scope, reader, of_tier))


def _year(view: View) -> Scope:
    return view.scope.without_filter(TIER).with_period(trailing(view.scope))


def money(view: View) -> str:
    """Return the unit of amounts of the 12 months that decide the tier."""
    return currencies.unit(view, CATALOG["revenue"], _year(view))


def currency_note(view: View) -> Text | None:
    """Say that amounts of the 12 months in several currencies are added up, if they are."""
    return currencies.currency_note(view, CATALOG["revenue"], _year(view))


def choices(found: Customers) -> dict[str, str]:
    """Return the customers with the most revenue by key: what the field to open one offers."""
    largest = found.ranked.head(LISTED).select("customer_id", "customer_name")
    return {
        key: f"{name} · {key}" if name and name != key else key for key, name in largest.iter_rows()
    }


# --- the curve and the tiers ----------------------------------------------------------------------


def tier_rule(view: View) -> Text:
    """Say what makes a tier."""
    return t(
        "By revenue of the 12 months to {day}, from the largest customer down: A while the "
        "customers before make up less than 80%, B under 95%, else C. Equal revenue shares a "
        "tier; net revenue of 0 or less is C. Filters do not change a tier.",
        day=trailing(view.scope).last,
    )


def concentration(found: Customers) -> Text:
    """Say in one sentence how few bring how much."""
    ranked = found.ranked
    of_a = ranked.filter(pl.col("tier") == "A")
    return t(
        "{count} of {all} customers ({percent}) are in tier A and bring {share} of revenue.",
        count=of_a.height,
        all=ranked.height,
        percent=formats.percent(formats.share(of_a.height, ranked.height)),
        share=formats.percent(formats.share(of_a["revenue"].sum(), _base(ranked))),
    )


def _base(ranked: pl.DataFrame) -> Any:
    return ranked.filter(pl.col("revenue") > 0)["revenue"].sum()


def pareto_chart(found: Customers, view: View, ink: str | None) -> go.Figure:
    """Return the running share of revenue over customers; a point stands for its customer."""
    ranked = found.ranked.filter(pl.col("revenue") > 0)
    running = ranked["revenue"].cast(pl.Float64).cum_sum() / float(_base(ranked) or 1)
    count = ranked.height
    step = max(1, -(-count // POINTS))
    shown = ranked.with_columns(running=running).with_row_index("place", 1)
    shown = shown.filter((pl.col("place") % step == 0) | pl.col("place").is_in([1, count]))
    traces = [
        _tier_points(shown.filter(pl.col("tier") == tier), tier, view.lang, place)
        for place, tier in enumerate(TIERS)
    ]
    figure = charts.drawn(traces, _curve_layout(count, FROM_LARGEST.to(view.lang), ink))
    return charts.titled(figure, t("Running share of revenue (%)").to(view.lang), ink)


def _tier_points(rows: pl.DataFrame, tier: str, lang: str, place: int) -> dict[str, Any]:
    hovers = [
        f"{row['place']}. {markup.plotly(row['customer_name'])} · {formats.percent(row['running'])}"
        for row in rows.to_dicts()
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": f"{TIER_NOW.to(lang)} {tier}",
        "x": rows["place"].to_list(),
        "y": rows["running"].to_list(),
        "customdata": [[key] for key in rows["customer_id"]],
        "hovertext": hovers,
        "hovertemplate": charts.HOVER,
        "marker": {"color": plots.TONES[place], "size": 6},
        "line": {"color": plots.TONES[place]},
    }


FROM_LARGEST = Label("Customers, from the largest down", "客户，从大到小")


def _curve_layout(count: int, title: str, ink: str | None) -> dict[str, Any]:
    font = {"color": ink} if ink else {}
    limits = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": y,
            "y1": y,
            "line": {"width": 1, "dash": "dot", "color": "#8a8f98"},
        }
        for y in (0.8, 0.95)
    ]
    return charts.base_layout(300, charts.MARGIN) | {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": font},
        "shapes": limits,
        "xaxis": {
            "fixedrange": True,
            "range": [0, max(count, 2) * 1.02],
            "tickfont": font,
            "title": {"text": title, "font": {"size": 12} | font},
        },
        "yaxis": {
            "fixedrange": True,
            "range": [0, 1.05],
            "tickvals": [0, 0.5, 0.8, 0.95],
            "tickformat": ".0%",
            "tickfont": font,
        },
    }


def tiers_sheet(found: Customers, view: View) -> Sheet:
    """Return the tiers as rows; a row's key is its tier."""
    ranked, unit = found.ranked, money(view)
    base, count = float(_base(ranked) or 0) or None, ranked.height or None
    frame = (
        pl.DataFrame({"tier": TIERS})
        .join(
            ranked.group_by("tier").agg(
                customers=pl.len().cast(pl.Int64),
                revenue=pl.col("revenue").sum(),
                base=pl.col("revenue").filter(pl.col("revenue") > 0).sum(),
            ),
            on="tier",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.col("customers").fill_null(0),
            key="tier",
            of_customers=pl.col("customers") / pl.lit(count),
            share=pl.col("base").cast(pl.Float64) / pl.lit(base),
            each=pl.col("revenue").cast(pl.Float64) / pl.col("customers"),
        )
    )
    return Sheet(
        frame,
        (
            Column("tier", TIER_NOW),
            Column("customers", CUSTOMERS, "count"),
            Column("of_customers", Label("% of customers", "客户占比"), "ratio"),
            Column("revenue", CATALOG["revenue"].label, unit),
            Column("share", Label("% of revenue", "销售额占比"), "ratio"),
            Column("each", Label("Per customer", "户均"), unit),
        ),
    )


def customers_sheet(found: Customers, view: View) -> Sheet:
    """Return the largest customers that the filters keep; a row's key is the customer."""
    ranked, unit = found.ranked, money(view)
    base = float(_base(ranked) or 0) or None
    more = found.habits.select("customer_id", "purchases", "interval", "last_order", "silent")
    frame = (
        ranked.filter("chosen")
        .head(LISTED)
        .join(more, on="customer_id", how="left", maintain_order="left")
        .with_columns(
            key="customer_id",
            before=_tier_text("tier_before", view.lang),
            share=pl.when(pl.col("revenue") > 0).then(
                pl.col("revenue").cast(pl.Float64) / pl.lit(base)
            ),
        )
    )
    return Sheet(
        frame,
        (
            Column("customer_name", CUSTOMER),
            Column("tier", TIER_NOW),
            Column("before", Label("A month ago", "一个月前")),
            Column("revenue", REVENUE, unit),
            Column("share", SHARE, "ratio"),
            Column("purchases", Label("Purchase days", "购买天数"), "count"),
            Column("interval", INTERVAL, "days"),
            Column("last_order", LAST),
            Column("silent", SILENT, "count"),
        ),
    )


def _tier_text(column: str, lang: str) -> pl.Expr:
    return pl.col(column).replace("", NO_TIER.to(lang))


# --- who moved ------------------------------------------------------------------------------------


def moves_sheet(found: Customers, view: View) -> Sheet:
    """Return how many went from which tier to which; a row's key is the tier a month ago."""
    kept = found.moved.filter("chosen")
    counts = dict(
        ((before, now), n)
        for before, now, n in kept.group_by("tier_before", "tier").len().iter_rows()
    )
    places = (*TIERS, "")
    rows = [
        {"key": before or NONE, "name": before or NO_TIER.to(view.lang)}
        | {f"to_{now}": counts.get((before, now), 0) for now in places}
        for before in places
    ]
    columns = [
        Column(f"to_{now}", Label(f"Now {now}", f"现为 {now}") if now else NOW_NONE, "count")
        for now in places
    ]
    return Sheet(pl.DataFrame(rows), (Column("name", Label("A month ago", "一个月前")), *columns))


NOW_NONE = Label("Now none", "现为无")


def movers_sheet(found: Customers, view: View, before: str | None = None) -> Sheet:
    """Return who moved, the largest change of revenue first; `before`: only from this tier."""
    moved = found.moved.filter("chosen", pl.col("tier") != pl.col("tier_before"))
    if before:
        moved = moved.filter(pl.col("tier_before") == before.replace(NONE, ""))
    change = pl.col("revenue") - pl.col("revenue_before")
    unit = money(view)
    frame = moved.with_columns(
        key="customer_id",
        change=change,
        was=_tier_text("tier_before", view.lang),
        now=_tier_text("tier", view.lang),
    ).sort(change.abs(), "customer_id", descending=[True, False])
    return Sheet(
        frame.head(LISTED),
        (
            Column("customer_name", CUSTOMER),
            Column("was", Label("A month ago", "一个月前")),
            Column("now", Label("Now", "现在")),
            Column("revenue_before", Label("Revenue then", "当时销售额"), unit),
            Column("revenue", Label("Revenue now", "现在销售额"), unit),
            Column("change", Label("Change", "变化"), unit, signed=True),
        ),
    )


def movers_count(found: Customers) -> tuple[int, int]:
    """Return how many rose and how many fell, those who came from or went to none left out."""
    both = found.moved.filter("chosen", pl.col("tier") != "", pl.col("tier_before") != "")
    rose = both.filter(pl.col("tier") < pl.col("tier_before")).height
    return rose, both.filter(pl.col("tier") > pl.col("tier_before")).height
