"""Reading one release: a cursor per question over views of that release's data files.

All readers of a warehouse share one in-memory DuckDB; every release that somebody looks at has a
schema there with a view per table. Imports data_files, matched, overlay,
storage_errors, schema, verify, visible, written.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from functools import cache, partial
from threading import Lock
from time import monotonic
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from ordertrack.errors import OrdertrackError, is_full
from ordertrack.facts import matched_names, typed_targets
from ordertrack.facts.laid_edits import Laid
from ordertrack.facts.matched_names import Names
from ordertrack.facts.select import Select
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS, TYPED
from ordertrack.facts.steps import FACTS
from ordertrack.interrupts import interruptible
from ordertrack.records import Release
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.kept_rows import KeptRows
from ordertrack.warehouse.matched import show_matched, with_callings
from ordertrack.warehouse.overlay import CANONICAL, Below, Edited, Layer
from ordertrack.warehouse.schema import ALL_TABLES, credited, fields
from ordertrack.warehouse.storage import stamps_of
from ordertrack.warehouse.storage_errors import is_damage
from ordertrack.warehouse.verify import damaged
from ordertrack.warehouse.visible import visible
from ordertrack.warehouse.written import LAID_OVER, NOTHING, Written

KEPT_RELEASES = 8
KEPT_MATCHED = 2  # of these with names that are one, for whose orders facts were derived anew
MOST_BUILT = 32  # releases that one DuckDB was shown, those included that made room
LOOK_EVERY = 1.0  # seconds between two looks whether the data files are still the same
BATCH_ROWS = 65_536
INLINED = "NOT MATERIALIZED "  # or DuckDB reads a table whole before it looks at conditions


class Watched:
    """The data files of a release that stands on the shelf, as they were when it was verified."""

    def __init__(self, contents: Mapping[str, DataFiles]) -> None:
        self.paths = [path for files in contents.values() for path in files.paths]
        self.stamps = stamps_of(self.paths)
        self.looked = monotonic()

    def changed(self) -> bool:
        """Return whether a file was exchanged, removed or written since; looks now and then."""
        if monotonic() - self.looked < LOOK_EVERY:
            return False
        self.looked = monotonic()
        return stamps_of(self.paths) != self.stamps


EDITED_TABLES = frozenset({*CANONICAL, *FACTS})
Contents = Callable[[], Mapping[str, DataFiles]]


class Shelf:
    """The shared DuckDB and the releases that stand in it; unused ones make room for others."""

    def __init__(self, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._connect = connect
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._lock = Lock()
        self._users: OrderedDict[str, int] = OrderedDict()
        self._watched: dict[str, Watched] = {}
        self._edited: dict[str, Edited] = {}
        self._named: dict[str, Names] = {}
        self._matched: set[str] = set()
        self._kept: dict[str, KeptRows] = {}
        self._built = 0

    def edited(self, release: Release, contents: Contents, written: Written) -> Edited:
        """Return what came of the edits over a release."""
        with self.cursor(release, contents, written):
            return self._edited[_name(release, written)]

    def named(self, release: Release, contents: Contents, written: Written) -> Names:
        """Return the names that are one over a release, with what its data call them."""
        with self.cursor(release, contents, written):
            return self._named[_name(release, written)]

    @contextmanager
    def cursor(
        self, release: Release, contents: Contents, written: Written = NOTHING
    ) -> Generator[duckdb.DuckDBPyConnection]:
        """A cursor whose plain table names are this release's tables."""
        name = _name(release, written)
        with self._lock, _said(release.number):
            cursor = self._take(name, contents, written)
        try:
            with _said(release.number):
                cursor.execute(f"SET schema = '{name}'")
                yield cursor
        finally:
            cursor.close()
            with self._lock:
                if name in self._users:
                    self._users[name] -= 1

    def _take(self, name: str, contents: Contents, written: Written) -> duckdb.DuckDBPyConnection:
        # It keeps the footers of files for good, also of releases that made room: megabytes each.
        if self._built >= MOST_BUILT and not any(self._users.values()):
            self._forget()
        if self._connection is None:
            self._connection = self._connect()
            # Data files never change; their footers are half of a small question's time.
            self._connection.execute("SET GLOBAL parquet_metadata_cache = true")
        if name not in self._users:
            found = contents()
            built = self._built_anew(self._connection, name, found, written)
            self._edited[name], self._named[name] = built
            if written.names():
                self._matched.add(name)
            self._users[name] = 0
            self._built += 1
            self._watched[name] = Watched(found)
        elif self._watched[name].changed():
            self._watched[name] = Watched(contents())  # raises where they are damaged
        self._users.move_to_end(name)
        self._users[name] += 1
        self._make_room(self._connection)
        return interruptible(self._connection.cursor())

    def _built_anew(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        found: Mapping[str, DataFiles],
        written: Written,
    ) -> tuple[Edited, Names]:
        """Make a release's schema, with the rows at hand that an earlier layer of edits read."""
        plain = _plain(name, written.version)
        kept = self._kept.setdefault(plain, KeptRows(f"{plain}_kept"))
        try:
            return _build(connection, name, found, written, kept)
        except BaseException:
            kept.drop(connection)  # nobody knows how far it came
            raise

    def _make_room(self, connection: duckdb.DuckDBPyConnection) -> None:
        for name in list(self._users):
            many = len(self._users) > KEPT_RELEASES
            heavy = name in self._matched and len(self._matched) > KEPT_MATCHED
            if (many or heavy) and not self._users[name]:
                _drop(connection, name)
                del self._users[name], self._watched[name]
                del self._edited[name], self._named[name]
                self._matched.discard(name)
        for plain in [one for one in self._kept if not self._stands(one)]:
            self._kept.pop(plain).drop(connection)

    def _stands(self, plain: str) -> bool:
        return any(name == plain or name.startswith(f"{plain}_") for name in self._users)

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._users.clear()
        self._watched.clear()
        self._edited.clear()
        self._named.clear()
        self._matched.clear()
        self._kept.clear()
        self._built = 0


