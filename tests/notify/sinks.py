"""Where messages of the tests arrive: a web server and a mail server on this machine."""

from __future__ import annotations

import json
import logging
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Sink:
    """What arrived, after the first so many were refused; `tried` counts both."""

    def __init__(self, refuses: int) -> None:
        self.refuses = refuses
        self.tried = 0
        self.got: list[Any] = []

    def takes(self) -> bool:
        self.tried += 1
        return self.tried > self.refuses


@contextmanager
def http_sink(refuses: int = 0) -> Iterator[tuple[Sink, int]]:
    """A web server that takes JSON; its sink and its port."""
    sink = Sink(refuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            takes = sink.takes()
            if takes:
                sink.got.append(json.loads(body))
            self.send_response(200 if takes else 503)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield sink, port


@contextmanager
def smtp_sink(refuses: int = 0) -> Iterator[tuple[Sink, int]]:
    """A mail server that asks no password; its sink gets the messages, parsed."""
    sink = Sink(refuses)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 sink")
            while line := self.rfile.readline():
                word = line.decode().split(maxsplit=1)[0].upper() if line.strip() else ""
                if word == "DATA":
                    self._say("354 go on")
                    self._take()
                elif word == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line.removeprefix("."))
            if sink.takes():
                sink.got.append(message_from_string("".join(lines)))
                self._say("250 taken")
            else:
                self._say("451 boss@example.cn: mailbox busy, hunter2 refused")

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield sink, port


@contextmanager
def _serving(server: Any) -> Iterator[int]:
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def text_of(mail: Message) -> str:
    """The plain text of a mail, decoded; there is no other."""
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    assert {part.get_content_type() for part in parts} == {"text/plain"}
    return "\n".join((part.get_payload(decode=True) or b"").decode() for part in parts)


@contextmanager
def heard() -> Iterator[list[str]]:
    """All that reaches a log of the program, at any level: what its own handlers would write."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, ear = logging.getLogger(), Ear()
    before = root.level
    root.addHandler(ear)
    root.setLevel(1)
    try:
        yield lines
    finally:
        root.setLevel(before)
        root.removeHandler(ear)
