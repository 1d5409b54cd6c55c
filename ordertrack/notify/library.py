"""Apprise, which knows the services: made silent, and made to read what a service answers.

Loaded when the first address is looked at: it takes as long as a command of ours.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from ordertrack.notify import problems

SECONDS = 60  # for one message on one channel
# They write addresses, payloads and answers into the log.
TALKATIVE = ("apprise", "urllib3", "requests")
# They answer 200 also to a message that they refuse, and Apprise takes it for sent.
ANSWERING = ("wecombot", "dingtalk")


@cache
def loaded() -> ModuleType:
    """Return the library; nothing that it or those below it log goes anywhere."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
    for name in ANSWERING:
        plugin: Any = import_module(f"apprise.plugins.{name}")
        plugin.requests = Answers(plugin.requests)
    return import_module("apprise")


class Answers:
    """The `requests` of a plugin: an answer that names an error fails as a bad status does."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Send; raise a RequestException where the service says that it did not take it."""
        answer = self._requests.post(*args, **kwargs)
        refused = _refused(answer)
        if refused:
            logging.getLogger("apprise").warning("%s", refused)
            raise self._requests.RequestException(refused)
        return answer


def _refused(answer: Any) -> str:
    """Return the error that an answer names; "" where it names none."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        return ""
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    return f"{code}: {told.get('errmsg', '')}" if code not in (0, "0", None) else ""


def _asset() -> Any:
    """Return what services are told about the sender; no picture is fetched from elsewhere."""
    return loaded().AppriseAsset(
        app_id="ordertrack",
        app_desc="ordertrack",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        storage_mode="memory",
    )


def service(address: str) -> Any | None:
    """Return the service that an address names; None where no service reads it."""
    return loaded().Apprise.instantiate(address, asset=_asset())


def takes_files(service: Any) -> bool:
    """Return whether a file can be sent; a webhook of Slack drops it without a word."""
    is_webhook = type(service).__name__ == "NotifySlack" and service.mode != "bot"
    return bool(service.attachment_support) and not is_webhook


def _attached(files: Sequence[Path]) -> Any | None:
    """Return files as the library takes them: a path alone it would read as an address."""
    if not files:
        return None
    attach = import_module("apprise.attachment.file").AttachFile
    return loaded().AppriseAttachment([attach(str(one)) for one in files])


def deliver(address: str, title: str, body: str, files: Sequence[Path]) -> str | None:
    """Send plain text and files to an address; return why it was not taken, None where it was."""
    apprise = loaded()
    missing = [one.name for one in files if not one.is_file()]
    if missing:
        return problems.no_file(missing)
    server = apprise.Apprise(asset=_asset())
    if not server.add(address):
        return problems.NO_SERVICE
    with server.notify(
        body=body,
        title=title,
        body_format=apprise.NotifyFormat.TEXT,
        attach=_attached(files),
        timeout=SECONDS,
    ) as result:
        if result:
            return None
        said = [entry.message for entry in result.logs()]
        late = result.timeout_count > 0
    return problems.TIMEOUT if late else " ".join(dict.fromkeys(said)) or problems.UNKNOWN
