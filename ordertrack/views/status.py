"""What the numbers on a page rest on: release, data through, as-of, gaps."""

from __future__ import annotations

from collections.abc import Set

from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import Scope, end_of_day
from ordertrack.views import formats
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CURRENCY = "order_facts.currency"
# What a director would miss most, in that order: the column that must be filled, and its name.
WANTED: tuple[tuple[str, Label], ...] = (
    ("order_facts.amount", Label("amounts", "金额")),
    (CURRENCY, Label("currencies", "币种")),
    ("order_facts.promised_first", Label("promise dates", "承诺交期")),
    ("order_facts.delivered_at", Label("delivery dates", "交付日期")),
    ("order_facts.customer_id", Label("customers", "客户")),
    ("order_facts.sales_rep", Label("salespeople", "销售人员")),
    ("order_facts.team", Label("teams", "团队")),
    ("line_facts.product_line", Label("product lines", "产品线")),
    ("line_facts.quantity_delivered", Label("delivered quantities", "交付数量")),
    ("line_facts.cost", Label("costs", "成本")),
    ("order_facts.satisfaction", Label("satisfaction", "满意度")),
    ("complaints.raised_at", Label("complaints", "投诉")),
    ("order_facts.paid_at", Label("payments", "回款")),
)


def status_line(view: View, *, fresh: bool = True) -> str:
    """Say in one line what the numbers rest on.

    `fresh`: as-of is now or was chosen; else it is the end of data that has not been renewed.
    """
    as_of = t("As of {moment}", moment=formats.when(view.scope.as_of))
    parts = [
        t("Release #{number}", number=view.release.number),
        t("Data through {day}", day=formats.day(view.release.data_through)),
        as_of if fresh else t("{as_of}, where the data ends", as_of=as_of),
    ]
    told = {CURRENCY} if view.scope.conventions.currency else set()
    if missing := gaps(view.reader, view.lang, told):
        parts.append(t("Not in this data: {gaps}", gaps=missing))
    return "  |  ".join(part.to(view.lang) for part in parts)


def period_note(scope: Scope, *, compared: bool) -> Text | None:
    """Say that a period has not begun, or that it is not over and what it is compared with."""
    if scope.period and scope.period.start > scope.as_of.date():
        day = formats.day(scope.as_of)
        return t("This period begins after {day}, the as-of day.", day=day)
    before, as_of = scope.compared(), scope.as_of
    if not compared or not scope.is_cut or before is None or before.period is None:
        return None
    period = Label(*(before.period.label(lang) for lang in ("en", "zh")))
    if before.as_of == end_of_day(before.as_of.date()):
        return t(
            "This period is not over: it is compared with the same days, {period}.", period=period
        )
    return t(
        "This period is not over: it is compared with the same days, {period}, up to {time} of the "
        "last one; what is judged by whole days leaves it out on both sides.",
        period=period,
        time=f"{as_of:%H:%M}",
    )


def gaps(reader: Reader, lang: str, told: Set[str] = frozenset()) -> str:
    """Return what the data does not have, as a list of words; `told`: what a setting says."""
    missing = [(column, label) for column, label in WANTED if not reader.covers(column)]
    names = [label.to(lang) for column, label in missing if column not in told]
    return formats.listed(names, lang)
