"""Bringing the tables of the record store up to date. Imports errors and words only."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from ordertrack.errors import WarehouseUnreadable
from ordertrack.words import t

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0014"  # the newest migration; a test compares it with the folder
OLDEST_READABLE = "0002"  # without changing it
LOCK = 0x0DE7


def migrate(engine: sa.Engine) -> None:
    """Bring the tables up to date. One process does it, the others wait and find it done."""
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        if revision(connection) != HEAD:
            upgrade(connection)


def refuse_old(engine: sa.Engine) -> None:
    """Raise WarehouseUnreadable where a store that may not be changed cannot be read as it is."""
    with engine.connect() as connection:
        found = revision(connection)
    if found is not None and found > HEAD:
        raise newer_version()
    if found is None or found < OLDEST_READABLE:
        raise WarehouseUnreadable(
            t("The record store was written by an older version of ordertrack, or by none."),
            t("Start the dashboard or an import once where the home can be written."),
        )


def newer_version() -> WarehouseUnreadable:
    """Return that the store is of a later version than this one."""
    return WarehouseUnreadable(
        t("The record store was written by a newer version of ordertrack."),
        t("Update ordertrack, or choose another ORDERTRACK_HOME."),
    )


def revision(connection: sa.Connection) -> str | None:
    """Return the migration that the database is at; None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def upgrade(connection: sa.Connection) -> None:
    """Run the migrations that are missing.

    Raises WarehouseUnreadable when a newer version of ordertrack wrote the database.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise newer_version() from error
