"""What is said of one order: headline, stages, lines, promise history, notes, particulars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

import polars as pl

from ordertrack.metrics.orders.timeline import Stage
from ordertrack.model import STATUSES, TABLES
from ordertrack.records import RawFile
from ordertrack.scope import Scope
from ordertrack.settings import settings
from ordertrack.views import formats, moments, verdicts
from ordertrack.views.imports.releases import release_name
from ordertrack.views.markup import Markdown, markdown
from ordertrack.warehouse import Release
from ordertrack.words import Label, Text, t

Order = Mapping[str, Any]
COLUMNS = TABLES["orders"]


class Tile(NamedTuple):
    """One fact of the headline, and what stands beside it."""

    label: Text
    value: str
    beside: str | None = None


def headline(order: Order, scope: Scope, lang: str, home: str | None = None) -> list[Tile]:
    """Return the five facts that one asks for first; `home`: see `currencies.home`."""
    verdict = verdicts.verdict_text(order["verdict"], order["verdict_days"]).to(lang)
    status, first = STATUSES.get(order["status"]), order["promised_first"]
    moved = first != order["promised_latest"]  # as a whole: a line may have moved within it
    against = verdicts.basis(scope).to(lang) if order["promise_moved"] else None
    promised_first = t("first {day}", day=formats.day(first)).to(lang) if moved else None
    amount = formats.value(order["amount"], money_of(order, home), lang, exact=True)
    return [
        Tile(t("Delivery"), verdict[:1].upper() + verdict[1:], against),
        Tile(t("Promised"), formats.day(order["promised_latest"]), promised_first),
        Tile(t("Delivered"), formats.day(order["delivered_at"])),
        Tile(t("Amount"), amount),
        Tile(t("Status"), status.to(lang) if status else formats.NONE),
    ]


def money_of(order: Order, home: str | None) -> str:
    """Return the unit of an order's amounts: in its own currency, else in that of `home`."""
    return f"money {order['currency'] or home or ''}".strip()


def one_line_decides(order: Order, scope: Scope) -> bool:
    """Return whether the days of the order would give another verdict than its latest line."""
    promised = order[f"promised_{scope.conventions.promise_basis}"]
    if order["verdict"] not in ("late", "on_time") or not promised or not order["delivered_at"]:
        return False
    return order["verdict_days"] != (order["delivered_at"].date() - promised).days


def stage_day(stage: Stage, lang: str) -> str:
    """Say when a stage was reached, with the clock where one is known."""
    if stage.at:
        clock = "" if (stage.at.hour, stage.at.minute) == (0, 0) else f" {stage.at:%H:%M}"
        return f"{stage.at:%Y-%m-%d}{clock}"
    unrecorded = stage.state == "unrecorded"
    return (t("Day not recorded") if unrecorded else t("Not reached yet")).to(lang)


def stage_notes(stage: Stage, lang: str) -> list[str]:
    """Say how long a stage took and when it is due."""
    parts = []
    if stage.days is not None:
        parts.append(t("after {days}", days=verdicts.day_count(stage.days)).to(lang))
    if stage.due:
        parts.append(t("due {day}", day=formats.day(stage.due)).to(lang))
    return parts


def lines(found: pl.DataFrame, order: Order, lang: str) -> pl.DataFrame:
    """Return the lines without what none of them has; products by their names.

    Their status stands there where one of them has another than the order.
    """
    named = moments.whole_days(found).with_columns(product=pl.coalesce("product_name", "product"))
    if named["status"].null_count() < named.height:
        words = {status: label.to(lang) for status, label in STATUSES.items()}
        status = pl.col("status").fill_null(pl.lit(order["status"]))
        named = named.with_columns(status.replace(words))
    empty = {name for name in named.columns if named[name].null_count() == named.height}
    return named.drop("product_name", *empty - {"product_name", "delivered_at"})


def complaints(found: pl.DataFrame) -> pl.DataFrame:
    """Return the complaints without the marks of days that have no clock."""
    hidden = [name for name in found.columns if name.endswith("_day_only")]
    return moments.whole_days(found).drop(hidden)


