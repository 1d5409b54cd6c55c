"""`python -m bench.kills --count 200 --seed 1`: commands are killed (−9) at any moment.

A first import, an update, an undo and a pruning are killed in turn: at a moment by chance, or
before or after a step inside the commit (a file on disk, a version, the release). After each kill
the home must be readable, `check` clean, and the numbers those from before or from after. Then the
same command is run again: it must do its work, and leave no file behind that nobody needs.
Prints tried and survived by kind; what did not survive is told, and its home kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

PROCESSES = multiprocessing.get_context("forkserver")
LOADED = ["ordertrack.cli.checking", "ordertrack.warehouse", "ordertrack.intake"]
LOADED += ["ordertrack.metrics.evaluate", "ordertrack.records.migrate"]
PROCESSES.set_forkserver_preload(LOADED)
METRICS = ("orders", "revenue", "customers", "on_time_rate")
NOTHING_YET = "There is no data yet"
STEP = "step"  # of the commit; else a moment


@dataclass(frozen=True)
class Attempt:
    """One command on a copy of a home; `before` and `after` are the numbers around it."""

    kind: str
    start: Path | None
    words: tuple[str, ...]
    before: str
    after: str
    seconds: float
    steps: int


@dataclass
class Done:
    """How a command ended, and what it said."""

    code: int | None
    out: str
    err: str


@dataclass
class Tally:
    """What came of all attempts."""

    tried: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)  # with the numbers of before or after
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Run what the command line asks for; 1 where something did not survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", type=int, default=3_000)
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="ordertrack-kills-"))
    tally = kill_many(work, given.count, given.seed, given.orders)
    for kind in tally.tried:
        print(f"{kind}: {tally.tried[kind]} tried, {tally.killed[kind]} killed", end="")
        print(f", ended {tally.ended[f'{kind} before']} before", end="")
        print(f" and {tally.ended[f'{kind} after']} after")
    print("\n".join(tally.faults) or "all survived")
    if not tally.faults:
        shutil.rmtree(work)
    return 1 if tally.faults else 0


def kill_many(work: Path, count: int, seed: int, orders: int) -> Tally:
    """Kill this many commands, and tell what came of them."""
    chance, tally = random.Random(seed), Tally()
    attempts = prepared(work, orders)
    for number in range(count):
        attempt = attempts[number % len(attempts)]
        try:
            kill_once(work / f"try-{number}", attempt, chance, tally)
        except AssertionError as fault:
            tally.faults.append(f"try {number}, {attempt.kind}: {fault}")
            print(tally.faults[-1], file=sys.stderr)
        else:
            shutil.rmtree(work / f"try-{number}")
        if (number + 1) % 10 == 0:
            print(f"{number + 1} of {count} tried", file=sys.stderr)
    return tally


# --- what is tried --------------------------------------------------------------------------------


def prepared(work: Path, orders: int) -> list[Attempt]:
    """Make the homes to start from, and run every command once undisturbed to know its end."""
    base, update, third = (work / f"{name}.csv" for name in ("base", "update", "third"))
    write_orders(base, 0, orders, price=3)
    write_orders(update, orders // 2, orders // 2 * 3, price=5)
    write_orders(third, 0, orders, price=7)
    one, two, three, pruned = (work / name for name in ("one", "two", "three", "pruned"))
    first = undisturbed("first import", work, None, one, ("import", str(base)))
    second = undisturbed("update", work, one, two, ("import", str(update)))
    undo = undisturbed("undo", work, two, work / "undone", ("undo",))
    undisturbed("third", work, two, three, ("import", str(third)))
    prune = undisturbed("pruning", work, three, pruned, ("releases", "prune", "--keep", "1"))
    assert len({first.before, first.after, second.after, prune.after}) == 4
    assert undo.after == first.after and prune.after == prune.before
    return [first, second, undo, prune, first, second, first, second]


def write_orders(path: Path, start: int, stop: int, price: int) -> None:
    """Write orders of three years, some delivered late."""
    rows = ["order_no,customer_id,order_date,product,amount,promised_date,delivered_date"]
    for n in range(start, stop):
        day = f"{2022 + n % 3}-{1 + n % 12:02}-{1 + n % 28:02}"
        delivered = f"2025-06-{1 + n % 20:02}"
        rows.append(f"SO{n},C{n % 97},{day},P{n % 7},{n % 50 * price},2025-06-10,{delivered}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def undisturbed(
    kind: str, work: Path, start: Path | None, home: Path, words: tuple[str, ...]
) -> Attempt:
    """Run a command to its end, and count its seconds and the steps of its commit."""
    copied(start, home)
    before = numbers(home)
    counted = work / "steps"
    began = time.monotonic()
    done = ended(home, words, ("count", 0, str(counted)))
    seconds = time.monotonic() - began
    assert done.code == 0, done.err
    return Attempt(kind, start, words, before, numbers(home), seconds, int(counted.read_text()))


def copied(start: Path | None, home: Path) -> None:
    if start is not None:
        shutil.copytree(start, home, symlinks=True)


# --- one kill -------------------------------------------------------------------------------------


def kill_once(folder: Path, attempt: Attempt, chance: random.Random, tally: Tally) -> None:
    """Kill a command on a home of its own; AssertionError where something is lost or mixed."""
    folder.mkdir()
    home = folder / "home"
    copied(attempt.start, home)
    tally.tried[attempt.kind] += 1
    code = killed(home, attempt, chance)
    tally.killed[attempt.kind] += code == -signal.SIGKILL
    assert code in (0, -signal.SIGKILL), f"ended by itself with {code}"
    found = numbers(home)
    assert found in (attempt.before, attempt.after), f"between: {found}"
    assert code != 0 or found == attempt.after, "acknowledged, and lost"
    is_after = found == attempt.after != attempt.before
    tally.ended[f"{attempt.kind} {'after' if is_after else 'before'}"] += 1
    if found != NOTHING_YET:
        checked(home)
    if attempt.kind != "undo" or not is_after:  # a second undo takes back the first
        again = ended(home, attempt.words)
        assert again.code == 0, f"cannot be done again: {again.err}"
    checked(home)
    assert numbers(home) == attempt.after, "done again, and other numbers"


def killed(home: Path, attempt: Attempt, chance: random.Random) -> int | None:
    """Start the command, kill it, and return how it ended."""
    if chance.random() < 0.5:
        at = chance.randint(1, max(attempt.steps, 1))
        when = chance.choice(("before", "after"))
        return ended(home, attempt.words, (when, at, "")).code
    process = started(home, attempt.words)
    time.sleep(attempt.seconds * chance.random())
    process.kill()
    process.join()
    return process.exitcode


def checked(home: Path) -> None:
    """Assert that `check` is clean."""
    done = ended(home, ("check",))
    assert done.code == 0, f"check: {done.out} {done.err}"
    if "belongs to no release" in done.err:
        assert "releases prune" in done.err, "no way out"


def numbers(home: Path) -> str:
    """Return what the command line says of a home."""
    done = ended(home, ("metrics", *METRICS, "--from", "2022-01-01", "--to", "2026-01-01", "--by",
                        "month", "--format", "json"))  # fmt: skip
    if done.code == 2 and "no data yet" in done.err.lower():
        return NOTHING_YET
    assert done.code == 0, f"cannot be read: {done.err}"
    answer = json.loads(done.out)
    return json.dumps({name: answer[name] for name in answer if name != "release"}, sort_keys=True)


# --- a command in a process of its own ------------------------------------------------------------


Deadly = tuple[str, int, str]  # when, at which step, where to write their number


def ended(home: Path, words: tuple[str, ...], deadly: Deadly | None = None) -> Done:
    """Run a command to its end."""
    process = started(home, words, deadly)
    process.join(120)
    assert process.exitcode is not None, f"{words} does not end"
    out, err = (home.parent / f"{home.name}.{name}" for name in ("out", "err"))
    return Done(process.exitcode, out.read_text(), err.read_text())


def started(home: Path, words: tuple[str, ...], deadly: Deadly | None = None) -> BaseProcess:
    process = PROCESSES.Process(target=work_on, args=(home, words, deadly))
    process.start()
    return process


def work_on(home: Path, words: tuple[str, ...], deadly: Deadly | None) -> None:
    """Run one command as the command line does."""
    os.environ.update(ORDERTRACK_HOME=str(home), ORDERTRACK_WHO="tester", LANG="C.UTF-8")
    os.environ.pop("LC_ALL", None)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(f"{home}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    from ordertrack.cli import main as command

    passed = die_in_commit(*deadly[:2]) if deadly else [0]
    code = command(list(words))
    if deadly and deadly[2]:
        Path(deadly[2]).write_text(str(passed[0]))
    sys.stdout.flush()
    with contextlib.suppress(OSError):
        os.fsync(1)
    sys.exit(code)


def die_in_commit(when: str, at: int) -> list[int]:
    """Count the steps of a commit; end this process before or after that one."""
    from sqlalchemy.engine.default import DefaultDialect

    from ordertrack.records.releases import Releases
    from ordertrack.warehouse import delta
    from ordertrack.warehouse.publish.draft import Draft
    from ordertrack.warehouse.storage import Storage

    passed = [0]

    def deadly(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **more: Any) -> Any:
            passed[0] += 1
            mine = passed[0] == at
            if mine and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = work(*args, **more)
            if mine and when == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return run

    steps: list[tuple[Any, str]] = [(delta, "commit"), (Draft, "publish_files"), (Releases, "add")]
    steps += [(Storage, name) for name in ("sync", "move", "remove", "remove_folder")]
    for owner, name in [*steps, (DefaultDialect, "do_commit")]:
        setattr(owner, name, deadly(getattr(owner, name)))
    return passed


if __name__ == "__main__":
    sys.exit(main())
