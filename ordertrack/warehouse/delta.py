"""The Delta Lake tables: which data files a version has, and how a new version is committed.

A commit moves the newest version to the wanted files whatever that newest version was, so a version
that a killed import left behind (no release binds it) is passed over by the next one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from deltalake import DeltaTable, Field, PostCommitHookProperties, Schema
from deltalake.exceptions import DeltaError
from deltalake.schema import PrimitiveType
from deltalake.transaction import AddAction, RemoveAction

from ordertrack.errors import OrdertrackError, WarehouseUnreadable
from ordertrack.warehouse.data_files import DataFiles, footer, year_of
from ordertrack.warehouse.schema import ALL_TABLES, PARTITIONED, YEAR, stored_fields
from ordertrack.warehouse.storage import Storage
from ordertrack.words import t

# Every version must stay readable as long as a release binds it.
CONFIGURATION: Mapping[str, str | None] = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
DELTA_TYPES = {
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
    "BIGINT": "long",
    "INTEGER": "integer",
    "TINYINT": "byte",
    "BOOLEAN": "boolean",
}
HOOKS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


def files_of(tables: Path, versions: Mapping[str, int]) -> dict[str, DataFiles]:
    """Return the data files of every table at these versions; without a version it has none."""
    return {
        table: DataFiles.at(table, files_at(tables / table, versions[table]))
        if table in versions
        else DataFiles(table)
        for table in ALL_TABLES
    }


def files_at(folder: Path, version: int) -> tuple[str, ...]:
    """Return the data files of one version, as absolute paths.

    Raises WarehouseUnreadable when the table is missing or damaged.
    """
    try:
        return paths_of(DeltaTable(folder, version=version))
    except (DeltaError, ValueError, TypeError) as error:
        raise unreadable(folder, error) from error


def unreadable(folder: Path, error: Exception) -> WarehouseUnreadable:
    """Return that the log of a table is missing or damaged; the rest is a trace of the library."""
    reason = str(error).split("\n", 1)[0]
    return WarehouseUnreadable(
        t("The table {folder} cannot be read: {reason}", folder=str(folder), reason=reason),
        t("Restore the folder from a backup; exports can be imported again at any time."),
    )


def drop_unbound(storage: Storage, token: str, versions: Mapping[str, int]) -> None:
    """Take back what a publish wrote that never became a release: its files, then its versions.

    Files go first, because a version needs room on a disk that may be full. Without a new version
    the newest one names files that are gone; no release binds it, and the next publish passes over.
    """
    for table in ALL_TABLES:
        folder = storage.tables / table
        written = storage.files(folder, token)
        for path in written:
            storage.remove(path)
        if written and DeltaTable.is_deltatable(str(folder)):
            with suppress(DeltaError, OSError, OrdertrackError):
                paths = files_at(folder, versions[table]) if table in versions else ()
                commit(storage, DataFiles.at(table, paths))


def commit(storage: Storage, files: DataFiles) -> int:
    """Make these files the newest version of their table, durably, and return its number."""
    folder = storage.tables / files.table
    log = folder / "_delta_log"
    storage.make_lasting_folder(log)
    known = storage.names(log)
    table = opened(storage, files.table)
    present = {relative(path, folder) for path in paths_of(table)}
    wanted = {relative(path, folder): path for path in files.paths}
    actions: list[AddAction | RemoveAction] = [
        add(name, path, *storage.size_and_time(path))
        for name, path in wanted.items()
        if name not in present
    ]
    actions += [remove(name) for name in sorted(present - wanted.keys())]
    if actions:
        table.create_write_transaction(
            actions,
            mode="append",
            schema=table.schema(),
            partition_by=partition_columns(files.table),
            post_commithook_properties=HOOKS,
        )
    newest = DeltaTable(folder)
    storage.sync_log(log, known)
    if sorted(paths_of(newest)) != sorted(files.paths):
        raise unreadable(folder, ValueError("the version does not hold what was written"))
    return newest.version()


def opened(storage: Storage, name: str) -> DeltaTable:
    """Open the table; make it when it is missing, add the columns that the model has gained."""
    folder, wanted = storage.tables / name, schema_of(name)
    if not DeltaTable.is_deltatable(str(folder)):
        return DeltaTable.create(
            folder,
            schema=wanted,
            partition_by=partition_columns(name),
            configuration=CONFIGURATION,
        )
    table = DeltaTable(folder)
    known = {field.name for field in table.schema().fields}
    gained = [field for field in wanted.fields if field.name not in known]
    if gained:
        table.alter.add_columns(gained)
    return table


def partition_columns(name: str) -> list[str] | None:
    """Return the columns by which a table is partitioned, as Delta wants them."""
    return [YEAR] if name in PARTITIONED else None


def schema_of(name: str) -> Schema:
    """Return the Delta schema of a table; decimals are called as in SQL."""
    columns = stored_fields(name) | ({YEAR: "INTEGER"} if name in PARTITIONED else {})
    return Schema(
        [
            Field(column, PrimitiveType(DELTA_TYPES.get(kind) or kind.lower()))
            for column, kind in columns.items()
        ]
    )


def paths_of(table: DeltaTable) -> tuple[str, ...]:
    """Return the data files, whose URIs have every space and ideograph of their folders escaped."""
    return tuple(unquote(uri) for uri in table.file_uris())


def relative(path: str, folder: Path) -> str:
    """Return a path as the log has it: below the table's folder."""
    return Path(path).relative_to(folder).as_posix()


def add(name: str, path: str, size: int, written: float) -> AddAction:
    """Return the log's entry of a new file of this size in bytes, written then (seconds)."""
    return AddAction(
        path=name,
        size=size,
        partition_values=partition_of(name),
        modification_time=int(written * 1000),
        data_change=True,
        stats=json.dumps({"numRecords": footer(path).rows}),
    )


def remove(name: str) -> RemoveAction:
    """Return the log's entry of a file that the new version lacks."""
    return RemoveAction(
        path=name,
        data_change=True,
        deletion_timestamp=int(time.time() * 1000),
        partition_values=partition_of(name),
    )


def partition_of(name: str) -> dict[str, str | None]:
    """Return the partition of a file by its path in the log."""
    if "/" not in name:
        return {}
    year = year_of(name)
    return {YEAR: None if year is None else str(year)}
