"""A visitor of the dashboard without a browser: its web socket, and its uploads.

What a page shows is kept by place, as a browser would draw it.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

BOUNDARY = "of-a-visitor"
MOST = 64 << 20  # bytes of one message
COOKIE = "_streamlit_xsrf"


@dataclass(frozen=True)
class Place:
    """Where one file is uploaded to."""

    id: str
    url: str


class Visitor:
    """One session: `open` an address, look at its elements, `leave`."""

    def __init__(self, server: str, patience: float = 60) -> None:
        self.server, self.patience = server, patience
        self.token = self._token()
        connecting = connect(
            server.replace("http", "ws", 1) + "/_stcore/stream",
            additional_headers={"Cookie": f"{COOKIE}={self.token}", "Origin": server},
            subprotocols=[Subprotocol("streamlit"), Subprotocol(self.token)],
            max_size=MOST,
        )
        self.connection = ExitStack()
        self.socket = self.connection.enter_context(connecting)
        self.elements: dict[tuple[int, ...], Any] = {}
        self.said: dict[str, ForwardMsg] = {}  # by hash: the server sends a large one once
        self.failures: list[str] = []

    def open(self, query: str = "", page: str = "") -> None:
        """Open an address and wait until the page is drawn."""
        back = BackMsg()
        back.rerun_script.query_string = query
        back.rerun_script.page_name = page
        back.rerun_script.context_info.timezone = "Asia/Shanghai"
        back.rerun_script.context_info.locale = "en-US"
        back.rerun_script.cached_message_hashes.extend(self.said)
        self._run(back)

    def say_uploaded(self, query: str, page: str, files: Mapping[str, Place]) -> None:
        """Tell the page's uploader that files have arrived, and wait until they are dealt with."""
        uploader = next(one for one in self.of_kind("file_uploader"))
        back = BackMsg()
        back.rerun_script.query_string = query
        back.rerun_script.page_name = page
        state = back.rerun_script.widget_states.widgets.add(id=uploader.id)
        for name, place in files.items():
            told = UploadedFileInfo(file_id=place.id, name=name)
            told.file_urls.file_id = place.id
            told.file_urls.upload_url = told.file_urls.delete_url = place.url
            state.file_uploader_state_value.uploaded_file_info.append(told)
        self._run(back)

    def places(self, names: list[str]) -> list[Place]:
        """Ask where files of these names may be uploaded to."""
        back = BackMsg()
        back.file_urls_request.request_id = "1"
        back.file_urls_request.file_names.extend(names)
        self.socket.send(back.SerializeToString())
        for message in self._messages():
            if message.WhichOneof("type") == "file_urls_response":
                found = message.file_urls_response.file_urls
                return [Place(one.file_id, one.upload_url) for one in found]
        raise TimeoutError("no place for an upload")

    def upload(self, place: Place, name: str, body: bytes) -> tuple[int, str]:
        """Send a file, and return the status and the word of the server."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
        content = head.encode() + b"\r\n" + body + f"\r\n--{BOUNDARY}--\r\n".encode()
        request = urllib.request.Request(
            self.server + place.url if place.url.startswith("/") else place.url,
            content,
            {
                "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
                "Cookie": f"{COOKIE}={self.token}",
                "X-Xsrftoken": self.token,
                "Origin": self.server,
            },
            method="PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=self.patience) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def of_kind(self, kind: str) -> list[Any]:
        """Return the elements of a kind, from the top of the page."""
        ordered = [self.elements[path] for path in sorted(self.elements)]
        return [getattr(one, kind) for one in ordered if one.WhichOneof("type") == kind]

    def leave(self) -> None:
        """Close the window."""
        self.connection.close()

    def _token(self) -> str:
        with urllib.request.urlopen(f"{self.server}/_stcore/health", timeout=30) as answer:
            cookies = answer.headers.get_all("Set-Cookie") or []
        found = [one.split(";")[0].split("=", 1)[1] for one in cookies if one.startswith(COOKIE)]
        return found[0]

    def _run(self, back: BackMsg) -> None:
        self.socket.send(back.SerializeToString())
        drawn: set[tuple[int, ...]] = set()
        for message in self._messages():
            kind = message.WhichOneof("type")
            if kind == "delta":
                drawn |= self._draw(message)
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self.elements = {p: one for p, one in self.elements.items() if p in drawn}
                    return
                drawn = set()

    def _draw(self, message: ForwardMsg) -> set[tuple[int, ...]]:
        path = tuple(message.metadata.delta_path)
        if message.delta.WhichOneof("type") != "new_element":
            return set()
        self.elements[path] = message.delta.new_element
        if message.delta.new_element.WhichOneof("type") == "exception":
            self.failures.append(message.delta.new_element.exception.message)
        return {path}

    def _messages(self) -> Iterator[ForwardMsg]:
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(self.patience))
            if message.WhichOneof("type") == "ref_hash":
                known, metadata = self.said[message.ref_hash], message.metadata
                message = ForwardMsg()
                message.CopyFrom(known)
                message.metadata.CopyFrom(metadata)
            elif message.hash and message.metadata.cacheable:
                self.said[message.hash] = message
            yield message
        raise TimeoutError("the page is not drawn")
