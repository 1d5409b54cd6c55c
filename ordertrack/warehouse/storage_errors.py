"""What a failing disk means to a person: it is full, it refuses, a data file is damaged.

Imports words and errors.
"""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from ordertrack.errors import OrdertrackError, WarehouseUnreadable, is_full
from ordertrack.words import t

DAMAGED = ("parquet", "magic bytes")


@contextmanager
def explaining_errors(home: Path) -> Generator[None]:
    """Raise WarehouseUnreadable for a disk that is full or refuses; other errors pass."""
    try:
        yield
    except OrdertrackError:
        raise
    except Exception as error:
        explanation = explain(error, home)
        if explanation is None:
            raise
        raise explanation from error


def explain(error: Exception, home: Path) -> OrdertrackError | None:
    """Return what a failure of the disk means to a person; None where the mistake is ours."""
    if isinstance(error, OrdertrackError):
        return error
    if isinstance(error, duckdb.OutOfMemoryException) and not is_full(error):
        return WarehouseUnreadable(
            t("The memory limit does not suffice for this."),
            t("Nothing was changed. Raise ORDERTRACK_MEMORY_LIMIT."),
        )
    if is_full(error):
        return WarehouseUnreadable(
            t("The disk of {folder} is full.", folder=full_folder(error, home)),
            t("Nothing was changed. Free some space and try again."),
        )
    if isinstance(error, OSError) and not is_below(home, str(error)):
        return None  # another file than ours
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WarehouseUnreadable(
            t("The folder {folder} cannot be used: {reason}", folder=home, reason=error),
            t("Nothing was changed. Check who may write there."),
        )
    if is_damage(error):
        return WarehouseUnreadable(
            t("A data file is missing or damaged: {reason}", reason=error),
            t("Undo the last release, or restore the folder {home} from a backup.", home=home),
        )
    return None


def full_folder(error: Exception, home: Path) -> Path:
    """Return the folder whose disk is full: that of the file that could not be written."""
    name = error.filename if isinstance(error, OSError) else None
    inside = name is None or is_below(home, str(name))
    return home if inside else Path(str(name)).parent


def is_below(home: Path, words: str) -> bool:
    """Return whether words name the home folder, also where that is a link."""
    folders = [home]
    with suppress(RuntimeError):  # where links lead in a circle
        folders.append(home.resolve())
    return any(str(folder) in words for folder in folders)


def is_damage(error: Exception) -> bool:
    """Return whether a data file is at fault.

    What DuckDB says about one has many types, and shares some with other mistakes.
    """
    if isinstance(error, OSError | duckdb.IOException) or type(error) is duckdb.Error:
        return True
    shared = isinstance(error, duckdb.InvalidInputException)
    return shared and any(words in str(error).lower() for words in DAMAGED)
