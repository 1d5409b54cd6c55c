"""The import that is measured: read, understand, publish, with nothing left out."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from pathlib import Path

from ordertrack.intake.files.read import read
from ordertrack.intake.plan import prepare
from ordertrack.intake.publish import publish
from ordertrack.records import Records, sqlite_url
from ordertrack.warehouse import Warehouse


def opened(home: Path) -> Warehouse:
    """An empty warehouse as a running dashboard has it: record store and migrations ready."""
    home.mkdir(parents=True)
    return Warehouse(home, Records(sqlite_url(home)))


def import_into(csv: Path, warehouse: Warehouse, phases: MutableMapping[str, float]) -> None:
    """Import the csv into an empty warehouse; `phases` takes the seconds of each part."""
    staging = warehouse.storage.scratch("import")
    start = time.perf_counter()
    raw, problems = read([csv], staging)
    assert not problems, problems[0].error
    phases["read"] = time.perf_counter() - start
    plan = prepare(raw, staging, warehouse.records)
    phases["understand"] = time.perf_counter() - start - phases["read"]
    assert all(source.accepted == source.read for source in plan.sources), plan.reports()
    release = publish(plan, warehouse, "bench")
    phases["publish"] = time.perf_counter() - start - phases["read"] - phases["understand"]
    assert release, "nothing was published"
