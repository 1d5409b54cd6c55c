"""Why a message did not arrive: a word of ours, kept as such, or what the service said.

Imports `words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.words import Text, t

NO_CHANNEL, NO_SERVICE, NO_FILE = "no_channel", "no_service", "no_file"
TIMEOUT, UNKNOWN = "timeout", "unknown"
SAID = {
    NO_CHANNEL: t("The channel is no longer configured."),
    NO_SERVICE: t("The address names no known service."),
    TIMEOUT: t("The service did not answer in time."),
    UNKNOWN: t("The service did not take the message and did not say why."),
}


def no_file(names: Sequence[str]) -> str:
    """Return that files to be sent are gone."""
    return f"{NO_FILE} {', '.join(names)}"


def said(problem: str) -> Text:
    """Return a problem in words; what a service said stands as it is."""
    if problem in SAID:
        return SAID[problem]
    word, _, files = problem.partition(" ")
    if word == NO_FILE:
        return t("The file to be sent is gone: {files}", files=files)
    return t("{reason}", reason=problem)
