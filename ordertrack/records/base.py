"""The database behind the record store, and what its tables share. Imports errors and words only.

SQLite (WAL) under the home folder, or PostgreSQL by URL.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import StaticPool

from ordertrack.errors import WarehouseUnreadable, is_full
from ordertrack.words import t

Item = TypeVar("Item")

METADATA = sa.MetaData()
DAMAGED = ("malformed", "not a database")  # SQLite's words
ROOM = 65_536  # bytes
BUSY = 30_000  # milliseconds to wait for another process


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC, whatever the database thinks of time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Database:
    """One database by URL. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        in_memory: dict[str, Any] = (
            {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
            if url == "sqlite://"
            else {}
        )
        self.engine = sa.create_engine(
            url,
            **in_memory,
            json_serializer=partial(json.dumps, ensure_ascii=False, default=str),
            pool_pre_ping=not url.startswith("sqlite"),
        )
        self.read_only = "mode=ro" in url
        if self.engine.dialect.name == "sqlite":
            event.listen(
                self.engine, "connect", prepare_reading if self.read_only else prepare_sqlite
            )
            event.listen(self.engine, "begin", begin_sqlite)
        self.for_writing = self.engine.execution_options(writing=True)
        self._seen_tables: set[str] = set()
        self._file = file_of(self.engine.url)
        self._identity = identity_of(self._file)
        self._replacing = Lock()
        self.on_replaced: list[Callable[[], None]] = []

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """Return whether there is this table; one that an older version lacks may come later."""
        if name not in self._seen_tables and sa.inspect(connection).has_table(name):
            self._seen_tables.add(name)
        return name in self._seen_tables

    def has_column(self, connection: sa.Connection, column: sa.Column[Any]) -> bool:
        """Return whether a table has this column; one that an older version lacks may come."""
        name = f"{column.table.name}.{column.name}"
        if name not in self._seen_tables:
            known = sa.inspect(connection).get_columns(column.table.name)
            self._seen_tables |= {f"{column.table.name}.{one['name']}" for one in known}
        return name in self._seen_tables

    @contextmanager
    def reading(self) -> Generator[sa.Connection]:
        """Give a connection for queries."""
        self.notice_replaced()
        with self.explaining_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Generator[sa.Connection]:
        """Give a connection whose queries all see the same moment.

        SQLite does so by itself; PostgreSQL would show each query what was committed before it.
        """
        self.notice_replaced()
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self.explaining_errors(), engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[sa.Connection]:
        """Give a connection inside one transaction, which is committed at the end.

        Raises WarehouseUnreadable where the file was exchanged meanwhile: what was written is lost.
        """
        self.notice_replaced()
        with self.explaining_errors(), self.for_writing.begin() as connection:
            yield connection
        if self.notice_replaced():
            raise WarehouseUnreadable(
                t("The record store was restored while it was written to."),
                t("Look at what is there now and decide again."),
            )

    def notice_replaced(self) -> bool:
        """Open the file anew where another one stands in its place, such as a restored backup.

        An open connection would go on with the old file, and what it writes would be lost.
        """
        found = identity_of(self._file)
        if self._file is None or found == self._identity:
            return False
        if self._identity is None:  # it was made a moment ago
            self._identity = found
            return False
        if found is None:
            raise WarehouseUnreadable(
                t("The record store {file} is gone.", file=self._file),
                t("Restore the home from a backup, all of it together."),
            )
        with self._replacing, self.explaining_errors():
            if found != self._identity:
                self.engine.dispose()
                for renew in self.on_replaced:
                    renew()
                self._identity = found
        return True

    @contextmanager
    def explaining_errors(self) -> Generator[None]:
        """Raise WarehouseUnreadable for a database that is missing, locked or damaged.

        An IntegrityError passes as it is.
        """
        try:
            yield
        except exc.IntegrityError:
            raise
        except (exc.SQLAlchemyError, ValueError) as error:  # an unreadable value is damage too
            raise self.explained(error) from error

    def explained(self, error: Exception) -> WarehouseUnreadable:
        """Return what a failure of the database means, and the way out."""
        cause = getattr(error, "orig", None) or error
        reason = str(cause).strip()
        url = self.engine.url.render_as_string(hide_password=True)
        told = t("The record store {url} cannot be opened: {reason}", url=url, reason=reason)
        if is_full(cause) or self.disk_is_full():
            folder = self._file.parent if self._file else url
            return WarehouseUnreadable(
                t("The disk of {folder} is full.", folder=folder),
                t("Nothing was changed. Free some space and try again."),
            )
        if isinstance(error, ValueError) or any(words in reason for words in DAMAGED):
            return WarehouseUnreadable(told, t("It is damaged: restore it from a backup."))
        if "locked" in reason:
            return WarehouseUnreadable(
                told, t("Another program holds it, such as a backup. Try again when it is done.")
            )
        return WarehouseUnreadable(
            told, t("Check ORDERTRACK_HOME and ORDERTRACK_RECORDS_URL, and who may write there.")
        )

    def disk_is_full(self) -> bool:
        """Return whether SQLite has no room for its log, of which it says nothing."""
        try:
            return self._file is not None and shutil.disk_usage(self._file.parent).free < ROOM
        except OSError:
            return False


def file_of(url: sa.URL) -> Path | None:
    """Return the SQLite file that is read and written; None where it is only read, or elsewhere."""
    written = url.drivername.startswith("sqlite") and "mode" not in url.query
    return Path(url.database) if written and url.database else None


def identity_of(file: Path | None) -> tuple[int, int] | None:
    """Return what stays the same as long as a file is not exchanged; None where it is missing."""
    try:
        found = os.stat(file) if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def sqlite_file(home: Path) -> Path:
    """Return the file of the record store in a home folder."""
    return Path(home).absolute() / "records.sqlite"


def sqlite_url(home: Path) -> str:
    """Return the URL of the record store in a home folder."""
    return f"sqlite:///{sqlite_file(home)}"


def reading_url(file: Path) -> str:
    """Return the URL by which a SQLite file is read and never written.

    Without a log beside it that another process may be writing, a file in a folder that cannot be
    written is read as it stands: SQLite would make that log.
    """
    log = file.with_name(f"{file.name}-wal")
    alone = not log.exists() and not os.access(file.parent, os.W_OK)
    options = "mode=ro&immutable=1" if alone else "mode=ro"
    return f"sqlite:///file:{quote(str(file))}?{options}&uri=true"


def prepare_reading(connection: Any, _record: Any) -> None:
    """Set up a new SQLite connection that only reads."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY}")


def prepare_sqlite(connection: Any, _record: Any, attempts: int = 50) -> None:
    """Set up a new SQLite connection.

    SQLite does not wait while it switches to write-ahead logging, so two first starts may collide.
    """
    connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is transactional too
    connection.execute(f"PRAGMA busy_timeout = {BUSY}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    for attempt in range(attempts):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == attempts - 1:
                raise
            time.sleep(0.1)


def begin_sqlite(connection: sa.Connection) -> None:
    """Begin a transaction; one that writes takes the lock at once, not at its first change."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def wait_for_others(connection: sa.Connection, table: sa.Table) -> None:
    """Let one write by a table at a time; a transaction that writes to SQLite has it to itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))


def in_parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Give items in parts that one statement can hold."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
