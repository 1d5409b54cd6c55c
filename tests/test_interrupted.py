"""Ctrl-C at any moment of an import: a word, exit code 130, no traceback, nothing half-done.

Also while DuckDB works: on the thread that hears Ctrl-C, and on one that does not (`Draft.write…`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import duckdb
import pytest

from ordertrack.apart import ROOT
from ordertrack.interrupts import end_queries, interruptible

LONG = "SELECT SUM(hash(a.range + b.range) % 7) FROM range(1000000) AS a, range(1000000) AS b"

# Runs the command line with Ctrl-C at the first call of a function, in the middle of a long query,
# or while a module is imported.
PROGRAM = """
import importlib, os, runpy, signal, sys, threading

place, path = sys.argv[1:]
ctrl_c = lambda: os.kill(os.getpid(), signal.SIGINT)
LONG = "@LONG@"

class Importing:
    def find_spec(self, name, *_):
        if name == place:
            ctrl_c()

def interrupted(*args, **more):
    setattr(owner, name, original)
    if name in ("run", "write_as_it_comes"):
        threading.Timer(0.3, ctrl_c).start()
        args = [LONG if str(arg).startswith(("SELECT", "CREATE")) else arg for arg in args]
    else:
        ctrl_c()
    return original(*args, **more)

module, _, call = place.partition(":")
if call:
    *outer, name = call.split(".")
    owner = importlib.import_module(module)
    for part in outer:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    setattr(owner, name, interrupted)
else:
    sys.meta_path.insert(0, Importing())
sys.argv = ["ordertrack", "import", path]
runpy.run_module("ordertrack", run_name="__main__")
""".replace("@LONG@", LONG)
MOMENTS = (
    "ordertrack.errors",
    "ordertrack.intake.plan",
    "ordertrack.intake.files.read:read_one",
    "ordertrack.intake.rows.workspace:Workspace.run",
    "ordertrack.warehouse.publish.draft:Draft.run",
    "ordertrack.warehouse.publish.draft:Draft.write_as_it_comes",
    "ordertrack.warehouse.delta:commit",
    "ordertrack.records.releases:Releases.add",
)


def command(*args: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ORDERTRACK_HOME": str(home), "ORDERTRACK_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, *args],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        timeout=120,
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupted_import_leaves_nothing_half_done(tmp_path: Path, moment: str) -> None:
    folder, home = tmp_path / "exports", tmp_path / "home"
    folder.mkdir()
    for month in (1, 2):
        rows = [f"SO{month}{n},2024-0{month}-01,A,{n}" for n in range(1, 9)]
        head = "order_no,order_date,customer_name,amount"
        (folder / f"{month}.csv").write_text("\n".join([head, *rows, ""]))
    done = command("-c", PROGRAM, moment, str(folder), home=home)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith("Interrupted. Nothing is left half-done.")
    assert not [*home.glob("tables/*/**/*.parquet"), *home.glob("tmp/*")]
    if moment in MOMENTS[-2:]:
        again = command("-m", "ordertrack", "import", str(folder), home=home)
        assert (again.returncode, "Published as release 1." in again.stderr) == (0, True)


def test_queries_on_all_threads_end_together() -> None:
    connections = [interruptible(duckdb.connect()) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(connection.execute, LONG) for connection in connections]
        while wait(running, timeout=0.2).not_done:
            end_queries()  # one that had not begun yet ends the next time
        errors = [str(one.exception(timeout=60)) for one in running]
    assert all("nterrupted" in error for error in errors), errors
