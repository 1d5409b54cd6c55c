"""The import that is measured: read, understand, publish, with nothing left out."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from pathlib import Path

from ordertrack.intake.plan import prepare
from ordertrack.intake.publish import publish
from ordertrack.intake.read import read
from ordertrack.records import Records, sqlite_url
from ordertrack.warehouse import Warehouse


def import_into(csv: Path, home: Path, phases: MutableMapping[str, float]) -> None:
    """Import the csv into an empty home; `phases` takes the seconds of each part."""
    home.mkdir(parents=True)
    warehouse = Warehouse(home, Records(sqlite_url(home)))
    staging = warehouse.folders.scratch("import")
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
