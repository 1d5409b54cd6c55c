"""The questions, answered by `evaluate`."""

from __future__ import annotations

from pathlib import Path

from bench.questions import QUESTIONS, Numbers, numbers
from bench.sales import AS_OF
from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.records import Records, sqlite_url
from ordertrack.scope import Scope
from ordertrack.warehouse import Reader, Warehouse

PARTS = ("", "__numerator", "__denominator", "__unknown")


def prepare(home: Path) -> Reader:
    """A reader of the newest release under `home`."""
    warehouse = Warehouse(home, Records(sqlite_url(home)))
    release = warehouse.latest()
    assert release, f"nothing was imported into {home}"
    return warehouse.reader(release)


def answer(reader: Reader, question: str) -> Numbers:
    """The numbers of one question."""
    metrics, by, period = QUESTIONS[question]
    scope = Scope(as_of=AS_OF, period=period, comparison=None, access=Access.everything())
    frame = evaluate(metrics, [by] if by else [], scope, reader)
    return numbers(
        (
            row[by] if by else None,
            {m: tuple(row[f"{m}{part}"] for part in PARTS) for m in metrics},
        )
        for row in frame.iter_rows(named=True)
    )
