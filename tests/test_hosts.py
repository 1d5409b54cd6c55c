"""The server answers to its own names alone, and shows nothing that another server sends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ordertrack.ui.frame import hosts


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "192.168.1.7", "LOCALHOST."],
)
def test_addresses_and_localhost_are_known(host: str) -> None:
    assert hosts.is_known(host)


def test_the_name_of_the_machine_is_known() -> None:
    assert hosts.is_known(f"{socket.gethostname()}:8501")


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8501", "localhost.evil.example", "127.0.0.1.x.y", "["],
)
def test_other_names_are_strangers(host: str) -> None:
    assert not hosts.is_known(host)


def test_a_name_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts.config, "get_option", lambda _: ["Sales.example", "*.our.example"])
    assert hosts.is_known("sales.example:80") and hosts.is_known("a.our.example")
    assert not hosts.is_known("our.example.evil.example")


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread: the browser of other tests keeps a loop of this one busy."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def asked(kind: str, host: str) -> list[dict[str, Any]]:
    """What the middleware sends for a request of this kind that names a host."""
    sent: list[dict[str, Any]] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": kind, "headers": [(b"host", host.encode())], "method": "GET", "path": "/"}
    run(hosts.KnownHosts(page)(scope, receive, send))
    return sent


def test_a_stranger_gets_a_word_and_no_page() -> None:
    start, body = asked("http", "evil.example")
    assert start["status"] == 421 and b"evil.example" in body["body"]
    assert asked("websocket", "evil.example") == [{"type": "websocket.close", "code": 1008}]


def test_a_page_may_load_nothing_from_elsewhere() -> None:
    [start] = asked("http", "localhost:8501")
    policy = dict(start["headers"])[b"content-security-policy"].decode()
    assert "img-src 'self' data: blob:" in policy and "frame-ancestors 'self'" in policy
