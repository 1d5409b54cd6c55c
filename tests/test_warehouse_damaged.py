"""A damaged home gives no wrong number and no traceback: what is wrong is said, and the way out."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from shelves import line, open_warehouse, order, publish
from starlette.requests import Request

from ordertrack.cli import main
from ordertrack.settings import settings

Damage = Callable[[Path, Path], object]
Run = Callable[[str], tuple[int, str, str]]
ORDERS = {year: 60 + year % 10 for year in (2022, 2023, 2024)}
REVENUE = Decimal(sum(10 * count for count in ORDERS.values()) + 7)


def stock(home: Path, mark: str = "A") -> None:
    """Three releases: three years of orders, one order more, another price for it."""
    warehouse = open_warehouse(home)
    names = [(f"{mark}{year}-{n}", year) for year, count in ORDERS.items() for n in range(count)]
    orders = [order(name, f"{year}-06-01", status="placed") for name, year in names]
    publish(warehouse, {"orders": orders, "order_lines": [line(name) for name, _ in names]})
    for amount in (5, 7):
        extra = {"orders": [order("X", "2024-07-01", status="placed")]}
        publish(warehouse, {**extra, "order_lines": [line("X", amount=amount)]})
    warehouse.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    stock(home)
    return home


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("other") / "home"
    stock(home, "B")
    return home


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def typed(command: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(shlex.split(command))
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


# --- ways to damage a home ------------------------------------------------------------------------


def log_of(home: Path, table: str) -> list[Path]:
    return sorted((home / "tables" / table / "_delta_log").glob("*.json"))


def file_of(home: Path, table: str, year: int = 2023) -> Path:
    """The file of a year; 2022 and 2023 are in every release the same."""
    return next((home / "tables" / table / f"order_year={year}").glob("*.parquet"))


def newest_of(home: Path, table: str) -> Path:
    files = (home / "tables" / table / "order_year=2024").glob("*.parquet")
    return max(files, key=lambda path: path.stat().st_mtime_ns)


def exchange(one: Path, other: Path) -> None:
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


def empty_log(table: str) -> Damage:
    return lambda home, _: [path.write_bytes(b"") for path in log_of(home, table)]


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)


def remove_records(home: Path, _: Path) -> None:
    for path in home.glob("records.sqlite*"):
        path.unlink()


def empty_records(home: Path, other: Path) -> None:
    remove_records(home, other)
    (home / "records.sqlite").touch()


def fresh_records(home: Path, other: Path) -> None:
    from ordertrack.records import Records, sqlite_url

    remove_records(home, other)
    Records(sqlite_url(home)).close()


def records_of(home: Path, other: Path) -> None:
    remove_records(home, other)
    shutil.copy(other / "records.sqlite", home / "records.sqlite")


def tables_of(home: Path, other: Path) -> None:
    shutil.rmtree(home / "tables")
    shutil.copytree(other / "tables", home / "tables")


def one_table_of(home: Path, other: Path) -> None:
    shutil.rmtree(home / "tables" / "order_facts")
    shutil.copytree(other / "tables" / "order_facts", home / "tables" / "order_facts")


def break_in_the_middle(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[: size // 2] + b"\0" * (size - size // 2))


F, L = "order_facts", "line_facts"
# name → the damage, and a word of what is said about it
DAMAGES: dict[str, tuple[Damage, str]] = {
    "log of facts emptied": (empty_log(F), "order_facts"),
    "log of lines emptied": (empty_log("order_lines"), "order_lines"),
    "log of orders emptied": (empty_log("orders"), "orders"),
    "newest entry of the log emptied": (
        lambda home, _: log_of(home, F)[-1].write_bytes(b""),
        "log of order_facts",
    ),
    "newest entry of the log deleted": (lambda home, _: log_of(home, F)[-1].unlink(), F),
    "first entry of the log deleted": (lambda home, _: log_of(home, F)[0].unlink(), F),
    "an entry of the log in the middle deleted": (lambda home, _: log_of(home, F)[1].unlink(), F),
    "log cut in half": (
        lambda home, _: log_of(home, F)[-1].write_bytes(log_of(home, F)[-1].read_bytes()[:100]),
        F,
    ),
    "log of random bytes": (lambda home, _: log_of(home, L)[0].write_bytes(bytes(range(256))), L),
    "log deleted": (lambda home, _: shutil.rmtree(home / "tables" / L / "_delta_log"), L),
    "table deleted": (lambda home, _: shutil.rmtree(home / "tables" / F), F),
    "all tables deleted": (lambda home, _: shutil.rmtree(home / "tables"), "cannot be read"),
    "data file deleted": (lambda home, _: file_of(home, F).unlink(), "is missing"),
    "newest data file deleted": (lambda home, _: newest_of(home, L).unlink(), "is missing"),
    "data file truncated": (
        lambda home, _: os.truncate(file_of(home, F), 2000),
        "it was published with",
    ),
    "data file of zero bytes": (lambda home, _: file_of(home, F).write_bytes(b""), "is empty"),
    "data file with a longer end": (
        lambda home, _: file_of(home, L).write_bytes(file_of(home, L).read_bytes() + b"0"),
        "it was published with",
    ),
    "second half of a data file zeroed": (
        lambda home, _: break_in_the_middle(file_of(home, F)),
        "damaged",
    ),
    "two years exchanged": (
        lambda home, _: exchange(file_of(home, L), file_of(home, L, 2022)),
        "line_facts",
    ),
    "a year of an older release": (
        lambda home, _: shutil.copy(
            min((home / f"tables/{L}/order_year=2024").iterdir(), key=os.path.getmtime),
            newest_of(home, L),
        ),
        "line_facts",
    ),
    "data file of another table": (
        lambda home, _: shutil.copy(file_of(home, "orders"), file_of(home, F)),
        F,
    ),
    "data file of another home": (
        lambda home, other: shutil.copy(file_of(other, F), file_of(home, F)),
        F,
    ),
    "data file that is a folder": (
        lambda home, _: (file_of(home, F).rename(home / "kept"), (home / "x").mkdir()),
        "is missing",
    ),
    "text in place of a data file": (
        lambda home, _: file_of(home, F).write_text("order_no,amount\nA,1\n"),
        F,
    ),
    "records deleted": (remove_records, "record store is missing or empty"),
    "records of zero bytes": (empty_records, "record store is missing or empty"),
    "records without a release": (fresh_records, "record store is missing or empty"),
    "records cut in half": (
        lambda home, _: os.truncate(home / "records.sqlite", 6000),
        "restore it from a backup",
    ),
    "records that are text": (
        lambda home, _: (home / "records.sqlite").write_text("not a database" * 99),
        "restore it from a backup",
    ),
    "records of another home": (records_of, "lacks the file"),
    "tables of another home": (tables_of, "lacks the file"),
    "one table of another home": (one_table_of, "lacks the file"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_home_is_said_and_neither_read_nor_built_upon(
    name: str, whole: Path, other: Path, home: Path, run: Run, tmp_path: Path
) -> None:
    shutil.copytree(whole, home)
    damage, word = DAMAGES[name]
    damage(home, other)
    before = state(home)
    refused = 0
    for command in ("metrics revenue --format json", "check", f"import {more(tmp_path)}"):
        code, out, err = run(command)
        assert "Traceback" not in err
        if command.startswith("metrics") and code == 0:
            assert Decimal(json.loads(out)["rows"][0]["revenue"]["value"]) == REVENUE
            continue
        assert (code, command) == (2, command)
        refused += 1
        assert word in err or command.startswith("import"), err
        assert len(err.splitlines()) < 60
    assert refused >= 2
    assert state(home) == before
    assert health() == 503


def state(home: Path) -> set[tuple[str, int]]:
    """All lasting files of a home."""
    found = [path for path in home.rglob("*") if path.is_file() and "tmp" not in path.parts]
    kept = [path for path in found if not path.name.startswith(("publish.lock", "records.sqlite-"))]
    return {(str(path), path.stat().st_size) for path in kept}


def more(folder: Path) -> Path:
    path = folder / "more.csv"
    path.write_text("order_no,customer_id,order_date,amount\nN1,C9,2024-08-01,5\n")
    return path


def health() -> int:
    import app
    from ordertrack.ui.frame import data_source

    data_source._opened.clear()
    settings.cache_clear()
    answer = app.health(Request({"type": "http", "method": "GET", "path": "/health"}))
    data_source._opened.clear()
    return answer.status_code


def test_a_whole_home_passes_the_same_commands(
    whole: Path, home: Path, run: Run, tmp_path: Path
) -> None:
    shutil.copytree(whole, home)
    code, out, _ = run("metrics revenue --format json")
    assert code == 0
    assert Decimal(json.loads(out)["rows"][0]["revenue"]["value"]) == REVENUE
    assert run("check")[0] == 0
    assert health() == 200
    code, _, err = run(f"import {more(tmp_path)}")
    assert code == 0, err


@pytest.mark.parametrize("table", ["orders", "order_lines", F, L])
def test_check_finds_a_single_byte_that_flipped(
    table: str, whole: Path, home: Path, run: Run
) -> None:
    shutil.copytree(whole, home)
    flip(file_of(home, table), 40)
    code, _, err = run("check")
    assert code == 2
    assert "checksum" in err
    assert table in err


@pytest.mark.parametrize(
    "name",
    ["log of facts emptied", "newest entry of the log emptied", "a year of an older release"],
)
def test_a_release_that_recorded_no_files_is_checked_by_its_counts(
    name: str, whole: Path, other: Path, home: Path, run: Run, tmp_path: Path
) -> None:
    import sqlite3

    shutil.copytree(whole, home)
    with sqlite3.connect(home / "records.sqlite") as store:
        store.execute("DELETE FROM release_contents")
    store.close()
    assert run("metrics revenue")[0] == 0
    DAMAGES[name][0](home, other)
    for command in ("metrics revenue", "check", f"import {more(tmp_path)}"):
        assert run(command)[0] == 2


def test_a_file_exchanged_under_an_open_warehouse_is_seen(
    whole: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shelves import rows_of

    from ordertrack.errors import WarehouseUnreadable
    from ordertrack.warehouse import reader

    monkeypatch.setattr(reader, "LOOK_EVERY", 0)
    shutil.copytree(whole, home)
    warehouse = open_warehouse(home)
    assert rows_of(warehouse, "SELECT SUM(amount) FROM line_facts") == [REVENUE]
    exchange(file_of(home, L), file_of(home, L, 2022))
    with pytest.raises(WarehouseUnreadable, match="line_facts"):
        rows_of(warehouse, "SELECT SUM(amount) FROM line_facts")
    exchange(file_of(home, L), file_of(home, L, 2022))
    assert rows_of(warehouse, "SELECT SUM(amount) FROM line_facts") == [REVENUE]
    warehouse.close()


@pytest.mark.parametrize("damage", [remove_records, empty_records, fresh_records])
def test_no_command_takes_a_lost_record_store_for_an_empty_warehouse(
    damage: Damage, whole: Path, other: Path, home: Path, run: Run
) -> None:
    shutil.copytree(whole, home)
    damage(home, other)
    for command in ("releases", "undo", "demo", "demo --if-empty", "rows revenue"):
        code, _, err = run(command)
        assert code == 2, command
        assert "record store is missing or empty" in err
        assert "Restore records.sqlite" in err


@pytest.mark.parametrize("command", ["releases", "check", "answers", "metrics revenue"])
def test_a_first_import_that_was_killed_before_its_first_table_left_an_empty_warehouse(
    command: str, home: Path, run: Run
) -> None:
    (home / "tables").mkdir(parents=True)
    begun = sqlite3.connect(home / "records.sqlite")
    begun.execute("PRAGMA journal_mode = WAL")
    begun.close()
    assert (home / "records.sqlite").stat().st_size
    code, _, err = run(command)
    assert "Record store" not in err and "record store" not in err
    assert code == (2 if command.startswith("metrics") else 0)
    assert "There is no data yet" in err or code == 0


def test_a_record_store_without_tables_beside_data_is_a_lost_one(
    whole: Path, home: Path, run: Run
) -> None:
    shutil.copytree(whole, home)
    for file in home.glob("records.sqlite*"):
        file.unlink()
    begun = sqlite3.connect(home / "records.sqlite")
    begun.execute("PRAGMA journal_mode = WAL")
    begun.close()
    for command in ("releases", "check", "metrics revenue", "undo"):
        code, _, err = run(command)
        assert code == 2
        assert "record store is missing or empty" in err


def test_undo_does_not_go_back_to_a_damaged_release(whole: Path, home: Path, run: Run) -> None:
    shutil.copytree(whole, home)
    by_age = sorted((home / f"tables/{L}/order_year=2024").iterdir(), key=os.path.getmtime)
    by_age[1].unlink()  # that of release 2
    code, _, err = run("undo")
    assert code == 2
    assert "The data of release 2 cannot be read" in err
    assert "is missing" in err
    assert run("metrics revenue")[0] == 0


def test_undo_is_a_way_out_of_a_damaged_release(whole: Path, home: Path, run: Run) -> None:
    shutil.copytree(whole, home)
    newest_of(home, L).unlink()
    assert run("metrics revenue")[0] == 2
    assert run("undo")[0] == 0
    code, out, _ = run("metrics revenue --format json")
    assert code == 0
    assert Decimal(json.loads(out)["rows"][0]["revenue"]["value"]) == REVENUE - 2


# --- reading changes nothing ----------------------------------------------------------------------

READING = ("metrics revenue", "rows revenue", "releases", "check", "answers")


@pytest.mark.parametrize("command", READING)
def test_reading_makes_no_home(command: str, home: Path, run: Run) -> None:
    code, _, err = run(command)
    assert "Traceback" not in err
    assert code == (2 if command.startswith(("metrics", "rows")) else 0)
    assert not home.exists()


@pytest.mark.parametrize("command", READING)
def test_reading_waits_for_no_publisher(command: str, whole: Path, home: Path, run: Run) -> None:
    shutil.copytree(whole, home)
    storage = open_warehouse(home).storage
    with storage.locked("Ann", 0, lambda _: None):
        assert run(command)[0] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a folder read-only")
def test_a_home_mounted_read_only_can_be_read(whole: Path, home: Path) -> None:
    shutil.copytree(whole, home)
    for log in home.glob("records.sqlite-*"):
        log.unlink()
    for command in READING:
        mounted = f"mount --bind {home} {home} && mount -o remount,ro,bind {home} && exec "
        started = subprocess.run(
            ["unshare", "-m", "sh", "-c", f"{mounted} {sys.executable} -m ordertrack {command}"],
            capture_output=True,
            text=True,
            env={**os.environ, "ORDERTRACK_HOME": str(home), "LANG": "C.UTF-8"},
        )
        if "permission denied" in started.stderr.lower() and "mount" in started.stderr:
            pytest.skip("mounting is not allowed here")
        assert started.returncode == 0, started.stderr


def test_a_home_without_write_permission_can_be_read(whole: Path) -> None:
    above = Path(tempfile.mkdtemp())  # that of pytest is for its user alone
    above.chmod(0o755)
    home = shutil.copytree(whole, above / "home")
    for log in home.glob("records.sqlite-*"):
        log.unlink()
    for path in [home, *home.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    code = (
        "import os; from ordertrack.warehouse import Warehouse;"
        "from tests.questions import everything;"
        "os.getuid() or os.setuid(65534);"
        "w = Warehouse.open_for_reading();"
        "q = everything('SELECT SUM(amount) AS total FROM line_facts');"
        "print(w.reader(w.latest()).run(q).item())"
    )
    started = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "ORDERTRACK_HOME": str(home), "LANG": "C.UTF-8"},
    )
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(above)
    assert started.returncode == 0, started.stderr
    assert Decimal(started.stdout.strip()) == REVENUE
