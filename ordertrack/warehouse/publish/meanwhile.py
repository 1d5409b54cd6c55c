"""What keeps a write back because something else happened since it was decided upon."""

from __future__ import annotations

from ordertrack.errors import ReleasedMeanwhile
from ordertrack.records import Release
from ordertrack.words import t

LOOK = t("Look at what is there now and decide again.")


def refuse_unseen(latest: Release | None, seen: int | None) -> None:
    """Raise ReleasedMeanwhile where another release is the newest than a person saw (0: none)."""
    if seen is None or (latest.number if latest else 0) == seen:
        return
    if latest is None:
        raise ReleasedMeanwhile(
            t("The warehouse was emptied in the meantime; nothing was changed."), LOOK
        )
    raise ReleasedMeanwhile(
        t(
            "Release {number} was published by {who} in the meantime; nothing was changed.",
            number=latest.number,
            who=latest.who or "?",
        ),
        LOOK,
    )


def refuse_other_store(latest: Release | None, parent: Release | None) -> None:
    """Raise ReleasedMeanwhile where a backup was restored while a release was being made."""
    if latest != parent:
        raise ReleasedMeanwhile(
            t("The warehouse was restored in the meantime; nothing was changed."), LOOK
        )
