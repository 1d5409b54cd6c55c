"""What people and imports write down: releases and remembered header mappings. Imports errors only.

SQLite (WAL) under the home folder, or PostgreSQL by URL; the tables are made and brought up to date
by the migrations in `ordertrack/migrations` when the store is opened.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

import sqlalchemy as sa
from sqlalchemy import event, exc

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.words import t

Kind = Literal["import", "undo", "demo"]
METADATA = sa.MetaData()
NO_PARENT = 0
DAMAGED = ("malformed", "not a database")  # SQLite's words


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


RELEASES = sa.Table(
    "releases",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # 0 for the first release: null would let two first releases stand side by side.
    sa.Column("parent", sa.Integer, nullable=False, unique=True),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("files", sa.JSON, nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Column("coverage", sa.JSON, nullable=False),
    sa.Column("data_from", sa.Date),
    sa.Column("data_through", sa.Date),
    sa.Column("newest_event", sa.DateTime),
    sa.Column("newest_order_day", sa.Date),
    sa.Column("token", sa.String(40), nullable=False, unique=True),
    sa.Column("grain", sa.String(40), nullable=False),
)

MAPPINGS = sa.Table(
    "mappings",
    METADATA,
    sa.Column("signature", sa.String(64), primary_key=True),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("mapping", sa.JSON, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Release:
    """One published state of all tables: which Delta version of each, and where it came from.

    `versions` binds one Delta version per table; a table without one is empty. `counts` holds rows,
    new, changed, unchanged, vanished and removed per table, `coverage` the values that are not null
    per "table.column". `newest_event` is business-zone time, `created_at` UTC. `token` names the
    data files that this release wrote, `grain` the rules by which its facts were derived.
    """

    number: int
    created_at: datetime
    who: str
    kind: Kind
    note: str
    parent: int | None
    versions: Mapping[str, int] = field(default_factory=dict)
    files: tuple[dict[str, Any], ...] = ()
    counts: Mapping[str, dict[str, int]] = field(default_factory=dict)
    coverage: Mapping[str, int] = field(default_factory=dict)
    data_from: date | None = None
    data_through: date | None = None
    newest_event: datetime | None = None
    newest_order_day: date | None = None
    token: str = ""
    grain: str = ""


@dataclass(frozen=True)
class SavedMapping:
    """How a person once matched a set of headers: header → column, and the table they fill."""

    signature: str
    table: str
    mapping: Mapping[str, str]
    who: str
    saved_at: datetime


class HasRecords(Protocol):
    """The part of the settings that says where the record store is."""

    @property
    def home(self) -> Path: ...
    @property
    def records_url(self) -> str | None: ...


class Records:
    """The record store behind one database URL. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(writing=True)
        self._seen: dict[int, Release] = {}
        try:
            with _said(self.engine):
                migrate(self._writing)
        except WarehouseUnreadable:
            self.close()
            raise

    @classmethod
    def open(cls, settings: HasRecords) -> Records:
        """The store that the settings name; by default a file in the home folder."""
        return cls(settings.records_url or sqlite_url(settings.home))

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _reading(self) -> Generator[sa.Connection]:
        with _said(self.engine), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _changing(self) -> Generator[sa.Connection]:
        with _said(self.engine), self._writing.begin() as connection:
            yield connection

    def latest(self) -> Release | None:
        """The newest release; one indexed question when nothing new was published."""
        with self._reading() as connection:
            number = connection.scalar(sa.select(sa.func.max(RELEASES.c.number)))
        return None if number is None else self.release(number)

    def release(self, number: int) -> Release:
        """The release with this number (releases never change once they are written)."""
        if number not in self._seen:
            with self._reading() as connection:
                query = sa.select(RELEASES).where(RELEASES.c.number == number)
                row = connection.execute(query).mappings().one_or_none()
            if row is None:
                raise WarehouseUnreadable(t("There is no release {number}.", number=number))
            self._seen[number] = _release(row)
        return self._seen[number]

    def releases(self) -> list[Release]:
        """All releases, newest first."""
        with self._reading() as connection:
            query = sa.select(RELEASES).order_by(RELEASES.c.number.desc())
            return [_release(row) for row in connection.execute(query).mappings()]

    def has_token(self, token: str) -> bool:
        """Whether the publish with this token became a release."""
        with self._reading() as connection:
            query = sa.select(RELEASES.c.number).where(RELEASES.c.token == token)
            return connection.scalar(query) is not None

    def add_release(self, release: Release) -> Release:
        """Write the release: from here on it exists. Refused when another follows its parent."""
        values = {**asdict(release), "parent": release.parent or NO_PARENT}
        try:
            with self._changing() as connection:
                connection.execute(RELEASES.insert().values(values))
        except exc.IntegrityError as error:
            raise PublishRefused(
                t("Another import was published in the meantime; nothing was changed."),
                t("Import again: the preview then compares with the newest release."),
            ) from error
        return release

    def save_mapping(
        self, signature: str, table: str, mapping: Mapping[str, str], who: str
    ) -> SavedMapping:
        """Remember how these headers were matched; a later confirmation replaces an earlier one."""
        saved = SavedMapping(signature, table, dict(mapping), who, datetime.now(UTC))
        with self._changing() as connection:
            connection.execute(MAPPINGS.delete().where(MAPPINGS.c.signature == signature))
            connection.execute(MAPPINGS.insert().values(asdict(saved)))
        return saved

    def mapping(self, signature: str) -> SavedMapping | None:
        """The remembered mapping of these headers, if a person ever confirmed one."""
        with self._reading() as connection:
            query = sa.select(MAPPINGS).where(MAPPINGS.c.signature == signature)
            row = connection.execute(query).mappings().one_or_none()
        return SavedMapping(**row) if row else None


