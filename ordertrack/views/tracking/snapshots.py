"""What a closed meeting looked at: its release, what people had written by then, its as-of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ordertrack.errors import OrdertrackError
from ordertrack.scope import Scope, moment
from ordertrack.views.view import View
from ordertrack.warehouse import Reader, Warehouse

Row = Mapping[str, Any]


def order_of(row: Row) -> tuple[datetime, float]:
    """Return what tells which of two meetings was the later one."""
    return moment(row["as_of"]), row["changed_position"]


def last_closed(rows: Iterable[Row], as_of: datetime) -> Row | None:
    """Return the newest meeting of any kind that was closed and looked at an earlier moment."""
    closed = [row for row in rows if row["state"] == "closed" and moment(row["as_of"]) < as_of]
    return max(closed, key=order_of, default=None)


def as_it_was(row: Row, now: View, warehouse: Warehouse) -> tuple[Reader, Scope]:
    """Return what a closed meeting looked at; of a release that is gone, the present one."""
    try:
        release = warehouse.release(int(row["release"]))
    except OrdertrackError:
        release = now.release
    position = int(row["position"])
    reader = warehouse.reader(release, f"{position}_0" if position else "")
    return reader, now.scope.with_as_of(moment(row["as_of"]))


def view_then(row: Row, now: View, warehouse: Warehouse) -> View:
    """Return the view that a closed meeting had, within the filters of now."""
    reader, scope = as_it_was(row, now, warehouse)
    return View.fresh(reader, scope, now.lang)
