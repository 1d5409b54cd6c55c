"""Reports that are made on schedule: what is due, made once whoever comes first, and sent.

Imports archive, making, request, `notify`, `warehouse`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ordertrack.access import Access
from ordertrack.errors import OrdertrackError
from ordertrack.notify.channels import COMPANY
from ordertrack.notify.in_force import in_force
from ordertrack.notify.queue import enqueue
from ordertrack.period import shift_months
from ordertrack.records.journal.report_kinds import EVERY_WEEK, REPORT_SCHEDULE
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports import archive
from ordertrack.reports.content.document import Document, Figure, Figures
from ordertrack.reports.making import Made, make
from ordertrack.reports.request import Request, request_of
from ordertrack.reports.writers.appendix import said
from ordertrack.scope import FILTERS, Conventions, Scope, default_as_of
from ordertrack.settings import settings
from ordertrack.views.moments import local_time
from ordertrack.warehouse import Release, Warehouse
from ordertrack.words import t

Row = Mapping[str, Any]
EVERYBODY = "*"  # among recipients: the channels of the company
WEEK = timedelta(days=7)
FIGURES = 8  # that a message tells
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """A scheduled report, and the moment at which it was to be made."""

    row: Row
    at: datetime

    @property
    def schedule(self) -> str:
        return self.row["subject"]


def due(rows: Iterable[Row], now: datetime) -> Iterator[Due]:
    """Give what was to be made by now, for each schedule the last time only.

    What a server missed while it was off is made later; what was due before somebody scheduled it
    is not.
    """
    for row in rows:
        at = last_time(row, now)
        if at > local_time(row["changed_at"]):
            yield Due(row, at)


def last_time(row: Row, now: datetime) -> datetime:
    """Return the last moment up to now at which a scheduled report was to be made."""
    clock = time.fromisoformat(row["time"])
    if row["report"] in EVERY_WEEK:
        day = now.date() - timedelta(days=(now.isoweekday() - row["day"]) % 7)
        at = datetime.combine(day, clock)
        return at if at <= now else at - WEEK
    day = now.date().replace(day=row["day"])
    at = datetime.combine(day, clock)
    return at if at <= now else datetime.combine(shift_months(day, -1), clock)


def make_due(warehouse: Warehouse, now: datetime) -> list[MadeReport]:
    """Make all that is due and that no other server has taken on; return what was made."""
    release = warehouse.latest()
    if release is None or warehouse.records.database.read_only:
        return []
    rows = warehouse.rows_about(release, REPORT_SCHEDULE.name)
    made = [
        _made(warehouse, release, one)
        for one in due(rows, now)
        if warehouse.records.reports.begin(one.schedule, one.at)
    ]
    return [one for one in made if one is not None]


def _made(warehouse: Warehouse, release: Release, one: Due) -> MadeReport | None:
    """Make one report, keep and send it; what went wrong is written down with the run."""
    problem, kept = None, None
    try:
        request = request_for(warehouse, release, one)
        made = make(warehouse, request, one.row["format"])
        who = t("{who}, on schedule", who=one.row["changed_by"]).to(request.lang)
        kept = archive.keep(warehouse, request, one.row["format"], made, who)
        problem = _send(warehouse, one, kept, made)
    except OrdertrackError as error:
        problem = error.message(one.row["lang"])
    except Exception as error:  # nothing of it may end the server
        _log.exception("A scheduled report was not made")
        problem = f"{type(error).__name__}: {error}"
    if problem:
        _log.warning("Scheduled report %s: %s", one.row["report"], problem)
    warehouse.records.reports.finish(one.schedule, one.at, problem)
    return kept


def request_for(warehouse: Warehouse, release: Release, one: Due) -> Request:
    """Return what a schedule asks for at the moment when it was due."""
    dated = warehouse.reader(release).dated
    default = Scope(
        default_as_of(dated, one.at, settings().fresh_days)[0],
        conventions=Conventions.of(settings()),
        access=Access.everything(),
    )
    scope = Scope.from_query(dict(parse_qsl(one.row["scope"] or "")), default)
    row = one.row
    return request_of(warehouse, row["report"], scope, row["lang"], (release.number, None))


def filters_kept(scope: Scope) -> str:
    """Return the filters of a scope as a schedule keeps them; "" for none."""
    query = scope.to_query()
    return urlencode({name: query[name] for name in FILTERS if name in query})


# --- telling people -------------------------------------------------------------------------------


def _send(warehouse: Warehouse, one: Due, kept: MadeReport, made: Made) -> str | None:
    """Queue the report for those who are to get it; return who cannot be reached, and why."""
    if warehouse.is_demo(warehouse.release(kept.release)):
        return None  # nobody is told of an invented company
    chosen = in_force(warehouse.records)
    if not chosen.notify:
        return None
    body = message(made.edited.document, kept, chosen.public_url)
    path = str(warehouse.storage.reports / kept.kept_as)
    # Of what was due, not of what was made: a server that takes over makes it once more.
    key = f"report-{one.schedule}-{one.at:%Y%m%dT%H%M}"
    problems = []
    for name in recipients(one.row["recipients"]):
        to = COMPANY if name == EVERYBODY else name
        try:
            enqueue(warehouse.records, key, to, kept.title, body, (path,))
        except OrdertrackError as error:
            problems.append(error.message(kept.lang))
    return " ".join(problems) or None


def recipients(kept: str | None) -> Sequence[str]:
    """Return who gets a report: names, a line each; none for nobody."""
    return [name for name in (kept or "").splitlines() if name.strip()]


def message(document: Document, kept: MadeReport, public_url: str) -> str:
    """Return what a message says: the first figures, what there is to know, where the file is."""
    figures = [
        figure
        for _, block in document.blocks()
        if isinstance(block, Figures)
        for figure in block.figures
    ]
    lines = [document.subtitle]
    for figure in figures[:FIGURES]:
        lines.append(said(figure.label, _with_change(figure, kept.lang), kept.lang))
    if kept.note:
        lines.append(kept.note)
    if public_url:
        lines.append(f"{public_url}/reports?{urlencode({'made': kept.id})}")
    return "\n".join(line for line in lines if line)


def _with_change(figure: Figure, lang: str) -> str:
    """Return a figure with its change in brackets, as wide as the letters around them."""
    if not figure.change:
        return figure.text
    first, last = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{figure.text}{first}{figure.change}{last}"
