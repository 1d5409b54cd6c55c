"""What each tier asks for: A renewal, B more often, larger and broader, C what serving costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ordertrack.alerts.wording import UNTIL_END, until_end
from ordertrack.facts.tables import TIER
from ordertrack.metrics.analysis import customer_habits
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import convention, lacks, why_empty
from ordertrack.metrics.query.conventions import trailing
from ordertrack.scope import Scope
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation import interviews
from ordertrack.views.evaluation.customer_groups import RECENT
from ordertrack.views.evaluation.customers import (
    CUSTOMER,
    FEW,
    LAST,
    LISTED,
    REVENUE,
    Customers,
    money,
)
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

AHEAD = 90  # days in which a contract that ends is on the list, and after its end
INTENTS = {
    "high": Label("High", "高"),
    "medium": Label("Medium", "中"),
    "low": Label("Low", "低"),
}
CONTACT = t("The last interview up to as-of, or the last contact on the Renewals page if later.")
SAID = t(
    "Outcome, factor and note of the interview, or what the Renewals page says of the contact."
)
STEP = t("The day of the next contact and the measures, as the Renewals page has them.")
BANDS: dict[str, Label] = {
    "ended": Label("Ended", "已到期"),
    "30": Label("Within 30 days", "30 天内"),
    "60": Label("31 to 60 days", "31–60 天"),
    "90": Label("61 to 90 days", "61–90 天"),
}


# --- A: contracts that end ------------------------------------------------------------------------


@dataclass(frozen=True)
class Care:
    """A customers whose contract ends soon, the soonest first; how many per band, how many none."""

    sheet: Sheet
    bands: dict[str, int]
    dated: int
    undated: int
    day: date  # from which days are counted
    known: bool = True  # whether any contract has a date


def care(found: Customers, view: View, typed: interviews.Rows = ()) -> Care:
    """Return the renewal list of the customers in tier A now or a month ago.

    `typed` are the interviews that people recorded: the last one is the last contact.
    """
    of_a = found.moved.filter(
        "chosen", (pl.col("tier") == "A") | (pl.col("tier_before") == "A")
    ).join(
        found.habits.select("customer_id", "last_order", "silent", "overdue"),
        on="customer_id",
        how="left",
    )
    contracts = customer_habits.contracts(view.scope, view.reader)
    dated = of_a.join(contracts, on="customer_id", how="inner")
    today = min(trailing(view.scope).last, view.scope.as_of.date())
    left = (pl.col("contract_end") - pl.lit(today)).dt.total_days()
    listed = (
        dated.with_columns(left=left, key="customer_id")
        .filter(pl.col("left").is_between(-AHEAD, AHEAD))
        .with_columns(band=_band())
        .sort("left", "revenue", "customer_id", descending=[False, True, False])
    )
    counts = dict(listed.group_by("band").len().iter_rows())
    heard = interviews.last_contacts(interviews.within(typed, found, view), view.lang)
    followed = _followed_up(view)
    last = pl.concat([heard, followed.select(heard.columns)]).drop_nulls("contact")
    last = last.filter(pl.col("contact") <= view.scope.as_of.date()).sort("contact")
    last = last.unique("customer_id", keep="last", maintain_order=True)
    listed = listed.join(last, on="customer_id", how="left", maintain_order="left").join(
        followed.select("customer_id", "step"), on="customer_id", how="left", maintain_order="left"
    )
    left_in_words = [until_end(days).to(view.lang) for days in listed["left"]]
    told = listed.with_columns(
        pl.Series("until_end", left_in_words, pl.String),
        pl.col("band").replace({code: label.to(view.lang) for code, label in BANDS.items()}),
        pl.col("renewal_intent").replace({k: one.to(view.lang) for k, one in INTENTS.items()}),
        rhythm=_rhythm(view.lang),
    )
    bands = {band: counts.get(band, 0) for band in BANDS}
    sheet = Sheet(told.head(LISTED), _care_columns(view))
    known = bool(contracts.height or view.reader.covers("customers.contract_end"))
    return Care(sheet, bands, dated.height, of_a.height - dated.height, today, known)


def _followed_up(view: View) -> pl.DataFrame:
    """Return the contacts that the renewal table records, and what is to come next."""
    day = pl.col("next_day").dt.to_string("%Y-%m-%d")
    return view.reader.typed("renewal").select(
        customer_id="customer",
        contact="contacted",
        contact_by="owner",
        said="log",
        step=pl.concat_str(day, "measures", separator=" · ", ignore_nulls=True).replace("", None),
    )


def _band() -> pl.Expr:
    left = pl.col("left")
    return (
        pl.when(left < 0)
        .then(pl.lit("ended"))
        .when(left <= 30)
        .then(pl.lit("30"))
        .when(left <= 60)
        .then(pl.lit("60"))
        .otherwise(pl.lit("90"))
    )


def _rhythm(lang: str) -> pl.Expr:
    silent, usual = t("Silent for too long"), t("As usual")
    return (
        pl.when(pl.col("overdue"))
        .then(pl.lit(silent.to(lang)))
        .when(pl.col("overdue").not_())
        .then(pl.lit(usual.to(lang)))
    )


def _care_columns(view: View) -> tuple[Column, ...]:
    return (
        Column("customer_name", CUSTOMER),
        Column("band", Label("Contract", "合同")).if_room(),
        Column("contract_end", Label("Contract end", "合同到期日")),
        Column("until_end", UNTIL_END),
        Column("renewal_intent", Label("Renewal intent", "续约意向")).if_room(),
        Column("owner", Label("Owner", "负责人")),
        Column("revenue", REVENUE, money(view)),
        Column("last_order", LAST).if_room(),
        Column("rhythm", Label("Rhythm", "购买节奏")).if_room(),
        Column("contact", Label("Last contact", "最近联系"), help=CONTACT),
        Column("contact_by", Label("Contact by", "联系人")),
        Column("said", Label("What was said", "沟通结果"), help=SAID),
        Column("step", Label("Next step", "下一步"), help=STEP),
    )


def care_sentence(found: Care, lang: str) -> Text:
    """Say how many contracts end when."""
    return t(
        "Of {dated} A customers with a contract date, {soon} end within 30 days, {later} in 31 to "
        "60, {last} in 61 to 90; {ended} ended in the last 90 days. {undated} have no date.",
        dated=found.dated,
        soon=found.bands["30"],
        later=found.bands["60"],
        last=found.bands["90"],
        ended=found.bands["ended"],
        undated=found.undated,
    )


# --- B: gap to peers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Peers:
    """B customers beside the median of their tier; `few`: too few of them for a median."""

    sheet: Sheet
    times: float | None
    each: float | None
    few: bool


def peers(found: Customers, view: View) -> Peers:
    """Return the B customers with their gap to the median of the tier, nearest to A first."""
    each = pl.col("within").cast(pl.Float64) / pl.col("recent")
    of_b = found.of_tier("B").with_columns(
        key="customer_id", each=pl.when(pl.col("recent") > 0).then(each)
    )
    few = of_b.height < FEW
    middle = of_b.select(pl.col("recent").cast(pl.Float64).median(), pl.col("each").median())
    times, usual = (None, None) if few or of_b.is_empty() else middle.row(0)
    of_a = found.ranked.filter(pl.col("tier") == "A")["revenue"]
    least = of_a.min()
    frame = of_b.with_columns(
        times_gap=pl.col("recent") - pl.lit(times),
        each_gap=pl.col("each") - pl.lit(usual),
        to_a=pl.lit(least) - pl.col("revenue"),
    )
    return Peers(Sheet(frame.head(LISTED), _peer_columns(view)), times, usual, few)


def _peer_columns(view: View) -> tuple[Column, ...]:
    unit, gap = money(view), Label("against the median", "与中位数差")
    return (
        Column("customer_name", CUSTOMER),
        Column("revenue", REVENUE, unit),
        Column("to_a", Label("Missing to tier A", "距 A 类差额"), unit),
        Column("recent", RECENT, "count"),
        Column("times_gap", gap, "count", signed=True),
        Column("each", Label("Per purchase day", "每次购买金额"), unit),
        Column("each_gap", gap, unit, signed=True),
    )


def peers_sentence(found: Peers, view: View) -> Text:
    """Say what the median of the tier is, or why there is none."""
    if found.few:
        return t(
            "Fewer than {least} customers are in tier B: there is no median to compare with.",
            least=FEW,
        )
    return t(
        "The median of tier B: {times} purchase days in 12 months, {each} on each.",
        times=f"{found.times or 0:g}",
        each=formats.value(found.each, money(view), view.lang),
    )


# --- C: what serving costs ------------------------------------------------------------------------


def year(view: View, tier: str | None = None) -> Scope:
    """Return the 12 months that decide the tier, of one tier where it is named."""
    scope = replace(view.scope, period=trailing(view.scope))
    return scope.with_filter(TIER, tier) if tier else scope


def why_no_cost(view: View) -> Text | None:
    """Say why the cost to serve cannot be told; None where it can."""
    free = not view.scope.conventions.cost_per_complaint
    if free and not view.reader.covers("expenses.customer_id"):
        return t(
            "No expense names a customer, and a complaint is taken to cost nothing: set "
            "{setting}, or import expenses with their customer.",
            setting="cost_per_complaint",
        )
    return why_empty("cost_to_serve", year(view, "C"), view.reader, by=("customer",))


@dataclass(frozen=True)
class Cost:
    """Cost to serve of C customers beside their gross profit; the least left over first."""

    sheet: Sheet
    sentence: Text
    convention: Text | None


def cost(view: View) -> Cost:
    """Return what serving the C customers costs, and what they bring."""
    knows_profit = lacks("cost_to_serve_ratio", view.scope, view.reader) is None
    names = ("cost_to_serve", "cost_to_serve_ratio") if knows_profit else ("cost_to_serve",)
    scope = year(view, "C")
    found = view.evaluate(names, ("customer",), scope).filter(pl.col("customer").is_not_null())
    frame = _costs(found, knows_profit).sort(
        "left", "cost", "key", descending=[False, True, False], nulls_last=True
    )
    unit = currencies.unit(view, CATALOG["cost_to_serve"], scope)
    return Cost(
        Sheet(frame.head(LISTED), _cost_columns(unit)),
        _cost_sentence(frame, unit, view.lang),
        convention("cost_to_serve", view.scope.conventions),
    )


def _costs(found: pl.DataFrame, knows_profit: bool) -> pl.DataFrame:
    profit = (
        pl.when(pl.col("cost_to_serve_ratio__n") > 0).then(
            pl.col("cost_to_serve_ratio__denominator")
        )
        if knows_profit
        else pl.lit(None, pl.Decimal(38, 4))
    )
    told = found.select(
        pl.col("customer").alias("key"),
        pl.coalesce("customer__label", "customer").alias("customer_name"),
        pl.col("cost_to_serve").alias("cost"),
        profit.alias("profit"),
        (pl.col("cost_to_serve_ratio__unknown") if knows_profit else pl.lit(None, pl.Int64)).alias(
            "unknown"
        ),
    )
    return told.with_columns(left=pl.col("profit") - pl.col("cost"))


def _cost_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("customer_name", CUSTOMER),
        Column("cost", CATALOG["cost_to_serve"].label, unit),
        Column("profit", Label("Gross profit", "毛利"), unit),
        Column("left", Label("Left over", "剩余"), unit, signed=True),
        Column(
            "unknown",
            Label("Lines without a cost", "无成本明细"),
            "count",
            t("Their profit is not known and not counted."),
        ),
    )


def _cost_sentence(frame: pl.DataFrame, unit: str, lang: str) -> Text:
    known = frame.drop_nulls("left")
    return t(
        "The {count} customers of tier C cost {cost} to serve in 12 months and brought {profit} "
        "of gross profit; {loss} of them cost more than they brought.",
        count=frame.height,
        cost=formats.value(frame["cost"].sum(), unit, lang),
        profit=formats.value(known["profit"].sum() if known.height else None, unit, lang),
        loss=known.filter(pl.col("left") < 0).height,
    )
