"""The digest: the red alerts that are new, one message for each channel of who is to know them.

Whoever has an address of his own gets what he handles; all else goes to the company's channels.
Plain text, as long as the channel takes. Imports alerts, channels, views.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from ordertrack.alerts.wording import elapsed_text
from ordertrack.metrics.model.rule import Threshold
from ordertrack.notify.channels import COMPANY, SPARE, Channel
from ordertrack.records.journal.alert_kinds import FALLING, RULES
from ordertrack.records.outbox import Alert, Letter
from ordertrack.views import formats
from ordertrack.views.alerts import board
from ordertrack.words import t

MOST = 100  # alerts that one message lists
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Digest:
    """What all messages of one round share: moment, language, thresholds, where the pages are."""

    as_of: datetime
    lang: str
    limits: Mapping[str, Threshold]
    public_url: str = ""
    demo: bool = False
    currency: str | None = None  # of amounts that name none
    key: str = field(default_factory=lambda: f"alerts-{secrets.token_hex(6)}")

    def letters(
        self, rows: Iterable[Row], channels: Sequence[Channel]
    ) -> tuple[list[Letter], list[Alert]]:
        """Return a letter for each channel of who is to know these alerts, and which they are.

        An alert that no channel is for is in none of them.
        """
        found = _by_recipient(rows, channels)
        letters = [
            self.letter(channel, found[channel.recipient])
            for channel in channels
            if channel.recipient in found
        ]
        return letters, [alert_of(row) for some in found.values() for row in some]

    def letter(self, channel: Channel, rows: Sequence[Row]) -> Letter:
        """Return the message about alerts as one channel gets it."""
        body = self.body(rows, channel.room - SPARE, named=channel.recipient == COMPANY)
        title = self.title(len(rows))
        return Letter(self.key, channel.recipient, channel.id, channel.name, title, body)

    def title(self, count: int) -> str:
        """Return the subject: how many alerts, of which day, and whether it is the demo."""
        told = t("{count} new red alerts, {day}", count=count, day=formats.day(self.as_of))
        demo = t("Demo data: {title}", title=told) if self.demo else told
        return demo.to(self.lang)

    def body(self, rows: Sequence[Row], room: int, *, named: bool) -> str:
        """Return the alerts by rule, the first of each rule first where there is room for few."""
        counts = Counter(row["rule"] for row in rows)
        listed: list[tuple[str, str]] = []
        text = self._written(counts, listed)
        for row in _in_turn(rows, MOST):
            listed.append((row["rule"], self._line(row, named)))
            longer = self._written(counts, listed)
            if len(longer.encode()) > room:
                break
            text = longer
        return text

    def _written(self, counts: Counter[str], listed: Sequence[tuple[str, str]]) -> str:
        """Return the number of alerts by rule, the lines of some, and how many more there are."""
        lines = []
        for rule, count in counts.items():
            lines.append(f"【{RULES[rule].to(self.lang)} {count:,}】")
            lines += [line for of, line in listed if of == rule]
        return "\n".join((*lines, *self._ending(counts.total() - len(listed))))

    def _line(self, row: Row, named: bool) -> str:
        """Return one alert: what it is about, since when, how long, how much, who handles it."""
        amount = formats.value(row["amount"], self._money(row), self.lang)
        told = (
            _words(row["order_no"]),
            _words(row["customer"]),
            self._since(row),
            self._elapsed(row),
            "" if row["amount"] is None else amount,
            _words(row["owner_name"]) if named else "",
        )
        link = self._link(case=board.address_of(row["rule"], row["subject"]), state="all")
        return "\n".join((f"• {' · '.join(filter(None, told))}", *([link] if link else [])))

    def _since(self, row: Row) -> str:
        """Return when the clock began; that of a contract is the day on which it ends."""
        if row["since"] is None:
            return ""
        day = formats.day(row["since"])
        if row["unit"] == "days_left":
            return t("contract end {day}", day=day).to(self.lang)
        return t("since {day}", day=day).to(self.lang)

    def _elapsed(self, row: Row) -> str:
        """Return how long it has been, and by how much that is over the threshold."""
        told = elapsed_text(row["elapsed"], row["unit"], self.lang)
        limit = self.limits.get(row["rule"])
        over = row["elapsed"] - limit.red if limit and row["rule"] not in FALLING else 0
        if over <= 0 or over == row["elapsed"]:
            return told
        by = elapsed_text(over, row["unit"], self.lang)
        return t("{elapsed}, {over} over", elapsed=told, over=by).to(self.lang)

    def _money(self, row: Row) -> str:
        code = row["currency"] or self.currency
        return f"money {code}" if code else "money"

    def _ending(self, left: int) -> list[str]:
        """Return what stands below the alerts: that there are more, and where."""
        if left <= 0:
            return []
        more = t("… and {count} more.", count=left).to(self.lang)
        return [f"{more} {self._link(level='red')}".strip()]

    def _link(self, **query: str) -> str:
        return f"{self.public_url}/alerts?{urlencode(query)}" if self.public_url else ""


def alert_of(row: Row) -> Alert:
    """Return what an alert is known by."""
    return Alert(row["rule"], row["subject"], row["episode"], row["level"])


def _in_turn(rows: Sequence[Row], most: int) -> list[Row]:
    """Return the first alerts of all rules, then the second ones, and so on."""
    turns: Counter[str] = Counter()
    found = []
    for row in rows:
        turns[row["rule"]] += 1
        if turns[row["rule"]] <= most:
            found.append((turns[row["rule"]], row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])][:most]


def _words(text: str | None) -> str:
    """Return text from data on one line."""
    return " ".join((text or "").split())


def _by_recipient(rows: Iterable[Row], channels: Sequence[Channel]) -> dict[str, list[Row]]:
    """Return the alerts of each recipient: of the owner who has an address, else the company's."""
    known = {channel.recipient for channel in channels}
    found: dict[str, list[Row]] = {}
    for row in rows:
        names = (row["owner_name"], row["owner"])
        own = next((name for name in names if name and name in known), COMPANY)
        if own in known:
            found.setdefault(own, []).append(row)
    return found
