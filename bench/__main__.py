"""`make bench`: import and evaluation at several sizes, against plain DuckDB and pandas.

SIZES="100000 1000000" chooses the sizes, REPETITIONS how often each is answered. The medians
stay in bench/results as JSON. Every stage runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from bench.questions import QUESTIONS
from ordertrack.cli.output import print_table

RESULTS = Path(__file__).parent / "results"
SIZES = [int(size) for size in os.environ.get("SIZES", "100000 1000000 10000000").split()]
REPETITIONS = int(os.environ.get("REPETITIONS", "7"))
ENGINES = {"ours": "ordertrack", "by_hand": "SQL by hand", "in_pandas": "pandas"}
SIDES = ("ours", "by_hand")
FILES = 300  # that the smallest export is imported from as well
IMPORTS = {100_000: 5, 1_000_000: 3}  # how often; once above

Measured = dict[str, Any]


def main() -> None:
    """Measure every size, print the two tables, keep the figures."""
    measured = {lines: measure(lines, RESULTS / "work" / str(lines)) for lines in SIZES}
    print_imports(measured)
    print_files(measured)
    print_evaluation(measured)
    print_pages(measured)
    print_edits(measured)
    kept = RESULTS / f"{datetime.now():%Y-%m-%d-%H%M%S}.json"
    kept.write_text(json.dumps(measured, indent=2))
    print(f"\nkept in {kept}")


def measure(lines: int, work: Path) -> Measured:
    """Make the export, import it, ask the questions; numbers must agree between engines."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        csv, home = work / "sales.csv", work / "home"
        report(lines, "writing the export")
        written = stage("generate", csv, lines)
        seen = {"csv_mb": written["mb"], **imports(lines, csv, home), **answers(lines, home)}
        report(lines, "evaluation pages")
        seen |= stage("pages", home, REPETITIONS)
        report(lines, "edited orders")
        seen["edits"] = stage("edited", home, REPETITIONS)
        return seen | ({"files": in_files(csv, work)} if lines == min(SIZES) else {})
    finally:
        shutil.rmtree(work, ignore_errors=True)


def imports(lines: int, csv: Path, home: Path) -> Measured:
    """Measure plain copies and imports in turn, so that both meet the same machine."""
    copies, ours = [], []
    for turn in range(IMPORTS.get(lines, 1)):
        report(lines, f"import {turn + 1}")
        copies.append(stage("copy", csv, csv.with_suffix(".parquet")))
        shutil.rmtree(home, ignore_errors=True)
        ours.append(stage("import", csv, home))
    return {"copy": middle(copies), "import": middle(ours)}


def in_files(csv: Path, work: Path) -> Measured:
    """Measure the import of the same lines from many small files."""
    stage("part", csv, work / "parts", FILES)
    return stage("import", work / "parts", work / "home of parts")


def answers(lines: int, home: Path) -> Measured:
    """Measure every engine's seconds by question; stop when two engines do not agree."""
    found: Measured = {}
    # In turn, so that a busy moment of the machine does not fall on one engine alone.
    for engine in ("ours", "by_hand", "in_pandas", "by_hand", "ours"):
        report(lines, f"evaluation, {ENGINES[engine]}")
        merge(found, engine, stage("evaluate", engine, home, REPETITIONS))
    for engine, question in product(ENGINES, QUESTIONS):
        ours, theirs = (found[one]["numbers"][question] for one in ("ours", engine))
        assert ours == theirs, f"{question}: {ENGINES[engine]} has {theirs}, not {ours}"
    for seen in found.values():
        del seen["numbers"]
    return found


def merge(found: Measured, engine: str, seen: Measured) -> None:
    """Add a second turn of an engine to its first."""
    before = found.setdefault(engine, seen)
    if before is not seen:
        for clock, question in product(("seconds", "cpu"), QUESTIONS):
            before[clock][question] += seen[clock][question]
        before["peak_mb"] = max(before["peak_mb"], seen["peak_mb"])


def stage(name: str, *args: object) -> Measured:
    """Run one stage in its own process and take what it measured."""
    command = [sys.executable, "-m", "bench.stage", name, *map(str, args)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def middle(runs: list[Measured]) -> Measured:
    """Return the run with the median time."""
    return sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]


def print_files(measured: dict[int, Measured]) -> None:
    """Print how much longer the same lines take from many files than from one."""
    for lines, seen in measured.items():
        if "files" in seen:
            one, many = seen["import"], seen["files"]
            times, cpu = (many[clock] / one[clock] for clock in ("seconds", "cpu"))
            print(f"\n{lines:,} lines from {FILES} files: {many['seconds']:.2f} s,", end=" ")
            print(f"{times:.1f} times as long as from one file ({cpu:.1f} times the CPU)")


