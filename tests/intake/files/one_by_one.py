"""Import every kind of bad file in a process of its own and tell what came of it, as JSON lines.

Run as a program: nothing it starts from has read a file or begun a thread, so that it may fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bad_books import BOOKS
from bad_kind import GOOD, Kind
from bad_others import PAGES, PARQUETS
from bad_sources import FOLDERS, ZIPS
from bad_texts import TEXTS

from ordertrack import apart
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.files.read import read
from ordertrack.intake.plan import prepare
from ordertrack.intake.publish import nothing_accepted

GROUPS = {"text": TEXTS, "book": BOOKS, "zip": ZIPS, "folder": FOLDERS}
GROUPS |= {"parquet": PARQUETS, "page": PAGES}
KINDS = {f"{group}: {kind.name}": kind for group, kinds in GROUPS.items() for kind in kinds}
AT_ONCE = 2
NOBODY = 65_534
PATIENCE = 300  # seconds of the clock, which many may share


def outcome(path: Path, staging: Path) -> dict[str, Any]:
    """What an import says of a file."""
    raw_tables, problems = read([path], staging)
    context = Context(staging, "Asia/Shanghai", date(2024, 12, 31), "1000MB", 2)
    plan = prepare(raw_tables, problems, Decisions(), context)
    said = [str(problem.error) for problem in problems]
    said += [str(problem) for problem in plan.problems]
    said += [str(finding.text) for finding in plan.findings]
    said += [str(note) for raw_table in raw_tables for note in raw_table.notes]
    said += [str(question.text) for question in plan.questions]
    rows = sum(raw_table.read for raw_table in raw_tables)
    empty = not (rows or plan.staged or plan.open_questions)
    said += [str(nothing_accepted(plan))] if empty else []
    refused = bool(problems or plan.problems or empty)
    for message in said:
        message.encode()  # it can be shown
    return {"rows": rows, "said": said, "refused": refused, "open": len(plan.open_questions)}


def forked(work: Callable[[], dict[str, Any]]) -> tuple[int, Path]:
    """Start the work in a fork; its process and where its answer will be."""
    handle, answer = tempfile.mkstemp()
    os.close(handle)
    os.chmod(answer, 0o666)
    process = os.fork()
    if process:
        return process, Path(answer)
    try:
        told = work()
    except BaseException:
        told = {"traceback": traceback.format_exc()}
    Path(answer).write_text(json.dumps(told))
    os._exit(0)


def imported(kind: Kind, folder: Path) -> dict[str, Any]:
    signal.alarm(PATIENCE)
    if kind.nobody and not os.getuid():
        (folder / "a.csv").write_text(GOOD)
        outcome(folder / "a.csv", folder)  # modules that nobody may not read
        os.setuid(NOBODY)
    os.environ["TMPDIR"] = str(folder)
    told = outcome(folder / "in" / kind.file, folder / "staging")
    apart._end_idle()  # what it used counts, once it has ended
    return told


def start(kind: Kind) -> tuple[int, Path, Path]:
    folder = Path(tempfile.mkdtemp(prefix="bad-"))
    (folder / "staging").mkdir()
    for place in (folder, folder / "staging"):
        place.chmod(0o777)
    making, made = forked(lambda: {"": str(kind.make(folder / "in"))})
    os.waitpid(making, 0)
    assert "traceback" not in made.read_text(), made.read_text()
    process, answer = forked(lambda: imported(kind, folder))
    return process, answer, folder


def run(names: Sequence[str]) -> None:
    running: dict[int, tuple[str, Path, Path]] = {}
    for name in [*sorted(names, key=lambda name: KINDS[name].alone), None]:
        alone = name is None or KINDS[name].alone
        while len(running) >= (1 if alone else AT_ONCE) or (running and name is None):
            finish(running)
        if name:
            process, answer, folder = start(KINDS[name])
            running[process] = (name, answer, folder)


def finish(running: dict[int, tuple[str, Path, Path]]) -> None:
    process, status, used = os.wait4(-1, 0)
    name, answer, folder = running.pop(process)
    told = json.loads(answer.read_text() or "{}") | {
        "name": name,
        "status": status,
        "seconds": round(used.ru_utime + used.ru_stime, 2),  # of a processor
        "memory": used.ru_maxrss >> 10,
        "left": sorted(path.name for path in (folder / "staging").glob("source-*")),
    }
    print(json.dumps(told), flush=True)
    answer.unlink()
    os.system(f"chmod -R u+rwx '{folder}'; rm -rf '{folder}'")


if __name__ == "__main__":
    run(sys.argv[1:] or list(KINDS))
