"""The customer renewal table (客户续约分析表): what the data knows, what people write, the risk.

Tier A comes first, within a tier the contract that ends soonest. What people write lies over what
was imported: a contract's end or an intent that somebody typed counts instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from ordertrack.alerts.wording import until_end
from ordertrack.metrics.analysis import customer_habits
from ordertrack.metrics.analysis.intervals import wilson
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.raised import is_settled
from ordertrack.period import Period, shift_months
from ordertrack.records.journal import Change
from ordertrack.records.journal.kinds import INTENTS, RENEWAL
from ordertrack.scope import Scope
from ordertrack.views import currencies
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

Rows = Sequence[Mapping[str, Any]]
TITLE = Label("Renewals", "客户续约")
AHEAD = 90  # days of the calendar
SOON = 30  # days before its end in which a contract without a contact is a risk
FALL = 0.5  # of the mean score against the 12 months before
SCORED = 3  # orders with a score, in each of both years
YEAR = 12  # months

REASONS: Mapping[str, Label] = {
    "contract": Label("contract ends, nobody called", "合同临期未跟进"),
    "silent": Label("silent for too long", "久未下单"),
    "complaints": Label("more complaints than others", "投诉偏多"),
    "late": Label("later than others", "延迟偏多"),
    "score": Label("falling satisfaction", "满意度下降"),
    "intent": Label("low intent", "续约意向低"),
}
ENDED = Label("contract ended, nobody called", "合同已到期未跟进")
RISKS: Mapping[str, Label] = {
    "high": Label("high", "高"),
    "medium": Label("medium", "中"),
    "low": Label("low", "低"),
}
# A contract that ends within the days ahead, or ended as many days ago and nothing came of it yet.
IS_DUE = pl.col("left").is_between(0, AHEAD) | (
    pl.col("left").is_between(-AHEAD, -1) & ~is_settled()
)
YES, NO = Label("yes", "是"), Label("no", "否")
TYPED = tuple(field.name for field in RENEWAL.fields)
LABELS = {field.name: field.label for field in RENEWAL.fields}
TIER_ORDER = {"A": 0, "B": 1, "C": 2}


@dataclass(frozen=True)
class Renewals:
    """Every customer with what is known and typed of it; `contracts`: whether any end is known."""

    frame: pl.DataFrame
    contracts: bool


def known(view: View) -> pl.DataFrame:
    """Return what the data knows of every customer who ever bought, up to as-of.

    Columns: key, name, tier, revenue (12 months), share, purchases and order_value (of them),
    repurchased, last_order, silent, overdue, satisfaction, score_before, imported_end,
    imported_intent, imported_owner; complaints_stand_out, late_stand_out: more of its orders than
    of all by more than chance.
    """
    habits = customer_habits.habits(view.scope, view.reader)
    total = float(habits["revenue"].sum() or 0)
    found = habits.select(
        key="customer_id",
        name=pl.coalesce("customer_name", "customer_id"),
        tier="tier",
        revenue="revenue",
        share=pl.col("revenue").cast(pl.Float64) / total if total > 0 else pl.lit(None),
        purchases="recent",
        repurchased=pl.col("purchases") >= 2,
        last_order="last_order",
        silent="silent",
        overdue="overdue",
    )
    window = trailing(view.scope)
    now, before = (_figures(view, one) for one in (window, _year_before(window)))
    found = found.join(now, on="key", how="left").join(
        before.select("key", score_before="satisfaction", scored_before="scored"),
        on="key",
        how="left",
    )
    each = pl.col("revenue").cast(pl.Float64) / pl.col("orders")
    return found.join(_contracts(view), on="key", how="left").with_columns(
        order_value=pl.when(pl.col("orders") > 0).then(each)
    )


def _year_before(window: Period) -> Period:
    return Period(shift_months(window.start, -YEAR), window.start)


FIGURES = ("orders", "satisfaction", "complaint_rate", "on_time_rate")


def _figures(view: View, window: Period) -> pl.DataFrame:
    """Return scores, complaints and late orders of every customer in a window."""
    scope: Scope = replace(view.scope, period=window, comparison=None, stock_as_of=None)
    names = tuple(name for name in FIGURES if name in CATALOG)
    frame = view.evaluate(names, ("customer",), scope)
    return frame.select(
        key="customer",
        orders="orders",
        satisfaction=pl.col("satisfaction").cast(pl.Float64),
        scored=pl.col("satisfaction__denominator").cast(pl.Int64),
        complaints_stand_out=_stands_out(frame, "complaint_rate__numerator", "complaint_rate"),
        late_stand_out=_stands_out(frame, "on_time_rate__misses", "on_time_rate"),
    ).drop_nulls("key")


def _stands_out(frame: pl.DataFrame, count: str, metric: str) -> pl.Series:
    """Return whose share is above that of all by more than chance: Wilson's interval clears it."""
    counts, bases = frame[count].to_list(), frame[f"{metric}__denominator"].to_list()
    whole = sum(filter(None, bases))
    usual = sum(filter(None, counts)) / whole if whole else 0
    sure = [wilson(one or 0, base or 0) for one, base in zip(counts, bases, strict=True)]
    return pl.Series([bool(one and one[0] > usual) for one in sure], dtype=pl.Boolean)


