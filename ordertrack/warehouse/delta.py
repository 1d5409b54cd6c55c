"""The Delta Lake tables: which data files a version has, and how a new version is committed.

A commit moves the newest version to the wanted files whatever that newest version was, so a version
that a killed import left behind (no release binds it) is passed over by the next one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from deltalake import DeltaTable, Field, PostCommitHookProperties, Schema
from deltalake.exceptions import DeltaError
from deltalake.schema import PrimitiveType
from deltalake.transaction import AddAction, RemoveAction

from ordertrack.errors import WarehouseUnreadable
from ordertrack.warehouse.data_files import Content, content_of, row_count, year_of
from ordertrack.warehouse.schema import ALL_TABLES, PARTITIONED, YEAR, stored_fields
from ordertrack.warehouse.storage import sync
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


def contents(tables: Path, versions: Mapping[str, int]) -> dict[str, Content]:
    """The content of every table at these versions; a table without a version is empty."""
    return {
        table: content_of(table, files_at(tables / table, versions[table]))
        if table in versions
        else Content(table)
        for table in ALL_TABLES
    }


def files_at(folder: Path, version: int) -> tuple[str, ...]:
    """The data files of one version, as absolute paths."""
    try:
        return _paths(DeltaTable(folder, version=version))
    except DeltaError as error:
        raise WarehouseUnreadable(
            t("The table {folder} cannot be read: {reason}", folder=str(folder), reason=error),
            t("Restore the folder from a backup; exports can be imported again at any time."),
        ) from error


def drop_unbound(tables: Path, token: str, bound: Mapping[str, Content]) -> None:
    """Take back what a publish wrote that never became a release: its versions, then its files."""
    for table, content in bound.items():
        files = list((tables / table).glob(f"**/part-{token}-*.parquet"))
        if files and DeltaTable.is_deltatable(str(tables / table)):
            commit(tables / table, content)
        for path in files:
            path.unlink()


def commit(folder: Path, content: Content) -> int:
    """Make `content` the newest version of the table and return its number."""
    table = _opened(folder, content.table)
    present = {_relative(path, folder) for path in _paths(table)}
    wanted = {_relative(path, folder): path for path in content.paths}
    actions: list[AddAction | RemoveAction] = [
        _add(name, path) for name, path in wanted.items() if name not in present
    ]
    actions += [_remove(name) for name in sorted(present - wanted.keys())]
    if actions:
        table.create_write_transaction(
            actions,
            mode="append",
            schema=table.schema(),
            partition_by=[YEAR] if content.table in PARTITIONED else None,
            post_commithook_properties=HOOKS,
        )
    version = DeltaTable(folder).version()
    sync(folder / "_delta_log" / f"{version:020}.json")
    sync(folder / "_delta_log")
    return version


def _opened(folder: Path, name: str) -> DeltaTable:
    """The table, made when it is missing and widened by columns that the model has gained."""
    wanted = _schema(name)
    if not DeltaTable.is_deltatable(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        return DeltaTable.create(
            folder,
            schema=wanted,
            partition_by=[YEAR] if name in PARTITIONED else None,
            configuration=CONFIGURATION,
        )
    table = DeltaTable(folder)
    known = {field.name for field in table.schema().fields}
    gained = [field for field in wanted.fields if field.name not in known]
    if gained:
        table.alter.add_columns(gained)
    return table


def _schema(name: str) -> Schema:
    columns = stored_fields(name) | ({YEAR: "INTEGER"} if name in PARTITIONED else {})
    return Schema([Field(column, _delta_type(kind)) for column, kind in columns.items()])


def _delta_type(kind: str) -> PrimitiveType:
    """The Delta type of a SQL type; decimals are called the same."""
    return PrimitiveType(DELTA_TYPES.get(kind) or kind.lower())


def _paths(table: DeltaTable) -> tuple[str, ...]:
    """The data files, whose URIs have every space and ideograph of their folders escaped."""
    return tuple(unquote(uri) for uri in table.file_uris())


def _relative(path: str, folder: Path) -> str:
    return Path(path).relative_to(folder).as_posix()


def _add(name: str, path: str) -> AddAction:
    found = Path(path).stat()
    return AddAction(
        path=name,
        size=found.st_size,
        partition_values=_partition(name),
        modification_time=int(found.st_mtime * 1000),
        data_change=True,
        stats=json.dumps({"numRecords": row_count(path)}),
    )


def _remove(name: str) -> RemoveAction:
    return RemoveAction(
        path=name,
        data_change=True,
        deletion_timestamp=int(time.time() * 1000),
        partition_values=_partition(name),
    )


def _partition(name: str) -> dict[str, str | None]:
    if "/" not in name:
        return {}
    year = year_of(name)
    return {YEAR: None if year is None else str(year)}
