"""Who may be asked for by what name. Imports streamlit and starlette.

A page of a stranger can have its own name lead to this machine (DNS rebinding) and then read what
is served here as its own. So requests that call us by a name that is not ours are refused: ours
are addresses, `localhost`, the name of this machine, and what `server.allowedHosts` adds.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from ordertrack.words import Text, system_language, t

# Nothing that a page shows comes from another server, and no other page shows ours in a frame.
POLICY = (
    "img-src 'self' data: blob:; media-src 'self' data: blob:; object-src 'none'; "
    "frame-src 'self' blob:; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


class KnownHosts:
    """Answers requests that name this server, and refuses all others; also of web sockets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if is_known(host):
            await self.app(scope, receive, _with_policy(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = _refusal(host).to(system_language())
            await PlainTextResponse(refusal, status_code=421)(scope, receive, send)


def _refusal(host: str) -> Text:
    return t(
        "This server is not called {host}. Open it by its address or by the name of its machine, "
        "or allow the name with STREAMLIT_SERVER_ALLOWED_HOSTS.",
        host=repr(host)[:80],
    )


def is_known(host: str) -> bool:
    """Return whether the Host of a request is an address or a name of this server."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return bool(name) and (_is_address(name) or any(_fits(name, one) for one in _names()))


def _is_address(name: str) -> bool:
    """A name of a stranger cannot be an address: browsers take it as it is."""
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def _names() -> list[str]:
    machine = socket.gethostname().lower()
    allowed = [name.strip().lower() for name in config.get_option("server.allowedHosts")]
    return ["localhost", "*.localhost", machine, f"{machine}.local", *filter(None, allowed)]


def _fits(name: str, allowed: str) -> bool:
    if allowed.startswith("*."):
        return name.endswith(allowed[1:])
    return allowed in (name, "*")


def _with_policy(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", POLICY)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "same-origin")
        await send(message)

    return sending
