"""`python -m bench.soak --minutes 15 --sessions 10`: people look while imports are published.

A server over a home of its own; sessions over web sockets open pages, drop files, leave and come
again, while the command line publishes the same orders with other amounts every few seconds and
undoes some of it. Every amount tells of which release it is, so that a page that mixes two of them,
or shows one that nobody published, is a wrong number. Prints the server's memory at the start, in
the middle and at the end, and exits with 1 where a number was wrong, a page failed or the server's
log has a traceback.

Expected of the memory: it grows by a sixth in the first quarter of an hour, then slowly or not at
all. With six sessions and a publish every 20 seconds the server held 431 MB after 3 minutes, 445
after 10, and 463 to 480 from the 22nd to the 36th; with one every 12 seconds 478 after 15, and 462
to 491 from the 18th to the 25th. What is in use stays the same (75 to 90 MB and 250,000 objects of
Python); what grows is free memory in pieces that the allocator cannot give back.
The footers that DuckDB keeps of every file grew for good; now `Shelf` begins another one after some
releases, which is seen as a saw-tooth.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

import pyarrow as pa

from bench.visitor import Visitor

ROOT = Path(__file__).parents[1]
MONTHS, A_MONTH = 24, 50
# The amount of every order in the first import, one more in each that follows; cards round sums
# from 100,000 on, which come after more imports than are made.
BASE = 10
SLOWEST = 180  # seconds until a page counts as lost
FOREVER = float("inf")
LOOK = 2  # seconds between two looks at the server's memory


@dataclass
class Seen:
    """What happened, by all threads."""

    pages: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    published: int = 0
    undone: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds, MB


class Marks:
    """The amount that the newest release has, as far as it can be known from outside."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.changes = [(0.0, BASE)]  # until when it was published, with which mark

    @contextmanager
    def changing(self, mark: int) -> Generator[None]:
        """Note that a release with this mark is published now: at any moment, until it is done."""
        with self.lock:
            self.changes.append((FOREVER, mark))
        yield
        with self.lock:
            self.changes[-1] = (time.monotonic(), mark)

    def possible(self, began: float) -> set[int]:
        """Return the marks that a page may show that was opened then and is drawn now."""
        with self.lock:
            before = [mark for done, mark in self.changes if done < began]
            return {before[-1], *(mark for done, mark in self.changes if done >= began)}


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--every", type=float, default=10, help="seconds between two publishes")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two pages")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="ordertrack-soak-"))
    seen, log = soak(work, given)
    tracebacks = log.count("Traceback")
    print_report(seen, tracebacks)
    if seen.wrong or tracebacks:
        print(f"the log of the server is in {work}")
        return 1
    shutil.rmtree(work)
    return 0


def soak(work: Path, given: argparse.Namespace) -> tuple[Seen, str]:
    """Have people look while imports are published; return what was seen, and the log."""
    home, port = work / "home", free_port()
    environment = {**os.environ, "ORDERTRACK_HOME": str(home), "LANG": "C.UTF-8"}
    seen, marks = Seen(), Marks()
    publish(work, environment, BASE)
    with (work / "log").open("w") as log:
        options = (f"--server.port={port}", "--server.headless=true")
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://localhost:{port}"
            wait_for(address)
            look_at(address, work, environment, (seen, marks), server.pid, given)
        finally:
            server.terminate()
            server.wait(30)
    publish(work, environment, BASE)  # clears away what the server, which is gone, left
    left = [one.name for one in (home / "tmp").iterdir() if one.name.startswith("upload")]
    seen.wrong += [f"left behind: {name}" for name in left]
    return seen, (work / "log").read_text()