def print_imports(measured: dict[int, Measured]) -> None:
    """Print how long imports took, by size."""
    print("\nImport: csv of order lines → release, against DuckDB copying the csv to Parquet")
    titles = ("lines", "csv MB", "copy s", "import s", "times", "CPU times", "lines/s", "copy MB")
    titles += ("import MB", "read s", "understand s", "publish s")
    rows = []
    for lines, seen in measured.items():
        copy, ours = seen["copy"], seen["import"]
        times = ours["seconds"] / copy["seconds"]
        phases = [f"{seconds:.2f}" for seconds in ours["phases"].values()]
        rows.append(
            [f"{lines:,}", f"{seen['csv_mb']:.0f}", f"{copy['seconds']:.2f}"]
            + [f"{ours['seconds']:.2f}", f"{times:.1f}"]
            + [f"{ours['cpu'] / copy['cpu']:.1f}", f"{lines / ours['seconds']:,.0f}"]
            + [f"{copy['peak_mb']:.0f}", f"{ours['peak_mb']:.0f}"]
            + phases
        )
    print_table([(title, True) for title in titles], rows)


def print_pages(measured: dict[int, Measured]) -> None:
    """Print how long the figures of each evaluation page took, by size."""
    print("\nEvaluation pages: all figures of a first look, median ms, against SQL by hand")
    titles = ("ordertrack", "by hand", "times", "CPU times", "questions")
    rows = []
    for lines, seen in measured.items():
        for page, one in seen["pages"].items():
            clocks = [[median(run[at] for run in one[side]) for at in (0, 1)] for side in SIDES]
            (ours, ours_cpu), (hand, hand_cpu) = clocks
            rows.append(
                [f"{lines:,}", page, f"{ours * 1000:.0f}", f"{hand * 1000:.0f}"]
                + [f"{ours / hand:.1f}", f"{ours_cpu / hand_cpu:.1f}", str(one["queries"])]
            )
    print_table(
        [("lines", True), ("page", False), *((title, True) for title in titles)],
        rows,
    )


def print_evaluation(measured: dict[int, Measured]) -> None:
    """Print how long every question took in every engine, by size."""
    print("\nEvaluation: Overview's figures, median ms; pandas holds its columns in memory")
    titles = ("ordertrack", "by hand", "times", "CPU times", "pandas", "times")
    rows = []
    for lines, seen in measured.items():
        for question in (*QUESTIONS, "all"):
            ours, hand, pandas = (milliseconds(seen[engine], question) for engine in ENGINES)
            cpu = [milliseconds(seen[engine], question, "cpu") for engine in ENGINES]
            rows.append(
                [f"{lines:,}", question, f"{ours:.0f}", f"{hand:.0f}", f"{ours / hand:.2f}"]
                + [f"{cpu[0] / cpu[1]:.2f}", f"{pandas:.0f}", f"{ours / pandas:.2f}"]
            )
        peaks = [f"{seen[engine]['peak_mb']:.0f}" for engine in ENGINES]
        rows.append([f"{lines:,}", "peak MB", peaks[0], peaks[1], "", "", peaks[2], ""])
        read = f"{seen['in_pandas']['reading'] * 1000:.0f}"
        rows.append([f"{lines:,}", "reading first", "", "", "", "", read, ""])
    print_table([("lines", True), ("question", False), *((title, True) for title in titles)], rows)


def print_edits(measured: dict[int, Measured]) -> None:
    """Print what edits of orders cost, and how long Save takes to the new number."""
    print("\nEvaluation with 2,000 edited orders against none, median ms")
    rows = []
    for lines, seen in measured.items():
        for question in QUESTIONS:
            none, edited = (seen["edits"][name][question] for name in ("none", "edited"))
            times = [f"{edited[at] / none[at]:.2f}" for at in (0, 1)]
            taken = [f"{1000 * one[0]:.0f}" for one in (none, edited)]
            rows.append([f"{lines:,}", question, *taken, *times])
        wall, cpu = (f"{1000 * one:.0f}" for one in seen["edits"]["save"])
        rows.append([f"{lines:,}", "Save to number", "", wall, "", f"{cpu} ms CPU"])
    titles = ("none", "edited", "times", "CPU times")
    print_table([("lines", True), ("question", False), *((title, True) for title in titles)], rows)


def milliseconds(seen: Measured, question: str, clock: str = "seconds") -> float:
    """Return the median of one question, or the sum of all questions' medians."""
    questions = QUESTIONS if question == "all" else (question,)
    return 1000 * sum(median(seen[clock][one]) for one in questions)


def report(lines: int, doing: str) -> None:
    """Report on stderr what is being measured."""
    print(f"{lines:,} lines: {doing}", file=sys.stderr)


if __name__ == "__main__":
    main()
