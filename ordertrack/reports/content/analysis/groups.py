"""What the analysis report says of products, customers and channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.reports.content import basis, parts
from ordertrack.reports.content.analysis import last_year
from ordertrack.reports.content.document import Block, Paragraph
from ordertrack.reports.content.parts import Line
from ordertrack.views import figures, formats
from ordertrack.views.evaluation import channels, costs, customer_groups, customers, products
from ordertrack.views.evaluation.assessed import advice, budgets
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Text, t

Row = Mapping[str, Any]
MOST = 10
LARGE = 0.05  # of the whole revenue: how a smaller product changes is not worth a sentence
PACES = 5  # products of one verdict
RETENTION = ("logo_retention", "a_retention", "grr", "nrr", "repeat_next_rate", "purchase_interval")
BEYOND = 3  # categories beyond their budgets
BUDGETED = ("name", "budget", "amount", "spent_of_budget", "difference", "over", "ratio")
CHANNEL = ("name", "spent", "new", "cac", "revenue", "roas", "roi", "customers")


def _text(view: View, key: str, *sentences: Text) -> Paragraph:
    return Paragraph(parts.sentences(sentences, view.lang), key=key)


# --- products -------------------------------------------------------------------------------------


def of_products(view: View) -> Iterator[Block | None]:
    """Give what was sold of what, beside last year, and which products are hot or slow."""
    if not can_tell(view, "revenue"):
        return
    for level in products.levels(view):
        found = products.sales(view, level).sheet
        if found.frame.filter(pl.col("key") != "").height < 2:
            continue
        yield _text(view, "products_text", *_largest(found, view))
        title = t("Revenue by {level}", level=formats.within(DIMENSIONS[level].label))
        asked = [one.name for one in found.columns if one.name in CATALOG]
        yield parts.table(view, _without_needless(found), title, asked, MOST)
        break
    if why_empty("units", view.scope, view.reader) is None:
        yield from _paces(view)


def _without_needless(found: Sheet) -> Sheet:
    """Leave out what was returned, which the rate says, and a coverage that is whole throughout."""
    needless = {"returned"}
    if "coverage" in found.frame.columns and not (found.frame["coverage"] < 0.9995).any():
        needless.add("coverage")
    return replace(found, columns=tuple(one for one in found.columns if one.name not in needless))


def _largest(found: Sheet, view: View) -> Iterator[Text]:
    top = found.frame.filter(pl.col("key") != "").row(0, named=True)
    if top["share"] is not None and top["share"] > 0:
        yield t(
            "{name} sells most, with {share} of revenue.",
            name=top["name"],
            share=formats.percent(top["share"]),
        )
    if "growth" not in found.frame.columns:
        return
    large = pl.max_horizontal("revenue", "then") >= LARGE * pl.col("revenue").sum()
    grown = found.frame.filter(large, pl.col("key") != "", pl.col("growth").is_not_null())
    if grown.height < 2:
        return
    worst, *_, best = grown.sort("growth", "key").to_dicts()
    yield _ends(best, worst, view.lang)


def _ends(best: Row, worst: Row, lang: str) -> Text:
    """Say which grew or fell most, in words that also hold where all grew or all fell."""
    up, down = (formats.change(x["revenue"], x["then"], "money", lang) for x in (best, worst))
    values = {"best": best["name"], "up": up, "worst": worst["name"], "down": down}
    if worst["growth"] >= 0:
        return t(
            "Against the year before {best} grew most ({up}), {worst} least ({down}).", **values
        )
    if best["growth"] < 0:
        return t(
            "Against the year before {best} fell least ({up}), {worst} most ({down}).", **values
        )
    return t(
        "Against the year before {best} grew most ({up}), {worst} fell most ({down}).", **values
    )


def _paces(view: View) -> Iterator[Block | None]:
    found = products.paces(view)
    count = products.counts(found)
    if not count["hot"] and not count["slow"]:
        return
    yield _text(
        view,
        "paces_text",
        t("Of {all} products {hot} are hot and {slow} slow.", all=len(found), **count),
    )
    for verdict, title in (("hot", t("Hot products")), ("slow", t("Slow products"))):
        sheet = products.hot_and_slow(view, found, verdict)
        if verdict == "slow":  # what sold most before is missed most
            largest = sheet.frame.sort("before", "key", descending=[True, False])
            sheet = replace(sheet, frame=largest)
        yield parts.table(view, sheet, title, ("units",), PACES)


# --- customers ------------------------------------------------------------------------------------


def of_customers(view: View) -> Iterator[Block | None]:
    """Give the tiers, who moved between them, who is kept and who is silent."""
    if not (can_tell(view, "customers") and can_tell(view, "revenue")):
        return
    found = customers.read(view.scope, view.reader)
    if found.ranked.is_empty():
        return
    rose, fell = customers.movers_count(found)
    moved = t("Within a month {rose} rose a tier and {fell} fell.", rose=rose, fell=fell)
    silent = [customer_groups.silence(found)] if found.habits["overdue"].count() else []
    moves = [moved] if rose or fell else []
    yield _text(view, "customers_text", customers.concentration(found), *moves, *silent)
    year = t("Customers by tier, revenue of 12 months")
    if view.scope.filters:
        year = t("Customers by tier, revenue of 12 months, whole company")
    yield parts.table(view, customers.tiers_sheet(found, view), year, ("revenue",))
    yield from _retention(view)


def _retention(view: View) -> Iterator[Block | None]:
    """Give who stays; of figures that have no number, why, once for all that lack the same."""
    found = last_year.key_figures(view, RETENTION, t("Retention"))
    if found is None:
        return
    if known := tuple(one for one in found.figures if one.number is not None):
        yield replace(found, figures=known)
    reasons: dict[str, list[str]] = {}
    for one in found.figures:
        if one.number is None:
            reasons.setdefault(one.note, []).append(one.label)
    for reason, labels in reasons.items():
        names = formats.listed(labels, view.lang)
        said = t("Not known: {figures}. {reason}", figures=names, reason=reason)
        yield Paragraph(said.to(view.lang))


# --- expenses and channels ------------------------------------------------------------------------


def of_channels(view: View) -> Iterator[Block | None]:
    """Give what was spent on what, and what channels brought for it in twelve months.

    A month of new customers is too few to say what a channel brings.
    """
    if costs.has_expenses(view) and not costs.lacks_split(view):
        yield from _spent(view)
    if channels.missing(view):
        return
    year = replace(view, scope=figures.trailing(view, parts.MONTHS))
    found = channels.channels(year)
    if not found.paid.is_empty():
        yield from _returns(found, year)


def _spent(view: View) -> Iterator[Block | None]:
    """Give what was spent on what beside its budget, and what went beyond it."""
    found = budgets.by_category(view)
    sheet = costs.categories(view, found)
    asked = ["expense_ratio"]
    if costs.has_budgets(view) and costs.why_not_compared(view) is None:
        asked += ["expense_budget", "budget_use"]
        yield _text(view, "budget_text", *_kept_to(found, view))
        sheet = replace(sheet, columns=_chosen(sheet, BUDGETED))
    yield parts.table(view, sheet, t("Expenses by category"), asked, MOST)


def _kept_to(found: pl.DataFrame, view: View) -> Iterator[Text]:
    """Say how much of the budgets was used, on how much that rests, and what went beyond most."""
    use = figures.figures(view, ["budget_use"])["budget_use"]
    yield t("Of the budgets {share} was used.", share=formats.percent(use))
    if sentence := budgets.coverage(found):
        yield sentence
    beyond = budgets.over_budget(found).filter(pl.col("over") >= advice.BEYOND)
    unit = costs.money(view)
    for row in beyond.head(BEYOND).iter_rows(named=True):
        yield t(
            "{category} is {amount} ({share}) beyond its budget.",
            category=row["name"],
            amount=formats.value(row["difference"], unit, view.lang),
            share=formats.signed(row["over"], view.lang, "ratio"),
        )


def _returns(found: channels.Channels, year: View) -> Iterator[Block | None]:
    paid = found.paid.sort("roas", "key", descending=[True, False])
    yield _text(year, "channels_text", *_best(found, year))
    source = basis.source(year, t("Revenue per expense by channel, 12 months"), (channels.ROAS,))
    line = Line("roas", CATALOG[channels.ROAS].label, "ratio")
    yield parts.chart("bars", paid.head(MOST), "name", [line], source, year.lang)
    sheet = channels.channels_sheet(found, year)
    kept = replace(sheet, columns=_chosen(sheet, CHANNEL))
    asked = (channels.CAC, channels.ROAS, channels.ROI)
    yield parts.table(year, kept, t("What channels cost and bring, 12 months"), asked, MOST)


def _best(found: channels.Channels, view: View) -> Iterator[Text]:
    """Name the channel that brings most for its money, of those with enough customers to say."""
    few = channels.few(found)
    sure = found.paid.filter(~pl.col("name").is_in(few)).sort("roas", "key")
    if not sure.is_empty():
        best = sure.row(-1, named=True)
        yield t(
            "In twelve months {name} brought most for its money: revenue of new customers of "
            "{roas} of what was spent.",
            name=best["name"],
            roas=formats.percent(best["roas"], 0),
        )
    if few:
        names = formats.listed(few, view.lang)
        yield t("Too few new customers to be compared: {channels}.", channels=names)


def _chosen(sheet: Sheet, names: Sequence[str]) -> tuple[Column, ...]:
    known = {column.name: column for column in sheet.columns}
    return tuple(known[name] for name in names if name in known)
