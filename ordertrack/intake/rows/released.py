"""What the release that an import builds on holds, as files. Imports warehouse."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.warehouse import Reader


@dataclass
class Released:
    """Rows of the release that `reader` reads, if there is one, each copied once to `folder`."""

    reader: Reader | None
    folder: Path
    files: dict[tuple[str, frozenset[str]], Path | None] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def file(self, table: str, columns: Sequence[str]) -> Path | None:
        """Return a file with these columns of a table, or more; None when it has no rows."""
        for (copied, has), path in self.files.items():
            if copied == table and has.issuperset(columns):
                return path
        select = Select(table, Access.everything(), columns=tuple(columns))
        found = self._copied(select, table)
        self.files[table, frozenset(columns)] = found
        return found

    def ask(self, stem: str, sql: str) -> Path | None:
        """Return the answer of the release to a question as a file; None when it has no rows."""
        return self._copied(Select.text(sql, Access.everything()), stem)

    def _copied(self, select: Select, stem: str) -> Path | None:
        if self.reader is None:
            return None
        path = self.folder / f"released-{stem}-{next(self.numbers)}.parquet"
        writer: pq.ParquetWriter | None = None
        for batch in self.reader.batches(select):
            writer = writer or pq.ParquetWriter(path, batch.schema)
            writer.write_batch(batch)
        if writer is None:
            return None
        writer.close()
        return path
