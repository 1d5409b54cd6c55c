"""`python -m bench.kills_of_saves --kills 20 --seed 1`: two clients save, and are killed (−9).

Both save edits of the same few orders and the cases about them, an order and its case at a time, as
pages do: they look, they save, they decide again where the other was quicker. A reader looks all
the while. Both are killed at a moment by chance, one a little before the other. What a client was
told is saved must be there; an edit has all of its fields or none, with its case; the tables
must be what the journal folds to. `--url` names a PostgreSQL; else it is SQLite in a folder.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ordertrack.records import Change, ChangedMeanwhile, Records, Seen, sqlite_url

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["ordertrack.records.migrate", "ordertrack.records"])
ORDERS = 12  # few, so that both clients want the same ones
EDITED = ("delay_reason", "exception_note", "remark")
HANDLED = ("owner", "cause", "solution")
WHOLE = len(EDITED) + len(HANDLED)
CLIENTS = ("Ann", "Bob")
LONGEST = 0.4  # seconds until a kill


@dataclass
class Tally:
    """What came of all kills."""

    kills: int = 0
    acknowledged: int = 0
    conflicts: int = 0
    looks: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Run what the command line asks for; 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_savers(given.url or sqlite_url(Path(folder)), given.kills, given.seed)
    print(f"{tally.kills} kills of two clients: {tally.acknowledged} acknowledged saves, ", end="")
    print(f"{tally.conflicts} conflicts decided, {tally.looks} looks meanwhile")
    print("\n".join(tally.faults) or "nothing lost, no half change seen")
    return 1 if tally.faults else 0


def kill_savers(url: str, kills: int, seed: int) -> Tally:
    """Kill two clients this many times; the store goes on from one to the next."""
    chance, tally, acknowledged = random.Random(seed), Tally(), set[str]()
    records = Records(url)
    try:
        for turn in range(kills):
            acknowledged |= killed_once(url, turn, chance, records, tally)
            tally.faults += (f"kill {turn}: {fault}" for fault in faults(records, acknowledged))
            tally.kills += 1
    finally:
        records.close()
    tally.acknowledged = len(acknowledged)
    return tally


# --- one kill -------------------------------------------------------------------------------------


def killed_once(
    url: str, turn: int, chance: random.Random, records: Records, tally: Tally
) -> set[str]:
    """Let two clients save until they are killed; return what they were told is saved."""
    clients = [started(url, f"{who}-{turn}", chance.randrange(2**32)) for who in CLIENTS]
    told = [heard.recv() for _, heard in clients]  # at least one save of each
    until = time.monotonic() + chance.random() * LONGEST
    while time.monotonic() < until:
        tally.looks += 1
        tally.faults += (f"seen: {half}" for half in halves(records))
    chance.shuffle(clients)
    for process, _ in clients:
        process.kill()
        time.sleep(chance.random() * 0.01)
    for process, heard in clients:
        process.join()
        told += rest_of(heard)
    tally.conflicts += told.count(CONFLICT)
    return set(told) - {CONFLICT}


def started(url: str, who: str, seed: int) -> tuple[BaseProcess, Connection]:
    heard, tells = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=save_on, args=(url, who, seed, tells), daemon=True)
    process.start()
    tells.close()
    return process, heard


def rest_of(heard: Connection) -> Iterator[str]:
    """Give what was told up to the kill; a word cut short was not told."""
    while True:
        try:
            yield heard.recv()
        except (EOFError, OSError):
            return


# --- a client -------------------------------------------------------------------------------------

CONFLICT = "conflict"


def save_on(url: str, who: str, seed: int, tells: Connection) -> None:
    """Save one order with its case after another, each with a word of its own in every field."""
    journal, chance = Records(url).journal, random.Random(seed)
    for number in range(10**6):
        word = f"{who}-{number}"
        seen = Seen(1, journal.position())
        changes = changes_of(f"SO{chance.randrange(ORDERS)}", word)
        try:
            journal.save(changes, who, "", seen)
        except ChangedMeanwhile as other:
            tells.send(CONFLICT)
            try:
                journal.save(changes, who, "", Seen(1, journal.position()), other.conflicts)
            except ChangedMeanwhile:
                continue
        tells.send(word)


def changes_of(number: str, word: str) -> list[Change]:
    """Return an edit of an order and of its case, which all say the same word."""
    case = f"late_delivery/{number}/1"
    return [
        *(Change("order_edit", number, name, laid(word)) for name in EDITED),
        *(Change("case", case, name, word) for name in HANDLED),
    ]


def laid(word: str) -> dict[str, str | None]:
    """Return a value as it is laid over an export that says nothing there."""
    return {"value": word, "replaced": None}


def word_of(value: Any) -> Any:
    """Return the word of a value, laid or plain."""
    return value["value"] if isinstance(value, dict) else value


# --- what is there --------------------------------------------------------------------------------


def halves(records: Records) -> Iterator[str]:
    """Give the rows whose fields were not written together."""
    for kind, names in (("order_edit", EDITED), ("case", HANDLED)):
        for row in records.journal.rows(kind):
            words = {word_of(row[name]) for name in names}
            if len(words) != 1:
                yield f"{kind} {row['subject']} says {sorted(map(str, words))}"


def faults(records: Records, acknowledged: set[str]) -> Iterator[str]:
    """Give what was lost, is half, or is another thing in the tables than in the journal."""
    written: dict[str, int] = {}
    newest: dict[str, str] = {}
    for entry in records.journal.entries():
        word = word_of(entry.after)
        written[word] = written.get(word, 0) + 1
        newest.setdefault(entry.subject, word)
    if lost := acknowledged - written.keys():
        yield f"acknowledged and lost: {sorted(lost)[:5]}"
    if cut := [word for word, count in written.items() if count != WHOLE]:
        yield f"written in part: {cut[:5]}"
    yield from halves(records)
    for kind, name in (("order_edit", EDITED[0]), ("case", HANDLED[0])):
        for row in records.journal.rows(kind):
            if word_of(row[name]) != newest[row["subject"]]:
                yield f"{kind} {row['subject']} is not what was written last"
    yield from map(str, records.journal.differences())


if __name__ == "__main__":
    os.environ.setdefault("LANG", "C.UTF-8")
    raise SystemExit(main())
