"""A report that is kept, made again from the same five things: is it the same file?

Imports archive, compare, making, request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ordertrack.access import Access
from ordertrack.errors import OrdertrackError
from ordertrack.progress import Progress, quiet
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports import archive, compare
from ordertrack.reports.making import Made, context, make
from ordertrack.reports.request import Request, kind_named, request_again
from ordertrack.reports.writers import appendix
from ordertrack.warehouse import Warehouse
from ordertrack.words import Text, t

WHY = t(
    "What was asked for is the same. Another version of ordertrack, other fonts, or an earlier "
    "release that was removed since can be why."
)


@dataclass(frozen=True)
class Again:
    """A report that was made again. `differences` say what is not as it was; none: not a byte."""

    was: MadeReport
    request: Request
    made: Made
    differences: tuple[Text, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences

    @property
    def checksum(self) -> str:
        return archive.checksum(self.made.content)

    @property
    def verdict(self) -> Text:
        """Say whether the new file is the one that was made then."""
        if self.is_same:
            return t("The file comes out the same: checksum {sum}.", sum=self.checksum[:12])
        return t(
            "The file does not come out the same: checksum {sum}, not {before}.",
            sum=self.checksum[:12],
            before=self.was.checksum[:12],
        )


def make_again(
    warehouse: Warehouse, was: MadeReport, access: Access, progress: Progress = quiet
) -> Again:
    """Make a report of the same scope, release, position, as-of and rules; nothing is kept.

    Raises:
        OrdertrackError: the release has no data any more, or there is no such report or format.
    """
    request = request_again(was, warehouse, access)
    made = make(warehouse, request, was.format, progress)
    if archive.checksum(made.content) == was.checksum:
        return Again(was, request, made, ())
    return Again(was, request, made, (*_differences(warehouse, was, made), WHY))


def basis_facts(
    warehouse: Warehouse, was: MadeReport, access: Access, lang: str
) -> list[tuple[str, str]]:
    """Return what a report was made from and the rules in force then, as its appendix has them."""
    request = replace(request_again(was, warehouse, access), lang=lang)
    found = kind_named(request.kind).basis(context(warehouse, request))
    return appendix.basis_facts(found, lang)


def _differences(warehouse: Warehouse, was: MadeReport, made: Made) -> list[Text]:
    try:
        before = archive.content(warehouse, was)
    except OrdertrackError:
        return [t("The file that was kept is damaged or gone: what differs cannot be seen.")]
    return compare.differences(before, made.content, was.format)


def keep_again(warehouse: Warehouse, again: Again, who: str) -> MadeReport:
    """Keep a report that was made again, and return under what.

    The same file takes the place of one that is damaged or gone; another one is kept beside it,
    once.
    """
    kept = again.was if again.is_same else _kept_earlier(warehouse, again)
    if kept is None:
        return archive.keep(warehouse, again.request, again.was.format, again.made, who)
    if archive.problem(warehouse, kept):
        archive.mend(warehouse, kept, again.made.content)
    return kept


def _kept_earlier(warehouse: Warehouse, again: Again) -> MadeReport | None:
    """Return the report under which the other file is kept already."""
    made = replace(again.was, checksum=again.checksum)
    kept = warehouse.records.reports.all()
    return next((one for one in kept if _identity(one) == _identity(made)), None)


def _identity(made: MadeReport) -> tuple[object, ...]:
    """Return the bytes of a report and what it was made from, without who made it and when."""
    asked = (made.report, made.period, made.lang, made.format, made.scope)
    return made.checksum, *asked, made.release, made.position, made.as_of