def sqlite_url(home: Path) -> str:
    return f"sqlite:///{Path(home).absolute() / 'records.sqlite'}"


def _release(row: sa.RowMapping) -> Release:
    values = {column.name: row[column.name] for column in fields(Release)}
    values["parent"] = values["parent"] or None
    values["files"] = tuple(values["files"])
    return Release(**values)


# --- opening ------------------------------------------------------------------------------------


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(
        url, json_serializer=_json, pool_pre_ping=not url.startswith("sqlite")
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is transactional too
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    _use_wal(connection)


def _use_wal(connection: Any, attempts: int = 50) -> None:
    """Switch to write-ahead logging; SQLite does not wait here, so two first starts may collide."""
    for attempt in range(attempts):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == attempts - 1:
                raise
            time.sleep(0.1)


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _said(engine: sa.Engine) -> Generator[None]:
    """A store that is missing, locked or damaged is said in words; refusals pass as they are."""
    try:
        yield
    except exc.IntegrityError:
        raise
    except (exc.SQLAlchemyError, ValueError) as error:  # a value that cannot be read is damage too
        reason = str(getattr(error, "orig", None) or error).strip()
        damaged = isinstance(error, ValueError) or any(words in reason for words in DAMAGED)
        url = engine.url.render_as_string(hide_password=True)
        raise WarehouseUnreadable(
            t("The record store {url} cannot be opened: {reason}", url=url, reason=reason),
            t("It is damaged: restore it from a backup.")
            if damaged
            else t("Check ORDERTRACK_HOME and ORDERTRACK_RECORDS_URL, and who may write there."),
        ) from error


# --- migrations ---------------------------------------------------------------------------------

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0001"  # the newest migration; a test compares it with the folder
_MIGRATION_LOCK = 0x0DE7


def migrate(engine: sa.Engine) -> None:
    """Bring the tables up to date. One process does it, the others wait and find it done."""
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        if _revision(connection) != HEAD:
            _upgrade(connection)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise WarehouseUnreadable(
            t("The record store was written by a newer version of ordertrack."),
            t("Update ordertrack, or choose another ORDERTRACK_HOME."),
        ) from error
