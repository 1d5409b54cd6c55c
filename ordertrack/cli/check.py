"""`check`: whether all that is kept can be read and is as it was published, written or made."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.output import (
    REFUSED,
    help_text,
    language,
    letters,
    localize,
    print_message,
    progress,
)
from ordertrack.words import Text, t

if TYPE_CHECKING:
    from ordertrack.warehouse import Release, Warehouse

PROBLEMS_NAMED = 10  # per release


def check(
    release: Annotated[
        int | None,
        typer.Option("--release", metavar="N", help=help_text(t("Only this release."))),
    ] = None,
) -> None:
    """Read every file of every release and report; compare counts, sums and checksums."""
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse
    from ordertrack.warehouse.verify import WAYS_OUT

    warehouse = Warehouse.open_for_reading(settings())
    warehouse.latest()  # raises where data stands there without a release
    warehouse.records.verify()
    known = warehouse.releases() if release is None else [warehouse.release(release)]
    pruned = warehouse.records.pruned() if release is None else frozenset()
    known = [one for one in known if one.number not in pruned]
    found = check_all(warehouse, known)
    for place, (number, problem) in enumerate(found, 1):
        way_out = f" {localize(WAYS_OUT)}" if place == len(found) else ""
        line = f"{localize(t('Release {number}', number=number))}: {problem}{way_out}"
        print_message(line, style="red")
    damaged = name_damaged_reports(warehouse, release)
    differs = name_differences(warehouse)
    if found or damaged or differs:
        raise typer.Exit(REFUSED)
    name_orphans(warehouse)
    count = len(known)
    one, several = (
        t("1 release can be read and adds up."),
        t("{count} releases can be read and add up.", count=count),
    )
    print_message(localize(one if count == 1 else several))


def check_all(warehouse: Any, known: list[Release]) -> list[tuple[int, str]]:
    """Return the problems of the releases with their numbers."""
    from ordertrack.cli.checking import problems
    from ordertrack.warehouse.storage import checksum

    once = cache(checksum)  # most files belong to many releases
    found: list[tuple[int, str]] = []
    with progress() as bar:
        for place, release in enumerate(known):
            bar(t("Release {number}", number=release.number), place / len(known))
            damage = list(warehouse.damage(release, once))
            seen = shortened(damage or list(problems(warehouse.exported(release))))
            found += [(release.number, localize(problem)) for problem in seen]
    return found


def name_damaged_reports(warehouse: Warehouse, release: int | None) -> bool:
    """Name the reports whose file is gone or not the one that was made; return whether any is."""
    from ordertrack.reports import archive

    made = [one for one in warehouse.records.reports.all() if release in (None, one.release)]
    found = []
    with progress() as bar:
        for place, one in enumerate(made):
            bar(t("Report archive"), place / len(made))
            if problem := archive.problem(warehouse, one):
                found.append(problem.message(language(), letters))
    for problem in found:
        print_message(problem, style="red")
    return bool(found)


def name_differences(warehouse: Warehouse) -> bool:
    """Name where what people wrote does not stand as the journal tells; return whether any is."""
    found = list(warehouse.records.journal.differences())
    for problem in found:
        print_message(localize(problem), style="red")
    if found:
        print_message(localize(t("Restore the record store from a backup.")))
    return bool(found)


def name_orphans(warehouse: Warehouse) -> None:
    """Name the files that belong to no release; they do no harm."""
    left = [t("{file} belongs to no release.", file=path) for path in warehouse.orphans()]
    if not left:
        return
    for line in shortened(left):
        print_message(localize(line))
    print_message(localize(t("`releases prune` removes such files.")))


def shortened(problems: list[Text]) -> list[Text]:
    """Return the first problems, and how many more there are."""
    more = len(problems) - PROBLEMS_NAMED
    return problems[:PROBLEMS_NAMED] + ([t("… and {count} more", count=more)] if more > 0 else [])
