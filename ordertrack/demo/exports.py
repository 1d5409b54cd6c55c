"""The files that the demo company's systems would give, with the dirt that such files have.

Three folders: the history, a week ago, this morning. Imports the rest of this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl

from ordertrack.demo import company as about
from ordertrack.demo import dirt, files, known, ledgers, masters, sharing, story
from ordertrack.demo.story import Company


def write_exports(folder: Path, today: date, seed: int = 7) -> list[Path]:
    """Write the company's exports below `folder`, oldest first, and return their paths."""
    company = story.generate(today, seed)
    return [path for export in known.exports(today) for path in write(company, export, folder)]


def write(company: Company, export: known.Export, folder: Path) -> list[Path]:
    """Write one export into a folder of its own; the first is the history, the others news."""
    place = folder / f"{export.number}_{export.moment:%Y-%m-%d}"
    place.mkdir(parents=True, exist_ok=True)
    first = export.number == 1
    orders = _history(company, export, place) if first else _news(company, export, place)
    return [*orders, *_departments(company, export, place)]


def _history(company: Company, export: known.Export, place: Path) -> Iterator[Path]:
    """The ledgers of all orders so far: the old system, its successor, and the one abroad."""
    rows = ledgers.flat(company, export)
    turn = sharing.turn(company.today)
    overseas = pl.col("team") == about.OVERSEAS
    in_crm = pl.col("team").is_in(sharing.TEAMS) & (pl.col("ordered_at") >= turn)
    old = rows.filter(~overseas & ~in_crm)
    span = f"{company.orders['ordered_at'].min():%Y%m}-{export.moment:%Y%m}"
    yield files.csv(
        place / f"金蝶_销售订单_{span}.csv",
        dirt.in_the_erp(ledgers.erp(old), int(old["amount"].sum())),
        encoding="gb18030",
        title=f"{about.COMPANY} 销售订单列表  导出时间：{export.moment:%Y-%m-%d %H:%M}",
    )
    yield files.grouped_workbook(
        place / f"纷享销客_销售订单_{turn:%Y%m}-{export.moment:%Y%m}.xlsx",
        ledgers.crm(rows.filter(in_crm)),
        ledgers.CRM_GROUPS,
        ledgers.CRM_MERGED,
    )
    yield _abroad(rows.filter(overseas), place)
    yield files.workbook(
        place / "产品与人员.xlsx",
        {
            "产品": masters.products(company),
            "销售人员": masters.people(company),
            "销售目标": masters.targets(company),
        },
    )
    yield files.csv(place / "行业基准.csv", masters.benchmarks(company))


def _news(company: Company, export: known.Export, place: Path) -> Iterator[Path]:
    """The orders since the last export, and what has changed about the older ones."""
    rows = ledgers.flat(company, export)
    before = known.since(company.today, export)
    overseas, new = pl.col("team") == about.OVERSEAS, pl.col("ordered_at") > before
    yield files.csv(place / "销售订单_新增.csv", ledgers.fresh(rows.filter(new & ~overseas)))
    yield _abroad(rows.filter(new & overseas), place)
    earlier = known.exports(company.today)[export.number - 2]
    was = ledgers.progress(ledgers.flat(company, earlier))
    now = ledgers.progress(rows.filter(~new))
    yield files.csv(place / "交付进度.csv", _changed(was, now), encoding="utf-8-sig")


def _abroad(rows: pl.DataFrame, place: Path) -> Path:
    frame = dirt.twice(ledgers.abroad(rows))
    return files.csv(place / "Salesforce_Orders_Overseas.csv", frame, encoding="utf-8-sig")


def _departments(company: Company, export: known.Export, place: Path) -> Iterator[Path]:
    """What finance, sales and service send with it: everything at first, then what has changed."""

    def news(table: Callable[[Company, known.Export], pl.DataFrame]) -> pl.DataFrame:
        now = table(company, export)
        if export.number == 1:
            return now
        return _changed(table(company, known.exports(company.today)[export.number - 2]), now)

    first = export.number == 1
    yield files.workbook(place / "客户档案.xlsx", {"客户档案": masters.customers(company, export)})
    yield files.csv(place / "应收与回款.csv", news(_receivables))
    bookings, tickets = news(masters.expenses), news(masters.complaints)
    if first:
        bookings, tickets = dirt.in_the_bookings(bookings), dirt.in_the_tickets(tickets)
    yield files.csv(place / "销售费用.csv", bookings, encoding="gb18030", separator="\t")
    yield files.csv(place / "销售线索.csv", dirt.twice(news(masters.leads)), encoding="utf-16")
    yield files.csv(place / "投诉与反馈.csv", tickets, separator=";")


def _receivables(company: Company, export: known.Export) -> pl.DataFrame:
    return masters.receivables(known.orders(company, export))


def _changed(was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The rows that are new or different now, in the order of `now`."""
    return now.join(was, on=now.columns, how="anti", nulls_equal=True, maintain_order="left")
