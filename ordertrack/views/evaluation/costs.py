"""What the Costs page says of money spent: its structure over time, what channels bring for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import costs as analysis
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import lacks, why_empty
from ordertrack.period import Period
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import plots, ranges
from ordertrack.views.evaluation.assessed import budgets
from ordertrack.views.evaluation.plots import Look, Series
from ordertrack.views.evaluation.sheet import PRICE, Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.trend import tick_names
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = (
    "expense_ratio",
    "budget_use",
    "acquisition_cost",
    "channel_roas",
    "channel_roi",
    "new_customers",
    "gross_margin",
    "cost_to_serve",
    "cost_to_serve_ratio",
)
MONTHS = 12
LAYERS = 3  # categories of the chart; the rest is one layer
SHOWN = 8  # categories of the table
OTHERS = Label("Others", "其他")
EXPENSES = Label("Expenses", "费用")
RATIO = "expense_ratio"


def has_expenses(view: View) -> bool:
    """Return whether the data has expenses with a day and an amount."""
    return all(view.reader.covers(f"expenses.{name}") for name in ("amount", "day"))


def money(view: View) -> str:
    """Return the unit of expenses: of the company's currency, where it is one."""
    return currencies.order_unit(view)


# --- structure over time --------------------------------------------------------------------------


@dataclass(frozen=True)
class Structure:
    """Expenses of months by category, the largest first ("": not recorded), and their ratio."""

    months: list[Period]
    categories: list[str]
    amounts: pl.DataFrame
    ratios: list[float | None]

    @property
    def is_empty(self) -> bool:
        return self.amounts.is_empty()


def structure(view: View) -> Structure | Text:
    """Return the expenses of the months around the period, or why they cannot be told."""
    scope = figures.around(view, MONTHS)
    assert scope.period is not None
    if reason := why_empty(RATIO, scope, view.reader) if lacks_split(view) else None:
        return reason
    months = [month for month in scope.period.split("month")]
    found = analysis.structure(scope, view.reader).with_columns(pl.col("category").fill_null(""))
    sizes = found.group_by("category").agg(pl.col("amount").sum())
    sizes = sizes.sort("amount", "category", descending=[True, False])
    rates = figures.over_time(view, (RATIO,), scope, "month")
    by_month = dict(rates.select("month", RATIO).iter_rows())
    ratios = [by_month.get(month.start) for month in months]
    return Structure(months, sizes["category"].to_list(), found, ratios)


def lacks_split(view: View) -> bool:
    """Return whether expenses do not record what the view is filtered by."""
    return why_empty(RATIO, view.scope, view.reader) is not None and not lacks(
        RATIO, view.scope, view.reader
    )


def _amounts(found: Structure, categories: list[str]) -> list[float]:
    mine = found.amounts.filter(pl.col("category").is_in(categories))
    sums = dict(mine.group_by("month").agg(pl.col("amount").sum()).iter_rows())
    return [float(sums.get(month.start) or 0) for month in found.months]


def structure_chart(found: Structure, view: View, ink: str | None) -> go.Figure:
    """Return the months as layers of categories; a bar stands for its month."""
    lang, unit = view.lang, money(view)
    groups = [(_named(one, lang), [one]) for one in found.categories[:LAYERS]]
    if rest := found.categories[LAYERS:]:
        groups.append((OTHERS.to(lang), rest))
    series = []
    for name, categories in groups:
        values = _amounts(found, categories)
        hovers = [
            f"{month.label(lang)} · {name}: {formats.value(value, unit, lang)} · "
            f"{CATALOG[RATIO].label.to(lang)} {formats.percent(ratio)}"
            for month, value, ratio in zip(found.months, values, found.ratios, strict=True)
        ]
        series.append(Series(name, values, hovers))
    keys = [str(month) for month in found.months]
    look = Look(lang, ink, formats.counted(Label("Expenses", "费用"), unit, lang))
    return plots.stacked(keys, tick_names(found.months, "month"), series, look)


def ratio_chart(found: Structure, view: View, ink: str | None) -> go.Figure:
    """Return the expense ratio over the months as a line."""
    label = CATALOG[RATIO].label.to(view.lang)
    hovers = [
        f"{month.label(view.lang)}: {formats.percent(ratio)}"
        for month, ratio in zip(found.months, found.ratios, strict=True)
    ]
    names = [str(month) for month in found.months]
    line = Series(label, found.ratios, hovers, names)
    figure = ranges.lines(names, [line], None, Look(view.lang, ink, f"{label} (%)"))
    ticks = tick_names(found.months, "month")
    figure.update_xaxes(tickvals=names, ticktext=ticks, tickangle=0)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    figure.update_layout(height=180)
    return figure


