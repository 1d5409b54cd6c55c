"""Small raw tables made by hand, and what intake makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.plan import Plan, prepare
from ordertrack.intake.raw_table import FileProblem, RawTable

CONTEXT = {"reader", "records", "today", "time_zone"}
LEDGER = ("订单号", "客户名称", "产品/服务", "下单时间", "订单金额(元)")


def raw_table(
    folder: Path, file: str, headers: str, *rows: str, sheet: str | None = None
) -> RawTable:
    """A raw table from lines like "SO1|A公司||2024-06-01"; an empty cell is blank."""
    names = tuple(headers.split("|"))
    cells = [[cell or None for cell in row.split("|")] for row in rows]
    frame = pl.DataFrame(
        {
            "_row": pl.Series(range(2, len(cells) + 2), dtype=pl.UInt32),
            **{
                f"c{i}": pl.Series([row[i] for row in cells], dtype=pl.String)
                for i in range(len(names))
            },
        }
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"raw-{len(list(folder.iterdir()))}.parquet"
    frame.write_parquet(path)
    return RawTable(file, sheet, path, names, 1, len(cells), {})


def context(staging: Path, **known: Any) -> Context:
    """A context without a warehouse, in which today is the day of the test."""
    known = {"time_zone": "Asia/Shanghai", "today": date.today(), **known}
    return Context(staging, memory_limit="1500MB", **known)


def understood(
    folder: Path, *tables: RawTable, problems: Sequence[FileProblem] = (), **wishes: Any
) -> Plan:
    """The plan for raw tables; `wishes` are decisions, or fields of the context."""
    known = {name: wishes.pop(name) for name in CONTEXT & wishes.keys()}
    return prepare(tables, problems, Decisions(**wishes), context(folder / "staging", **known))


def one_file(folder: Path, headers: str, *rows: str, **wishes: Any) -> Plan:
    """The plan for a single file, orders.csv."""
    return understood(folder, raw_table(folder, "orders.csv", headers, *rows), **wishes)


def staged(plan: Plan, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The staged rows of a table, sorted, with these columns."""
    for part in plan.staged:
        if part.table == table:
            with duckdb.connect() as connection:
                query = f"SELECT {', '.join(columns)} FROM ({part.query})"
                return sorted(connection.execute(query).fetchall(), key=repr)
    return []


def mapping(plan: Plan) -> dict[str, list[str]]:
    """Header → "table.column" of everything that is used."""
    found: dict[str, list[str]] = {}
    for source in plan.sources:
        for m in source.mapped:
            if m.used:
                found.setdefault(m.header, []).append(f"{m.table}.{m.column}")
    return found


def fate(plan: Plan) -> tuple[int, int, int]:
    """Rows accepted, set aside, skipped; checked to be all that were read."""
    accepted = aside = skipped = 0
    for report in plan.reports():
        assert report["read"] == (
            report["accepted"] + report["set_aside"] + sum(report["skipped"].values())
        )
        accepted += report["accepted"]
        aside += report["set_aside"]
        skipped += sum(report["skipped"].values())
    return accepted, aside, skipped


def reasons(plan: Plan, lang: str = "en") -> list[str]:
    return plan.rejected.frame(lang).get_column("reason").to_list()


def kinds(plan: Plan) -> set[str]:
    return {finding.kind for finding in plan.findings}