def look_at(
    address: str,
    work: Path,
    environment: dict[str, str],
    noted: tuple[Seen, Marks],
    server: int,
    given: argparse.Namespace,
) -> None:
    """Run visitors, publisher and a look at the memory until the time is over."""
    seen, marks = noted
    until = time.monotonic() + given.minutes * 60
    threads = [
        threading.Thread(
            target=visit,
            args=(address, seen, marks, random.Random(given.seed * 1000 + n), until, given.pause),
        )
        for n in range(given.sessions)
    ]
    chance = random.Random(given.seed)
    publisher = (work, environment, noted, chance, until, given.every)
    threads.append(threading.Thread(target=keep_publishing, args=publisher))
    for thread in threads:
        thread.start()
    began = time.monotonic()
    while time.monotonic() < until:
        seen.memory.append((time.monotonic() - began, resident(server)))
        time.sleep(LOOK)
    for thread in threads:
        thread.join()


# --- who publishes --------------------------------------------------------------------------------


def keep_publishing(
    work: Path,
    environment: dict[str, str],
    noted: tuple[Seen, Marks],
    chance: random.Random,
    until: float,
    every: float,
) -> None:
    """Publish a new amount for all orders every few seconds; take one in five back."""
    seen, marks = noted
    standing, newest = [BASE], BASE  # what an undo goes back to; another one goes back further
    while time.monotonic() < until:
        began = time.monotonic()
        if chance.random() < 0.2 and len(standing) > 1:
            standing.pop()
            with marks.changing(standing[-1]):
                command(environment, "undo")
            seen.undone += 1
        else:
            newest += 1
            standing.append(newest)
            with marks.changing(newest):
                publish(work, environment, newest)
            seen.published += 1
        time.sleep(max(0.0, every - (time.monotonic() - began)))


def publish(work: Path, environment: dict[str, str], mark: int) -> None:
    """Import all orders, each with this amount."""
    path = work / "orders.csv"
    rows = ["order_no,customer_id,order_date,product,team,sales_rep,amount"]
    for n in range(MONTHS * A_MONTH):
        month = n % MONTHS
        day = f"{2023 + month // 12}-{month % 12 + 1:02}-{1 + n // MONTHS % 28:02}"
        rows.append(f"SO{n:05},C{n % 37},{day},P{n % 5},T{n // MONTHS % 3},R{n % 9},{mark}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    command(environment, "import", str(path))


def command(environment: dict[str, str], *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "ordertrack", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )


# --- who looks ------------------------------------------------------------------------------------


def visit(
    address: str, seen: Seen, marks: Marks, chance: random.Random, until: float, pause: float
) -> None:
    """Look at pages, leave and come again, until the time is over."""
    while time.monotonic() < until:
        visitor = Visitor(address, SLOWEST)
        try:
            for _ in range(chance.randint(5, 30)):
                if time.monotonic() >= until:
                    break
                look(visitor, seen, marks, chance)
                time.sleep(pause * 2 * chance.random())
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1].name
            seen.wrong.append(f"{type(error).__name__} in {place}: {error}")
        finally:
            seen.wrong += visitor.failures
            visitor.leave()


