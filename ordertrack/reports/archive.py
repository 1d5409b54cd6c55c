"""The reports that were made: kept as files, downloaded again, removed, the oldest first.

Imports request, making, `warehouse`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ordertrack.errors import NoData, WarehouseUnreadable
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports.making import Made
from ordertrack.reports.request import Request, conventions_kept
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse
from ordertrack.warehouse.storage_errors import explaining_errors
from ordertrack.words import Text, t


def keep(warehouse: Warehouse, request: Request, format: str, made: Made, who: str) -> MadeReport:
    """Keep a report that was made, and remove the oldest beyond those that are kept."""
    row = described(request, format, made, who)
    if warehouse.is_demo(warehouse.release(request.release)):
        row = replace(row, file=f"{t('demo').to(request.lang)}-{row.file}")
    with explaining_errors(warehouse.home):
        warehouse.storage.keep(made.content, warehouse.storage.reports / row.kept_as)
    warehouse.records.reports.add(row)
    for one in beyond(warehouse.records.reports.all(), settings().reports_kept):
        remove(warehouse, one)
    return row


def described(request: Request, format: str, made: Made, who: str) -> MadeReport:
    """Return what is written down of a report."""
    document = made.edited.document
    notes = [note.to(request.lang) for note in made.edited.notes]
    return MadeReport(
        id=secrets.token_hex(8),
        report=request.kind,
        period=str(request.period),
        lang=request.lang,
        format=format,
        title=document.title,
        file=f"{request.file_stem}.{format}",
        who=who,
        made_at=datetime.now(UTC),
        release=request.release,
        position=request.position,
        as_of=request.scope.as_of,
        scope=request.scope.to_query(),
        conventions=conventions_kept(request.scope.conventions),
        size=len(made.content),
        checksum=checksum(made.content),
        note=" ".join(notes) or None,
    )


def checksum(content: bytes) -> str:
    """Return by which a file is known to be the one that was made."""
    return hashlib.sha256(content).hexdigest()


def beyond(made: Sequence[MadeReport], kept: int) -> Sequence[MadeReport]:
    """Return the reports that are too many; they come the newest first."""
    return made[kept:]


def content(warehouse: Warehouse, made: MadeReport) -> bytes:
    """Return the file of a report.

    Raises WarehouseUnreadable where it is gone, or not the one that was made.
    """
    found = _read(warehouse, made)
    if checksum(found) != made.checksum:
        raise not_as_made(warehouse, made)
    return found


def checksum_now(warehouse: Warehouse, made: MadeReport) -> str:
    """Return the checksum of a report's file as it is. Raises WarehouseUnreadable without one."""
    return checksum(_read(warehouse, made))


def _read(warehouse: Warehouse, made: MadeReport) -> bytes:
    path = warehouse.storage.reports / made.kept_as
    try:
        return warehouse.storage.content(path)
    except OSError as error:
        raise WarehouseUnreadable(
            t("The file {file} of a report cannot be read: {reason}", file=path, reason=error),
            _way_out(made),
        ) from error


def not_as_made(warehouse: Warehouse, made: MadeReport) -> WarehouseUnreadable:
    """Return that the file of a report has changed, and the way out."""
    path = warehouse.storage.reports / made.kept_as
    return WarehouseUnreadable(
        t("The file {file} of a report is not the one that was made.", file=path), _way_out(made)
    )


def _way_out(made: MadeReport) -> Text:
    return t("Make it again on the Reports page, or with `report again {id}`.", id=made.id)


def problem(warehouse: Warehouse, made: MadeReport) -> WarehouseUnreadable | None:
    """Return what is wrong with the file of a report; None where it is the one that was made."""
    try:
        content(warehouse, made)
    except WarehouseUnreadable as error:
        return error
    return None


def state(warehouse: Warehouse, made: MadeReport) -> tuple[int, float]:
    """Return size and time of a report's file: while they stay, so does the file."""
    try:
        return warehouse.storage.size_and_time(warehouse.storage.reports / made.kept_as)
    except OSError:
        return 0, 0.0


def mend(warehouse: Warehouse, made: MadeReport, content: bytes) -> None:
    """Put the file of a report back that was damaged or gone."""
    with explaining_errors(warehouse.home):
        warehouse.storage.keep(content, warehouse.storage.reports / made.kept_as)


def find(warehouse: Warehouse, id: str) -> MadeReport:
    """Return a report that was made. Raises NoData where it is gone."""
    made = warehouse.records.reports.get(id)
    if made is None:
        raise NoData(t("No report {id} is kept.", id=id), t("`report made` lists those that are."))
    return made


def remove(warehouse: Warehouse, made: MadeReport) -> None:
    """Forget a report, then remove its file."""
    warehouse.records.reports.remove(made.id)
    warehouse.storage.remove_folder((warehouse.storage.reports / made.kept_as).parent)
