"""Intake: files as people export them become checked rows, and checked rows become one release.

Command line, Imports page and demo company all import through `Import`. Imports warehouse,
settings, progress; nothing inside this folder imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.demo_orders import brings_back
from ordertrack.intake.files.read import read
from ordertrack.intake.mends import mended
from ordertrack.intake.plan import Plan, prepare
from ordertrack.intake.publish import publish
from ordertrack.intake.raw_table import FileProblem, RawTable, Source
from ordertrack.progress import Progress, quiet
from ordertrack.settings import Settings
from ordertrack.warehouse import Difference, Release, Warehouse
from ordertrack.warehouse.storage import Storage

__all__ = ["Decisions", "FileProblem", "Import", "Plan", "RawTable", "Source"]


@dataclass
class Import:
    """One import on its way to a release: read files, prepare a plan, publish it.

    `staging` is a folder for its files, kept until the import is over. `today` is today in the
    business time zone unless it is given. `decisions` are those that the plan follows; there is no
    `plan` while one has yet to be prepared.
    """

    warehouse: Warehouse
    settings: Settings
    staging: Path
    kind: Literal["import", "demo"] = "import"
    today: date | None = None
    raw_tables: list[RawTable] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)
    plan: Plan | None = None
    compared_with: int = 0  # the release that was the newest when the plan was prepared
    asked: Literal["import", "demo"] | None = None  # the kind, before the files were looked at

    @property
    def files(self) -> list[str]:
        """The names of all files, read or not, each once."""
        return list(dict.fromkeys(found.file for found in (*self.raw_tables, *self.problems)))

    @property
    def rows(self) -> int:
        """How many rows were read below the headers."""
        return sum(raw_table.read for raw_table in self.raw_tables)

    def read(self, sources: Sequence[Source], progress: Progress = quiet) -> None:
        """Read files, uploads, zips and folders; an earlier file of the same name is replaced."""
        with keeping_nothing_of_failures(self.warehouse.storage, self.staging):
            raw_tables, problems = read(sources, self.staging, progress)
        replaced = {source_name(found.file) for found in (*raw_tables, *problems)}
        self.keep(lambda file: source_name(file) not in replaced)
        self.raw_tables = [*self.raw_tables, *raw_tables]
        self.problems = [*self.problems, *problems]

    def leave_out(self, file: str) -> None:
        """Go on without a file."""
        self.keep(lambda other: other != file)

    def keep(self, wanted: Callable[[str], bool]) -> None:
        """Go on with the wanted files alone, of those read so far."""
        self.raw_tables = [raw_table for raw_table in self.raw_tables if wanted(raw_table.file)]
        self.problems = [problem for problem in self.problems if wanted(problem.file)]
        self.plan = None

    def prepare(self, decisions: Decisions, progress: Progress = quiet) -> Plan:
        """Understand the files as decided and stage what can be accepted; publish nothing.

        May be called again with other decisions: only what they change is worked out anew. Raises
        BadMapping for a decision that makes no sense; plan and decisions then stay as they were.
        """
        newest = self.warehouse.latest()
        self._settle_kind(newest)
        base = self.warehouse.base_release(self.kind)
        context = Context(
            staging=self.staging,
            time_zone=self.settings.time_zone,
            today=self.today or datetime.now(ZoneInfo(self.settings.time_zone)).date(),
            memory_limit=self.warehouse.memory_limit,
            threads=self.warehouse.threads,
            # What files say is compared with what files said, whatever people wrote over it.
            reader=self.warehouse.exported(base) if base else None,
            records=self.warehouse.records,
        )
        before = self.plan
        raw_tables = mended(self.raw_tables, decisions.mends, self.staging)
        self.plan = prepare(raw_tables, self.problems, decisions, context, progress)
        self.decisions = decisions
        if before is not None:
            self.warehouse.storage.remove_folder(before.folder)
        self.compared_with = newest.number if newest else 0
        return self.plan

    def _settle_kind(self, newest: Release | None) -> None:
        """Let orders of the demo company that come back change it, and not take its place."""
        self.asked = self.asked or self.kind
        self.kind = self.asked
        if self.asked == "import" and newest is not None and self.warehouse.is_demo(newest):
            reader = self.warehouse.exported(newest)
            self.kind = "demo" if brings_back(self.raw_tables, reader) else "import"

    def differences(self) -> Mapping[str, Difference]:
        """Return per staged table the rows new, changed, unchanged and vanished."""
        plan = self.plan or self.prepare(self.decisions)
        return self.warehouse.differences(plan.staged, self.kind) if plan.staged else {}

    def publish(self, who: str, note: str = "", progress: Progress = quiet) -> Release | None:
        """Publish the plan as one release; None when it brings nothing new.

        Raises what keeps it back: unreadable files, missing columns, open questions, no row; and
        ReleasedMeanwhile where the plan was compared with another release than the newest.
        """
        plan = self.plan or self.prepare(self.decisions)
        warehouse = self.warehouse.expecting(self.compared_with)
        return publish(plan, warehouse, who, note, self.kind, progress)


@contextmanager
def keeping_nothing_of_failures(storage: Storage, folder: Path) -> Generator[None]:
    """Take out of a folder what work wrote there that failed: on a full disk it is in the way."""
    before = set(folder.glob("*"))
    try:
        yield
    except BaseException:
        for path in set(folder.glob("*")) - before:
            storage.remove_folder(path) if path.is_dir() else storage.remove(path)
        raise


def source_name(file: str) -> str:
    """Return the name under which a file was given: that of the zip for a file inside one."""
    return file.partition("/")[0]
