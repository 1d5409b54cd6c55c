"""`alerts`: what is red or yellow at as-of, since when, and who handles it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli import notifying
from ordertrack.cli.output import (
    Format,
    help_text,
    language,
    localize,
    print_csv,
    print_json,
    print_message,
    print_table,
    written,
)
from ordertrack.cli.scope_options import AsOf, Query, ReleaseNumber, Where, resolve_query
from ordertrack.words import Label, t

if TYPE_CHECKING:
    import polars as pl

# Written here, too: what declares the rules brings in the database, and help must come at once.
RULE_NAMES = (
    *("not_started", "late_delivery", "no_response", "acceptance_pending"),
    *("payment_overdue", "low_satisfaction", "renewal_due", "stage_overdue"),
)
RuleName = StrEnum("RuleName", {name: name for name in RULE_NAMES})
COLUMNS = (
    *("rule", "level", "subject", "order_no", "customer", "tier", "since", "elapsed", "unit"),
    *("owner", "team", "amount", "state"),
)
# What json holds of an alert: programs rely on it.
KEYS = tuple(name for name in COLUMNS if name not in ("tier", "team"))


class Level(StrEnum):
    """How far an alert is."""

    red = "red"
    yellow = "yellow"


def alerts(
    as_of: AsOf = None,
    new_since: Annotated[
        str | None,
        typer.Option(
            "--new-since",
            metavar="TIME",
            help=help_text(t("Only what was not active at this moment.")),
        ),
    ] = None,
    rule: Annotated[
        RuleName | None, typer.Option("--rule", help=help_text(t("Only this rule.")))
    ] = None,
    level: Annotated[
        Level | None, typer.Option("--level", help=help_text(t("Only red or yellow ones.")))
    ] = None,
    where: Where = None,
    release: ReleaseNumber = None,
    notify: Annotated[
        bool,
        typer.Option(
            "--notify",
            help=help_text(t("Send the red ones that nobody was told of, and what waits.")),
        ),
    ] = False,
    output: Annotated[
        Format, typer.Option("--format", help=help_text(t("How to print it.")))
    ] = Format.table,
) -> None:
    """Print the alerts of a scope, red ones first, by tier and amount."""
    import polars as pl

    if notify:
        notifying.refuse_without_channels(release)
    query = resolve_query(
        first=None, to=None, period=None, as_of=as_of, where=where, release=release
    )
    seen = notifying.scan_now(query) if notify and as_of is None else None
    with_cases = _with_cases(query, new_since, seen)
    found = with_cases.with_columns(
        owner=pl.col("owner_name"), elapsed=pl.col("elapsed").round(2)
    ).select(COLUMNS)
    for column, wanted in (("rule", rule), ("level", level)):
        if wanted:
            found = found.filter(pl.col(column) == wanted.value)
    match output:
        case Format.json:
            about = {"as_of": query.scope.as_of.isoformat(), "release": query.release.number}
            print_json({**about, "alerts": found.select(KEYS).to_dicts()})
        case Format.csv:
            print_csv(found)
        case Format.table:
            _show(found)
    _warn(query, rule)
    if notify:
        listed = with_cases.join(
            found, on=("rule", "level", "subject"), how="semi", maintain_order="left"
        )
        notifying.notify(query, listed)


def _with_cases(query: Query, new_since: str | None, seen: pl.DataFrame | None) -> pl.DataFrame:
    """Return the alerts with their cases; `seen` are the alerts where they are known already."""
    from zoneinfo import ZoneInfo

    from ordertrack.alerts.cases import with_cases
    from ordertrack.alerts.find import find
    from ordertrack.alerts.find import new_since as only_new
    from ordertrack.scope import moment
    from ordertrack.settings import settings

    found = find(query.scope, query.reader) if seen is None else seen
    if new_since:
        since = moment(new_since, ZoneInfo(settings().time_zone))
        found = only_new(found, since, query.scope, query.reader)
    written = query.warehouse.frame_about(query.release, "case")
    return with_cases(found, written, query.warehouse.records, query.scope.as_of)


def _show(found: pl.DataFrame) -> None:
    from ordertrack.alerts.cases import SHOWN_STATES
    from ordertrack.alerts.wording import LEVELS
    from ordertrack.model import TABLES
    from ordertrack.records.journal.alert_kinds import RULES

    orders = TABLES["orders"]
    titles = {
        "rule": Label("Rule", "规则"),
        "level": Label("Level", "级别"),
        "subject": Label("Subject", "对象"),
        "customer": orders.column("customer_name").label,
        "tier": Label("Tier", "客户分层"),
        "since": Label("Since", "起始"),
        "elapsed": Label("Elapsed", "已历时"),
        "owner": Label("Owner", "负责人"),
        "amount": orders.column("amount").label,
        "state": Label("State", "状态"),
    }
    words = {"rule": RULES, "level": LEVELS, "state": SHOWN_STATES}
    lang = language()
    print_table(
        [(label.to(lang), name in ("elapsed", "amount")) for name, label in titles.items()],
        [
            [_cell(name, row, words.get(name, {})) for name in titles]
            for row in found.iter_rows(named=True)
        ],
    )
    count = found.height
    print_message(localize(t("1 alert") if count == 1 else t("{count} alerts", count=count)))


def _cell(name: str, row: dict[str, Any], words: dict[str, Label]) -> str:
    value = row[name]
    if name == "elapsed":
        from ordertrack.alerts.wording import elapsed_text

        return elapsed_text(value, row["unit"], language())
    if value in words:
        return localize(words[value])
    return written(value, "money" if name == "amount" else "")


def _warn(query: Query, rule: Any) -> None:
    """Say which rules raise nothing, and why, on stderr beside the result."""
    from ordertrack.alerts.find import notices, untold
    from ordertrack.records.journal.alert_kinds import RULES

    for name, reason in untold(query.scope, query.reader).items():
        if rule is None or rule.value == name:
            print_message(f"{localize(RULES[name])}: {localize(reason)}")
    for notice in notices(query.scope, query.reader):
        print_message(localize(notice))
