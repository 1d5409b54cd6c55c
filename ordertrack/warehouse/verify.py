"""Whether the data files are those that a release recorded. Imports data_files, storage, schema.

Sizes, footers and counts are compared whenever a release is opened; the checksum of whole files
only where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ordertrack.errors import WarehouseUnreadable
from ordertrack.records import Contents, FileRecord, Release
from ordertrack.warehouse.data_files import DataFiles, footer
from ordertrack.warehouse.schema import ALL_TABLES
from ordertrack.warehouse.storage import Storage, checksum, empty_files, stamp_of
from ordertrack.words import Text, t

Files = Mapping[str, DataFiles]
WAYS_OUT = t(
    "Restore the folder from a backup, undo to a release that is whole, or import the "
    "exports into another ORDERTRACK_HOME. `check` names all that is damaged."
)


def contents_of(files: Files, tables: Path, known: Contents | None) -> Contents:
    """Return what a release records of its data files; those of its base are `known`."""
    return {
        table: {
            name: (known or {}).get(table, {}).get(name) or record_of(path)
            for name, path in named(found, tables).items()
        }
        for table, found in files.items()
        if found.paths
    }


def record_of(path: str) -> FileRecord:
    """Return what is recorded of a new data file."""
    seen = footer(path)
    return FileRecord(stamp_of(path).size, seen.rows, seen.checksum, checksum(path))


def named(files: DataFiles, tables: Path) -> dict[str, str]:
    """Return the files of a table by their names below its folder."""
    start = f"{tables / files.table}/"
    return {path.removeprefix(start): path for path in files.paths}


def refuse_damage(release: Release, recorded: Contents | None, files: Files, tables: Path) -> None:
    """Raise WarehouseUnreadable for the first file or table that is not as it was published."""
    for problem in problems(release, recorded, files, tables):
        raise damaged(release.number, problem)


def damaged(number: int, reason: Text | Exception) -> WarehouseUnreadable:
    """Return that a release cannot be read, and the ways out."""
    return WarehouseUnreadable(
        t("The data of release {number} cannot be read: {reason}", number=number, reason=reason),
        WAYS_OUT,
    )


def problems(
    release: Release, recorded: Contents | None, files: Files, tables: Path
) -> Iterator[Text]:
    """Give what is wrong with the files of a release, as far as names, sizes and footers tell."""
    if recorded is None:
        # Without a list of the files, a log entry that became empty would go unseen.
        for table in release.versions:
            for path in empty_files(tables / table / "_delta_log"):
                yield t("{file} is empty.", file=path)
    for table in ALL_TABLES:
        found = list(file_problems(table, recorded, files[table], tables))
        yield from found or count_problems(release, files[table])


def file_problems(
    table: str, recorded: Contents | None, files: DataFiles, tables: Path
) -> Iterator[Text]:
    """Give what is wrong with single files of a table, and with their list."""
    wanted = None if recorded is None else recorded.get(table, {})
    there = named(files, tables)
    for name in sorted((wanted or {}).keys() - there.keys()):
        yield t("The log of {table} lacks the file {file}.", table=table, file=name)
    for name, path in there.items():
        if wanted is not None and name not in wanted:
            yield t("{file} is not among the files that the release recorded.", file=path)
        elif problem := file_problem(path, wanted[name] if wanted else None):
            yield problem


def file_problem(path: str, record: FileRecord | None) -> Text | None:
    """Return what is wrong with a file, from its size and its footer; None where it is whole."""
    try:
        size = stamp_of(path).size
        if record and size != record.size:
            return wrong_size(path, size, record.size)
        seen = footer(path)
    except FileNotFoundError:
        return t("{file} is missing.", file=path)
    except OSError as error:
        return t("A data file is damaged: {reason}", reason=error)
    if record and (seen.rows, seen.checksum) != (record.rows, record.footer):
        return t("{file} is another file than the one that was published.", file=path)
    return None


def wrong_size(path: str, size: int, published: int) -> Text:
    """Return that a file has another size than it had."""
    if not size:
        return t("{file} is empty.", file=path)
    return t(
        "{file} has {size} bytes; it was published with {published}.",
        file=path,
        size=size,
        published=published,
    )


def count_problems(release: Release, files: DataFiles) -> Iterator[Text]:
    """Give where rows and filled values, from the footers, are other than the release counted."""
    table, rows = files.table, files.rows()
    noted = release.counts.get(table, {}).get("rows")
    if noted is not None and noted != rows:
        yield t("{table} has {seen} rows, not {noted}.", table=table, seen=rows, noted=noted)
        return
    filled = files.coverage()
    start = f"{table}."
    for name, wanted in release.coverage.items():
        seen = filled.get(name.removeprefix(start), 0)
        if name.startswith(start) and seen != wanted:
            yield t(
                "{table}.{column} is filled in {seen} rows, not {noted}.",
                table=table,
                column=name.removeprefix(start),
                seen=seen,
                noted=wanted,
            )
            return


def checksum_problems(
    recorded: Contents | None, files: Files, tables: Path, seen: Callable[[str], int] = checksum
) -> Iterator[Text]:
    """Give the files whose bytes are other than those that were published; reads all of them."""
    for table, found in files.items():
        for name, path in named(found, tables).items():
            record = (recorded or {}).get(table, {}).get(name)
            if record and seen(path) != record.checksum:
                yield t("{file} has other bytes than were published (checksum).", file=path)


def refuse_lost_records(storage: Storage, file: Path) -> None:
    """Raise WarehouseUnreadable where the record store is missing or empty beside full tables."""
    if storage.is_empty_file(file) and storage.unexplained_files():
        raise lost_records(storage.home)


def lost_records(home: Path) -> WarehouseUnreadable:
    """Return that there is data and no record store that tells of it."""
    return WarehouseUnreadable(
        t("{home} holds data, but its record store is missing or empty.", home=home),
        t(
            "Restore records.sqlite from a backup (check ORDERTRACK_RECORDS_URL where it is "
            "elsewhere), or begin anew in another ORDERTRACK_HOME."
        ),
    )