@contextmanager
def _said(number: int) -> Generator[None]:
    """A data file that is missing or damaged is said in words."""
    try:
        yield
    except OrdertrackError:
        raise
    except Exception as error:
        if is_full(error) or not is_damage(error):
            raise
        raise damaged(number, error) from error


def _name(release: Release, written: Written) -> str:
    """Return the schema of a release; one of the same number may come from a restored backup."""
    stamp = int(release.created_at.timestamp() * 1_000_000)
    return f"release_{release.number}_{stamp}" + (f"_{written.version}" if written.version else "")


def _plain(name: str, version: str) -> str:
    """Return the schema of the release with nothing laid over it."""
    return name.removesuffix(f"_{version}") if version else name


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    for schema in (name, *_beneath(name)):
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def _beneath(name: str) -> tuple[str, str]:
    """Return the schemas below that of a release with edits: the edits', the release as it is."""
    return f"{name}_edits", f"{name}_below"


def _build(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    contents: Mapping[str, DataFiles],
    written: Written,
    kept: KeptRows,
) -> tuple[Edited, Names]:
    """Make the release's schema: a view per table over its data files, and what people wrote."""
    edits, names = written.edits(), written.names()
    tables = _beneath(name)[1] if edits else name
    _drop(connection, name)
    for schema in dict.fromkeys((name, tables)):
        connection.execute(f"CREATE SCHEMA {schema}")
    with connection.cursor() as cursor:
        cursor.execute(f"SET schema = '{tables}'")  # whose tables the views name
        if names:
            names = with_callings(cursor, contents, names)
            show_matched(cursor, tables, contents, names)
        else:
            for table in ALL_TABLES:
                query = contents[table].query(fields(table))
                cursor.execute(f"CREATE VIEW {tables}.{table} AS {query}")
        edited = Edited()
        if edits:
            matching = partial(_matched, names) if names else None
            below = Below(tables, _coverage(contents), contents)
            edited = Layer(cursor, name, below, kept, matching).lay(edits)
        cursor.execute(f"SET schema = '{name}'")
        if written.version:
            _keep_typed(cursor, name, written.targets())
        for view, query in SQL_VIEWS.items():
            if view != TYPED or not written.version:
                cursor.execute(f"CREATE VIEW {name}.{view} AS {query}")
        for table, view in CREDITED.items():
            cursor.execute(f"CREATE VIEW {name}.{view} AS {credited(table)}")
    return edited, names


def _matched(names: Names, table: str, query: str) -> str:
    return matched_names.matched(table, tuple(fields(table)), query, names) or query


def _coverage(contents: Mapping[str, DataFiles]) -> dict[str, int]:
    """Return how many values the columns of the tables with edits have, from the footers."""
    return {
        f"{table}.{name}": count
        for table in EDITED_TABLES
        for name, count in contents[table].coverage().items()
    }


def _keep_typed(cursor: duckdb.DuckDBPyConnection, name: str, targets: pl.DataFrame) -> None:
    """Keep the typed targets as a table of the schema."""
    columns = ", ".join(f"{column} {kind}" for column, kind in typed_targets.COLUMNS.items())
    cursor.execute(f"CREATE TABLE {name}.{TYPED} ({columns})")
    cursor.register("typed_now", targets.select(*typed_targets.COLUMNS))
    cursor.execute(f"INSERT INTO {name}.{TYPED} SELECT * FROM typed_now")
    cursor.unregister("typed_now")


