"""What a person can mend: where, what was seen, what is allowed, what to do. Imports `words`."""

from __future__ import annotations

import errno

from ordertrack.words import Text, Write, t

# DuckDB, polars and SQLite each have an error of their own; only the system's words are the same.
FULL = ("no space left on device", "os error 28", "disk is full", "disk quota exceeded")
ENDS = tuple(".!?…。！？")  # a reason that a library gives often ends in none of them


class OrdertrackError(Exception):
    """Something that a person can mend, with the way out in `fix`."""

    def __init__(self, text: Text | str, fix: Text | None = None) -> None:
        self.text = t(text) if isinstance(text, str) else text
        self.fix = fix
        super().__init__(str(self.text))

    def message(self, lang: str = "en", write: Write = str) -> str:
        """Return the message in a language, the way out after it; `write` as in `Text.to`."""
        message = self.text.to(lang, write).rstrip()
        if self.fix is None:
            return message
        stop, gap = ("。", "") if lang == "zh" else (".", " ")
        return f"{message}{'' if message.endswith(ENDS) else stop}{gap}{self.fix.to(lang, write)}"

    def __str__(self) -> str:
        return self.message("en")


class BadFile(OrdertrackError):
    """A file that cannot be read as a table."""


class OneColumn(BadFile):
    """A file with one cell a row: a list or notes, and no table."""


class NoTable(BadFile):
    """A page or a document that is whole, and holds no table."""


class BadMapping(OrdertrackError):
    """Headers that cannot be matched to the columns that are needed."""


class BadScope(OrdertrackError):
    """A period, filter or moment that makes no sense."""


class BadSetting(OrdertrackError):
    """A setting that is unknown or out of range."""


class NoFont(OrdertrackError):
    """A report that no font of this machine can be written with."""


class NoData(OrdertrackError):
    """A question that the data cannot answer."""


class PublishRefused(OrdertrackError):
    """An import that may not become a release; nothing was changed."""


class ReleasedMeanwhile(PublishRefused):
    """A write that was decided upon another release than the newest; nothing was changed."""


class BadEntry(OrdertrackError):
    """Something that a person typed and that cannot be kept as it is; nothing was written."""


class WarehouseUnreadable(OrdertrackError):
    """The warehouse folder is missing, locked, damaged or full."""


def is_full(error: BaseException) -> bool:
    """Return whether the disk has no space left."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or any(words in str(error).lower() for words in FULL)
