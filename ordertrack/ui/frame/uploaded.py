"""What people upload: never more than the server can hold, and gone when they have left.

Streamlit keeps uploads in memory, with a limit for each file alone, and lets go of them when a
session is collected, whenever that is. Here they are counted before a byte of them is read, let go
of when they are read, and cleared away when their session has ended. Imports words and streamlit.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock

import anyio
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ordertrack.errors import OrdertrackError, WarehouseUnreadable, is_full
from ordertrack.words import Text, t

MOST_FILES = 500  # of one person at once; a zip counts as one
PERSONS = 2  # so many may upload as much as one may, at the same time
LOOK_AGAIN = 5  # seconds between two looks for people who left
ADDRESS = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)$")


@dataclass
class Uploads:
    """What one session has here: bytes by file, what clears away the rest, since when it is gone.

    `refusal` is why files of it were turned away, until that is said.
    """

    files: dict[str, int] = field(default_factory=dict)
    clearing: list[Callable[[], object]] = field(default_factory=list)
    refusal: Text | OrdertrackError | None = None
    left: float | None = None


_sessions: dict[str, Uploads] = {}
_lock = Lock()


def most_bytes() -> int:
    """Return how many bytes one person may upload at once."""
    return config.get_option("server.maxUploadSize") << 20


def too_much() -> Text:
    """Say what the limits are, and the way without them."""
    return t(
        "These files are too much at once: {count} files and {size} MB together are the most. "
        "Nothing was read. Import them in parts, or with python -m ordertrack import.",
        count=MOST_FILES,
        size=most_bytes() >> 20,
    )


def others_first() -> Text:
    """Say that the server holds as much as it can for others."""
    return t(
        "Others are uploading large files at this moment, and there is no room for more. "
        "Nothing was read. Try again in a minute."
    )


def no_room_on_the_way() -> OrdertrackError:
    """Say that the disk is full on which larger uploads stand until they have arrived."""
    return WarehouseUnreadable(
        t("The disk of {folder} is full.", folder=tempfile.gettempdir()),
        t("Nothing was changed. Free some space and try again."),
    )


# --- before they are here -------------------------------------------------------------------------


class LimitedUploads:
    """Passes uploads on as long as they are within the limits together, and refuses the others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it before any of it is read."""
        found = ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if found is None or not _is_here(found["session"]):
            await self.app(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._take(found, scope, receive, send)
        else:
            await self.app(scope, receive, send)
            if scope["method"] == "DELETE":
                _forget(found["session"], [found["file"]])

    async def _take(self, found: re.Match[str], scope: Scope, receive: Receive, send: Send) -> None:
        """Count a file from when it is announced; one that is not kept counts no more."""
        session, file = found["session"], found["file"]
        length = Headers(scope=scope).get("content-length", "")
        if not length.isascii() or not length.isdigit():
            await PlainTextResponse("Length Required", status_code=411)(scope, receive, send)
            return
        if not _reserve(session, file, int(length)):
            await _pass_over(scope, receive, send)
            return
        kept, arrived = False, False

        async def receiving() -> Message:
            nonlocal arrived
            message = await receive()
            arrived = not message.get("more_body", False)
            return message

        async def sending(message: Message) -> None:
            nonlocal kept
            kept = kept or message.get("status") == 204
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except OSError as error:
            if kept or not is_full(error):
                raise
            _refuse(session, no_room_on_the_way())
            await _pass_over(scope, _nothing_more if arrived else receive, send)
        finally:
            if not kept:
                _forget(session, [file])


async def _pass_over(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a browser as if its file was taken, and keep nothing of it.

    It then has the page run again, which says why; a refusal it would only hint at by an icon.
    """
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
    await Response(status_code=204)(scope, receive, send)


async def _nothing_more() -> Message:
    return {"type": "http.request"}


def _refuse(session: str, why: OrdertrackError) -> None:
    with _lock:
        _sessions.setdefault(session, Uploads()).refusal = why


def _reserve(session: str, file: str, length: int) -> bool:
    """Count a file in where there is room for it; else keep why not."""
    with _lock:
        mine = _sessions.setdefault(session, Uploads())
        count, size = len(mine.files) + 1, sum(mine.files.values()) + length
        in_all = sum(sum(one.files.values()) for one in _sessions.values()) + length
        if count > MOST_FILES or size > most_bytes():
            mine.refusal = too_much()
        elif in_all > PERSONS * most_bytes():
            mine.refusal = mine.refusal or others_first()
        else:
            mine.files[file] = length
            return True
        return False


def _forget(session: str, files: Iterable[str]) -> None:
    with _lock:
        if session in _sessions:
            for file in files:
                _sessions[session].files.pop(file, None)


# --- while they are here --------------------------------------------------------------------------


def refused() -> Text | OrdertrackError | None:
    """Return why files of this session were turned away since this was last asked."""
    session = _session()
    with _lock:
        mine = _sessions.get(session, Uploads())
        told, mine.refusal = mine.refusal, None
        return told


def let_go(files: Iterable[UploadedFile]) -> None:
    """Free the memory of uploads that are read, or are not going to be."""
    session, names = _session(), [file.file_id for file in files]
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if isinstance(manager, MemoryUploadedFileManager):
        for name in names:
            manager.remove_file(session, name)
    _forget(session, names)


def when_left(clear: Callable[[], object]) -> None:
    """Have something cleared away when whoever looks at this page has left."""
    session = _session()
    if session:
        with _lock:
            _sessions.setdefault(session, Uploads()).clearing.append(clear)


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


# --- afterwards -----------------------------------------------------------------------------------


async def keep_clearing() -> None:
    """Clear away what people left behind, until the server stops."""
    while True:
        await anyio.sleep(LOOK_AGAIN)
        for uploads in _ended(time.monotonic()):
            for clear in uploads.clearing:
                await anyio.to_thread.run_sync(clear)


def _ended(now: float) -> list[Uploads]:
    """Take out the sessions that nobody can come back to any more, and free their memory.

    Someone whose connection broke may come back for a while, and finds the import as it was.
    """
    patience = config.get_option("server.disconnectedSessionTTL")
    ended: list[Uploads] = []
    with _lock:
        for session, uploads in list(_sessions.items()):
            if _is_here(session):
                uploads.left = None
            elif uploads.left is None:
                uploads.left = now
            elif now - uploads.left > patience:
                ended.append(_sessions.pop(session))
                runtime.get_instance().uploaded_file_mgr.remove_session_files(session)
    return ended


def _is_here(session: str) -> bool:
    return runtime.exists() and runtime.get_instance().is_active_session(session)