class Reader:
    """One release, to be asked in SQL. Cheap to make; safe to share between threads.

    `written` is laid over it: what people typed since, as it stood when the reader was made.
    """

    def __init__(
        self, release: Release, shelf: Shelf, contents: Contents, written: Written = NOTHING
    ) -> None:
        self.release = release
        self.written = written
        self._shelf = shelf
        self._contents = contents
        self._laid: Edited | None = None

    @property
    def schema(self) -> str:
        """Where the tables of this release are in the shared database, while it is read."""
        return _name(self.release, self.written)

    def run(self, select: Select, past: Reader | None = None) -> pl.DataFrame:
        """Return the answer as a frame.

        A sum of whole numbers comes as decimal(38, 0), as DuckDB counts in 128 bits.

        Args:
            past: the reader of an earlier release, whose tables the question names as `past_…`.
        """
        with self._opened(select, past) as (cursor, statement, params):
            return cursor.sql(statement, params=params or None).pl()

    def batches(self, select: Select) -> Iterator[pa.RecordBatch]:
        """Yield the answer in batches, for what would not fit into memory."""
        with self._opened(select) as (cursor, statement, params):
            answer = cursor.sql(statement, params=params or None)
            yield from answer.to_arrow_reader(BATCH_ROWS)

    @contextmanager
    def _opened(
        self, select: Select, past: Reader | None = None
    ) -> Generator[tuple[duckdb.DuckDBPyConnection, str, dict[str, Any]]]:
        """A cursor with the question's frames, and the question as its viewer may ask it."""
        with ExitStack() as stack:
            if past is not None:  # its tables must be there, and stay
                stack.enter_context(past._cursor())
            cursor = stack.enter_context(self._cursor())
            for name, frame in select.frames.items():
                cursor.register(name, frame)
            schema = past.schema if past else None
            access = self.names.in_access(select.access) if self.names else select.access
            named, params = visible(select.statement(), access, self.schema, schema)
            statement = select.statement(named, hint=INLINED)
            yield cursor, statement, select.bound(statement, params)

    def _cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self._shelf.cursor(self.release, self._contents, self.written)

    @property
    def exported(self) -> Reader:
        """The same release as it was imported, with nothing laid over it."""
        return Reader(self.release, self._shelf, self._contents)

    @property
    def names(self) -> Names:
        """The names that people said are one."""
        return self.written.names()

    @property
    def named(self) -> Names:
        """The names that people said are one, with what the data of the release call them."""
        if not self.names:
            return self.names
        return self._shelf.named(self.release, self._contents, self.written)

    @property
    def edits(self) -> Sequence[Laid]:
        """What people wrote over orders and complaints, and whether it holds in this release."""
        return self._edited().laid

    @property
    def complained(self) -> Mapping[str, str]:
        """The order that each edited complaint is about."""
        return self._edited().complained

    @property
    def dated(self) -> Release:
        """The release as far as its data reach with what people wrote over it."""
        edited, release = self._edited(), self.release
        if edited.newest_event is None:
            return release
        event = max(edited.newest_event, release.newest_event or edited.newest_event)
        days = (release.newest_order_day, edited.newest_order_day)
        day = max((one for one in days if one), default=None)
        return replace(release, newest_event=event, data_through=event.date(), newest_order_day=day)

    def _edited(self) -> Edited:
        if self._laid is None:  # asked many times for a figure, and always the same
            if self.written.version and self.written.edits():
                self._laid = self._shelf.edited(self.release, self._contents, self.written)
            else:
                self._laid = Edited()
        return self._laid

    def with_typed(self, now: Callable[[str], pl.DataFrame]) -> Reader:
        """Return this reader, which has from `now` what no figure rests on."""
        over = self.written.typed
        typed = cache(lambda kind: over(kind) if kind in LAID_OVER else now(kind))
        written = replace(self.written, typed=typed)
        return Reader(self.release, self._shelf, self._contents, written)

    def typed(self, kind: str) -> pl.DataFrame:
        """Return what people wrote of a kind, as it stood when the reader was made."""
        return self.written.typed(kind)

    def covers(self, column: str) -> int:
        """How many rows have a value in "table.column"; 0 means that the data lacks it."""
        imported = self.release.coverage.get(column, 0)
        if column.partition(".")[0] in EDITED_TABLES:
            return imported + self._edited().filled.get(column, 0)
        if self.written.version and column.removeprefix("targets.") in typed_targets.COLUMNS:
            return imported + self.written.targets().height
        return imported
