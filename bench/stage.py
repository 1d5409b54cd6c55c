"""One stage of the benchmark in a process of its own, so that its peak of memory is its own.

`python -m bench.stage STAGE …` prints one line of JSON: what was measured, and `peak_mb`.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.questions import QUESTIONS

WARM_UP = 5  # answers to each question that are not timed


def generate(csv: str, lines: str) -> dict[str, Any]:
    """Write the export."""
    from bench.sales import write_export

    write_export(Path(csv), int(lines))
    return {"mb": Path(csv).stat().st_size / 1e6}


def part(csv: str, folder: str, files: str) -> dict[str, Any]:
    """Write the export once more, in many files of about as many lines."""
    with Path(csv).open("rb") as file:
        header, *lines = file.readlines()
    Path(folder).mkdir()
    each = -(-len(lines) // int(files))
    for start in range(0, len(lines), each):
        name = Path(folder) / f"part-{start // each:04}.csv"
        name.write_bytes(header + b"".join(lines[start : start + each]))
    return {}


def copy(csv: str, target: str) -> dict[str, Any]:
    """Measure the floor of every import: DuckDB reads the csv, guesses types, writes Parquet."""
    import duckdb

    query = f"COPY (FROM read_csv('{csv}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    seconds, cpu = timed(lambda: duckdb.connect().execute(query))
    return {"seconds": seconds, "cpu": cpu}


def bring_in(csv: str, home: str) -> dict[str, Any]:
    """Import the export into an empty warehouse, as the command line does."""
    from bench.importing import import_into, opened

    phases: dict[str, float] = {}
    warehouse = opened(Path(home))
    seconds, cpu = timed(lambda: import_into(Path(csv), warehouse, phases))
    return {"seconds": seconds, "cpu": cpu, "phases": phases}


def evaluate(engine: str, home: str, repetitions: str) -> dict[str, Any]:
    """Answer every question several times; the first answers are the ones to compare.

    The dashboard answers all week, so no engine is timed while it is still warming up.
    """
    module = importlib.import_module(f"bench.{engine}")
    start = time.perf_counter()
    data = module.prepare(Path(home))
    reading = time.perf_counter() - start
    numbers = {question: module.answer(data, question) for question in QUESTIONS}
    for question in [*QUESTIONS] * WARM_UP:
        module.answer(data, question)
    runs = {
        question: [timed(partial(module.answer, data, question)) for _ in range(int(repetitions))]
        for question in QUESTIONS
    }
    return {
        "reading": reading,
        "seconds": {question: [run[0] for run in done] for question, done in runs.items()},
        "cpu": {question: [run[1] for run in done] for question, done in runs.items()},
        "numbers": numbers,
    }


def edited(home: str, repetitions: str) -> dict[str, Any]:
    """Measure what edits of orders cost the questions, and Save to the new number."""
    from bench.edited import measure

    return measure(home, repetitions)


def pages(home: str, repetitions: str) -> dict[str, Any]:
    """Look at every evaluation page several times, and ask the same by hand."""
    from bench.pages import measure

    return {"pages": measure(Path(home), int(repetitions))}


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "generate": generate,
    "part": part,
    "copy": copy,
    "import": bring_in,
    "evaluate": evaluate,
    "edited": edited,
    "pages": pages,
}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Do the work; return the seconds on the clock, and of all cores together."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


if __name__ == "__main__":
    measured = STAGES[sys.argv[1]](*sys.argv[2:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**measured, "peak_mb": peak}))
