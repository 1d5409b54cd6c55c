"""Load the demo company: its exports go through intake like any other, one release after the other.

Imports intake, warehouse and `exports`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ordertrack.demo import exports, known, story
from ordertrack.intake.plan import Plan, prepare
from ordertrack.intake.publish import refuse
from ordertrack.intake.read import read
from ordertrack.settings import settings
from ordertrack.warehouse import Release, Warehouse
from ordertrack.words import Text, t

Progress = Callable[[Text, float], None]
INVENTED = 0.1  # share of the time after which all files are written
SHARES = {1: 0.5, 2: 0.2, 3: 0.2}  # of the time, by export
NOTES = {
    1: t("Demo company: the history"),
    2: t("Demo company: last week's export"),
    3: t("Demo company: this morning's export"),
}


def load(
    warehouse: Warehouse,
    today: date | None = None,
    *,
    who: str = "demo",
    seed: int = 7,
    progress: Progress | None = None,
) -> Release:
    """Import the company's three exports and return the newest release.

    `today` is the last day of the data; by default today in the business time zone. `progress` is
    called with a sentence and the share done. Raises like any import.
    """
    tell = progress or _quiet
    today = today or datetime.now(ZoneInfo(settings().time_zone)).date()
    release = warehouse.latest()
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        tell(t("Inventing the demo company"), 0.0)
        company, done = story.generate(today, seed), INVENTED
        for export in known.exports(today):
            place = Path(folder) / str(export.number)
            paths = exports.write(company, export, place)
            step = _part(tell, done, SHARES[export.number])
            plan = _understood(paths, place / "staging", warehouse, release, step)
            release = _published(plan, export, warehouse, who, step) or release
            done += SHARES[export.number]
    if release is None:
        raise AssertionError("an empty warehouse took an import and has no release")
    return release


def _understood(
    paths: Sequence[Path],
    staging: Path,
    warehouse: Warehouse,
    release: Release | None,
    tell: Progress,
) -> Plan:
    """Read and check the files of one export."""
    staging.mkdir(parents=True)
    raw, problems = read(paths, staging, lambda done, stage: tell(stage, done * 0.2))
    return prepare(
        raw,
        staging,
        warehouse.records,
        problems=problems,
        reader=warehouse.reader(release) if release else None,
        progress=lambda stage, done: tell(stage, 0.2 + done * 0.4),
    )


def _published(
    plan: Plan, export: known.Export, warehouse: Warehouse, who: str, tell: Progress
) -> Release | None:
    """Publish one export as the demo's release."""
    refuse(plan)
    return warehouse.publish(
        plan.staged,
        who=who,
        kind="demo",
        note=NOTES[export.number].to("en"),
        files=plan.reports(),
        progress=lambda stage, done: tell(stage, 0.6 + done * 0.4),
    )


def _part(tell: Progress, start: float, share: float) -> Progress:
    """Progress of one part, told as progress of the whole."""
    return lambda stage, done: tell(stage, min(start + done * share, 1.0))


def _quiet(_stage: Text, _done: float) -> None:
    return None
