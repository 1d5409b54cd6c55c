"""`report` on the command line: for people and for schedulers."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from ordertrack.cli import main
from ordertrack.errors import OrdertrackError
from ordertrack.reports.writers.formats import FORMATS, Format
from ordertrack.warehouse import Warehouse
from tests.reports import small
from tests.shelves import line, open_warehouse, order, publish


@pytest.fixture
def run(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Any:
    """Run a command line over two orders of two teams; its exit code, stdout and stderr."""
    small.register(monkeypatch)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    warehouse = open_warehouse(home)
    orders = [order(name, "2024-05-10", team=name) for name in ("N", "S")]
    publish(warehouse, {"orders": orders, "order_lines": [line("N"), line("S")]})
    warehouse.close()

    def typed(text: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(shlex.split(text))
        told = capsys.readouterr()
        return code, told.out, told.err

    return typed


def test_a_report_is_written_and_kept_with_what_it_rests_on(run: Any, tmp_path: Path) -> None:
    asked = "report monthly --period 2024-05 --where team=N --lang zh --out . --json"
    said = json.loads(run(asked)[1])
    file = tmp_path / "monthly-2024-05-zh.html"
    assert json.loads(file.read_bytes())["orders"] == 1
    assert (Path(said["file"]), said["format"], said["release"]) == (Path(file.name), "html", 1)
    assert (said["period"], said["scope"]["team"], said["position"]) == ("2024-05", "N", 0)
    assert said["rules"] == {"promise_basis": "first"}
    assert said["size"] == file.stat().st_size
    kept = Warehouse.open().records.reports.all()
    assert [(one.id, one.who, one.scope["team"]) for one in kept] == [(said["id"], "tester", "N")]


def test_a_file_is_replaced_whole_or_stays_as_it_was(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run("report weekly --as-of 2024-05-12 --out week.html --no-archive")
    assert (code, out) == (0, "week.html\n")
    before = (tmp_path / "week.html").read_bytes()
    assert json.loads(before)["title"].endswith("2024-05-06..2024-05-13")
    assert not Warehouse.open().records.reports.all()

    def full(_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        assert run("report monthly --period 2024-05 --out week.html --no-archive")[0] == 2
    assert (tmp_path / "week.html").read_bytes() == before
    assert not list(tmp_path.glob(".*partial"))


REFUSED = {
    "monthly --out a.odt": "is not written as 'odt'. Choose one of: html",
    "monthly --out a.html --format pdf": "a.html does not end in .pdf",
    "yearly --out a.html": "There is no report 'yearly'",
    "monthly --out gone/a.html": "There is no folder",
    "monthly --period soon --out a.html": "'soon' is not a period",
    "monthly --release 9 --out a.html": "release 9",
    "monthly --position 9 --out a.html": "no position 9",
    "monthly --lang fr --out a.html": "the language 'fr'",
}


def test_what_cannot_be_made_is_refused_and_nothing_is_written(run: Any, tmp_path: Path) -> None:
    for asked, told in REFUSED.items():
        code, out, err = run(f"report {asked}")
        assert (code, out) == (2, ""), asked
        assert told in err.replace("\n", " ")
    assert not list(tmp_path.glob("a.*"))


def test_a_home_that_can_only_be_read_still_makes_reports(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Any) -> Any:
        raise OrdertrackError("read only")

    monkeypatch.setattr(Warehouse, "open", refuse)
    code, out, err = run("report monthly --out .")
    assert (code, out) == (0, "monthly-2024-04-en.html\n")
    assert "It is not kept in the archive: read only" in err


def test_reports_that_are_kept_are_listed_checked_and_made_again(run: Any, tmp_path: Path) -> None:
    made = json.loads(run("report monthly --period 2024-05 --where team=N --out . --json")[1])
    listed = run("report made")[1]
    assert made["id"] in listed and "Team: N" in listed
    assert json.loads(run("report made --json")[1])["reports"][0]["id"] == made["id"]
    kept = Warehouse.open().records.reports.all()[0]
    file = Warehouse.open().storage.reports / kept.kept_as
    assert run("check")[0] == 0
    file.write_bytes(b"other")
    for spelled in ("check", "check --release 1"):
        code, _, err = run(spelled)
        told = err.replace("\n", " ")
        assert code == 2 and str(file) in told and f"report again {kept.id}" in told
    code, out, err = run(f"report again {kept.id} --out again.html")
    assert (code, out) == (0, "again.html\n")
    assert f"comes out the same: checksum {kept.checksum[:12]}" in err
    assert (tmp_path / "again.html").read_bytes() == file.read_bytes()
    assert run("check")[0] == 0
    said = json.loads(run(f"report again {kept.id} --json")[1])
    assert (said["id"], said["same"], said["differences"]) == (kept.id, True, [])
    assert len(Warehouse.open().records.reports.all()) == 1


def test_one_that_comes_out_otherwise_is_said_and_kept_too(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = json.loads(run("report monthly --period 2024-05 --out . --json")[1])["id"]
    other = Format(FORMATS["html"].label, "text/html", lambda document: b"<p>Now</p>")
    monkeypatch.setitem(FORMATS, "html", other)  # type: ignore[arg-type]
    code, out, err = run(f"report again {first} --by 王敏")
    assert code == 1 and "Only in the new file: “Now”" in err
    (kept,) = [one for one in Warehouse.open().records.reports.all() if one.id == out.strip()]
    assert (kept.who, kept.id == first) == ("王敏", False)


NOT_AGAIN = {
    "again": "Which report is to be made again?",
    "again 12ab": "No report 12ab is kept. `report made` lists",
    "again 12ab --lang zh": "nothing is chosen",
    "again 12ab --where team=N": "nothing is chosen",
    "made --out x.html": "nothing is chosen",
    "monthly 12ab --out x.html": "'12ab' stands behind monthly",
    "monthly": "Add --out",
}


def test_what_cannot_be_made_again_is_refused(run: Any) -> None:
    for asked, told in NOT_AGAIN.items():
        code, out, err = run(f"report {asked}")
        assert (code, out) == (2, ""), asked
        assert told in err.replace("\n", " "), asked
