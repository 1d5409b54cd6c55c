"""The channels that the environment names: who is reached by them, and how a message is handed on.

An address is the key to its channel. It leaves this module for the service that it names and for
nothing else: not for the record store, a log, a page or an error. Imports settings, `library`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ordertrack.errors import BadSetting
from ordertrack.notify import library, problems
from ordertrack.settings import addresses_in, addresses_of_owners, settings, variable_of
from ordertrack.words import t

COMPANY = ""  # the recipient of what is nobody's
LONGEST = 15_000  # bytes of a message where the channel would take more
LONGEST_ERROR = 300
SPARE = 200  # bytes for a title that a channel writes into the message
HIDDEN = "…"


@dataclass(frozen=True)
class Channel:
    """One address: whom it reaches, what it is called, how long a message for it may be.

    `id` tells the channels of a recipient apart in the record store. It is 16 bits of a checksum:
    too few to find an address by trying.
    """

    recipient: str
    id: str
    name: str
    room: int  # bytes of title and body
    takes_files: bool
    is_readable: bool
    address: str = field(repr=False)

    def send(self, title: str, body: str, files: Sequence[str] = ()) -> str | None:
        """Send a message; return why it did not arrive, None where it did."""
        if not self.is_readable:
            return problems.NO_SERVICE
        fitting = body if _length(title, body) <= self.room else cut(body, self.room - SPARE)
        taken = [Path(one) for one in files] if self.takes_files else []
        error = library.deliver(self.address, _one_line(title), fitting, taken)
        return None if error is None else without_secrets(error, self.address)[:LONGEST_ERROR]


def channels() -> tuple[Channel, ...]:
    """Return the channels that are configured, each once, the company's first."""
    return tuple(dict.fromkeys(_configured()))


def _configured() -> Iterator[Channel]:
    given = settings()
    for address in addresses_in(given.notify_urls):
        yield channel(COMPANY, address)
    for owner, addresses in addresses_of_owners(given.notify_owners).items():
        for address in addresses:
            yield channel(owner, address)


def channel(recipient: str, address: str) -> Channel:
    """Return what an address leads to."""
    service = library.service(address)
    return Channel(
        recipient=recipient,
        id=sha256(address.encode()).hexdigest()[:4],
        name=_name(service) if service else HIDDEN,
        room=min(service.body_maxlen, LONGEST) if service else LONGEST,
        takes_files=bool(service) and library.takes_files(service),
        is_readable=service is not None,
        address=address,
    )


def _name(service: Any) -> str:
    """Return service, scheme and host of an address; the host only where it is surely one.

    Where a service needs no host, a key stands in its place.
    """
    scheme = service.schema or "?"
    is_host = all("{host}" in template for template in service.templates)
    return f"{service.service_name} · {scheme}://{service.host if is_host else HIDDEN}"


def of(recipient: str, known: Sequence[Channel]) -> list[Channel]:
    """Return the channels of a recipient."""
    return [one for one in known if one.recipient == recipient]


def nothing_configured() -> BadSetting:
    """Return that no message can go anywhere."""
    return BadSetting(
        t("No channel for messages is configured."),
        t(
            "Set {urls} (the company's channels) or {owners} (those of single owners) in the "
            "environment.",
            urls=variable_of("notify_urls"),
            owners=variable_of("notify_owners"),
        ),
    )


# --- what a message may have ----------------------------------------------------------------------


def cut(text: str, room: int) -> str:
    """Return a text that fits into so many bytes; one that was cut ends in an ellipsis.

    Services count bytes: three for a Chinese letter.
    """
    written = text.encode()
    if len(written) <= room:
        return text
    return written[: room - len(HIDDEN.encode())].decode(errors="ignore") + HIDDEN


def _length(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)


def _one_line(title: str) -> str:
    return " ".join(title.split())


def without_secrets(text: str, address: str) -> str:
    """Return a text without any part of an address but its scheme.

    Libraries and servers put keys, passwords and recipients into what they say.
    """
    for part in sorted(_parts(address), key=len, reverse=True):
        text = re.sub(re.escape(part), HIDDEN, text, flags=re.IGNORECASE)
    return text


def _parts(address: str) -> set[str]:
    """Return what may be a secret of an address, as it stands there and as it is sent."""
    rest = address.partition("://")[2]
    whole = {rest, *re.split(r"[/?&#=]", rest)}
    pieces = {piece for one in whole for piece in (one, *re.split(r"[@:,]", one)) if piece}
    sent = {base64.b64encode(piece.encode()).decode() for piece in pieces}
    return {one for piece in pieces | sent for one in (piece, unquote(piece)) if len(one) >= 3}
