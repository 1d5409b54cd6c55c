"""A PostgreSQL of the tests' own: in a temporary folder, on a free port of this machine only."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = "-c fsync=on -c max_connections=30 -c shared_buffers=16MB -c listen_addresses=127.0.0.1"


def binaries() -> Path | None:
    """Return the folder of the server's programs, the newest version; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


class Server:
    """One server with one empty database. It refuses to run as root, so it gets another user."""

    def __init__(self) -> None:
        found = binaries()
        assert found is not None
        self.programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="ordertrack-postgres-"))
        self.user = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else unprivileged()
        if not os.geteuid():
            shutil.chown(self.folder, self.user)
        self.data = self.folder / "data"
        options = ("-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.run("initdb", "-D", str(self.data), *options)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://tester@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *options: str) -> None:
        subprocess.run(
            [str(self.programs / program), *options],
            check=True,
            cwd=self.folder,
            user=None if os.geteuid() else self.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        options = f"{SETTINGS} -p {self.port} -k {self.folder}"
        log = str(self.folder / "log")
        self.run(
            "pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "60", "-o", options, "start"
        )

    def kill(self) -> None:
        """End the server as a power cut would, its children too, and wait until they are gone."""
        process = int((self.data / "postmaster.pid").read_text().split()[0])
        told = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        for one in (process, *map(int, told)):
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + 20
        while any(is_alive(one) for one in (process, *map(int, told))):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        # Where nobody reaps it, the dead process keeps its id and would be taken for a living one.
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def is_alive(process: int) -> bool:
    """Return whether a process runs; a dead one that nobody waited for does not."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] not in "ZX"


def unprivileged() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
