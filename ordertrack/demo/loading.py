"""Load the demo company: its exports go through intake like any other, one release after the other.

Imports intake, warehouse and `exports`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ordertrack.demo import exports, known, story
from ordertrack.demo.company import COMPANY
from ordertrack.intake.files.read import read
from ordertrack.intake.plan import prepare
from ordertrack.intake.publish import refuse
from ordertrack.settings import settings
from ordertrack.warehouse import Release, Warehouse
from ordertrack.words import Text, t

Progress = Callable[[Text, float], None]
INVENTED = 0.1  # share of the time that inventing takes
SHARES = {1: 0.5, 2: 0.2, 3: 0.2}  # of the time that each export takes


def load(
    warehouse: Warehouse,
    today: date | None = None,
    *,
    who: str = "demo",
    seed: int = 7,
    progress: Progress | None = None,
) -> Release:
    """Import the company's three exports, and return the newest release.

    `today` is the last day of the data; by default today in the business time zone. `progress` is
    called with a sentence and the share done. Raises like any import.
    """
    tell = progress or _quiet
    today = today or datetime.now(ZoneInfo(settings().time_zone)).date()
    tell(t("Inventing the demo company"), 0.0)
    company, done = story.generate(today, seed), INVENTED
    for export in known.exports(today):
        share = SHARES[export.number]
        release = _import(company, export, warehouse, who, _part(tell, done, share))
        done += share
    return release or warehouse.releases()[0]


def _import(
    company: story.Company, export: known.Export, warehouse: Warehouse, who: str, tell: Progress
) -> Release | None:
    """Write the files of one export, read and check them, and publish them as a release."""
    latest = warehouse.latest()
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        paths = exports.write(company, export, Path(folder))
        staging = Path(folder) / "staging"
        staging.mkdir()
        raw, problems = read(paths, staging, lambda done, stage: tell(stage, done / 5))
        plan = prepare(
            raw,
            staging,
            warehouse.records,
            problems=problems,
            reader=warehouse.reader(latest) if latest else None,
            zone=settings().time_zone,
            today=company.today,
            progress=_part(tell, 0.2, 0.4),
        )
        refuse(plan)
        return warehouse.publish(
            plan.staged,
            who=who,
            kind="demo",
            note=f"{COMPANY} · {export.moment:%Y-%m-%d %H:%M}",
            files=plan.reports(),
            progress=_part(tell, 0.6, 0.4),
        )


def _part(tell: Progress, start: float, share: float) -> Progress:
    """Progress of one part, told as progress of the whole."""
    return lambda stage, done: tell(stage, min(start + done * share, 1.0))


def _quiet(_stage: Text, _done: float) -> None:
    return None
