"""The import that is measured: read, understand, publish, with nothing left out."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from pathlib import Path

from ordertrack.intake import Decisions, Import
from ordertrack.records import Records, sqlite_url
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse


def opened(home: Path) -> Warehouse:
    """An empty warehouse as a running dashboard has it: record store and migrations ready."""
    home.mkdir(parents=True)
    return Warehouse(home, Records(sqlite_url(home)))


def import_into(csv: Path, warehouse: Warehouse, phases: MutableMapping[str, float]) -> None:
    """Import the csv into an empty warehouse; `phases` takes the seconds of each part."""
    importing = Import(warehouse, settings(), warehouse.storage.scratch("import"))
    start = time.perf_counter()
    importing.read([csv])
    assert not importing.problems, importing.problems[0].error
    phases["read"] = time.perf_counter() - start
    plan = importing.prepare(Decisions())
    phases["understand"] = time.perf_counter() - start - phases["read"]
    assert all(source.accepted == source.read for source in plan.sources), plan.reports()
    release = importing.publish("bench")
    phases["publish"] = time.perf_counter() - start - phases["read"] - phases["understand"]
    assert release, "nothing was published"
