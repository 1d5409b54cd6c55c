"""Work that may go wrong in any way, in a process of its own with limits. Imports nothing of ours.

A parser written in another language does not raise: what it asks too much of takes the whole
process down. Here it takes down a process that holds nothing else. One is kept for a minute, for
starting it costs as much as reading a file.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[1]
START = "import sys; sys.path.insert(0, sys.argv[1]); from ordertrack.apart import serve; serve()"
KEPT = 60  # seconds without work
# Arrow reserves a GiB at once, glibc an arena and polars a stack for every processor: all of it
# would count as memory that the work takes.
SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "POLARS_MAX_THREADS": "4",
    "OMP_NUM_THREADS": "4",
}
LARGE = 600 << 20  # what a library has once taken it may keep: the next one starts afresh
HEAVY = "ordertrack.intake"  # its own module brings in the warehouse; those inside need none of it


class Died(Exception):
    """The process came to one of its limits, or a parser brought it down."""

    def __init__(self, *, late: bool) -> None:
        self.late = late
        super().__init__("too much time" if late else "too much memory, or a fault of the parser")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may use: bytes of memory, seconds of a processor."""

    memory: int
    seconds: int


_idle: list[tuple[float, _Process]] = []  # since when
_lock = threading.Lock()


def run(function: str, args: tuple[Any, ...], limits: Limits, report: Callable[[float], None]):
    """Call `module:function` with the arguments and a report; give its result, raise its error."""
    process = _taken() or _Process()
    try:
        kind, result = process.ask((function, args, limits), report)
    except BaseException:
        process.end()
        raise
    if kind == "last":
        process.end()
    else:
        with _lock:
            _idle.append((time.monotonic(), process))
    if isinstance(result, Exception):
        raise result
    return result


def _taken() -> _Process | None:
    """A process that waits for work, if there is one."""
    with _lock:
        while _idle:
            since, process = _idle.pop()
            if process.is_alive() and time.monotonic() - since < KEPT / 2:
                return process
            process.end()
    return None


@atexit.register
def _end_idle() -> None:
    while _idle:
        _idle.pop()[1].end()


class _Process:
    """The other side: started here, spoken to through its standard input and output."""

    def __init__(self) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-P", "-c", START, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | SPARING,
            process_group=0,  # Ctrl-C is for us; we end it
        )
        # One that ends by itself would stay a zombie until the next file.
        threading.Thread(target=self.popen.wait, daemon=True).start()

    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def ask(self, request: object, report: Callable[[float], None]) -> tuple[str, Any]:
        assert self.popen.stdin and self.popen.stdout
        try:
            _write(self.popen.stdin, request)
            while True:
                kind, value = _read(self.popen.stdout)
                if kind != "report":
                    return kind, value
                report(value)
        except (EOFError, BrokenPipeError) as error:
            raise Died(late=self.popen.wait() == -signal.SIGXCPU) from error

    def end(self) -> None:
        self.popen.kill()
        with contextlib.suppress(BrokenPipeError), self.popen:  # waits, and closes the pipes
            pass
        self.popen.wait()


def _write(file: IO[bytes], value: object) -> None:
    pickle.dump(value, file)
    file.flush()


def _read(file: IO[bytes]) -> Any:
    try:
        return pickle.load(file)
    except pickle.UnpicklingError as error:
        raise EOFError from error


# --- the other side -------------------------------------------------------------------------------


def serve() -> None:
    """Work off what is asked on standard input, until it ends or nothing comes for a while."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _light(HEAVY)
    while select.select([0], [], [], KEPT)[0]:
        try:
            function, args, limits = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        result = _result(function, args, limits, answers)
        is_large = _most_memory() > LARGE
        _write(answers, ("last" if is_large else "done", result))
        if is_large:
            return


def _most_memory() -> int:
    """The most bytes this process ever held. What `getrusage` says counts its parent's as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) << 10


def _light(package: str) -> None:
    """Make the modules inside a package importable without what the package itself imports."""
    module = types.ModuleType(package)
    module.__path__ = [str(ROOT.joinpath(*package.split(".")))]
    sys.modules[package] = module


def _result(function: str, args: tuple[Any, ...], limits: Limits, answers: IO[bytes]) -> Any:
    module, _, name = function.partition(":")
    call = getattr(import_module(module), name)
    _limit(limits)
    try:
        return call(*args, lambda done: _write(answers, ("report", done)))
    except Exception as error:
        return error.with_traceback(None)


def _limit(limits: Limits) -> None:
    """Lower what this process may use: a parser that asks for more ends here, and nothing else."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + limits.seconds
    for kind, most in ((resource.RLIMIT_DATA, limits.memory), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(ValueError):  # lower ones are there already
            resource.setrlimit(kind, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
