"""The queue: any message, for the company or an owner, sent once and tried again until it arrives.

Imports channels, records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ordertrack.errors import BadEntry, WarehouseUnreadable
from ordertrack.notify import problems
from ordertrack.notify.channels import COMPANY, Channel, channels, nothing_configured, of
from ordertrack.records import Records
from ordertrack.records.outbox import Letter, Message
from ordertrack.words import t

# Minutes after each failed attempt; a message that failed once more than that is given up.
DELAYS = (1, 5, 15, 60, 240, 720, 1440, 1440, 1440)


@dataclass(frozen=True)
class Attempt:
    """What came of sending a message: nothing wrong, or why not, and when it is tried again."""

    message: Message
    error: str | None = None
    next_try: datetime | None = None


def enqueue(
    records: Records,
    key: str,
    to: str,
    title: str,
    body: str,
    attachments: Sequence[str] = (),
) -> int:
    """Queue a message for all channels of an owner, or of the company; return for how many.

    `key` says what it is: the same key is queued once for each channel. `attachments` are paths of
    files, which must still be there when it is sent; a channel that takes no files gets the text.
    Raises BadSetting where the recipient has no channel.
    """
    reached = of(to, channels())
    if not reached:
        raise nothing_configured() if to == COMPANY else no_address(to)
    files = tuple(map(str, attachments))
    return records.outbox.add([letter(one, key, title, body, files) for one in reached])


def letter(
    to: Channel, key: str, title: str, body: str, attachments: tuple[str, ...] = ()
) -> Letter:
    """Return a message as one channel gets it."""
    return Letter(key, to.recipient, to.id, to.name, title, body, attachments)


def no_address(owner: str) -> BadEntry:
    """Return that an owner has no channel of his own."""
    return BadEntry(
        t("{owner} has no address for messages.", owner=owner),
        t(
            "Give one in {variable}, or send it to the company.",
            variable="ORDERTRACK_NOTIFY_OWNERS",
        ),
    )


def send_due(records: Records) -> Iterator[Attempt]:
    """Send all that is due, one after the other; give what came of each."""
    while attempt := send_next(records):
        yield attempt


def send_next(records: Records) -> Attempt | None:
    """Send the message that is longest due; None where nothing is due."""
    message = records.outbox.claim()
    if message is None:
        return None
    error = _send(records, message)
    if error is None:
        records.outbox.sent(message)
        return Attempt(message)
    again = next_try(message.attempts, datetime.now(UTC))
    records.outbox.failed(message, error, again)
    return Attempt(message, error, again)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Return when a message is tried again after so many attempts; None where it is given up."""
    if attempts > len(DELAYS):
        return None
    return now + timedelta(minutes=DELAYS[attempts - 1])


def _send(records: Records, message: Message) -> str | None:
    """Send a message through its channel; return why it did not arrive."""
    try:
        found = _channel(records, message)
        if found is None:
            return problems.NO_CHANNEL
        return found.send(message.title, message.body, message.attachments)
    except WarehouseUnreadable:
        raise
    except Exception as error:  # a library's mistake; its text may hold the address
        return type(error).__name__


def _channel(records: Records, message: Message) -> Channel | None:
    """Return the channel of a message; another of its recipient where the address has changed."""
    known = of(message.recipient, channels())
    same = next((one for one in known if one.id == message.channel), None)
    if same:
        return same
    others = (one for one in known if records.outbox.readdress(message, one.id, one.name))
    return next(others, None)
