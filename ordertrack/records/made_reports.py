"""Which reports were made, by whom and from what; and which of those that are due. Imports base.

Files are kept by the warehouse; what somebody made is no change of a subject and stands in no
journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ordertrack.records.base import METADATA, Database, Moment

MADE = sa.Table(
    "made_reports",
    METADATA,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("report", sa.String(40), nullable=False),
    sa.Column("period", sa.String(40), nullable=False),
    sa.Column("lang", sa.String(40), nullable=False),
    sa.Column("format", sa.String(40), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("as_of", sa.DateTime, nullable=False),  # by the clock of the business
    sa.Column("scope", sa.JSON, nullable=False),  # as a URL has it
    sa.Column("conventions", sa.JSON, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("checksum", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Index("made_reports_by_time", "made_at"),
)
RUNS = sa.Table(
    "report_runs",
    METADATA,
    sa.Column("schedule", sa.Text, primary_key=True),
    sa.Column("due", sa.DateTime, primary_key=True),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("problem", sa.Text),
)
TRIES = 3
ABANDONED = timedelta(minutes=15)  # a server that began this long ago was ended before it was done


@dataclass(frozen=True)
class MadeReport:
    """A report that was made: `file` is its name for people, `scope` as a URL has it.

    Release, position, as-of, scope and conventions make it again.
    """

    id: str
    report: str
    period: str
    lang: str
    format: str
    title: str
    file: str
    who: str
    made_at: datetime
    release: int
    position: int
    as_of: datetime
    scope: Mapping[str, str]
    conventions: Mapping[str, Any]
    size: int
    checksum: str
    note: str | None = None

    @property
    def kept_as(self) -> str:
        """Return the place of its file among those that are kept: a folder of its own."""
        return f"{self.id}/{self.file}"


class MadeReports:
    """The reports that were made, in one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> list[MadeReport]:
        """Return all reports that are kept, the newest first."""
        query = sa.select(MADE).order_by(MADE.c.made_at.desc(), MADE.c.id)
        with self.database.reading() as connection:
            if not self.database.has_table(connection, MADE.name):
                return []
            return [MadeReport(**row) for row in connection.execute(query).mappings()]

    def get(self, id: str) -> MadeReport | None:
        """Return the report of this id; None where it is gone."""
        with self.database.reading() as connection:
            if not self.database.has_table(connection, MADE.name):
                return None
            row = connection.execute(sa.select(MADE).where(MADE.c.id == id)).mappings().first()
            return MadeReport(**row) if row else None

    def add(self, made: MadeReport) -> None:
        """Write down that a report was made."""
        with self.database.writing() as connection:
            connection.execute(MADE.insert().values(asdict(made)))

    def remove(self, id: str) -> None:
        """Forget a report."""
        with self.database.writing() as connection:
            connection.execute(MADE.delete().where(MADE.c.id == id))

    # --- what is due ----------------------------------------------------------------------------

    def begin(self, schedule: str, due: datetime) -> bool:
        """Take on what is due, unless it was done or another server is at it.

        A server that was ended in between is followed by the next one, some times.
        """
        now = datetime.now(UTC)
        this = (RUNS.c.schedule == schedule, RUNS.c.due == due)
        try:
            with self.database.writing() as connection:
                again = sa.and_(
                    RUNS.c.done_at.is_(None),
                    RUNS.c.tries < TRIES,
                    RUNS.c.begun_at < now - ABANDONED,
                )
                taken = RUNS.update().where(*this, again)
                values = {"begun_at": now, "tries": RUNS.c.tries + 1}
                if connection.execute(taken.values(values)).rowcount:
                    return True
                if connection.execute(sa.select(RUNS.c.due).where(*this)).first():
                    return False
                first = {"schedule": schedule, "due": due, "begun_at": now, "tries": 1}
                connection.execute(RUNS.insert().values(first))
                return True
        except IntegrityError:  # another server came between
            return False

    def finish(self, schedule: str, due: datetime, problem: str | None = None) -> None:
        """Write down that what was due is done, or why it could not be made."""
        this = (RUNS.c.schedule == schedule, RUNS.c.due == due)
        values = {"done_at": datetime.now(UTC), "problem": problem}
        with self.database.writing() as connection:
            connection.execute(RUNS.update().where(*this).values(values))

    def last_runs(self) -> dict[str, tuple[datetime, str | None]]:
        """Return when each schedule was last due, and the problem there was."""
        query = sa.select(RUNS).where(RUNS.c.done_at.is_not(None)).order_by(RUNS.c.due)
        with self.database.reading() as connection:
            if not self.database.has_table(connection, RUNS.name):
                return {}
            return {row.schedule: (row.due, row.problem) for row in connection.execute(query)}
