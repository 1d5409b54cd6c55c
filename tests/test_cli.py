from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.main import get_command

from ordertrack.cli import app, main
from ordertrack.records import Records, sqlite_url
from ordertrack.settings import settings
from ordertrack.warehouse import Staged, Warehouse, schema

ROOT = Path(__file__).parents[1]
# Three orders: A on time, B late, C without a promise; D is cancelled and counts nowhere.
ORDERS = [
    ("A", "north", "c1", datetime(2024, 6, 1), "completed"),
    ("B", "north", "c2", datetime(2024, 6, 2), "completed"),
    ("C", "south", "c1", datetime(2024, 7, 3), "placed"),
    ("D", "south", "c3", datetime(2024, 6, 4), "cancelled"),
]
LINES = [
    ("A", "1", "p1", Decimal("100.25"), date(2024, 6, 10), datetime(2024, 6, 10)),
    ("A", "2", "p1", Decimal("49.75"), date(2024, 6, 12), datetime(2024, 6, 11)),
    ("B", "1", "p1", Decimal("70299898.6639"), date(2024, 6, 10), datetime(2024, 6, 20)),
    ("C", "1", "p1", Decimal("-30"), None, None),
    ("D", "1", "p1", Decimal("999"), date(2024, 6, 10), None),
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line; its exit code, stdout and stderr."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)

    def typed(line: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(shlex.split(line))
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def staged(folder: Path, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> Staged:
    types = {name: kind for name, kind in schema(table).items() if name in columns}
    frame = pl.DataFrame(rows, schema=columns, orient="row").select(
        pl.col(name).cast(types[name]) for name in columns
    )
    path = folder / f"{table}.parquet"
    frame.write_parquet(path)
    return Staged(table, path, frame.height, tuple(columns))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of the four orders, to be copied."""
    home, folder = tmp_path_factory.mktemp("sample"), tmp_path_factory.mktemp("staged")
    warehouse = Warehouse(home, Records(sqlite_url(home)))
    orders = ["order_no", "team", "customer_id", "order_date", "status"]
    lines = ["order_no", "line_no", "product", "amount", "promised_date", "delivered_date"]
    parts = [
        staged(folder, "orders", orders, ORDERS),
        staged(folder, "order_lines", lines, LINES),
    ]
    files = [{"file": "orders.csv", "read": 5, "accepted": 5}]
    warehouse.publish(parts, who="tester", files=files)
    warehouse.close()
    return home


@pytest.fixture
def published(sample: Path, home: Path) -> Path:
    """This test's home, with the four orders in it."""
    return Path(shutil.copytree(sample, home))


# --- metrics --------------------------------------------------------------------------------------


def test_metrics_as_json_keep_money_exact_and_parts_beside_it(run: Run, published: Path) -> None:
    code, out, _ = run("metrics revenue on_time_rate --as-of 2024-07-31 --format json")
    assert code == 0
    said = json.loads(out)
    assert (said["as_of"], said["period"], said["release"]) == (
        "2024-07-31T23:59:59.999999",
        None,
        1,
    )
    assert said["rows"] == [
        {
            "revenue": {
                "value": "70300018.6639",
                "numerator": "70300018.6639",
                "denominator": None,
                "unknown": 0,
            },
            "on_time_rate": {"value": 0.5, "numerator": 1, "denominator": 2, "unknown": 1},
        }
    ]


def test_a_group_carries_the_name_that_was_asked_for(run: Run, published: Path) -> None:
    _, out, _ = run("metrics orders --by team --by month --as-of 2024-07-31 --format json")
    rows = json.loads(out)["rows"]
    assert [(row["team"], row["month"], row["orders"]["value"]) for row in rows] == [
        ("north", "2024-06-01", 2),
        ("south", "2024-07-01", 1),
    ]


def test_the_end_is_not_included(run: Run, published: Path) -> None:
    _, out, _ = run("metrics orders --from 2024-06-01 --to 2024-06-02 --format json")
    said = json.loads(out)
    assert said["period"] == "2024-06-01..2024-06-02"
    assert said["rows"][0]["orders"]["value"] == 1


def test_a_number_that_is_missing_is_null_with_its_reason(run: Run, published: Path) -> None:
    _, out, _ = run("metrics on_time_rate --period 2023 --format json")
    figure = json.loads(out)["rows"][0]["on_time_rate"]
    assert figure["value"] is None
    assert figure["reason"]


def test_metrics_can_be_filtered_also_by_what_is_not_recorded(run: Run, published: Path) -> None:
    _, out, _ = run("metrics orders --where team=north --format json")
    assert json.loads(out)["rows"][0]["orders"]["value"] == 2
    _, out, _ = run("metrics orders --where person= --format json")
    assert json.loads(out)["rows"][0]["orders"]["value"] == 3


def test_metrics_as_csv_and_table(run: Run, published: Path) -> None:
    _, out, _ = run("metrics orders --by team --format csv")
    assert out.splitlines()[0].startswith("team,orders,orders__numerator")
    _, out, _ = run("metrics revenue on_time_rate --by team --period 2024-06")
    assert "70,300,048.66" in out
    assert "50.0 %" in out


def test_rows_add_up_to_the_number(run: Run, published: Path) -> None:
    _, out, _ = run("rows revenue --part numerator --format json --as-of 2024-07-31")
    said = json.loads(out)
    assert said["count"] == len(said["rows"]) > 0
    assert sum(Decimal(row["value"]) for row in said["rows"]) == Decimal("70300018.6639")
    _, out, _ = run("rows on_time_rate --part denominator --format csv --limit 1")
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("metrics revenu", "Did you mean revenue?"),
        ("metrics revenue --by galaxy", "'galaxy' is not a dimension"),
        ("metrics revenue --period 2024-13", "2024-13"),
        ("metrics revenue --from yesterday", "--from 'yesterday' is not a day"),
        ("metrics revenue --period 2024 --from 2024-01-01", "not both"),
        ("metrics revenue --where team", "'team' has no value"),
        ("metrics revenue --release 7", "no release 7"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(
    run: Run, published: Path, line: str, message: str
) -> None:
    code, out, err = run(line)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_errors_are_said_in_the_language_of_the_machine(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    code, _, err = run("metrics revenue")
    assert code == 2
    assert "还没有数据" in err


def test_bad_setting_is_refused_before_anything_runs(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_THREADS", "many")
    settings.cache_clear()
    code, _, err = run("releases")
    assert code == 2
    assert "threads is 'many'" in err


# --- releases, undo, check ------------------------------------------------------------------------


def test_releases_and_undo(run: Run, published: Path) -> None:
    _, out, _ = run("releases")
    assert "orders.csv" in out
    code, _, err = run("undo")
    assert (code, "Release 2" in err) == (0, True)
    _, out, _ = run("releases --format json")
    assert [(r["release"], r["kind"]) for r in json.loads(out)["releases"]] == [
        (2, "undo"),
        (1, "import"),
    ]


def test_check_is_content_with_a_good_warehouse(run: Run, published: Path) -> None:
    code, _, err = run("check")
    assert code == 0
    assert "1 releases can be read" in err


def test_check_finds_a_damaged_file(run: Run, published: Path) -> None:
    damaged = next((published / "tables" / "order_lines").rglob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    code, _, err = run("check")
    assert code == 2
    assert "Release 1: order_lines cannot be read" in err


# --- the documents --------------------------------------------------------------------------------


def command_lines() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^python -m ordertrack (.*?)(?:\s+#.*)?$", readme, re.MULTILINE)


def test_readme_shows_every_command() -> None:
    shown = {line.split()[0] for line in command_lines()}
    assert shown == set(get_command(app).commands)  # ty: ignore[unresolved-attribute]


@pytest.mark.parametrize("line", command_lines())
def test_every_option_in_the_readme_exists(line: str) -> None:
    name, *words = shlex.split(line)
    command = get_command(app).commands[name]  # ty: ignore[unresolved-attribute]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_help_answers_without_loading_what_only_commands_need() -> None:
    script = (
        "import sys; from ordertrack.cli import main; main(['--help']); "
        "print(sorted({'polars', 'duckdb', 'pydantic', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
