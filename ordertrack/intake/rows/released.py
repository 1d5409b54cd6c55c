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
            path = self.context.staging / f"released-{table}-{len(self.files)}.parquet"
            self.files[wanted] = self._copied(table, columns, path)
        return self.files[wanted]

    def _copied(self, table: str, columns: Sequence[str], path: Path) -> Path | None:
        assert self.context.reader
        writer: pq.ParquetWriter | None = None
        select = Select(table, Access.everything(), columns=tuple(columns))
        for batch in self.context.reader.batches(select):
            writer = writer or pq.ParquetWriter(path, batch.schema)
            writer.write_batch(batch)
        if writer is None:
            return None
        writer.close()
        return path
