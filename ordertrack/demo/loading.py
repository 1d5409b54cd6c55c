"""Load the demo company: its exports go through intake like any other, one release after the other.

Imports intake, warehouse, the journal and `exports`.
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ordertrack.demo import exports, known, story
from ordertrack.demo.company import COMPANY
from ordertrack.intake import Decisions, Import
from ordertrack.period import ONE_DAY
from ordertrack.progress import Progress, part_of, quiet
from ordertrack.records.journal import Seen
from ordertrack.records.journal.kinds import INTERVIEW
from ordertrack.settings import settings
from ordertrack.warehouse import Release, Warehouse
from ordertrack.words import t

# The flaws of the exports are part of the story: what nobody can read stands aside.
AS_EXPORTED = Decisions(
    answers_by_kind={
        "set-aside": "yes",
        "conflict": "leave-out",
        "word": "leave-out",
        "shared-orders": "split",
    }
)
INVENTOR = "demo"  # who writes down what customers said
INVENTED = 0.1  # share of the time that inventing takes
SHARES = {1: 0.5, 2: 0.2, 3: 0.2}  # of the time that each export takes


def load(
    warehouse: Warehouse,
    today: date | None = None,
    *,
    who: str = "demo",
    seed: int = 7,
    progress: Progress = quiet,
) -> Release:
    """Import the company's three exports, and return the newest release.

    `today` is the last day of the data; by default the newest in the business time zone whose
    morning's export can have been taken. Raises like any import.
    """
    today = today or newest_morning(datetime.now(ZoneInfo(settings().time_zone)))
    progress(t("Inventing the demo company"), 0.0)
    company, done = story.generate(today, seed), INVENTED
    for export in known.exports(today):
        share = SHARES[export.number]
        release = import_export(company, export, warehouse, who, part_of(progress, done, share))
        done += share
    newest = release or warehouse.releases()[0]
    write_interviews(company, warehouse, newest)
    return newest


def write_interviews(company: story.Company, warehouse: Warehouse, release: Release) -> None:
    """Type what customers said into the journal, as people do on their pages."""
    journal = warehouse.records.journal
    changes = [
        change
        for row in company.interviews.to_dicts()
        for change in INTERVIEW.changes(row, f"demo-{row['customer']}-{row['day']}")
    ]
    journal.save(changes, INVENTOR, "", Seen(release.number, journal.position()))


def newest_morning(now: datetime) -> date:
    """Return the newest day whose export is taken by `now`, so that nothing lies ahead of it."""
    day = now.date()
    return day if known.exports(day)[-1].moment <= now.replace(tzinfo=None) else day - ONE_DAY


def import_export(
    company: story.Company, export: known.Export, warehouse: Warehouse, who: str, progress: Progress
) -> Release | None:
    """Write the files of one export, read and check them, and publish them as a release."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        paths = exports.write(company, export, Path(folder))
        staging = Path(folder) / "staging"
        importing = Import(warehouse, settings(), staging, kind="demo", today=company.today)
        importing.read(paths, part_of(progress, 0.0, 0.2))
        importing.prepare(AS_EXPORTED, part_of(progress, 0.2, 0.4))
        note = f"{COMPANY} · {export.moment:%Y-%m-%d %H:%M}"
        return importing.publish(who, note, part_of(progress, 0.6, 0.4))