def _contracts(view: View) -> pl.DataFrame:
    if not view.reader.covers("customers.contract_end"):
        schema = {"key": pl.String, "imported_end": pl.Date, "imported_intent": pl.String}
        return pl.DataFrame(schema=schema | {"imported_owner": pl.String})
    return customer_habits.imported_contracts(view.scope, view.reader).select(
        key="customer_id",
        imported_end="contract_end",
        imported_intent="renewal_intent",
        imported_owner="owner",
    )


def renewals(known_of: pl.DataFrame, typed: pl.DataFrame, view: View) -> Renewals:
    """Return the table: what is known with what people typed over it, and the risk.

    `typed` is the journal's frame of the kind, as it was at the moment that is meant.
    """
    today = view.scope.as_of.date()
    over = typed.select("changed_at", key="customer", **{f"typed_{name}": name for name in TYPED})
    found = known_of.join(over, on="key", how="left").with_columns(
        contract_end=pl.coalesce("typed_contract_end", "imported_end"),
        intent=pl.coalesce("typed_intent", "imported_intent"),
        owner=pl.coalesce("typed_owner", "imported_owner"),
        **{
            name: f"typed_{name}"
            for name in TYPED
            if name not in ("contract_end", "intent", "owner")
        },
    )
    found = found.with_columns(left=(pl.col("contract_end") - pl.lit(today)).dt.total_days())
    reasons = {name: _reason(name, today) for name in REASONS}
    found = found.with_columns(
        **{f"risk_{name}": one.fill_null(False) for name, one in reasons.items()}
    )
    count = pl.sum_horizontal(f"risk_{name}" for name in REASONS)
    urgent = pl.col("risk_contract") & (pl.col("tier") == "A")
    found = found.with_columns(
        risk=pl.when((count >= 2) | urgent)
        .then(pl.lit("high"))
        .when(count == 1)
        .then(pl.lit("medium"))
        .otherwise(pl.lit("low"))
    )
    rank = pl.col("tier").replace_strict(TIER_ORDER, default=len(TIER_ORDER))
    found = found.with_columns(rank=rank).sort(
        "rank", "left", "revenue", "key", descending=[False, False, True, False], nulls_last=True
    )
    return Renewals(found, bool(found["contract_end"].count()))


def _reason(name: str, today: date) -> pl.Expr:
    """Return whether a customer is at risk for a reason; null where the data cannot tell."""
    recently = (pl.lit(today) - pl.col("contacted")).dt.total_days() <= SOON
    match name:
        case "contract":
            near = pl.col("left").is_between(-AHEAD, SOON)
            return near & ~recently.fill_null(False) & ~is_settled()
        case "silent":
            return pl.col("overdue")
        case "complaints" | "late":
            return pl.col(f"{name}_stand_out")
        case "score":
            enough = (pl.col("scored") >= SCORED) & (pl.col("scored_before") >= SCORED)
            return enough & (pl.col("satisfaction") <= pl.col("score_before") - FALL)
    return pl.col("intent") == "low"


# --- what is shown --------------------------------------------------------------------------------


def sheet(found: Renewals, view: View) -> Sheet:
    """Return the whole table in the template's order of columns; a row's key is the customer."""
    lang = view.lang
    words = {"intent": INTENTS, "risk": RISKS, "repurchased": {True: YES, False: NO}}
    words |= {name: field.codes for name, field in RENEWAL.by_name.items() if field.codes}
    told = found.frame.with_columns(
        *(
            pl.col(name).replace_strict(
                {code: label.to(lang) for code, label in codes.items()},
                default=None,
                return_dtype=pl.String,
            )
            for name, codes in words.items()
        ),
        reasons=_reasons(lang),
    )
    money = currencies.unit(view, CATALOG["revenue"])
    return Sheet(told, tuple(_columns(money)))


def _reasons(lang: str) -> pl.Expr:
    words = {name: pl.lit(label.to(lang)) for name, label in REASONS.items()}
    over = pl.lit(ENDED.to(lang))
    words["contract"] = pl.when(pl.col("left") < 0).then(over).otherwise(words["contract"])
    said = [pl.when(pl.col(f"risk_{name}")).then(word) for name, word in words.items()]
    return pl.concat_str(said, separator="、" if lang == "zh" else ", ", ignore_nulls=True)


def _columns(money: str) -> list[Column]:
    return [
        Column("name", Label("Customer", "客户名称")),
        Column("tier", Label("Tier", "客户分层")),
        Column("revenue", Label("Revenue, 12 months", "近 12 个月销售额"), money),
        Column("share", Label("Share of revenue", "销售额占比"), "ratio"),
        Column("purchases", Label("Purchases, 12 months", "购买频次"), "count"),
        Column("order_value", Label("Order value", "客单价"), money),
        Column("repurchased", Label("Bought again", "是否复购")),
        Column("last_order", Label("Last order", "最近下单")),
        Column("contract_end", LABELS["contract_end"]),
        Column("intent", LABELS["intent"]),
        Column("satisfaction", Label("Satisfaction", "满意度"), "score"),
        Column("risk", Label("Risk", "流失风险")),
        Column("reasons", Label("Why", "风险原因")),
        *(Column(name, LABELS[name]) for name in TYPED if name not in ("contract_end", "intent")),
    ]