def structure_sheet(found: Structure, view: View) -> Sheet:
    """Return the months as rows: categories, their sum, the expense ratio."""
    unit, shown = money(view), found.categories[:SHOWN]
    data: dict[str, Any] = {
        "key": [str(month) for month in found.months],
        "name": [month.label(view.lang) for month in found.months],
        "total": _amounts(found, found.categories),
        "ratio": pl.Series(found.ratios, dtype=pl.Float64),
    }
    columns = []
    for place, category in enumerate(shown):
        data[f"category {place}"] = _amounts(found, [category])
        name = _named(category, view.lang)
        columns.append(Column(f"category {place}", Label(name, name), unit))
    if rest := found.categories[SHOWN:]:
        data["others"] = _amounts(found, rest)
        columns.append(Column("others", OTHERS, unit))
    return Sheet(
        pl.DataFrame(data),
        (
            Column("name", Label("Month", "月份")),
            Column("total", EXPENSES, unit),
            Column("ratio", CATALOG[RATIO].label, "ratio"),
            *columns,
        ),
    )


def _named(category: str, lang: str) -> str:
    return category or NOT_RECORDED.to(lang)


# --- by category, beside the budget ---------------------------------------------------------------


BUDGET, ACTUAL = Label("Budget", "预算"), Label("Actual", "实际")
WITH_BUDGET = Label("Of it with a budget", "其中有预算")
OF_BOTH = t("Over the expenses that have a budget.")
ADVICE = Label("Suggestion", "优化建议")


def categories(view: View, found: pl.DataFrame) -> Sheet:
    """Return expenses as of `budgets.by_category` beside their budgets; the category is the key."""
    return Sheet(found, _in_use(found, (*_money_columns(view, found), _entries())))


def everything(view: View) -> Sheet:
    """Return all that is known of each category: whose it is, whom it won, what is suggested."""
    found = budgets.with_owners(budgets.by_category(view), view)
    unit = money(view)
    shared = t("Of the channels for which it is spent: their categories share them.")
    more = (
        _entries(),
        Column("channel", DIMENSIONS["channel"].label),
        Column("team", Label("Department", "部门")),
        Column("sales_rep_name", Label("By whom", "负责人")),
        Column("won", Label("To win customers", "是否获客费用")),
        Column(
            "new", Label("New customers of its channels", "所属渠道带来新客户数"), "count", shared
        ),
        Column("cost_each", Label("Cost of a new customer", "单客成本"), f"{PRICE}{unit}", shared),
        Column("advice", ADVICE),
    )
    return Sheet(found, _in_use(found, (*_money_columns(view, found), *more)))


def over_budget(view: View, every: pl.DataFrame) -> Sheet:
    """Return the categories that cost more than planned, the largest difference first."""
    found = budgets.over_budget(every)
    kept = [one for one in _money_columns(view, found) if one.name not in ("share", "ratio")]
    return Sheet(found, (*kept, Column("advice", ADVICE)))


def has_budgets(view: View) -> bool:
    """Return whether the data knows what was planned to be spent."""
    return has_expenses(view) and can_tell(view, budgets.BUDGET)


def why_not_compared(view: View) -> Text | None:
    """Return why nothing is held against its budget."""
    row = figures.figures(view, ["budget_use"])
    return why_empty("budget_use", view.scope, view.reader, row)


def _entries() -> Column:
    return Column("rows", Label("Entries", "笔数"), "count")


def _money_columns(view: View, found: pl.DataFrame) -> tuple[Column, ...]:
    """Return the columns of a category's amounts; without budgets nothing is called actual."""
    unit = money(view)
    planned = bool(found["budget"].count())
    partial = planned and not found["rows"].equals(found["both"])
    return (
        Column("name", Label("Category", "费用类别")),
        Column("budget", BUDGET, unit),
        Column("amount", ACTUAL if planned else EXPENSES, unit),
        *((Column("spent_of_budget", WITH_BUDGET, unit),) if partial else ()),
        Column("difference", Label("Difference", "差异额"), unit, OF_BOTH, signed=True),
        Column("over", Label("Difference in %", "差异率"), "growth", OF_BOTH).briefly(
            "Diff. %", "差异率"
        ),
        Column("share", Label("Share", "占比"), "ratio"),
        Column("ratio", Label("Share of revenue", "占销售额比"), "ratio").briefly(
            "Of revenue", "占销售额比"
        ),
    )


def _in_use(found: pl.DataFrame, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Leave out columns in which nothing stands, but for the amount itself."""
    return tuple(one for one in columns if one.name == "amount" or found[one.name].count())


def listed(view: View, category: str, limit: int) -> pl.DataFrame:
    """Return the expenses of a category as people read them, the largest first."""
    found = analysis.expenses(category, view.scope, view.reader, limit)
    texts = formats.column(found["amount"], money(view), view.lang, exact=True)
    kept = [name for name in found.columns if found[name].count()]
    return found.with_columns(
        day=pl.Series([formats.day(day) for day in found["day"]], dtype=pl.String),
        amount=pl.Series(texts, dtype=pl.String),
    ).select(kept)


LISTED: dict[str, Label] = {
    "day": Label("Day", "日期"),
    "amount": Label("Amount", "金额"),
    "channel": DIMENSIONS["channel"].label,
    "sales_rep_name": DIMENSIONS["sales_rep"].label,
    "team": DIMENSIONS["team"].label,
    "customer_name": DIMENSIONS["customer"].label,
    "expense_id": Label("Entry", "费用编号"),
}
