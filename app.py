"""The door: the pages over HTTP, and GET /health for whatever watches the server.

`pages/` beside a plain entry script would switch Streamlit into its old multipage mode, so the
entry is an `st.App` over `ordertrack/ui/frame/shell.py`, which does the navigation itself.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ordertrack import __version__, interrupts, ui
from ordertrack.access import Access
from ordertrack.errors import BadSetting, OrdertrackError, WarehouseUnreadable
from ordertrack.facts.select import Select
from ordertrack.settings import settings
from ordertrack.ui.frame import reporting, scanning, uploaded
from ordertrack.ui.frame.hosts import KnownHosts
from ordertrack.warehouse import Release, Warehouse
from ordertrack.warehouse.schema import ALL_TABLES
from ordertrack.words import system_language, t

try:
    settings()
except BadSetting as mistake:
    sys.exit(mistake.message(system_language()))


def warehouse() -> Warehouse:
    """The one that the pages use; imported late, because its cache needs the running server."""
    from ordertrack.ui.frame import data_source

    return data_source.warehouse()


SHELL = "ordertrack.ui.frame.shell"  # runs the app where it is imported


def load_pages() -> None:
    """Import all that pages are made of.

    Two visitors who come at once would import the same modules on two threads, and one of them
    could find a module of which the other has only begun to run.
    """
    for module in walk_packages(ui.__path__, f"{ui.__name__}."):
        if module.name != SHELL:
            import_module(module.name)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncGenerator[None]:
    """Bring the record store up to date and load the libraries before the first visitor comes."""
    with suppress(OrdertrackError):  # the pages and /health say it to whoever asks
        await anyio.to_thread.run_sync(warehouse)
    # Streamlit does it for the first table; a chart drawn meanwhile would find half of pandas.
    await anyio.to_thread.run_sync(import_module, "pandas")
    await anyio.to_thread.run_sync(load_pages)
    async with anyio.create_task_group() as meanwhile:
        meanwhile.start_soon(uploaded.keep_clearing)
        meanwhile.start_soon(scanning.keep_scanning)
        meanwhile.start_soon(reporting.keep_making)
        yield
        interrupts.end_queries()  # a thread that is cut off in one brings the process down
        meanwhile.cancel_scope.cancel()


def health(_: Request) -> JSONResponse:
    """Version, release and how fresh the data is; 503 with the reason when it cannot be read.

    A plain function on purpose: Starlette runs it on a thread, so a slow disk delays no page.
    """
    try:
        release = warehouse().latest()
        if release:
            _read_through(release)
    except OrdertrackError as error:
        return JSONResponse(
            {"status": "unreadable", "version": __version__, "reason": error.message("en")},
            status_code=503,
        )
    return JSONResponse({"status": "ok", "version": __version__, **_freshness(release)})


def _read_through(release: Release) -> None:
    """Verify every file of the release and open it; a count reads the footers only."""
    warehouse().verify(release)
    counts = ", ".join(f"(SELECT COUNT(*) FROM {table}) AS {table}" for table in ALL_TABLES)
    try:
        everything = Select.text(f"SELECT {counts}", Access.everything())
        warehouse().reader(release).run(everything)
    except OrdertrackError:
        raise
    except Exception as error:
        raise WarehouseUnreadable(
            t("Release {release} cannot be read: {reason}", release=release.number, reason=error)
        ) from error


def _freshness(release: Release | None) -> dict[str, Any]:
    if release is None:
        return {"release": None, "data_through": None, "newest_event": None}
    through, newest = release.data_through, release.newest_event
    return {
        "release": release.number,
        "data_through": through.isoformat() if through else None,
        "newest_event": newest.isoformat() if newest else None,
    }


app = st.App(
    "ordertrack/ui/frame/shell.py",
    routes=[Route("/health", health)],
    lifespan=lifespan,
    middleware=[Middleware(KnownHosts), Middleware(uploaded.LimitedUploads)],
)
