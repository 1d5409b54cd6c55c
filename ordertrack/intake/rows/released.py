"""What the release that an import builds on holds, as files. Imports warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.context import Context


@dataclass
class Released:
    """Rows of the release of an import's context, each choice of columns copied once."""

    context: Context
    files: dict[tuple[str, ...], Path | None] = field(default_factory=dict)

    def file(self, table: str, columns: Sequence[str]) -> Path | None:
        """Return a file with these columns of a table; None when the release has no such rows."""
        if self.context.reader is None:
            return None
        wanted = (table, *columns)
        if wanted not in self.files:
            path = self._new_file(table)
            select = Select(table, Access.everything(), columns=tuple(columns))
            self.files[wanted] = self._copied(select, path)
        return self.files[wanted]

    def ask(self, stem: str, sql: str) -> Path | None:
        """Return the answer of the release to a question as a file; None when it has no rows."""
        if self.context.reader is None:
            return None
        path = self._new_file(stem)
        self.files[stem, str(len(self.files))] = path
        return self._copied(Select.text(sql, Access.everything()), path)

    def _new_file(self, stem: str) -> Path:
        return self.context.staging / f"released-{stem}-{len(self.files)}.parquet"

    def _copied(self, select: Select, path: Path) -> Path | None:
        assert self.context.reader
        writer: pq.ParquetWriter | None = None
        for batch in self.context.reader.batches(select):
            writer = writer or pq.ParquetWriter(path, batch.schema)
            writer.write_batch(batch)
        if writer is None:
            return None
        writer.close()
        return path
