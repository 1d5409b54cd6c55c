"""`release(orders=[…], order_lines=[…])`: a reader over tables written down in the test."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.metrics.literal import LiteralReader, Release, Rows, connect


@pytest.fixture
def release() -> Iterator[Release]:
    made: list[duckdb.DuckDBPyConnection] = []

    def make(**tables: Rows) -> LiteralReader:
        made.append(connect())
        return LiteralReader(made[-1], tables)

    yield make
    for connection in made:
        connection.close()
