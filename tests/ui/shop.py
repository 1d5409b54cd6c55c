"""A small shop for the tests of the screens: two years of orders whose sums are easy to check."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from ordertrack.warehouse import Release, Warehouse
from tests.shelves import Row, line, open_warehouse, order, publish

TEAMS = {"North": ("Ann", "Bob"), "South": ("Cid",)}
REPS = {rep: team for team, reps in TEAMS.items() for rep in reps}
PRODUCTS = ("Valve", "Pump")


def open_shop(home: Path) -> Warehouse:
    """Twelve orders a month in 2023 and 2024: each rep four, every third of them late."""
    shutil.copytree(_stocked(), home)
    return open_warehouse(home)


@cache
def _stocked() -> Path:
    """The home of a shop, made once by this process, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="ordertrack-shop-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    warehouse = open_warehouse(folder / "home")
    stock(warehouse)
    warehouse.close()
    return folder / "home"


def stock(warehouse: Warehouse) -> Release:
    orders: list[Row] = []
    lines: list[Row] = []
    for month in range(24):
        for place in range(12):
            _add(orders, lines, month, place)
    return publish(warehouse, {"orders": orders, "order_lines": lines})


def _add(orders: list[Row], lines: list[Row], month: int, place: int) -> None:
    number = f"SO{month:02}{place:02}"
    year, name = 2023 + month // 12, f"{month % 12 + 1:02}"
    rep = list(REPS)[place % 3]
    customer = f"C{place % 6}"
    delivered = "15" if place % 3 == 0 else "09"
    orders.append(
        order(
            number,
            f"{year}-{name}-{1 + place % 5:02}",
            customer,
            customer_name=f"Customer {customer}",
            sales_rep=rep,
            team=REPS[rep],
        )
    )
    lines.append(
        line(
            number,
            amount=100 + month,
            product=PRODUCTS[place % 2],
            product_name=PRODUCTS[place % 2],
            product_line="Water",
            promised_date=f"{year}-{name}-10",
            delivered_date=f"{year}-{name}-{delivered}",
        )
    )
