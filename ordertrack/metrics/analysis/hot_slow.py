"""Products that sell well and products that hardly sell, with the reason. Imports `query`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Literal

from ordertrack.errors import NoData
from ordertrack.facts.select import Select
from ordertrack.metrics.definitions.sales import UNITS
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.period import ONE_DAY, Period
from ordertrack.scope import Scope
from ordertrack.words import Label, Text, t

RECENT, BEFORE = 90, 180  # days
TOP = 0.2  # of the products that sold lately
SLOW = Decimal("0.2")  # of its own former pace
Verdict = Literal["hot", "slow", "usual", "unknown"]
VERDICTS: dict[Verdict, Label] = {
    "hot": Label("Hot", "热销"),
    "slow": Label("Slow", "滞销"),
    "usual": Label("Usual", "正常"),
    "unknown": Label("Not known", "无法判定"),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How one product sells: units of the last 90 days and of the 180 before, and the verdict."""

    product: str | None
    name: str | None
    product_line: str | None
    recent: Decimal
    before: Decimal
    last_sold: date | None
    verdict: Verdict
    reason: Text


def hot_slow(scope: Scope, reader: Reader) -> list[Pace]:
    """Return every product that ever sold in the scope, the hottest first.

    Hot: among the top 20% by units of the last 90 days, and not falling. Slow: sold below 20% of
    its own pace of the 180 days before, or not at all in the last 90. The days end with the period,
    or at as-of where that is sooner.
    """
    if reason := why_empty("units", scope, reader):
        raise NoData(reason)
    last = min(scope.period.last if scope.period else date.max, scope.as_of.date())
    begins = reader.release.data_from
    rows = reader.run(_sales(scope, reader, last)).to_dicts()
    sold = sorted((row["recent"] for row in rows if row["recent"] > 0), reverse=True)
    least = sold[ceil(len(sold) * TOP) - 1] if sold else None
    known = bool(begins) and (last - begins).days + 1 >= RECENT + BEFORE
    paces = [_judged(row, least, last, known) for row in rows]
    order = {"hot": 0, "usual": 1, "unknown": 2, "slow": 3}
    return sorted(paces, key=lambda one: (order[one.verdict], -one.recent, one.product or ""))


def _sales(scope: Scope, reader: Reader, last: date) -> Select:
    """Return each product's units of the two windows, and the day on which it last sold."""
    first = scope.with_period(Period(date(1, 1, 1), last + ONE_DAY))
    rows = Source(first, reader).counting(UNITS).filtered("product IS NOT NULL")
    since, former = last - timedelta(days=RECENT), last - timedelta(days=RECENT + BEFORE)
    lately = "CASE WHEN order_day > $since THEN quantity ELSE 0 END"
    earlier = "CASE WHEN order_day > $former AND order_day <= $since THEN quantity ELSE 0 END"
    # A product has few names: to group by them costs less than to compare them line by line.
    named = rows.filtered(since=since, former=former).of(
        "product",
        "product_name",
        "product_line",
        f"SUM({lately}) AS recent",
        f"SUM({earlier}) AS before",
        "MAX(CASE WHEN quantity > 0 THEN order_day END) AS last_sold",
        group_by=("1", "2", "3"),
    )
    return named.nested("named").of(
        "product",
        "MAX(product_name) AS name",
        "MAX(product_line) AS product_line",
        "COALESCE(SUM(recent), 0) AS recent",
        "COALESCE(SUM(before), 0) AS before",
        "MAX(last_sold) AS last_sold",
        group_by=("1",),
    )


def _judged(row: dict, least: Decimal | None, last: date, known: bool) -> Pace:
    verdict, reason = _verdict(row, least, last, known)
    return Pace(**row, verdict=verdict, reason=reason)


def _verdict(row: dict, least: Decimal | None, last: date, known: bool) -> tuple[Verdict, Text]:
    recent, before = row["recent"], row["before"]
    silent = (last - row["last_sold"]).days if row["last_sold"] else None
    if silent is None or silent >= RECENT:
        return "slow", t("No sale in {days} days.", days=RECENT)
    if not known:
        return "unknown", t(
            "The data does not reach back {days} days: its pace is not known.", days=RECENT + BEFORE
        )
    if before <= 0:
        is_hot = least is not None and recent >= least
        new = t("Among the top 20% by units, and new in the last {days} days.", days=RECENT)
        return ("hot", new) if is_hot else ("usual", t("New in the last {days} days.", days=RECENT))
    pace = recent * BEFORE / (before * RECENT)
    share = _percent(pace)
    as_before = t("Sells at {share}% of its pace of the 180 days before.", share=share)
    if pace < SLOW:
        return "slow", as_before
    if least is not None and recent >= least and pace >= 1:
        return "hot", t("Among the top 20% by units, at {share}% of its former pace.", share=share)
    return "usual", as_before


def _percent(share: Decimal) -> int:
    return round(share * 100)