def look(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    """Open one page by chance, and compare what it says with what was published."""
    kind = chance.choices(list(PAGES), [4, 2, 3, 2, 1, 1])[0]
    began = time.monotonic()
    PAGES[kind](visitor, seen, marks, chance)
    seen.seconds.append(time.monotonic() - began)
    seen.pages[kind] += 1


def overview_of_month(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    month = f"{chance.choice((2023, 2024))}-{chance.randint(1, 12):02}"
    began = time.monotonic()
    visitor.open(f"period={month}")
    compare_cards(visitor, seen, marks.possible(began), A_MONTH)


def overview_of_year(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    began = time.monotonic()
    visitor.open(f"period={chance.choice((2023, 2024))}&lang={chance.choice(('en', 'zh'))}")
    compare_cards(visitor, seen, marks.possible(began), A_MONTH * 12)


def compare_cards(visitor: Visitor, seen: Seen, possible: set[int], orders: int) -> None:
    """Compare orders, revenue and average with each other and with what was published."""
    cards = [one.body.replace(",", "") for one in visitor.of_kind("metric")[:3]]
    right = [[str(orders * mark), str(orders), str(mark)] for mark in possible]
    if cards not in right:
        seen.wrong.append(f"cards {cards}, not one of {right}")


def ledger(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    month = f"2024-{chance.randint(1, 12):02}"
    began = time.monotonic()
    visitor.open(f"period={month}&team=T{chance.randint(0, 2)}", "orders")
    possible = marks.possible(began)
    table = pa.ipc.open_stream(visitor.of_kind("dataframe")[0].arrow_data.data).read_all()
    amounts = {int(amount) for amount in table["amount"].to_pylist()}
    if len(amounts) != 1 or not amounts <= possible or not A_MONTH // 4 < len(table) < A_MONTH // 2:
        seen.wrong.append(f"ledger: {len(table)} rows of {amounts}, not one of {possible}")


def one_order(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    began = time.monotonic()
    visitor.open(f"order=SO{chance.randrange(MONTHS * A_MONTH):05}", "orders")
    possible = {str(mark) for mark in marks.possible(began)}
    shown = [one.body.split(".")[0] for one in visitor.of_kind("metric")]
    if not possible & set(shown):
        seen.wrong.append(f"order: {shown}, not one of {possible}")


def definitions(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    visitor.open(f"lang={chance.choice(('en', 'zh'))}", "definitions")


def upload(visitor: Visitor, seen: Seen, marks: Marks, chance: random.Random) -> None:
    """Drop a file, and leave it there unpublished."""
    visitor.open("", "imports")
    if not visitor.of_kind("file_uploader"):
        return
    rows = "".join(f"N{n},C1,2024-05-01,{n}\n" for n in range(2_000))
    body = ("order_no,customer_id,order_date,amount\n" + rows).encode()
    place = visitor.places(["more.csv"])[0]
    status, told = visitor.upload(place, "more.csv", body)
    if status != 204:
        seen.wrong.append(f"upload: {status} {told}")
        return
    visitor.say_uploaded("", "imports", {"more.csv": place})


PAGES = {
    "month": overview_of_month,
    "year": overview_of_year,
    "ledger": ledger,
    "order": one_order,
    "definitions": definitions,
    "upload": upload,
}


# --- the server -----------------------------------------------------------------------------------


def resident(process: int) -> float:
    """Return the memory in MB that a process holds, those that it started included."""
    total = 0.0
    for one in [process, *children(process)]:
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
        total += int(found[0]) / 1024 if found else 0
    return total


def children(process: int) -> list[int]:
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(one) for one in told]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def wait_for(address: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=10):
                return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError(address)


def print_report(seen: Seen, tracebacks: int) -> None:
    """Print pages, publishes, memory, and what was wrong."""
    slow = sorted(seen.seconds)
    pages = ", ".join(f"{count} {kind}" for kind, count in seen.pages.items())
    print(f"{len(slow)} pages ({pages}), {seen.published} publishes, {seen.undone} undos")
    print(
        f"seconds a page: median {median(slow):.2f}, p95 {slow[len(slow) * 95 // 100]:.2f}", end=""
    )
    print(f", slowest {slow[-1]:.2f}")
    tenth = max(len(seen.memory) // 10, 1)
    for name, part in (
        ("first tenth", seen.memory[:tenth]),
        ("second tenth", seen.memory[tenth : 2 * tenth]),
        ("middle tenth", seen.memory[len(seen.memory) // 2 :][:tenth]),
        ("last tenth", seen.memory[-tenth:]),
    ):
        figures = [mb for _, mb in part]
        print(f"memory, {name}: mean {mean(figures):.0f} MB, most {max(figures):.0f} MB")
    print(f"wrong: {len(seen.wrong)}, tracebacks in the log: {tracebacks}")
    for line, count in Counter(seen.wrong).most_common(20):
        print(f"  {count} × {line[:300]}")


if __name__ == "__main__":
    sys.exit(main())
