"""An encoding that nothing confirms is told; where two read a file as words, it is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from reading import cells, table

from ordertrack.errors import BadMapping
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.files.read import read
from ordertrack.intake.plan import Plan, prepare

HEAD = "order_no,order_date,customer_name,amount\n"


def orders(*names: str) -> str:
    return HEAD + "".join(f"S{at},2024-06-01,{name},5\n" for at, name in enumerate(names))


UNDECIDED = Decisions()


def planned(folder: Path, content: bytes, decisions: Decisions = UNDECIDED) -> Plan:
    raw_tables, problems = read([("orders.csv", content)], folder / "staging")
    context = Context(folder / "staging", "Asia/Shanghai", date(2024, 12, 31), "500MB", 2)
    return prepare(raw_tables, problems, decisions, context)


def asked(plan: Plan) -> dict[str, str]:
    """The choices of the question about the encoding, and what each shows."""
    found = [question for question in plan.questions if question.kind == "encoding"]
    return {choice.value: str(choice.label) for choice in found[0].choices} if found else {}


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["Müller", "Köln", "Café"]),
        ("cp1252", ["Français", "très", "être", "garçon"]),
        ("cp1252", ["São Luís", "Ações", "você", "coração"]),
        ("cp1252", ["£5 · 3×4 ½"]),
        ("cp1250", ["Łódź", "Kraków", "Świat"]),
        ("cp1250", ["Škoda", "Příbram"]),
        ("cp1251", ["Москва", "Иванов"]),
        ("cp932", ["東京", "注文"]),
        ("big5", ["台北公司", "客戶名稱"]),
        ("gbk", ["王伟", "北京公司", "上海公司", "重庆长安"]),
    ],
)
def test_a_file_that_is_clear_is_not_asked_about(
    tmp_path: Path, encoding: str, names: list[str]
) -> None:
    raw = table(tmp_path, orders(*names).encode(encoding))
    assert [row[2] for row in cells(raw)] == names
    assert raw.encodings == ()


def test_known_headers_make_a_file_clear(tmp_path: Path) -> None:
    content = "订单号,下单时间,客户名称,订单金额\nS1,2024-06-01,大明,5\n"
    assert table(tmp_path, content.encode("gbk")).encodings == ()


@pytest.mark.parametrize(
    ("encoding", "name", "others"),
    [
        ("cp1252", "São Paulo", {"cp1252": "São Paulo", "cp1250": "Săo Paulo"}),
        ("cp1250", "Săo", {"cp1252": "São", "cp1250": "Săo"}),
        ("gbk", "李娜", {"gb18030": "李娜", "cp949": "쟀컹"}),
        ("cp949", "한국 서울", {"cp949": "한국 서울", "gb18030": "茄惫 辑匡"}),
    ],
)
def test_a_file_that_reads_in_two_ways_is_asked_about(
    tmp_path: Path, encoding: str, name: str, others: dict[str, str]
) -> None:
    plan = planned(tmp_path, orders(name).encode(encoding))
    assert [question.kind for question in plan.open_questions] == ["encoding"]
    shown = asked(plan)
    for way, text in others.items():
        assert shown[way].endswith(f": {text}")
    assert "guessed-encoding" in [finding.kind for finding in plan.findings]
    for way, text in others.items():
        answered = planned(tmp_path, orders(name).encode(encoding), answer(way))
        assert not answered.open_questions
        (staged,) = [part for part in answered.staged if part.table == "orders"]
        assert pl.read_parquet(staged.path)["customer_id"].to_list() == [text]


def answer(encoding: str) -> Decisions:
    return Decisions(answers={"encoding:orders.csv": encoding})


def test_headers_are_read_in_the_chosen_encoding_too(tmp_path: Path) -> None:
    content = HEAD.replace("\n", ",Región\n") + "S1,2024-06-01,Muñoz,5,Señor\n"
    plan = planned(tmp_path, content.encode("cp1252"), answer("cp1250"))
    assert plan.sources[0].raw_table.headers[-1] == "Región"
    assert plan.sources[0].raw_table.encoding == "CP1250"
    assert cells(plan.sources[0].raw_table) == [["S1", "2024-06-01", "Muńoz", "5", "Seńor"]]


def test_an_encoding_that_reads_no_words_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="no answer"):
        planned(tmp_path, orders("São Paulo").encode("cp1252"), answer("utf-8"))


def test_more_files_can_be_read_after_an_answer(tmp_path: Path) -> None:
    planned(tmp_path, orders("São Paulo").encode("cp1252"), answer("cp1250"))
    assert cells(table(tmp_path, orders("A"), "more.csv"))[0][2] == "A"


PAGE = "<html><table><tr><th>{}</th></tr>\n<tr><td>{}</td></tr>\n</table></html>"
ORDER = ("S1", "2024-06-01", "{}", "5")


def written(kind: str, name: str) -> str:
    """One order as a page or a list parted by bars, as systems export them."""
    names, row = HEAD.strip().split(","), "\t".join(ORDER).format(name).split("\t")
    if kind == "page":
        return PAGE.format("</th><th>".join(names), "</td><td>".join(row))
    if kind == "ruled":
        rule = "-" * 60
        return "\n".join([rule, f"|{'|'.join(names)}|", rule, f"|{'|'.join(row)}|", rule, ""])
    return "\n".join(["|".join(names), "|".join(row), ""])


@pytest.mark.parametrize("kind", ["page", "bars", "ruled"])
@pytest.mark.parametrize(
    ("encoding", "name", "others"),
    [
        ("cp1252", "São Paulo", {"cp1252": "São Paulo", "cp1250": "Săo Paulo"}),
        ("gbk", "李娜", {"gb18030": "李娜", "cp949": "쟀컹"}),
    ],
)
def test_a_page_and_a_list_with_bars_are_asked_about_as_well(
    tmp_path: Path, kind: str, encoding: str, name: str, others: dict[str, str]
) -> None:
    content = written(kind, name).encode(encoding)
    plan = planned(tmp_path, content)
    assert [question.kind for question in plan.open_questions] == ["encoding"]
    for way, text in others.items():
        assert asked(plan)[way].endswith(f": {text}")
        answered = planned(tmp_path, content, answer(way))
        assert not answered.open_questions
        (staged,) = [part for part in answered.staged if part.table == "orders"]
        assert pl.read_parquet(staged.path)["customer_id"].to_list() == [text]


def test_a_page_that_says_its_encoding_is_neither_asked_nor_told_about(tmp_path: Path) -> None:
    page = written("page", "São Paulo").replace("<html>", '<html><meta charset="windows-1252">')
    plan = planned(tmp_path, page.encode("cp1252"))
    assert not plan.open_questions
    assert "guessed-encoding" not in [finding.kind for finding in plan.findings]


def test_a_letter_written_by_its_name_is_the_same_in_all_encodings(tmp_path: Path) -> None:
    page = written("page", "São Jos&eacute;")
    plan = planned(tmp_path, page.encode("cp1252"))
    assert cells(plan.sources[0].raw_table)[0][2] == "São José"
    assert asked(plan) == {}
    assert "guessed-encoding" in [finding.kind for finding in plan.findings]


def test_an_encoding_in_which_a_bar_is_half_a_letter_does_not_part_rows(tmp_path: Path) -> None:
    names = ["山東", "東方"]  # the second half of 東 is a bar
    text = "order_no|order_date|customer_name|amount\n"
    text += "".join(f"S{at}|2024-06-01|{name}|5\n" for at, name in enumerate(names))
    raw = table(tmp_path, text.encode("gbk"))
    assert [row[2] for row in cells(raw)] == names
