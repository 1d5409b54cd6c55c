"""A backup as one file: a zip with a manifest, the record store, tables, raw rows and reports.

Imports storage, errors, words. The record store in it is SQLite, whatever it was: it can be
restored into either database. Data files are compressed already and stored as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile

from ordertrack.errors import BadFile
from ordertrack.progress import Progress
from ordertrack.warehouse.storage import Storage
from ordertrack.words import t

MANIFEST = "manifest.json"
RECORDS = "records.sqlite"
FOLDERS = ("tables", "raw", "reports")
FORMAT = 2
STORED = (".parquet",)


class Manifest(NamedTuple):
    """What a backup says about itself: when it was made, and of what."""

    format: int
    version: str
    created_at: str
    release: int
    position: int
    files: int


def pack(
    storage: Storage, target: Path, manifest: Manifest, files: Mapping[str, Path], report: Progress
) -> None:
    """Write a backup of these files, by their names in it; all of it or nothing is there."""
    partial = target.with_name(f"{target.name}.partial")
    storage.remove(partial)
    storage.make_private(partial)
    try:
        with ZipFile(partial, "w", ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest._asdict(), indent=2))
            for place, (name, path) in enumerate(files.items()):
                report(t("Writing the backup"), place / len(files))
                archive.write(path, name, ZIP_STORED if name.endswith(STORED) else ZIP_DEFLATED)
        storage.move({partial: target})
    except BaseException:
        storage.remove(partial)
        raise


def unpack(storage: Storage, source: Path, folder: Path, report: Progress) -> Manifest:
    """Unpack a backup into a folder, each file compared with its checksum; BadFile otherwise."""
    try:
        with ZipFile(source) as archive:
            manifest = manifest_of(archive, source)
            names = [name for name in archive.namelist() if name != MANIFEST]
            if len(names) != manifest.files or not all(map(belongs, names)):
                raise no_backup(source)
            for place, name in enumerate(names):
                report(t("Unpacking the backup"), place / len(names))
                archive.extract(name, folder)
    except (BadZipFile, LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise no_backup(source) from error
    storage.sync_all([folder / name for name in names])
    storage.sync_all({folder / parent for name in names for parent in PurePosixPath(name).parents})
    return manifest


def manifest_of(archive: ZipFile, source: Path) -> Manifest:
    """Return what a backup says about itself; BadFile where it is none, or of a later version."""
    try:
        said: Any = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**{name: said[name] for name in Manifest._fields})
    except (KeyError, TypeError, ValueError) as error:
        raise no_backup(source) from error
    if manifest.format > FORMAT:
        raise BadFile(
            t("{file} was written by a newer version of ordertrack.", file=source),
            t("Nothing was changed. Update ordertrack."),
        )
    return manifest


def belongs(name: str) -> bool:
    """Return whether a name can be part of a backup: below its folders, and nowhere else."""
    parts = PurePosixPath(name).parts
    return name == RECORDS or (
        len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts and "\\" not in name
    )


def no_backup(source: Path) -> BadFile:
    """Return that a file is no backup, or not whole."""
    return BadFile(
        t("{file} is no backup of ordertrack, or it is damaged.", file=source),
        t("Nothing was changed. Take another backup."),
    )