def calendar(found: Renewals, view: View) -> Sheet:
    """Return what is due in the next 90 days: contracts that end, contacts that were promised.

    Also contracts that have ended of which nothing came yet, and contacts that were missed.
    """
    today = view.scope.as_of.date()
    due = found.frame.filter(IS_DUE)
    ends = due.select(
        *("key", "name", "tier", "owner"),
        day="contract_end",
        what=pl.Series([_ends(days).to(view.lang) for days in due["left"]], dtype=pl.String),
    )
    ahead = (pl.col("next_day") - pl.lit(today)).dt.total_days()
    calls = found.frame.filter(ahead <= AHEAD).select(
        "key", "name", "tier", "owner", day="next_day", what=pl.lit("call")
    )
    told = {
        "call": Label("Contact promised", "约定跟进").to(view.lang),
        "late": Label("Contact missed", "跟进已过期").to(view.lang),
    }
    missed = (pl.col("what") == "call") & (pl.col("day") < pl.lit(today))
    whole = pl.concat([ends, calls]).with_columns(
        what=pl.when(missed).then(pl.lit("late")).otherwise("what").replace(told)
    )
    return Sheet(
        whole.sort("day", "tier", "key", nulls_last=True),
        (
            Column("name", Label("Customer", "客户名称")),
            Column("day", Label("Day", "日期")),
            Column("what", Label("What", "事项")),
            Column("tier", Label("Tier", "客户分层")),
            Column("owner", LABELS["owner"]),
        ),
    )


def _ends(days: int) -> Text:
    """Say of a contract that it ends, or how long ago it ended."""
    if days >= 0:
        return t("Contract ends")
    return t("Contract {ended}", ended=until_end(days))


def headline(found: Renewals) -> Text:
    """Say how many A customers are at risk, and how many contracts end soon."""
    frame = found.frame
    at_risk = frame.filter(pl.col("tier") == "A", pl.col("risk") == "high").height
    ending = frame.filter(pl.col("left").is_between(0, AHEAD)).height
    ended = frame.filter(IS_DUE, pl.col("left") < 0).height
    who = (
        t("1 customer in tier A is at high risk")
        if at_risk == 1
        else t("{count} customers in tier A are at high risk", count=at_risk)
    )
    ends = (
        t("1 contract ends within 90 days")
        if ending == 1
        else t("{count} contracts end within 90 days", count=ending)
    )
    if not ended:
        return t("{who}; {ends}.", who=who, ends=ends)
    over = (
        t("1 ended in the last 90 days and is neither renewed nor lost")
        if ended == 1
        else t("{count} ended in the last 90 days and are neither renewed nor lost", count=ended)
    )
    return t("{who}; {ends}, {over}.", who=who, ends=ends, over=over)


# --- what is typed --------------------------------------------------------------------------------

DAYS = tuple(one.name for one in RENEWAL.fields if one.type == "day")
Cells = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class RenewalTable:
    """Customers as rows whose renewal people edit; `found` has a row for each."""

    place: str
    found: pl.DataFrame
    view: View
    name = "renewals"  # of the table in a session

    def changes(self, edited: Cells) -> list[Change]:
        """Return what the journal has to keep, of cells by row and column."""
        keys = self.found["key"].to_list()
        return [
            change
            for row, cells in edited.items()
            if row < len(keys)
            for change in RENEWAL.changes(
                {"customer": keys[row]}
                | {name: self._code(name, cell) for name, cell in cells.items() if name in TYPED}
            )
        ]

    def _code(self, name: str, value: Any) -> Any:
        """Return what the journal keeps of a cell: the code of a word, a day, a text."""
        if name in DAYS and isinstance(value, str):
            return value[:10]
        codes = RENEWAL.by_name[name].codes
        return {one.to(self.view.lang): code for code, one in codes.items()}.get(value, value)

    def shown(self, cells: Cells) -> pl.DataFrame:
        """Return the rows as they are edited: figures as people read them, typed cells as they are.

        `cells` lie over them: what a button filled in.
        """
        table = sheet(Renewals(self.found, True), self.view)
        read = table.as_read(self.view.lang)
        frame = table.frame.select(
            *(read[name] for name in read.columns if name not in TYPED),
            *(pl.col(name) for name in TYPED),
        ).select(column.name for column in table.columns)
        rows = frame.to_dicts()
        for row, values in cells.items():
            if row < len(rows):
                rows[row] |= {name: _as_day(name, value) for name, value in values.items()}
        return pl.DataFrame(rows, schema=frame.schema)


def _as_day(name: str, value: Any) -> Any:
    return date.fromisoformat(value[:10]) if name in DAYS and isinstance(value, str) else value