def promise_moves(found: pl.DataFrame, line_count: int, lang: str) -> pl.DataFrame:
    """Return one row per move; lines that moved alike stand together.

    Columns: published (by the business's clock), release, before, after, later (days), lines.
    """
    moved = found.group_by("release", "published", "before", "after", maintain_order=True)
    together = moved.agg(pl.col("line_no").drop_nulls().alias("lines"))
    which = [_which_lines(names.to_list(), line_count, lang) for names in together["lines"]]
    zone = settings().time_zone
    return together.select(
        pl.col("published").dt.convert_time_zone(zone).dt.replace_time_zone(None),
        "release",
        "before",
        "after",
        later=(pl.col("after") - pl.col("before")).dt.total_days(),
        lines=pl.Series(which, dtype=pl.String),
    )


def _which_lines(names: list[str], count: int, lang: str) -> str:
    if len(names) == count:
        return t("all {count} lines", count=count).to(lang) if count > 1 else ""
    if len(names) > 3:
        return t("{count} of {all} lines", count=len(names), all=count).to(lang)
    return t("line {name}", name=formats.listed(names, lang)).to(lang)


def notes(order: Order, lang: str) -> dict[str, str]:
    """Return what people wrote about the order, and its score."""
    written = {name: order[name] for name in ("delay_reason", "exception_note", "remark")}
    if order["satisfaction"] is not None:
        written["satisfaction"] = f"{order['satisfaction']} / 5"
    return {COLUMNS.column(n).label.to(lang): text for n, text in written.items() if text}


def particulars(order: Order, lang: str, home: str | None = None) -> dict[str, str]:
    """Return who and what else belongs to the order; nothing that is not recorded."""
    paid, due = order["paid_amount"], order["payment_due"]
    received = formats.value(paid, money_of(order, home), lang, exact=True) if paid else None
    facts: dict[Text | Label, str | None] = {
        t("Customer"): _with_id(order["customer_name"], order["customer_id"]),
        COLUMNS.column("sales_rep").label: _with_id(order["sales_rep_name"], order["sales_rep"]),
    }
    for name in ("team", "region", "channel", "production_owner", "logistics_owner"):
        facts[COLUMNS.column(name).label] = order[name]
    shipment = " ".join(filter(None, (order["carrier"], order["tracking_no"])))
    facts |= {
        COLUMNS.column("carrier").label: shipment,
        COLUMNS.column("paid_amount").label: received,
        COLUMNS.column("payment_due").label: formats.day(due) if due else None,
        COLUMNS.column("currency").label: order["currency"],
    }
    return {name.to(lang): value for name, value in facts.items() if value}


def as_exported(found: Order, lang: str) -> dict[str, str]:
    """Return the order's own columns as the export gave them."""
    own = {name: value for name, value in found.items() if not name.endswith("_day_only")}
    return {COLUMNS.column(name).label.to(lang): _as_text(value) for name, value in own.items()}


def _as_text(value: Any) -> str:
    """A value as it was understood; a day without a clock is a day."""
    is_day = isinstance(value, datetime) and value.time() == time()
    return formats.day(value) if is_day else str(value)


def raw_place(file: RawFile, release: Release, lang: str) -> Markdown:
    """Say in which file, and with which import, raw rows came."""
    place = t("{file} › {sheet}", file=file.file, sheet=file.sheet) if file.sheet else file.file
    said = t(
        "{place}, imported with release {release}",
        place=place,
        release=release_name(release),
    )
    return Markdown(said.to(lang, markdown))


def raw_cells(rows: pl.DataFrame, headers: Sequence[str], lang: str) -> pl.DataFrame:
    """Return raw rows under their row number and their own headers, repeated ones told apart."""
    names = [t("Row").to(lang)]
    for header in headers:
        name = header.strip() or "—"
        names.append(name + "\u200b" * sum(one.rstrip("\u200b") == name for one in names))
    return rows.rename(dict(zip(rows.columns, names, strict=True)))


def _with_id(name: str | None, key: str | None) -> str:
    return f"{name} ({key})" if name and key and name != key else name or key or ""
