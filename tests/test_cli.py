from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from typer.main import get_command

from ordertrack.cli import app, main
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish

ROOT = Path(__file__).parents[1]
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
            "on_time_rate": {
                "value": 0.5,
                "numerator": 1,
                "denominator": 2,
                "misses": 1,
                "unknown": 1,
                "n": 2,
            },
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


def test_what_to_beware_of_is_said_beside_the_result(run: Run, published: Path) -> None:
    code, out, err = run("metrics new_customers --period 2024-07 --format json")
    assert (code, json.loads(out)["period"]) == (0, "2024-07")
    assert "New customers: History too short (data from 2024-06-01)" in err


def test_a_split_that_gives_no_row_says_why(run: Run, published: Path) -> None:
    assert run("target 2024-Q2 revenue 900 --by 王敏")[0] == 0
    why = "Revenue attainment: Targets do not record Channel"
    for form in ("table", "csv", "json"):
        code, out, err = run(f"metrics revenue_attainment --by channel --format {form}")
        assert code == 0 and why in err
    assert json.loads(out)["rows"] == []
    _, out, err = run("metrics revenue_attainment revenue --by channel --format json")
    assert why.split(": ")[1] in json.loads(out)["rows"][0]["revenue_attainment"]["reason"]
    assert why in run("metrics revenue_attainment revenue --by channel")[2]


def test_a_gap_to_a_part_of_a_longer_target_says_so(run: Run, published: Path) -> None:
    assert run("target 2024-Q2 revenue 900 --by 王敏")[0] == 0
    for asked in ("explain revenue --against target", "metrics revenue_attainment"):
        assert "a part of a longer period's" in run(f"{asked} --period 2024-06 --format json")[2]


def test_metrics_can_be_filtered_also_by_what_is_not_recorded(run: Run, published: Path) -> None:
    _, out, _ = run("metrics orders --where team=north --format json")
    assert json.loads(out)["rows"][0]["orders"]["value"] == 2
    _, out, _ = run("metrics orders --where person= --format json")
    assert json.loads(out)["rows"][0]["orders"]["value"] == 3


def test_a_filter_takes_the_id_or_the_name_and_says_when_there_is_none(
    run: Run, published: Path, tmp_path: Path
) -> None:
    (tmp_path / "customers.csv").write_text("客户编号,客户名称,行业\nc1,甲公司,医药\n")
    assert run(f"import {tmp_path / 'customers.csv'} --table customers")[0] == 0
    for customer in ("c1", "甲公司"):
        _, out, err = run(f"metrics orders --where customer={customer} --format json")
        assert (json.loads(out)["rows"][0]["orders"]["value"], err) == (2, "")
    _, out, err = run("metrics orders --where customer=乙公司 --format json")
    assert json.loads(out)["rows"][0]["orders"]["value"] == 0
    assert "Customer '乙公司' does not occur in the data." in err


def test_metrics_as_csv_and_table(run: Run, published: Path) -> None:
    _, out, _ = run("metrics orders --by team --format csv")
    assert out.splitlines()[0].startswith("team,orders,orders__numerator")
    _, out, _ = run("metrics revenue on_time_rate --by team --period 2024-06")
    assert "70,300,048.66" in out
    assert "50.0%" in out


def test_rows_add_up_to_the_number(run: Run, published: Path) -> None:
    _, out, _ = run("rows revenue --part numerator --format json --as-of 2024-07-31")
    said = json.loads(out)
    assert said["count"] == len(said["rows"]) > 0
    assert sum(Decimal(row["value"]) for row in said["rows"]) == Decimal("70300018.6639")
    _, out, _ = run("rows on_time_rate --part denominator --format csv --limit 1")
    assert len(out.splitlines()) == 2


def test_the_late_orders_are_listed_and_exported(run: Run, published: Path, tmp_path: Path) -> None:
    asked = "--as-of 2024-07-31 --period 2024-06 --format json"
    _, out, _ = run(f"rows on_time_rate --part misses {asked}")
    missed = json.loads(out)["rows"]
    assert [(row["order_no"], row["days_late"], row["value"]) for row in missed] == [("B", 10, 1)]
    for options in ("--metric on_time_rate --part misses", "--basis promise --show late"):
        _, out, _ = run(f"ledger {options} {asked}")
        said = json.loads(out)
        assert (said["count"], [row["order_no"] for row in said["rows"]]) == (1, ["B"])
    _, out, _ = run("ledger --period 2024-06 --as-of 2024-07-31 --sort amount")
    assert out.index(" A ") < out.index(" B ")
    file = tmp_path / "late.xlsx"
    assert run(f"ledger --basis delivery --period 2024-06 --template {file}")[0] == 0
    assert pl.read_excel(file).to_series(0).to_list() == ["B", "A", "A"]


@pytest.mark.parametrize("output", ["table", "csv"])
@pytest.mark.parametrize("line", ["ledger", "rows revenue", "rows on_time_rate --part misses"])
def test_a_day_is_printed_without_a_clock(
    run: Run, published: Path, line: str, output: str
) -> None:
    code, out, _ = run(f"{line} --as-of 2024-07-31 --format {output}")
    assert code == 0 and "2024-06-" in out
    assert "00:00" not in out


@pytest.mark.parametrize(
    ("moment", "orders", "day"), [("", ["B"], "2024-06-14"), ("--stocks-now", ["C"], "2024-07-31")]
)
def test_the_ledger_lists_what_a_stock_counts_at_either_moment(
    run: Run, published: Path, moment: str, orders: list[str], day: str
) -> None:
    asked = f"--from 2024-06-01 --to 2024-06-15 --as-of 2024-07-31 {moment} --format json"
    _, out, _ = run(f"rows backlog {asked}")
    assert [row["order_no"] for row in json.loads(out)["rows"]] == orders
    _, out, _ = run(f"ledger --metric backlog {asked}")
    listed = json.loads(out)
    assert [row["order_no"] for row in listed["rows"]] == orders
    assert listed["stocks_as_of"].startswith(day)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ledger --metric on_tim", "'on_tim' is not a metric"),
        ("ledger --metric orders --part misses", "has no part"),
        ("ledger --metric orders --basis promise", "not both"),
        ("ledger --sort nothing", "cannot be sorted by 'nothing'"),
        ("rows orders --part misses", "has no part Misses"),
        ("metrics revenu", "Did you mean revenue?"),
        ("metrics revenue --by galaxy", "'galaxy' is not a dimension"),
        ("metrics revenue --period 2024-13", "2024-13"),
        ("metrics revenue --from yesterday", "--from 'yesterday' is not a day"),
        ("metrics revenue --period 2024 --from 2024-01-01", "not both"),
        ("metrics revenue --where team", "'team' has no value"),
        ("metrics revenue --release 7", "no release 7"),
        ("template nowhere/template.xlsx", "cannot be read or written"),
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


# --- import ---------------------------------------------------------------------------------------

EXPORT = """订单号,客户名称,产品,下单时间,金额,业务员,团队,预计交付时间,实际交付时间
SO1,甲公司,软件,2024-06-01,"1,200.50",张三,华东,2024-06-30,2024-06-28
SO2,乙公司,硬件,2024-06-02,800,李四,华南,2024-06-20,2024-06-25
SO3,丙公司,硬件,2024-06-03,,李四,华南,2024-06-20,2024-06-25

合计,,,,2000.50,,,,
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export with two good rows, one without an amount, a blank one and a total."""
    path = tmp_path / "销售记录.csv"
    path.write_bytes(EXPORT.encode("gb18030"))
    return path


def test_import_accounts_for_every_row(run: Run, export: Path) -> None:
    code, out, err = run(f"import '{export}' --accept-set-aside --format json")
    said = json.loads(out)
    assert (code, said["release"]) == (0, 1)
    assert said["files"] == [
        {
            "file": "销售记录.csv",
            "read": 5,
            "accepted": 2,
            "set_aside": 1,
            "skipped": {"blank": 1, "total": 1},
            "tables": {"orders": 2, "order_lines": 2},
        }
    ]
    assert "Published as release 1." in err
    _, out, _ = run("metrics revenue on_time_rate --as-of 2024-07-01 --format json")
    row = json.loads(out)["rows"][0]
    assert (row["revenue"]["value"], row["on_time_rate"]["value"]) == ("2000.5000", 0.5)


def test_the_same_file_again_adds_nothing_and_says_so(run: Run, export: Path) -> None:
    run(f"import '{export}' --accept-set-aside")
    code, out, err = run(f"import '{export}' --accept-set-aside --format json")
    assert (code, json.loads(out)["release"]) == (0, 1)
    assert "Nothing new: release 1 already holds all of this." in err


def test_dry_run_publishes_nothing(run: Run, export: Path, home: Path) -> None:
    code, out, err = run(f"import '{export}' --accept-set-aside --dry-run --format json")
    said = json.loads(out)
    assert (code, said["release"], said["dry_run"]) == (0, None, True)
    assert said["differences"]["orders"]["new"] == 2
    assert "dry run" in err
    assert Warehouse.open(settings()).latest() is None


def test_import_reads_times_in_the_business_time_zone(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_TIME_ZONE", "America/Los_Angeles")
    settings.cache_clear()
    path = tmp_path / "utc.csv"
    path.write_text("Order No,Customer,Product,Order Date,Amount\nT1,A,W,2024-03-01T07:15:00Z,5\n")
    assert run(f"import '{path}'")[0] == 0
    _, out, _ = run("metrics revenue --by day --as-of 2024-12-31 --format json")
    assert [(row["day"], row["revenue"]["value"]) for row in json.loads(out)["rows"]] == [
        ("2024-02-29", "5.0000")  # 23:15 there; in Shanghai it is the afternoon of 1 March
    ]


def test_import_takes_today_from_the_business_time_zone(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    east, west = (datetime.now(ZoneInfo(zone)).date() for zone in ("Etc/GMT-14", "Etc/GMT+12"))
    path = tmp_path / "today.csv"
    path.write_text(f"Order No,Customer,Product,Order Date,Amount\nT1,A,W,{east},5\n")
    assert east > west
    for zone, future in (("Etc/GMT-14", False), ("Etc/GMT+12", True)):
        monkeypatch.setenv("ORDERTRACK_TIME_ZONE", zone)
        settings.cache_clear()
        _, _, err = run(f"import '{path}' --dry-run")
        assert ("in the future" in err) is future


def test_import_as_a_table_names_the_reasons(run: Run, export: Path) -> None:
    _, out, err = run(f"import '{export}' --accept-set-aside")
    assert "销售记录.csv" in out
    assert "set aside 1: " in err


def test_rows_set_aside_can_be_saved_and_mended(run: Run, export: Path, tmp_path: Path) -> None:
    run(f"import '{export}' --set-aside '{tmp_path}/aside.csv' --mend '{tmp_path}/mend'")
    aside = pl.read_csv(tmp_path / "aside.csv")
    assert aside.select("file", "row").rows() == [("销售记录.csv", 4)]
    [mended] = (tmp_path / "mend").iterdir()
    mended.write_text(mended.read_text("utf-8-sig").replace("2024-06-03,,", "2024-06-03,5,"))
    code, out, _ = run(f"import '{mended}' --format json")
    assert (code, json.loads(out)["files"][0]["accepted"]) == (0, 1)


def test_files_of_one_name_are_mended_apart(run: Run, export: Path, tmp_path: Path) -> None:
    for month in ("05", "06"):
        (tmp_path / "in" / month).mkdir(parents=True)
        text = EXPORT.replace("SO", f"SO{month}")
        (tmp_path / "in" / month / "orders.csv").write_text(text, encoding="utf-8")
    run(f"import '{tmp_path}/in' --mend '{tmp_path}/mend'")
    names = sorted(path.name for path in (tmp_path / "mend").iterdir())
    assert names == ["orders-2-set-aside.csv", "orders-set-aside.csv"]


def test_notes_beside_the_data_are_passed_over_and_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "june.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", EXPORT)
        archive.writestr("read me.txt", "Dear all, these are the orders.\nAsk me, or Ann, or Bob.")
    code, _, err = run(f"import '{path}' --accept-set-aside")
    assert code == 0
    assert "june.zip/read me.txt hold no table: passed over." in err


def test_an_answer_to_no_question_is_told(run: Run, export: Path) -> None:
    code, _, err = run(f"import '{export}' --accept-set-aside --answer conflikt=append-day")
    assert code == 0
    assert '"conflikt" answers no question of this import.' in err


def test_only_an_answer_that_was_not_used_is_called_unused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(
        "order no,customer,order date,product,amount,status\n"
        "1,A,2024-06-01,x,5,Half There\n2,B,2024-06-01,x,5,Completed\n"
    )
    used, misspelt = "word:shop.csv:o_status:Half There", "word:shop.csv:o_status:Half Their"
    code, _, err = run(f"import {path} --answer '{used}=placed' --answer '{misspelt}=placed'")
    assert code == 0
    assert f'"{misspelt}" answers no question of this import.' in err
    assert used not in err


def test_a_header_can_be_mapped_by_hand(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Belegnr,customer,order date,product,amount\n1,A,2024-06-01,x,5\n")
    code, out, err = run(f"import {path} --format json")
    assert code == 2
    assert json.loads(out)["errors"][0] in err
    assert json.loads(out)["release"] is None
    code, out, _ = run(f"import {path} --map Belegnr=order_no --format json")
    assert (code, json.loads(out)["release"]) == (0, 1)


def test_dates_that_read_both_ways_are_asked_for_and_settled_by_an_option(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order no,customer,order date,product,amount\n1,A,03/04/2024,x,5\n")
    code, out, _ = run(f"import {path} --format json")
    assert code == 2
    assert json.loads(out)["questions"][0]["answers"] == ["day-first", "month-first"]
    assert run(f"import {path} --day-first")[0] == 0
    _, out, _ = run("metrics orders --by day --format json")
    assert json.loads(out)["rows"][0]["day"] == "2024-04-03"


def test_orders_of_several_people_are_asked_for_and_split(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    owners = ("Ann 60% / Bob 40%", "Ann, Bob", "Ann", "Smith, John")
    rows = [f'{n},A,2024-06-0{n},x,10,"{owner}"' for n, owner in enumerate(owners, 1)]
    path.write_text("\n".join(("order no,customer,order date,product,amount,salesperson", *rows)))
    code, out, _ = run(f"import {path} --format json")
    (asked,) = json.loads(out)["questions"]
    assert (code, asked["id"]) == (2, "shared-orders:orders.csv:salesperson")
    assert (asked["answers"], asked["rows"]) == (["split", "one-name"], 2)
    assert run(f"import {path} --answer {asked['id']}=split")[0] == 0
    _, out, _ = run("metrics revenue --by person --from 2024-06-01 --to 2024-07-01 --format json")
    found = {row["person"]: row["revenue"]["value"] for row in json.loads(out)["rows"]}
    people = {name: Decimal(str(value)) for name, value in found.items()}
    assert people == {"Ann": 21, "Bob": 9, "Smith, John": 10}


def test_a_file_that_is_not_there_is_refused(run: Run) -> None:
    code, out, err = run("import nowhere.csv --format json")
    assert (code, json.loads(out)["files"]) == (2, [])
    assert "nowhere.csv" in err


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


def test_an_earlier_release_is_made_current_again_by_whoever_is_named(
    run: Run, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("undo")
    code, _, err = run("undo --to 1 --by 王敏")
    assert (code, "Release 3 holds what release 1 held." in err) == (0, True)
    code, _, err = run("undo --to 1")
    assert (code, "holds what is current already" in err) == (2, True)
    monkeypatch.delenv("ORDERTRACK_WHO")
    settings.cache_clear()
    assert "Nobody is named for this" in run("undo")[2]
    newest, before, *_ = json.loads(run("releases --format json")[1])["releases"]
    assert [(one["who"], one["restores"]) for one in (newest, before)] == [("", 0), ("王敏", 1)]


def test_check_is_content_with_a_good_warehouse(run: Run, published: Path) -> None:
    code, _, err = run("check")
    assert code == 0
    assert "1 release can be read" in err


def test_check_is_content_with_a_cancelled_order_whose_lines_were_cancelled_before(
    run: Run, home: Path
) -> None:
    warehouse = open_warehouse(home)
    orders = [
        order("1", "2024-06-01", status="cancelled"),
        order("2", "2024-06-01", status="placed"),
    ]
    lines = [line("1", amount=10, status="cancelled"), line("1", "2", amount=5, status=None)]
    lines.append(line("2", amount=7, status=None))
    publish(warehouse, {"orders": orders, "order_lines": lines})
    warehouse.close()
    assert run("check")[0] == 0


def test_check_finds_a_damaged_file(run: Run, published: Path) -> None:
    damaged = next((published / "tables" / "order_lines").rglob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    code, _, err = run("check")
    assert code == 2
    assert str(damaged.relative_to(published)) in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("option", ["", "--ledger"])
def test_template_is_a_workbook(run: Run, tmp_path: Path, option: str) -> None:
    path = tmp_path / "template.xlsx"
    code, _, err = run(f"template {path} {option}")
    assert (code, str(path) in err) == (0, True)
    assert zipfile.is_zipfile(path)


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
    if words and words[0] in getattr(command, "commands", ()):
        command = command.commands[words[0]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_help_answers_without_loading_what_only_commands_need() -> None:
    script = (
        "import sys; from ordertrack.cli import main; main(['--help']); "
        "print(sorted({'polars', 'duckdb', 'pydantic', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


# --- what stands in data is no markup -------------------------------------------------------------

STRANGE = ("Gamma [/x]", "[red]Ltd[/red]", ":smile: GmbH", "[link=https://a.b]c", "{name}", "a\\[b")


@pytest.mark.parametrize("customer", STRANGE)
def test_a_name_is_printed_as_it_stands_in_the_data(
    run: Run, home: Path, tmp_path: Path, customer: str
) -> None:
    path = tmp_path / "[output] of :time:.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Order No", "Customer Name", "Order Date", "Amount"])
        writer.writerow(["1", customer, "2024-06-01", "10"])
        writer.writerow(["2", customer, "someday", "20"])
    code, out, err = run(f"import {shlex.quote(str(path))} --accept-set-aside")
    assert (code, path.name in out, path.name in err) == (0, True, True)
    code, out, _ = run("metrics revenue --by customer")
    assert (code, customer in out) == (0, True)
    code, out, _ = run("rows revenue")
    assert (code, customer in out) == (0, True)


# --- questions on the command line ----------------------------------------------------------------

TWO_SHOPS = """订单号,客户,订单日期,产品,金额,备忘
1,A,2024-01-01,P,10,早
1,B,2024-01-01,P,20,晚
1,A,2024-02-01,P,40,
2,A,2024-02-01,P,80,
"""


@pytest.fixture
def two_shops(tmp_path: Path) -> Path:
    path = tmp_path / "shops.csv"
    path.write_text(TWO_SHOPS)
    return path


def test_a_question_is_printed_with_its_id_answers_samples_and_rows(
    run: Run, two_shops: Path
) -> None:
    code, out, err = run(f"import {two_shops}")
    assert code == 2
    for words in (
        "'conflict:shops.csv'",
        "append-customer-day",
        "1: A, B",
        "rows affected: 3",
        "--on-conflict",
    ):
        assert words in err
    code, out, _ = run(f"import {two_shops} --format json")
    [question] = json.loads(out)["questions"]
    assert (code, question["id"], question["rows"]) == (2, "conflict:shops.csv", 3)
    assert question["answers"] == ["leave-out", "append-customer-day"]


def test_two_ways_of_telling_orders_apart_are_combined(run: Run, two_shops: Path) -> None:
    both = "--on-conflict append-customer --on-conflict append-day"
    assert run(f"import {two_shops} {both}")[0] == 0
    _, out, _ = run("metrics orders revenue --format json")
    [row] = json.loads(out)["rows"]
    assert (row["orders"]["value"], row["revenue"]["value"]) == (4, "150.0000")


def test_answers_are_listed_and_forgotten(run: Run, two_shops: Path) -> None:
    run(f"import {two_shops} --on-conflict append-customer-day")
    _, out, _ = run("answers --format json")
    [kept] = json.loads(out)["answers"]
    assert kept["id"] in run("answers")[1]
    assert run(f"answers --forget {kept['id']}")[0] == 0
    assert json.loads(run("answers --format json")[1]) == {"answers": []}
    code, _, err = run(f"answers --forget {kept['id']}")
    assert (code, kept["id"] in err) == (2, True)


def test_how_headers_are_read_is_shown_before_and_in_json(run: Run, two_shops: Path) -> None:
    _, out, _ = run(f"import {two_shops} --dry-run --on-conflict append-customer-day")
    for words in ("orders.order_date", "备忘", "早 | 晚", "not used"):
        assert words in out
    _, out, _ = run(f"import {two_shops} --format json --on-conflict append-customer-day")
    [layout] = json.loads(out)["layouts"]
    columns = {column["header"]: column for column in layout["columns"]}
    assert columns["客户"]["feeds"] == ["orders.customer_id", "orders.customer_name"]
    assert (columns["备忘"]["feeds"], columns["备忘"]["samples"]) == ([], ["早", "晚"])


def test_what_is_worked_out_is_shown_with_its_formula(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text(
        "order no,customer,order date,product,qty,unit price,discount,profit\n"
        "1,A,2024-06-01,x,5,10,0.1,3\n2,A,2024-06-01,x,5,10,0,3\n"
    )
    _, out, _ = run(f"import {path} --dry-run --format json")
    assert json.loads(out)["layouts"][0]["derived"] == {
        "order_lines.amount": '"qty" × "unit price" × (1 − "discount")',
        "order_lines.cost": 'amount − "profit"',
    }
    assert '"qty" × "unit price"' in run(f"import {path} --dry-run")[1]


def test_json_holds_findings_and_the_reasons_of_rows_set_aside(run: Run, export: Path) -> None:
    _, out, _ = run(f"import '{export}' --accept-set-aside --format json")
    said = json.loads(out)
    assert said["set_aside"][0]["rows"] == 1
    assert "every row needs one" in said["set_aside"][0]["reason"]
    assert all(finding.keys() >= {"kind", "severity", "text"} for finding in said["findings"])


def test_an_import_without_much_of_the_money_needs_a_yes(run: Run, export: Path) -> None:
    code, _, err = run(f"import '{export}'")
    assert (code, "--accept-set-aside" in err) == (2, True)
    assert run(f"import '{export}' --accept-set-aside")[0] == 0


def test_rows_that_the_files_lack_are_not_said_to_be_gone(run: Run, export: Path) -> None:
    run(f"import '{export}' --accept-set-aside")
    fewer = export.with_name("fewer.csv")
    fewer.write_text("\n".join(EXPORT.splitlines()[:-3]) + "\n")
    _, _, err = run(f"import '{fewer}' --dry-run")
    assert "not in the files" in err
    assert "no longer there" not in err
