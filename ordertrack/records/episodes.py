"""Episodes of alerts: when each condition was first seen, and when it ended. Imports base.

What a scan sees is kept here and not in the journal: there may be a hundred thousand alerts, and
nobody wrote them. A condition that returns is a new episode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database, in_parts, wait_for_others

EPISODES = sa.Table(
    "alert_episodes",
    METADATA,
    sa.Column("rule", sa.String(40), primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("episode", sa.Integer, primary_key=True),
    sa.Column("since", sa.DateTime),  # by the clock of the business, as all times in the data
    sa.Column("opened_at", sa.DateTime, nullable=False),
    sa.Column("cleared_at", sa.DateTime),
    sa.Column("level", sa.String(40), nullable=False),
    sa.Index("alert_episodes_by_end", "cleared_at"),
)
SCANS = sa.Table(
    "alert_scans",
    METADATA,
    sa.Column("release", sa.Integer, primary_key=True),
    sa.Column("written", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("as_of", sa.DateTime, nullable=False),
)
AT_ONCE = 5_000
READ: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "subject": pl.String(),
    "episode": pl.Int64(),
    "since": pl.Datetime("us"),
    "opened_at": pl.Datetime("us"),
    "cleared_at": pl.Datetime("us"),
}
# What differs after every scan: each adds a row.
NEWEST_SCAN = sa.select(
    sa.func.count(), sa.func.max(SCANS.c.as_of), sa.func.max(SCANS.c.written)
).select_from(SCANS)
Row = Mapping[str, Any]


class Scan(NamedTuple):
    """What one scan looks at; whichever server comes second finds that it is done."""

    release: int
    written: str
    as_of: datetime


class Episodes:
    """The episodes of alerts in one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._read: tuple[tuple[Any, ...], pl.DataFrame] | None = None
        database.on_replaced.append(self._forget)

    def _forget(self) -> None:
        """Read everything anew: the store was restored from a backup."""
        self._read = None

    def is_done(self, scan: Scan) -> bool:
        """Return whether the same release was scanned on that day already."""
        with self.database.reading() as connection:
            return self._has(connection) and _done(connection, scan)

    def was_scanned(self, release: int) -> bool:
        """Return whether a release was scanned on any day."""
        query = sa.select(SCANS.c.day).where(SCANS.c.release == release).limit(1)
        with self.database.reading() as connection:
            return self._has(connection) and connection.execute(query).first() is not None

    def last_scanned(self) -> int | None:
        """Return the newest release that was scanned."""
        with self.database.reading() as connection:
            if not self._has(connection):
                return None
            return connection.scalar(sa.select(sa.func.max(SCANS.c.release)))

    def numbers(self, at: datetime) -> pl.DataFrame:
        """Return rule, subject, `newest` episode, the `open` one of a moment, when it `opened_at`.

        It is the first that had not ended then, and whose clock ran or that a scan of the day saw.
        A row for every subject that ever had an episode.
        """
        still = pl.col("cleared_at").is_null() | (pl.col("cleared_at") > at)
        seen = pl.col("opened_at") <= datetime.combine(at, time.max)
        begun = (pl.col("since") <= at).fill_null(False) | seen
        grouped = self._all().group_by("rule", "subject")
        return grouped.agg(
            newest=pl.col("episode").max(),
            open=pl.col("episode").filter(begun & still).min(),
            opened_at=pl.col("opened_at").filter(begun & still).min(),
        )

    def _all(self) -> pl.DataFrame:
        """Return all episodes; they are read anew after a scan, which alone changes them."""
        with self.database.reading() as connection:
            if not self._has(connection):
                return pl.DataFrame(schema=READ)
            newest = tuple(connection.execute(NEWEST_SCAN).one())
            if self._read is None or self._read[0] != newest:
                rows = connection.execute(sa.select(*(EPISODES.c[name] for name in READ)))
                frame = pl.DataFrame([tuple(row) for row in rows], READ, orient="row")
                self._read = newest, frame
            return self._read[1]

    def cleared(self, since: datetime, until: datetime) -> list[dict[str, Any]]:
        """Return the episodes that ended between two moments, the newest first."""
        ended = EPISODES.c.cleared_at
        query = sa.select(EPISODES).where(ended > since, ended <= until)
        return self._rows(query.order_by(ended.desc()))

    def of(self, subject: str) -> list[dict[str, Any]]:
        """Return all episodes of a subject, by rule and number."""
        query = sa.select(EPISODES).where(EPISODES.c.subject == subject)
        return self._rows(query.order_by(EPISODES.c.rule, EPISODES.c.episode))

    def bring_up_to_date(self, scan: Scan, found: Sequence[Row], *, anew: bool = False) -> bool:
        """Open, clear and change episodes to what a scan found; False where it was done already.

        Args:
            found: rows of rule, subject, since, level: all that is active.
            anew: forget the episodes there are: they are about another company.
        """
        with self.database.writing() as connection:
            wait_for_others(connection, SCANS)
            if _done(connection, scan):
                return False
            if anew:
                connection.execute(EPISODES.delete())
            active = {(row["rule"], row["subject"]): row for row in found}
            still = connection.execute(
                sa.select(EPISODES).where(EPISODES.c.cleared_at.is_(None))
            ).all()
            _clear(
                connection, [row for row in still if (row.rule, row.subject) not in active], scan
            )
            known = {(row.rule, row.subject): row for row in still}
            _change(connection, known, active)
            _open(connection, [row for key, row in active.items() if key not in known], scan)
            connection.execute(
                SCANS.insert().values(
                    release=scan.release,
                    written=scan.written,
                    day=scan.as_of.date(),
                    as_of=scan.as_of,
                )
            )
            return True

    def _rows(self, query: sa.Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
        with self.database.reading() as connection:
            if not self._has(connection):
                return []
            return [dict(row) for row in connection.execute(query).mappings()]

    def _has(self, connection: sa.Connection) -> bool:
        """Return whether there are episodes; a store that is only read may be older."""
        return self.database.has_table(connection, EPISODES.name)


def _done(connection: sa.Connection, scan: Scan) -> bool:
    query = sa.select(SCANS.c.day).where(
        SCANS.c.release == scan.release,
        SCANS.c.written == scan.written,
        SCANS.c.day == scan.as_of.date(),
    )
    return connection.execute(query).first() is not None


def _clear(connection: sa.Connection, ended: Sequence[Any], scan: Scan) -> None:
    """Mark episodes as ended."""
    rows = [{"a": row.rule, "b": row.subject, "c": row.episode} for row in ended]
    _update(connection, rows, {"cleared_at": scan.as_of})


def _change(
    connection: sa.Connection, known: Mapping[tuple[str, str], Any], active: Mapping[Any, Row]
) -> None:
    """Write the levels that are others than before."""
    for level in ("red", "yellow"):
        rows = [
            {"a": row.rule, "b": row.subject, "c": row.episode}
            for key, row in known.items()
            if key in active and active[key]["level"] == level and row.level != level
        ]
        _update(connection, rows, {"level": level})


def _update(connection: sa.Connection, rows: Sequence[Row], values: Row) -> None:
    table = EPISODES.c
    this = (
        table.rule == sa.bindparam("a"),
        table.subject == sa.bindparam("b"),
        table.episode == sa.bindparam("c"),
    )
    for some in in_parts(rows, AT_ONCE):
        connection.execute(EPISODES.update().where(*this).values(values), list(some))


def _open(connection: sa.Connection, rows: Sequence[Row], scan: Scan) -> None:
    """Begin episodes, each with the number after those that its subject had."""
    number = sa.func.max(EPISODES.c.episode)
    query = sa.select(EPISODES.c.rule, EPISODES.c.subject, number)
    grouped = query.group_by(EPISODES.c.rule, EPISODES.c.subject)
    before = {(rule, subject): last for rule, subject, last in connection.execute(grouped)}
    begun = [
        {
            "rule": row["rule"],
            "subject": row["subject"],
            "episode": before.get((row["rule"], row["subject"]), 0) + 1,
            "since": row["since"],
            "opened_at": scan.as_of,
            "level": row["level"],
        }
        for row in rows
    ]
    for some in in_parts(begun, AT_ONCE):
        connection.execute(EPISODES.insert(), list(some))
