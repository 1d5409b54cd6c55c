"""The outbox: messages that wait, and that were sent; which alerts were told. Imports base.

Whoever sends a message claims it first, so that of two servers one sends it; the number of the
attempt says whose claim it is. Whoever is killed between sending and writing that down leaves a
claim that runs out: nobody knows whether the message went, so that nothing sends it again by
itself. It is in doubt until somebody says that it arrived, or has it sent again.

What remains: a service that takes a message and does not answer in time gets it twice, for an
attempt that failed is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database, Moment, in_parts, wait_for_others

MESSAGES = sa.Table(
    "messages",
    METADATA,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),  # an owner; "" for the company
    sa.Column("channel", sa.String(40), nullable=False),  # tells channels apart; no address
    sa.Column("channel_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("attachments", sa.JSON, nullable=False),  # paths of files
    sa.Column("queued_at", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_try", Moment),  # none: it was sent, or given up
    sa.Column("claimed_until", Moment),
    sa.Column("sent_at", Moment),
    sa.Column("last_error", sa.Text),
    sa.UniqueConstraint("key", "recipient", "channel", name="messages_once"),
    sa.Index("messages_by_next_try", "next_try"),
)
TOLD = sa.Table(
    "told_alerts",
    METADATA,
    sa.Column("rule", sa.String(40), primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("episode", sa.Integer, primary_key=True),
    sa.Column("level", sa.String(40), primary_key=True),
    sa.Column("demo", sa.Boolean, primary_key=True),
    sa.Column("told_at", Moment, nullable=False),
)
CLAIM = timedelta(minutes=10)  # longer than a channel is waited for
KEPT = timedelta(days=90)  # after which a message that was sent is forgotten
AT_ONCE = 5_000
ASKED_AT_ONCE = 1_000  # of four values each
ROW = MESSAGES.c


class Alert(NamedTuple):
    """What is told once: an alert of a rule about a subject, in an episode, at a level."""

    rule: str
    subject: str
    episode: int
    level: str


@dataclass(frozen=True)
class Letter:
    """A message for one channel of a recipient; once for each key."""

    key: str
    recipient: str
    channel: str
    channel_name: str
    title: str
    body: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message(Letter):
    """A message of the outbox, and how it stands."""

    id: int = 0
    queued_at: datetime = datetime.min
    attempts: int = 0
    next_try: datetime | None = None
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None

    def is_being_sent(self, now: datetime) -> bool:
        """Whether a server is sending it."""
        return self.claimed_until is not None and self.claimed_until > now

    def is_in_doubt(self, now: datetime) -> bool:
        """Whether nobody knows if it was sent: who sent it was killed before writing that down."""
        unsent = self.sent_at is None and self.claimed_until is not None
        return unsent and not self.is_being_sent(now)


class Outbox:
    """The messages of one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # --- what is to be sent ---------------------------------------------------------------------

    def add(self, letters: Sequence[Letter]) -> int:
        """Queue letters; return how many. Those that are known by their key are passed over."""
        with self.database.writing() as connection:
            wait_for_others(connection, TOLD)
            return _add(connection, letters)

    def tell(
        self,
        alerts: Sequence[Alert],
        letters_about: Callable[[frozenset[Alert]], tuple[Sequence[Letter], Iterable[Alert]]],
        *,
        demo: bool,
    ) -> list[Letter]:
        """Queue letters about the alerts that nobody was told of, and remember these as told.

        Args:
            alerts: all that is to be known.
            letters_about: gives the letters about those that are new, and what they tell of; an
                alert that nobody is to be told of stays new.
            demo: whether they are about the demo company.
        """
        while new := self._untold(alerts, demo):
            letters, told = letters_about(new)  # takes its time: others may write meanwhile
            if self._add_once(letters, list(told), demo):
                return list(letters)
        return []

    def _untold(self, alerts: Sequence[Alert], demo: bool) -> frozenset[Alert]:
        with self.database.reading() as connection:
            known = self._has(connection)
            return frozenset(alerts) - (_told(connection, alerts, demo) if known else set())

    def _add_once(self, letters: Sequence[Letter], told: Sequence[Alert], demo: bool) -> bool:
        """Queue letters and remember what they tell of; False where somebody told it meanwhile."""
        with self.database.writing() as connection:
            wait_for_others(connection, TOLD)
            if _told(connection, told, demo):
                return False
            _remember(connection, told, demo)
            _add(connection, letters)
            return True

    # --- sending --------------------------------------------------------------------------------

    def claim(self, now: datetime | None = None) -> Message | None:
        """Return a message that is due, which nobody else gets meanwhile; None where none is."""
        moment = now or datetime.now(UTC)
        with self.database.reading() as connection:  # nearly always there is nothing to do
            if not self._has(connection) or not connection.execute(_due(moment)).first():
                return None
        with self.database.writing() as connection:
            row = connection.execute(_due(moment).with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            claimed = {"attempts": row.attempts + 1, "claimed_until": moment + CLAIM}
            connection.execute(MESSAGES.update().where(ROW.id == row.id).values(claimed))
            return _message({**row._mapping, **claimed})

    def sent(self, message: Message, at: datetime | None = None) -> None:
        """Write down that a claimed message was sent."""
        moment = at or datetime.now(UTC)
        self._settle(message, sent_at=moment, next_try=None, last_error=None)

    def failed(self, message: Message, error: str, next_try: datetime | None) -> None:
        """Write down why a claimed message was not sent, and when it is tried again."""
        self._settle(message, next_try=next_try, last_error=error)

    def readdress(self, message: Message, channel: str, name: str) -> bool:
        """Give a claimed message to another channel; False where that one has the message too."""
        same = (ROW.key == message.key, ROW.recipient == message.recipient)
        with self.database.writing() as connection:
            if connection.execute(sa.select(ROW.id).where(*same, ROW.channel == channel)).first():
                return False
            values = {"channel": channel, "channel_name": name}
            connection.execute(MESSAGES.update().where(ROW.id == message.id).values(values))
            return True

    def _settle(self, message: Message, **values: Any) -> None:
        """Write the outcome of an attempt, unless somebody else has claimed the message since."""
        mine = (ROW.id == message.id, ROW.attempts == message.attempts, ROW.sent_at.is_(None))
        with self.database.writing() as connection:
            changed = MESSAGES.update().where(*mine).values(claimed_until=None, **values)
            connection.execute(changed)

    # --- what people see and decide -------------------------------------------------------------

    def unsent(self) -> list[Message]:
        """Return the messages that were not sent, the oldest first."""
        return self._messages(sa.select(MESSAGES).where(ROW.sent_at.is_(None)).order_by(ROW.id))

    def last_sent(self, limit: int) -> list[Message]:
        """Return the messages that were sent, the newest first."""
        query = sa.select(MESSAGES).where(ROW.sent_at.is_not(None))
        return self._messages(query.order_by(ROW.sent_at.desc(), ROW.id.desc()).limit(limit))

    def try_again(self, number: int | None = None, now: datetime | None = None) -> int:
        """Have unsent messages be due now; return how many. One being sent is left.

        Args:
            number: only this one, also where it is in doubt whether it was sent.
        """
        moment = now or datetime.now(UTC)
        idle = ROW.claimed_until.is_(None)
        if number is not None:
            idle = sa.and_(ROW.id == number, sa.or_(idle, ROW.claimed_until <= moment))
        query = MESSAGES.update().where(ROW.sent_at.is_(None), idle)
        with self.database.writing() as connection:
            return connection.execute(query.values(next_try=moment, claimed_until=None)).rowcount

    def arrived(self, number: int, now: datetime | None = None) -> None:
        """Write down that a message arrived of which that was in doubt."""
        moment = now or datetime.now(UTC)
        doubtful = (ROW.id == number, ROW.sent_at.is_(None), ROW.claimed_until <= moment)
        values = {"sent_at": moment, "next_try": None, "claimed_until": None, "last_error": None}
        with self.database.writing() as connection:
            connection.execute(MESSAGES.update().where(*doubtful).values(values))

    def drop(self, number: int) -> None:
        """Remove a message that was not sent."""
        with self.database.writing() as connection:
            gone = MESSAGES.delete().where(ROW.id == number, ROW.sent_at.is_(None))
            connection.execute(gone)

    def _messages(self, query: sa.Select[*tuple[Any, ...]]) -> list[Message]:
        with self.database.reading() as connection:
            if not self._has(connection):
                return []
            return [_message(row) for row in connection.execute(query).mappings()]

    def _has(self, connection: sa.Connection) -> bool:
        """Return whether there is an outbox; a store that is only read may be older."""
        return self.database.has_table(connection, MESSAGES.name)


def _due(now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Return the question for the message that is longest due."""
    free = ROW.claimed_until.is_(None)  # a claim that ran out leaves it in doubt
    waiting = sa.select(MESSAGES).where(ROW.sent_at.is_(None), ROW.next_try <= now, free)
    return waiting.order_by(ROW.next_try, ROW.id).limit(1)


def _message(row: Any) -> Message:
    values: dict[str, Any] = {**row, "attachments": tuple(row["attachments"])}
    return Message(**values)


def _told(connection: sa.Connection, alerts: Collection[Alert], demo: bool) -> set[Alert]:
    """Return which of some alerts somebody was told of."""
    columns = (TOLD.c.rule, TOLD.c.subject, TOLD.c.episode, TOLD.c.level)
    query = sa.select(*columns).where(TOLD.c.demo == demo)
    found: set[Alert] = set()
    for some in in_parts(list(alerts), ASKED_AT_ONCE):
        these = query.where(sa.tuple_(*columns).in_(list(some)))
        found |= {Alert(*row) for row in connection.execute(these)}
    return found


def _remember(connection: sa.Connection, alerts: Sequence[Alert], demo: bool) -> None:
    now = datetime.now(UTC)
    for some in in_parts(alerts, AT_ONCE):
        rows = [{**one._asdict(), "demo": demo, "told_at": now} for one in some]
        connection.execute(TOLD.insert(), rows)


def _add(connection: sa.Connection, letters: Sequence[Letter]) -> int:
    now = datetime.now(UTC)
    connection.execute(MESSAGES.delete().where(ROW.sent_at < now - KEPT))
    new = [one for one in letters if not _is_known(connection, one)]
    # By the clock, and not counted: the number of a message that is gone is never given again.
    newest = connection.scalar(sa.select(sa.func.max(ROW.id))) or 0
    first = max(newest + 1, int(now.timestamp() * 1_000_000))
    rows = [
        {**asdict(one), "attachments": list(one.attachments)}
        | {"id": number, "queued_at": now, "next_try": now, "attempts": 0}
        for number, one in enumerate(new, first)
    ]
    if rows:
        connection.execute(MESSAGES.insert(), rows)
    return len(rows)


def _is_known(connection: sa.Connection, letter: Letter) -> bool:
    same = (ROW.key == letter.key, ROW.recipient == letter.recipient)
    query = sa.select(ROW.id).where(*same, ROW.channel == letter.channel)
    return connection.execute(query).first() is not None
