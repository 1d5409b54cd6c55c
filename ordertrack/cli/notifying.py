"""`alerts --notify`: queue the digests of what is new, send what is due, say what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from ordertrack.cli.output import localize, print_message
from ordertrack.errors import BadScope, BadSetting
from ordertrack.words import Label, Text, t

if TYPE_CHECKING:
    import polars as pl

    from ordertrack.cli.scope_options import Query
    from ordertrack.notify.queue import Attempt

COMPANY = Label("the company", "公司")
NOT_DELIVERED = 1  # the exit code: all is done but a message that waits to be tried again


def refuse_without_channels(release: int | None) -> None:
    """Raise BadSetting where no message can go anywhere, BadScope for an older release."""
    from ordertrack.notify.channels import channels, nothing_configured

    if not channels():
        raise nothing_configured()
    if release is not None:
        raise BadScope(
            t("What is red in an older release is no news."),
            t("Leave out either --release or --notify."),
        )


def scan_now(query: Query) -> pl.DataFrame | None:
    """Bring the episodes up to date, as the server does daily; return the alerts that it saw.

    None where the query is about other alerts: a part of the company, or a release that is no more
    the newest.
    """
    from ordertrack.alerts.scan import Look, scan
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    warehouse = Warehouse.open(settings())
    try:
        look = Look(warehouse, query.scope.as_of, query.scope.conventions)
        scan(look)
        newest = look.release is not None and look.release.number == query.release.number
        whole = look.scope == replace(query.scope, period=None, comparison=look.scope.comparison)
        return look.found if newest and whole else None
    finally:
        warehouse.close()


def notify(query: Query, listed: pl.DataFrame) -> None:
    """Tell of the alerts that are listed and new, and send all that is due."""
    from ordertrack.notify.in_force import in_force
    from ordertrack.notify.news import tell
    from ordertrack.notify.queue import send_due
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    warehouse = Warehouse.open(settings())
    try:
        if not in_force(warehouse.records).notify:
            raise switched_off()
        queued = tell(warehouse, query.release, listed, query.scope)
        attempts = list(send_due(warehouse.records))
    finally:
        warehouse.close()
    _report(len(queued), attempts)


def switched_off() -> BadSetting:
    """Return that people switched messages off."""
    return BadSetting(t("Notification is switched off."), t("Switch it on, on the Settings page."))


def _report(queued: int, attempts: list[Attempt]) -> None:
    """Say what was sent and what was not, on stderr; exit with 1 where something waits."""
    if not queued:
        print_message(localize(t("There is no red alert that nobody was told of.")))
    for attempt in attempts:
        print_message(localize(_outcome(attempt)), style="red" if attempt.error else None)
    if any(attempt.error for attempt in attempts):
        raise typer.Exit(NOT_DELIVERED)


def _outcome(attempt: Attempt) -> Text:
    from ordertrack.notify.problems import said
    from ordertrack.views.formats import when
    from ordertrack.views.moments import local_time

    one = attempt.message
    about = {"to": one.recipient or COMPANY, "channel": one.channel_name, "title": one.title}
    if attempt.error is None:
        return t("Sent to {to} ({channel}): {title}", **about)
    reason = said(attempt.error)
    if attempt.next_try is None:
        return t("Not delivered to {to} ({channel}), given up: {reason}", **about, reason=reason)
    return t(
        "Not delivered to {to} ({channel}): {reason} It is tried again at {time}.",
        **about,
        reason=reason,
        time=when(local_time(attempt.next_try)),
    )
