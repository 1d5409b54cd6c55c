"""Rows of the release that an import builds on, as files beside its own. Imports warehouse."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.warehouse import Reader


def has_lines(workspace: Workspace) -> bool:
    """Return whether the release has lines of orders."""
    reader = workspace.context.reader
    return reader is not None and bool(reader.covers("order_lines.order_no"))


def asked(workspace: Workspace, stem: str, sql: str) -> Path | None:
    """Write the release's answer to a question in SQL to a file; None when it has no rows."""
    reader = workspace.context.reader
    if reader is None:
        return None
    select = Select.text(sql, Access.everything())
    return copied(reader, select, workspace.new_file(f"release-{stem}"))


def copied(reader: Reader, select: Select, path: Path) -> Path | None:
    """Write the answer to a file; None when it has no rows."""
    writer: pq.ParquetWriter | None = None
    for batch in reader.batches(select):
        writer = writer or pq.ParquetWriter(path, batch.schema)
        writer.write_batch(batch)
    if writer is None:
        return None
    writer.close()
    return path
