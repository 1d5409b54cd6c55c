"""What a person said about headers, as it is kept for the next files with these headers.

Headers of which nobody said anything are found again from their words and values, for another
export may need another reading. Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ordertrack.intake.mapping.questions import answered_targets
from ordertrack.intake.mapping_types import Said, Target
from ordertrack.intake.spellings import is_ours
from ordertrack.model.protection import JOINER
from ordertrack.records import FOUND, SavedMapping


def kept(headers: Sequence[str], said: Mapping[int, tuple[Target, ...]]) -> dict[str, str]:
    """Return header → what a person said of it ("" for "do not use"); empty where nothing."""
    if not said:
        return {}
    return {
        name: ",".join(f"{table}.{column}" for table, column in said[position])
        if position in said
        else FOUND
        for position, name in _named(headers)
    }


def read_kept(headers: Sequence[str], saved: SavedMapping | None) -> Said:
    """Return what was kept of these headers; one that is not there was left unused then."""
    if saved is None:
        return Said()
    words = {position: saved.mapping.get(name, "") for position, name in _named(headers)}
    said = {
        position: tuple(target for word in text.split(",") for target in answered_targets(word))
        for position, text in words.items()
        if text != FOUND
    }
    return Said(tuple(saved.table.split(",")), said)


def _named(headers: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the positions of the headers of a file, with a name of its own for each."""
    seen: dict[str, int] = {}
    for position, header in enumerate(headers):
        if header.strip() and not is_ours(header):
            yield position, header + JOINER * seen.get(header, 0)
            seen[header] = seen.get(header, 0) + 1
