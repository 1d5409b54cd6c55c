"""Uploads over real web sockets: within the limits together, and gone with whoever made them."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.visitor import Visitor
from tests.browser.conftest import serving
from tests.ui.shop import open_shop

MEGABYTE = 1 << 20
FULL = MEGABYTE - 500  # with what a browser adds
HEADER = b"order_no,customer_id,order_date,amount\n"
PAGE = "imports"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that takes one megabyte at once, and forgets who left after a second."""
    home = tmp_path_factory.mktemp("small") / "home"
    open_shop(home).close()
    settings = {"MAX_UPLOAD_SIZE": "1", "DISCONNECTED_SESSION_TTL": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"STREAMLIT_SERVER_{name}", value)
        with serving(home) as address:
            yield address, home


@pytest.fixture
def visitor(small: tuple[str, Path]) -> Iterator[Visitor]:
    come = Visitor(small[0])
    come.open("", PAGE)
    yield come
    assert not come.failures
    come.leave()


def rows(size: int) -> bytes:
    """A file of this size, with orders of 2024."""
    return (HEADER + b"".join(b"A%07d,C1,2024-05-01,5\n" % n for n in range(size // 25 + 1)))[:size]


def send(visitor: Visitor, *sizes: int) -> None:
    """Upload files of these sizes and tell the page, as a browser does."""
    names = [f"file{n}.csv" for n in range(len(sizes))]
    places = dict(zip(names, visitor.places(names), strict=True))
    for (name, place), size in zip(places.items(), sizes, strict=True):
        assert visitor.upload(place, name, rows(size)) == (204, "")
    visitor.say_uploaded("", PAGE, places)


def held_by(address: str) -> str:
    """What the server says that it holds of uploads; it looks every five seconds."""
    with urllib.request.urlopen(f"{address}/_stcore/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return " ".join(line for line in lines if "UploadedFile" in line)


def said(visitor: Visitor) -> str:
    texts = [one.body for kind in ("alert", "markdown") for one in visitor.of_kind(kind)]
    return " ".join(texts).replace("*", "").replace("\\", "")


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def uploads_in(home: Path) -> list[str]:
    return [one.name for one in (home / "tmp").iterdir() if one.name.startswith("upload")]


def test_uploads_go_when_their_session_ends_though_nobody_else_comes(
    small: tuple[str, Path], visitor: Visitor
) -> None:
    address, home = small
    send(visitor, 2_000)
    assert "rows read" in said(visitor)
    assert uploads_in(home)
    unread = visitor.places(["unread.csv"])[0]
    visitor.upload(unread, "unread.csv", rows(1_000))
    wait_until(lambda: bool(held_by(address)))
    visitor.leave()
    wait_until(lambda: not uploads_in(home) and not held_by(address))


def test_files_that_are_too_much_together_are_refused_before_they_are_held(
    small: tuple[str, Path], visitor: Visitor
) -> None:
    for sizes in ((MEGABYTE // 2, MEGABYTE * 3 // 4, 1_000), (MEGABYTE + 9_000,), (MEGABYTE,)):
        send(visitor, *sizes)
        assert "500 files and 1 MB together are the most" in said(visitor)
        assert "rows read" not in said(visitor)
    send(visitor, FULL)  # as much as ever, for nothing of them counts any more
    assert "rows read" in said(visitor)
    time.sleep(5)
    assert not held_by(small[0])  # neither what was refused nor what is read needs memory


def test_people_who_upload_much_at_the_same_time_wait_for_each_other(
    small: tuple[str, Path], visitor: Visitor
) -> None:
    others = [Visitor(small[0]) for _ in range(2)]
    for other in others:
        other.open("", PAGE)
        other.upload(other.places(["a.csv"])[0], "a.csv", rows(FULL))
    send(visitor, MEGABYTE // 2)
    assert "Others are uploading large files" in said(visitor)
    for other in others:
        other.leave()

    def is_read() -> bool:
        send(visitor, MEGABYTE // 2)
        return "rows read" in said(visitor)

    wait_until(is_read)


def test_an_upload_without_a_length_is_refused(visitor: Visitor) -> None:
    place = visitor.places(["a.csv"])[0]
    request = urllib.request.Request(
        visitor.server + place.url,
        iter([b"x" * 10] * 3),
        {"Cookie": f"_streamlit_xsrf={visitor.token}", "X-Xsrftoken": visitor.token},
        method="PUT",
    )
    with pytest.raises(urllib.error.HTTPError, match="411"):
        urllib.request.urlopen(request, timeout=30)
