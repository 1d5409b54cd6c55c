"""What a report is asked for, and the five things that make the same report again.

These are scope (with period and filters), release, position of the journal, as-of and rules: the
conventions stand in the scope; thresholds, working days and texts follow from the position.
Imports content, `warehouse`, `views`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ordertrack.access import Access
from ordertrack.errors import BadScope
from ordertrack.period import ONE_DAY, Period, shift_months
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports.content.kinds import KINDS, Kind
from ordertrack.reports.template_kinds import TEMPLATE_KINDS
from ordertrack.reports.writers.formats import FORMATS, Format
from ordertrack.scope import FILTERS, Conventions, Scope
from ordertrack.warehouse import Warehouse
from ordertrack.words import LANGUAGES, t

WEEK = timedelta(days=7)
LONGEST_NAME = 80  # characters of filters by which texts are kept, before they are shortened


@dataclass(frozen=True)
class Request:
    """A report that is asked for: which, about what, in which language, from which state."""

    kind: str
    scope: Scope
    lang: str
    release: int
    position: int

    @property
    def period(self) -> Period:
        """Return the days that the report is about. Raises BadScope where there are none."""
        return period_in(self.scope)

    @property
    def file_stem(self) -> str:
        """Return a file's name without its ending: which report, about when, in which language."""
        period = self.period
        days = f"{period.start}_{period.last}" if period.kind == "custom" else str(period)
        return f"{self.kind}-{days}-{self.lang}"

    def draft_of(self) -> Request:
        """Return what all states with the same drafts have in common: no position."""
        return replace(self, position=0)


def kind_named(name: str) -> Kind:
    """Return the report of this name. Raises BadScope where there is none."""
    known = all_kinds()
    if name not in known:
        raise BadScope(
            t("There is no report {name}.", name=repr(name)),
            t("Choose one of: {names}.", names=", ".join(known)),
        )
    return known[name]


def all_kinds() -> Mapping[str, Kind]:
    """Return the reports and the template's tables by their names."""
    return {**KINDS, **TEMPLATE_KINDS}


def formats_of(kind: Kind) -> tuple[str, ...]:
    """Return the formats in which a report can be written, best first."""
    return tuple(name for name in kind.formats if name in FORMATS)


def format_named(name: str, kind: Kind) -> Format:
    """Return the format of this name. Raises BadScope where a report is not written in it."""
    known = formats_of(kind)
    if name not in known:
        raise BadScope(
            t("{report} is not written as {format}.", report=kind.label, format=repr(name)),
            t("Choose one of: {names}.", names=", ".join(known)),
        )
    return FORMATS[name]


def language_named(code: str) -> str:
    """Return the code of a language. Raises BadScope for one that reports are not written in."""
    if code not in LANGUAGES:
        raise BadScope(
            t("Reports are not available in the language {language}.", language=repr(code)),
            t("Choose one of: {names}.", names=", ".join(LANGUAGES)),
        )
    return code


def period_in(scope: Scope) -> Period:
    """Return the days that a report is about. Raises BadScope where there are none."""
    if scope.period is None:
        raise BadScope(
            t("A report is about a period."), t("Choose a week, a month, a quarter or a year.")
        )
    return scope.period


def default_period(every: str, scope: Scope) -> Period:
    """Return the week up to as-of, or the last month that is over then."""
    if every == "week":
        end = scope.as_of.date() + ONE_DAY
        return Period(end - WEEK, end)
    return last_month(scope.closed_before)


def last_month(open_from: date) -> Period:
    """Return the last month that ended before a day."""
    first = open_from.replace(day=1)
    return Period(shift_months(first, -1), first)


def request_of(
    warehouse: Warehouse, kind: str, scope: Scope, lang: str, at: tuple[int, int | None]
) -> Request:
    """Return what is asked for, with the working days that people had set by then.

    Args:
        at: the release, and the position of the journal; None for the present one.

    Raises:
        BadScope: there is no such report, language, or position.
    """
    release, position = at
    every = kind_named(kind).every
    newest = warehouse.records.journal.position()
    chosen = newest if position is None else position
    if not 0 <= chosen <= newest:
        raise BadScope(
            t("The journal has no position {position}.", position=str(chosen)),
            t("Give one from 0 to {newest}.", newest=str(newest)),
        )
    scope = scope if scope.period else scope.with_period(default_period(every, scope))
    days = warehouse.overrides(chosen)
    conventions = replace(scope.conventions, overrides=days)
    # A report holds its figures against last year's, whatever the page was compared with.
    scope = replace(scope, conventions=conventions, comparison="yoy")
    return Request(kind, scope, language_named(lang), release, chosen)


# --- as it is kept --------------------------------------------------------------------------------


def scope_name(scope: Scope) -> str:
    """Return a short name of what is looked at, under which texts are kept; "" for everything."""
    query = scope.to_query()
    text = "&".join(f"{name}={query[name]}" for name in FILTERS if name in query)
    if len(text) <= LONGEST_NAME:
        return text
    return f"{text[:LONGEST_NAME]}…{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def conventions_kept(conventions: Conventions) -> dict[str, Any]:
    """Return conventions as JSON; the days that people set follow from the journal."""
    kept = asdict(conventions)
    del kept["overrides"]
    return kept | {"cost_per_complaint": str(conventions.cost_per_complaint)}


def conventions_read(kept: Mapping[str, Any]) -> Conventions:
    """Return the conventions that were kept."""
    known = {one.name for one in fields(Conventions)} - {"overrides"}
    values = {name: value for name, value in kept.items() if name in known}
    if "cost_per_complaint" in values:
        values["cost_per_complaint"] = Decimal(values["cost_per_complaint"])
    return Conventions(**values)


def request_again(made: MadeReport, warehouse: Warehouse, access: Access) -> Request:
    """Return what a report that was made had been asked for."""
    default = Scope(made.as_of, conventions=conventions_read(made.conventions), access=access)
    scope = Scope.from_query(made.scope, default)
    return request_of(warehouse, made.report, scope, made.lang, (made.release, made.position))
