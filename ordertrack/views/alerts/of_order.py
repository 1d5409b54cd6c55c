"""The alerts that one order has raised, with their cases: how each stands, and what came of it."""

from __future__ import annotations

from typing import Any

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.find import of_order
from ordertrack.alerts.wording import LEVELS, MARKS, rule_name
from ordertrack.views import formats
from ordertrack.views.alerts.board import address_of, with_cases
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.warehouse import Warehouse
from ordertrack.words import Label

COLUMNS = (
    Column("rule", Label("Rule", "规则")),
    Column("level", Label("Level", "级别")),
    Column("state", Label("State", "状态")),
    Column("owner", Label("Owner", "负责人")),
    Column("since", Label("Since", "起始")),
    Column("ended", Label("Ended", "结束")),
    Column("solution", Label("Solution", "解决方案")),
    Column("result", Label("Result", "处理结果")),
)


def cases_of(order_no: str, complaints: list[str], view: View, warehouse: Warehouse) -> Sheet:
    """Return the cases of an order; a row's key is how the URL names the case.

    Also those that people wrote about what the rules in force do not raise any more.
    """
    found = with_cases(of_order(order_no, view.scope, view.reader), warehouse, view)
    raised = [_row(row, view.lang) for row in found.iter_rows(named=True)]
    said = {row["key"] for row in raised}
    written = [
        _row(row, view.lang)
        for row in _written(order_no, complaints, view, warehouse)
        if address_of(row["rule"], row["subject"]) not in said
    ]
    schema = dict.fromkeys(("key", *(one.name for one in COLUMNS)), pl.String())
    return Sheet(pl.DataFrame([*raised, *written], schema=schema), COLUMNS)


def _written(
    order_no: str, complaints: list[str], view: View, warehouse: Warehouse
) -> list[dict[str, Any]]:
    """Return the newest case of each rule and subject that people wrote about the order."""
    about = pl.col("about")
    mine = about.is_in([order_no, *complaints]) | about.str.starts_with(f"{order_no}/")
    rows = warehouse.frame_about(view.release, "case").filter(mine & (pl.col("rule").is_not_null()))
    newest = rows.sort("changed_position").unique(["rule", "about"], keep="last")
    return newest.sort("rule", "about").drop("subject").rename({"about": "subject"}).to_dicts()


def _row(row: dict[str, Any], lang: str) -> dict[str, str | None]:
    state = cases.SHOWN_STATES[row["state"] or "new"]
    level = row.get("level")
    since, ended = row.get("since"), row.get("ended")
    return {
        "key": address_of(row["rule"], row["subject"]),
        "rule": rule_name(row["rule"], row["subject"], lang),
        "level": f"{MARKS[level]} {LEVELS[level].to(lang)}" if level else None,
        "state": state.to(lang),
        "owner": row.get("owner_name") or row["owner"],
        "since": formats.day(since) if since else None,
        "ended": formats.day(ended) if ended else None,
        "solution": row["solution"],
        "result": row["result"],
    }
