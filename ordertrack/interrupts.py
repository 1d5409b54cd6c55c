"""Ctrl-C ends the queries under way as well. Imports nothing of ours.

DuckDB looks for Ctrl-C on the thread that asked, and then waits until its own threads have done
with the query: nobody tells those to leave off, so a long one goes on for as long as it takes. A
query that another of our threads asked hears nothing at all.
"""

from __future__ import annotations

import itertools
import signal
from contextlib import suppress
from types import FrameType
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary


class Interruptible(Protocol):
    """A connection to a database, or a cursor of it."""

    def interrupt(self) -> None: ...


Connection = TypeVar("Connection", bound=Interruptible)
_numbers = itertools.count()
_open: WeakValueDictionary[int, Interruptible] = WeakValueDictionary()


def interruptible(connection: Connection) -> Connection:
    """Return the connection, whose queries end with Ctrl-C from now on."""
    _open[next(_numbers)] = connection
    return connection


def end_queries() -> None:
    """Have every query under way raise, on whatever thread it runs."""
    for kept in _open.valuerefs():  # a copy: other threads open and close meanwhile
        connection = kept()
        with suppress(Exception):  # a closed one
            if connection is not None:
                connection.interrupt()


def listen() -> None:
    """Let Ctrl-C end the queries, and then what waits for them."""
    signal.signal(signal.SIGINT, _ctrl_c)


def _ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    end_queries()
    raise KeyboardInterrupt
