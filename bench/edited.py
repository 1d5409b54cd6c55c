"""The questions over a release with edited orders, and how long it takes from Save to a number."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.ours import answer
from bench.questions import QUESTIONS
from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.typed import order_changes
from ordertrack.records import Records, Seen, sqlite_url
from ordertrack.warehouse import Warehouse

ORDERS, AT_ONCE, SAVES = 2_000, 200, 5
ZONE = "Asia/Shanghai"
TYPED = (
    {"status": "shipped", "delivered_date": "2025-01-15", "remark": "call"},
    {"delivered_date": "2025-02-03"},
    {"status": "cancelled"},
    {"delay_reason": "rain", "satisfaction": "4"},
)
# Spread over all years and customers, as hardly anybody edits: the worst that can be asked for.
SPREAD = f"SELECT order_no FROM orders ORDER BY HASH(order_no) LIMIT {ORDERS}"


def measure(home: str, repetitions: str) -> dict[str, Any]:
    """Answer the questions with and without edits in turn; then save a few more edits."""
    warehouse = Warehouse(Path(home), Records(sqlite_url(Path(home))))
    release = warehouse.latest()
    assert release, f"nothing was imported into {home}"
    plain = warehouse.exported(release)
    numbers = plain.run(Select.text(SPREAD, Access.everything()))["order_no"].to_list()
    for start in range(0, ORDERS, AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        write(warehouse, {number: TYPED[at % len(TYPED)] for at, number in enumerate(some)})
    readers = {"none": plain, "edited": warehouse.reader(release)}
    found: dict[str, Any] = {name: {} for name in readers}
    for question in QUESTIONS:
        for reader in readers.values():
            answer(reader, question)  # warm
        for name, reader in readers.items():
            runs = [seconds(partial(answer, reader, question)) for _ in range(int(repetitions))]
            found[name][question] = [median(run[at] for run in runs) for at in (0, 1)]
    saves = [seconds(partial(save_and_ask, warehouse, number)) for number in numbers[:SAVES]]
    return {**found, "save": [median(one[at] for one in saves) for at in (0, 1)]}


def write(warehouse: Warehouse, typed: dict[str, Any]) -> None:
    """Write over orders, as the page does."""
    release = warehouse.latest()
    assert release
    journal = warehouse.records.journal
    changes = order_changes(typed, warehouse.exported(release), ZONE)
    journal.save(changes, "bench", "", Seen(release.number, journal.position()))


def save_and_ask(warehouse: Warehouse, number: str) -> None:
    """Save one edit and answer the first question with it."""
    write(warehouse, {number: {"remark": f"at {time.monotonic_ns()}"}})
    release = warehouse.latest()
    assert release
    answer(warehouse.reader(release), next(iter(QUESTIONS)))


def seconds(work: partial[Any]) -> tuple[float, float]:
    """Do the work; return the seconds on the clock, and of all cores together."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu
