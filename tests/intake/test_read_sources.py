from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from reading import cells, rows, table

from ordertrack.intake.files.beside import passed_over
from ordertrack.intake.files.read import read
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import Text

CSV = "订单号,客户名称\nSO1,A\n"


def packed(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_folder_is_read_through_in_order_and_only_its_tables(tmp_path: Path) -> None:
    folder = tmp_path / "导出"
    for name in ("b.csv", "a/c.csv", "a/~$c.xlsx", ".hidden.csv", "README.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(CSV)
    found, problems = read([folder], tmp_path / "staging")
    assert [raw.file for raw in found] == ["a/c.csv", "b.csv"]
    assert problems == []
    assert told(found) == ["info: README.md hold no table: passed over."]
    assert (folder / "b.csv").exists()


def test_one_broken_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    sources = [("good.csv", CSV.encode()), ("bad.csv", b'a,b\n1,"x\n')]
    found, problems = read(sources, tmp_path)
    assert [raw.file for raw in found] == ["good.csv"]
    assert [problem.file for problem in problems] == ["bad.csv"]
    assert problems[0].error.message("en").startswith("bad.csv: in row 2 a quotation mark opens")
    assert problems[0].error.message("zh").startswith("bad.csv：第 2 行的引号没有闭合")


def test_a_zip_is_opened_and_its_files_carry_its_name(tmp_path: Path) -> None:
    data = packed(**{"订单/b.csv": CSV, "a.csv": CSV, "__MACOSX/a.csv": "x", "read.me": "x"})
    found, problems = read([("导出.zip", data)], tmp_path)
    assert [raw.file for raw in found] == ["导出.zip/a.csv", "导出.zip/订单/b.csv"]
    assert problems == []
    assert not list(tmp_path.glob("source-*"))


def test_names_in_gbk_are_read_as_they_were_meant(tmp_path: Path) -> None:
    found, _ = read([("z.zip", gbk_zip())], tmp_path)
    assert [raw.file for raw in found] == ["z.zip/销售.csv"]


def gbk_zip() -> bytes:
    """A zip as old Chinese Windows makes it: names in GBK, no flag that says so."""
    name, plain = "销售.csv".encode("gbk"), b"12345678"
    assert len(name) == len(plain)
    data = packed(**{plain.decode(): CSV})
    return data.replace(plain, name)


def test_a_name_cannot_lead_out_of_the_staging_folder(tmp_path: Path) -> None:
    staging = tmp_path / "deep" / "staging"
    found, _ = read([("z.zip", packed(**{"../../evil.csv": CSV, "/abs.csv": CSV}))], staging)
    assert sorted(raw.file for raw in found) == ["z.zip/abs.csv", "z.zip/evil.csv"]
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        raw.path.name for raw in found
    }


def test_a_zip_that_unpacks_out_of_proportion_is_refused(tmp_path: Path) -> None:
    found, problems = read([("z.zip", packed(**{"bomb.csv": b"0" * (80 << 20)}))], tmp_path)
    assert found == []
    assert "unpacks to far more" in str(problems[0].error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("z.zip", b"PK no zip", "z.zip: the zip is damaged."),
        ("z.zip", packed(), "z.zip: there is no table inside."),
        ("z.zip", packed(**{"in.zip": packed(**{"a.csv": CSV})}), "a zip inside a zip"),
        ("plan.pdf", b"%PDF-1.7 ...", "plan.pdf: files of this kind are not read."),
        ("t.parquet", b"PAR1 broken", "t.parquet: the Parquet file is damaged."),
    ],
)
def test_what_cannot_be_read_is_told_by_name(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    found, problems = read([(name, data)], tmp_path)
    assert found == []
    assert said in str(problems[0].error)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    _, problems = read([tmp_path / "nothing.csv"], tmp_path / "staging")
    assert "there is no such file" in str(problems[0].error)


def test_parquet_becomes_the_text_that_a_person_would_write(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "order_no": ["SO1", "SO2"],
            "day": [date(2024, 6, 1), None],
            "at": [datetime(2024, 6, 1, 8, 30), datetime(2024, 6, 2)],
            "utc": [datetime(2024, 6, 1, 8, tzinfo=UTC)] * 2,
            "amount": [Decimal("50000.50"), Decimal("-1.00")],
            "rate": [0.1, 3.0],
            "count": [17850, 0],
            "open": [True, False],
            "photo": [b"x", b"y"],
        }
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    raw = table(tmp_path, out.getvalue(), "orders.parquet")
    assert raw.headers == tuple(frame.columns)
    assert rows(raw)[0] == (
        1, "SO1", "2024-06-01", "2024-06-01 08:30:00", "2024-06-01 08:00:00+00:00", "50000.50",
        "0.1", "17850", "true", "",
    )  # fmt: skip
    assert cells(raw)[1][5:7] == ["3", "0"]
    assert str(raw.notes[0]).startswith('Column "photo" holds no text')


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    reported: list[tuple[str, float]] = []

    def report(stage: Text, done: float) -> None:
        reported.append((str(stage), done))

    read([("a.csv", CSV.encode()), ("b.csv", CSV.encode())], tmp_path, report)
    shares = [done for _, done in reported]
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)
    assert {stage for stage, _ in reported} == {"Reading a.csv", "Reading b.csv"}


def test_reading_twice_into_one_folder_keeps_both(tmp_path: Path) -> None:
    first, _ = read([("a.csv", CSV.encode())], tmp_path)
    second, _ = read([("a.csv", CSV.replace("SO1", "SO2").encode())], tmp_path)
    assert cells(first[0]) == [["SO1", "A"]]
    assert cells(second[0]) == [["SO2", "A"]]


# --- files beside the data ---

PROSE = "Dear all,\n\nthese are the exports of June, as agreed.\nAsk Ann, Bob; or me.\n"


def told(found: list[RawTable]) -> list[str]:
    return [f"{f.severity}: {f.text}" for raw in found for f in passed_over(raw.beside)]


def in_folder(folder: Path, **members: bytes | str) -> Path:
    for name, content in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("readme.txt", "The exports of June."),
        ("说明.txt", "六月的导出，见附件。\n请勿修改。".encode("gbk")),
        ("one sentence.txt", "The exports of June, July, and August."),
        ("letter.txt", PROSE),
        ("notes.md", "# June\n"),
        ("chart.PNG", b"\x89PNG"),
        ("scan.pdf", b"%PDF-1.7"),
        ("letter.docx", b"PK"),
        ("LICENSE", "x"),
        ("empty.txt", ""),
        ("empty.csv", "\n \n"),
        ("photos.zip", packed(**{"a.jpg": b"x"})),
    ],
)
def test_a_file_beside_the_data_is_passed_over_and_told(
    tmp_path: Path, name: str, content: bytes | str
) -> None:
    folder = in_folder(tmp_path / "in", **{"sub/orders.csv": CSV, name: content})
    found, problems = read([folder], tmp_path / "staging")
    assert ([raw.file for raw in found], problems) == (["sub/orders.csv"], [])
    assert told(found) == [f"info: {name} hold no table: passed over."]


def test_files_beside_the_data_in_a_zip_are_told_in_one_sentence(tmp_path: Path) -> None:
    notes = {f"n{at}.md": "x" for at in range(6)}
    data = packed(**{"a.csv": CSV, "b/readme.txt": "Nothing.", "x.json": "[]", **notes})
    found, problems = read([("z.zip", data)], tmp_path)
    assert problems == []
    assert told(found) == [
        "warning: z.zip/x.json are of a kind that is not read: passed over.",
        "info: z.zip/n0.md, z.zip/n1.md, z.zip/n2.md, z.zip/n3.md, z.zip/n4.md …"
        " hold no table: passed over.",
    ]
    assert [finding.count for finding in passed_over(found[0].beside)] == [1, 7]


def test_what_a_system_leaves_behind_is_no_news(tmp_path: Path) -> None:
    leavings = (".DS_Store", "Thumbs.db", "~$a.xlsx", "__MACOSX/._a.csv", ".git/config", "._a.csv")
    data = packed(**{"a.csv": CSV, "b.txt": CSV, **dict.fromkeys(leavings, "x")})
    found, problems = read([("z.zip", data)], tmp_path)
    assert ([raw.file for raw in found], problems) == (["z.zip/a.csv", "z.zip/b.txt"], [])
    assert told(found) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders.csv", '订单号,客户名称\n1,"x\n'),
        ("orders.csv", "no columns in it\n"),
        ("orders.txt", '订单号,客户名称\n1,"x\n'),
        ("orders.txt", '甲\t乙\t丙\n1\t"x\t2\n3\t4\t5\n'),
        ("orders.txt", "1\t2024-06-01\t5\n2\t2024-06-02\t6\n"),
        ("orders.xlsx", b""),
        ("orders.xlsx", b"PK\x03\x04 broken"),
        ("orders.zip", b"PK no zip"),
    ],
)
def test_a_broken_table_in_a_folder_is_never_passed_over(
    tmp_path: Path, name: str, content: bytes | str
) -> None:
    folder = in_folder(tmp_path / "in", **{"good.csv": CSV, name: content})
    found, problems = read([folder], tmp_path / "staging")
    assert [problem.file for problem in problems] == [name]
    assert told(found) == []


def test_what_is_given_by_name_is_refused_with_its_reason(tmp_path: Path) -> None:
    sources = [("good.csv", CSV.encode()), ("readme.txt", b"Nothing."), ("empty.txt", b"")]
    _, problems = read(sources, tmp_path)
    assert [str(problem.error).split(".")[1] for problem in problems] == [
        "txt: no columns were found in it",
        "txt: the file is empty",
    ]


@pytest.mark.parametrize("name", ["readme.txt", "notes.md", "empty.csv", "photos.zip"])
def test_a_folder_of_nothing_but_notes_is_refused(tmp_path: Path, name: str) -> None:
    content = packed(**{"a.jpg": b"x"}) if name.endswith("zip") else "" if "y" in name else "Hi."
    _, problems = read([in_folder(tmp_path / "in", **{name: content})], tmp_path / "staging")
    assert len(problems) == 1


# --- pages beside the data ---

LAYOUT = "<table><tr><td>Home</td><td>Help</td></tr><tr><td>a</td><td>b</td></tr></table>"
ORDERS_PAGE = (
    "<table><tr><th>订单号</th><th>客户名称</th></tr><tr><td>SO9</td><td>乙</td></tr>"
    "<tr><td>SO8</td><td>丙</td></tr></table>"
)


def test_a_page_is_read_where_any_of_its_tables_is_known(tmp_path: Path) -> None:
    page = f"<html><body>{LAYOUT}<p>x</p>{ORDERS_PAGE}</body></html>"
    folder = in_folder(tmp_path / "in", **{"orders.csv": CSV, "more.html": page})
    found, problems = read([folder], tmp_path / "staging")
    assert problems == []
    assert "订单号" in [name for raw in found if raw.file == "more.html" for name in raw.headers]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders.html", f"<html><body>{ORDERS_PAGE[:-30]}"),
        ("orders.xml", '<?xml version="1.0"?><Workbook><Worksheet><Table><Row><Cell>'),
        ("orders.xls", "<html><body><form>Please log in</form></body></html>"),
        ("orders.htm", b"<html><body><table>" + b"\0" * 50 + b"<tr>\xff"),
    ],
)
def test_a_broken_page_in_a_folder_is_never_passed_over(
    tmp_path: Path, name: str, content: bytes | str
) -> None:
    folder = in_folder(tmp_path / "in", **{"good.csv": CSV, name: content})
    found, problems = read([folder], tmp_path / "staging")
    assert [problem.file for problem in problems] == [name]
    assert told(found) == []


def test_a_page_without_a_table_is_passed_over_for_what_it_is(tmp_path: Path) -> None:
    others = {"about.html": "<html><p>About us</p></html>", "set.xml": "<?xml version='1.0'?><a/>"}
    folder = in_folder(tmp_path / "in", **{"good.csv": CSV, "x.json": "[]", **others})
    found, problems = read([folder], tmp_path / "staging")
    assert problems == []
    assert told(found) == [
        "warning: x.json are of a kind that is not read: passed over.",
        "warning: about.html, set.xml hold no table: passed over.",
    ]


# --- files of one name ---


def test_names_that_read_alike_stay_two_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for raw, number in (("订单.csv".encode(), "SO1"), ("订单.csv".encode("gbk"), "SO2")):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + raw)).write_text(
            f"订单号,客户名称\n{number},A\n"
        )
    found, problems = read([folder], tmp_path / "staging")
    assert problems == []
    assert sorted(raw.file for raw in found) == ["订单 (2).csv", "订单.csv"]
    assert sorted(cells(raw)[0][0] for raw in found) == ["SO1", "SO2"]


def test_files_of_one_name_from_several_places_are_told_apart(tmp_path: Path) -> None:
    places = []
    for place in ("january", "february"):
        places.append(in_folder(tmp_path / place, **{"orders.csv": CSV, "bad.csv": "x"}))
    data = packed(**{"orders.csv": CSV})
    sources = [*places, places[0] / "orders.csv", ("z.zip", data), ("z.zip", data)]
    found, problems = read(sources, tmp_path / "staging")
    assert [raw.key for raw in found] == [
        "orders.csv",
        "orders (2).csv",
        "orders (3).csv",
        "z.zip/orders.csv",
        "z.zip/orders (2).csv",
    ]
    assert [problem.file for problem in problems] == ["bad.csv", "bad (2).csv"]


def test_the_folder_in_which_one_stands_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    monkeypatch.chdir(folder)
    _, problems = read([Path(".")], tmp_path / "staging")
    assert [problem.file for problem in problems] == ["exports"]
