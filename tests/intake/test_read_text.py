from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import cells, rows, table

from ordertrack.errors import BadFile
from tests.examples import examples

LEDGER = """订单号,客户名称,下单时间,订单金额(元)
SO1,A公司,2024-06-01,"50,000"
SO2,李记,2024-06-02,12.5
"""
READ = [["SO1", "A公司", "2024-06-01", "50,000"], ["SO2", "李记", "2024-06-02", "12.5"]]


# --- characters ---


@pytest.mark.parametrize(
    ("encoding", "spoken"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
        ("gbk", "GB18030"),
        ("gb18030", "GB18030"),
    ],
)
def test_every_encoding_of_a_chinese_export_is_read(
    tmp_path: Path, encoding: str, spoken: str
) -> None:
    raw = table(tmp_path, LEDGER.encode(encoding))
    assert raw.headers == ("订单号", "客户名称", "下单时间", "订单金额(元)")
    assert cells(raw) == READ
    assert raw.encoding == spoken


def test_western_accents_are_not_taken_for_chinese(tmp_path: Path) -> None:
    text = "order_id,customer_name,city\n" + "".join(
        f"{n},Toms Spezialitäten,Münster café São Paulo\n" for n in range(40)
    )
    raw = table(tmp_path, text.encode("cp1252"))
    assert cells(raw)[0] == ["0", "Toms Spezialitäten", "Münster café São Paulo"]


def test_gbk_that_begins_long_after_the_first_bytes_is_still_found(tmp_path: Path) -> None:
    text = "order_no,customer_name\n"
    text += "".join(f"SO{n},company\n" for n in range(40_000)) + "SO9,北京公司上海公司\n"
    raw = table(tmp_path, text.encode("gbk"))
    assert raw.encoding == "GB18030"
    assert cells(raw)[-1] == ["SO9", "北京公司上海公司"]


def test_a_ruled_list_whose_chinese_comes_late_is_still_found(tmp_path: Path) -> None:
    rule = "-" * 30
    rows = "".join(f"|SO{n:05}   |company   |{n % 90}.00 |\n" for n in range(9_000))
    head, last = "|order_no |customer_name |amount |", "|SO9 |北京公司上海公司 |1.00 |"
    text = f"{rule}\n{head}\n{rule}\n{rows}{last}\n{rule}\n"
    raw = table(tmp_path, text.encode("gbk"), "list.txt")
    assert raw.encoding == "GB18030"
    assert cells(raw)[-1] == ["SO9", "北京公司上海公司", "1.00"]


def test_one_broken_byte_in_utf8_names_its_row(tmp_path: Path) -> None:
    good = LEDGER.encode() + "SO3,王五有限公司,2024-06-03,7\n".encode() * 5
    broken = good + b"SO4,\xe5\x8c\xff,2024-06-04,8\n"
    with pytest.raises(BadFile, match=r"orders\.csv: row 9 holds bytes that are no UTF-8"):
        table(tmp_path, broken)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="not a text file"):
        table(tmp_path, bytes(range(256)) * 20)


# --- cells and records ---


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    text = separator.join(["order_no", "customer", "amount"]) + "\n"
    text += separator.join(["SO1", "A", '"1;2,3"' if separator != ";" else '"1;2"']) + "\n"
    raw = table(tmp_path, text)
    assert raw.headers == ("order_no", "customer", "amount")
    assert cells(raw)[0][0] == "SO1"


def test_decimal_commas_do_not_pass_for_separators(tmp_path: Path) -> None:
    raw = table(tmp_path, "order_no;amount;cost\nSO1;1,50;2,50\nSO2;3,50;4,50\n")
    assert cells(raw) == [["SO1", "1,50", "2,50"], ["SO2", "3,50", "4,50"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(tmp_path: Path, ending: str) -> None:
    assert cells(table(tmp_path, LEDGER.replace("\n", ending))) == READ


def test_quoted_cells_may_hold_separators_line_breaks_and_quotation_marks(tmp_path: Path) -> None:
    raw = table(tmp_path, 'order_no,remark\nSO1,"a, b\nc ""d"""\nSO2,"\n"\nSO3,\n')
    assert cells(raw) == [["SO1", 'a, b\nc "d"'], ["SO2", "\n"], ["SO3", ""]]
    assert [row[0] for row in rows(raw)] == [2, 3, 4]


def test_inch_marks_inside_cells_are_only_marks(tmp_path: Path) -> None:
    raw = table(tmp_path, 'order_no,product,amount\nSO1,24" monitor,5\nSO2,27" monitor,6\n')
    assert [row[1] for row in cells(raw)] == ['24" monitor', '27" monitor']


def test_inch_marks_beside_quoted_cells_are_only_marks(tmp_path: Path) -> None:
    raw = table(tmp_path, 'order_no,product,amount\nSO1,24" monitor,"5,000"\nSO2,a "b" c,6\n')
    assert cells(raw) == [["SO1", '24" monitor', "5,000"], ["SO2", 'a "b" c', "6"]]


def test_quoted_cells_may_stand_behind_a_space(tmp_path: Path) -> None:
    raw = table(tmp_path, 'order_no, customer, amount\nSO1, "A, B", 5\nSO2, C, 6\n')
    assert cells(raw) == [["SO1", "A, B", "5"], ["SO2", "C", "6"]]


def test_marks_escaped_by_a_backslash_are_read(tmp_path: Path) -> None:
    raw = table(tmp_path, 'order_no,product,amount\nSO1,"24\\" monitor, black",5\n')
    assert cells(raw) == [["SO1", '24" monitor, black', "5"]]


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab,"\n;| 中\t')), min_size=3, max_size=3),
        min_size=1,
        max_size=30,
    )
)
@examples(60)
def test_what_a_csv_writer_writes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, written: list[list[str]]
) -> None:
    numbered = [[f"SO{at}", *row] for at, row in enumerate(written)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["订单号", "产品", "备注", "区域"], *numbered])
    raw = table(tmp_path_factory.mktemp("given"), out.getvalue())
    assert cells(raw) == numbered


# --- what must be refused, with the row ---


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('SO2,"A,6\n', "in row 3 a quotation mark opens and never closes"),
        ('SO2,"A" B,6\n', "in row 3 text goes on after the closing quotation mark"),
    ],
)
def test_a_broken_record_is_told_with_its_row(tmp_path: Path, line: str, said: str) -> None:
    text = "order_no,customer,amount\nSO1,A,5\n" + line + "SO3,C,7\nSO4,D,8\n"
    with pytest.raises(BadFile, match=said):
        table(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "stood"),
    [
        ("SO2,Rua do Paço, 67,6\n", ("SO2", "Rua do Paço", " 67,6")),
        ("SO2,A\n", ("SO2", "A", None)),
        ('SO2,"A, B", 6,x\n', ("SO2", "A, B", " 6,x")),
    ],
)
def test_a_row_with_other_cells_is_set_aside_and_the_others_are_read(
    tmp_path: Path, line: str, stood: tuple[str | None, ...]
) -> None:
    text = "order_no,customer,amount\nSO1,A,5\n" + line + "SO3,C,7\nSO4,D,8\n"
    raw = table(tmp_path, text)
    assert [(one.row, one.cells) for one in raw.damaged] == [(3, stood)]
    assert raw.damaged[0].text == line.strip()
    assert (raw.read, pl.read_parquet(raw.path)["c0"].to_list()) == (4, ["SO1", "SO3", "SO4"])


def test_where_most_rows_have_other_cells_none_is_sure(tmp_path: Path) -> None:
    text = "order_no,customer,amount\nSO1,A,5\nSO2,B\nSO3,C\nSO4,a,b,c\n"
    with pytest.raises(BadFile, match="row 3 ends after 2 of 3 cells"):
        table(tmp_path, text)


def test_a_text_broken_over_two_lines_is_told_before_later_quotation_marks(tmp_path: Path) -> None:
    text = 'id,customer,note\n1,507 Street\nApt. 2,"x"\n2,called "a, b," then,c\n3,y,z\n'
    with pytest.raises(BadFile, match="row 2 ends after 2 of 3 cells"):
        table(tmp_path, text)


def test_a_file_cut_off_in_its_last_row_is_told(tmp_path: Path) -> None:
    raw = table(tmp_path, "order_no,customer,amount\nSO1,A,5\nSO2,B,6\nSO3,C")
    assert [(one.row, one.cells, one.count) for one in raw.damaged] == [(4, ("SO3", "C", None), 2)]
    assert "breaks off in row 4" in str(raw.notes[0])
    assert (raw.read, pl.read_parquet(raw.path).height) == (3, 2)


def test_nothing_of_a_broken_file_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        table(tmp_path, 'order_no,customer,amount\nSO1,A,5\nSO2,"A,6\n')
    assert list((tmp_path / "staging").iterdir()) == []


def test_separators_left_out_for_whole_blocks_are_allowed(tmp_path: Path) -> None:
    text = "order_no,customer,remark\n" + "SO1,A,x\n" * 16 + "SO2,B\n" * 16 + "SO3,C,y\n"
    raw = table(tmp_path, text)
    assert raw.read == 33
    assert cells(raw)[20] == ["SO2", "B", ""]


def test_every_row_may_lack_the_last_columns(tmp_path: Path) -> None:
    raw = table(tmp_path, "order_no,customer,remark,note\nSO1,A\nSO2,B\nSO3,C\n")
    assert cells(raw)[0] == ["SO1", "A", "", ""]


def test_empty_cells_beyond_the_header_are_dropped(tmp_path: Path) -> None:
    raw = table(tmp_path, "order_no,customer\nSO1,A,,\nSO2,B,,\n")
    assert raw.headers == ("order_no", "customer")
    assert cells(raw) == [["SO1", "A"], ["SO2", "B"]]


# --- above and below the table ---


def test_title_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    text = "销售订单跟踪表\n导出时间：2024-06-30\n\n" + LEDGER
    raw = table(tmp_path, text)
    assert raw.headers[0] == "订单号"
    assert (raw.header_row, raw.read) == (4, 2)
    assert [row[0] for row in rows(raw)] == [5, 6]


def test_blank_and_total_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    text = LEDGER + ",,,\n\n  ,, ,\n小计,,,62.5\nSO3,B,2024-06-03,1\n合计：,,,\n,Total,,63.5\n"
    raw = table(tmp_path, text)
    assert raw.skipped == {"blank": 3, "total": 3}
    assert raw.read == 9
    assert [row[0] for row in rows(raw)] == [2, 3, 8]


@pytest.mark.parametrize(
    "word", ["合计", "总计", "小计", "Total", "GRAND TOTAL", "本页小计", "合计:"]
)
def test_every_word_for_a_total_is_known(tmp_path: Path, word: str) -> None:
    assert table(tmp_path, LEDGER + f"{word},,,62\n").skipped == {"total": 1}


def test_a_customer_called_total_is_no_total(tmp_path: Path) -> None:
    raw = table(tmp_path, LEDGER + "SO3,Total,2024-06-03,1\n总计科技,B,2024-06-03,1\n")
    assert raw.skipped == {}


def test_subtotals_of_a_spreadsheet_are_skipped(tmp_path: Path) -> None:
    raw = table(tmp_path, LEDGER + "A公司 汇总,,,50000\n总计,,,50012.5\n")
    assert raw.skipped == {"total": 2}


def test_notes_below_the_table_are_skipped_and_counted(tmp_path: Path) -> None:
    text = LEDGER + '\n"Report name: Orders"\n"Copyright (c) 2024. All rights reserved."\n'
    raw = table(tmp_path, text)
    assert raw.skipped == {"blank": 1, "footer": 2}
    assert len(cells(raw)) == 2


def test_a_broken_byte_in_a_gb18030_file_is_found_in_its_row(tmp_path: Path) -> None:
    text = LEDGER.encode("gb18030") + b"SO3,\xff\xff,2024-06-03,1\n"
    with pytest.raises(BadFile, match=r'row 4 holds bytes that are no GB18030 text, near "SO3'):
        table(tmp_path, text)


# --- the header ---


def test_a_header_over_two_rows_is_joined(tmp_path: Path) -> None:
    text = "订单号,交付,,金额\n,计划,实际,\nSO1,2024-06-01,2024-06-02,5\nSO2,2024-06-01,,6\n"
    raw = table(tmp_path, text)
    assert raw.headers == ("订单号", "计划交付", "实际交付", "金额")
    assert (raw.header_row, raw.read) == (2, 2)


@pytest.mark.parametrize("above", ["订单,,交付,", ",,交付,", "订单信息,,交付时间,"])
def test_a_name_that_is_known_only_with_its_group_takes_it(tmp_path: Path, above: str) -> None:
    text = f"{above}\n订单号,下单时间,预计,实际\nSO1,2024-06-01,2024-06-02,2024-06-03\n"
    raw = table(tmp_path, text)
    group = above.split(",")[2]
    assert raw.headers == ("订单号", "下单时间", f"预计{group}", f"实际{group}")


def test_a_title_with_two_cells_above_the_header_is_no_group(tmp_path: Path) -> None:
    raw = table(tmp_path, "销售订单,2024年\n订单号,客户名称,地址\nSO1,A,x\n")
    assert raw.headers == ("订单号", "客户名称", "地址")


def test_a_known_name_under_a_group_stands_alone(tmp_path: Path) -> None:
    text = "基本信息,,交付,\n订单号,客户名称,预计交付时间,实际交付时间\nSO1,A,2024-06-01,\n"
    raw = table(tmp_path, text)
    assert raw.headers == ("订单号", "客户名称", "预计交付时间", "实际交付时间")


def test_repeated_names_take_the_group_above(tmp_path: Path) -> None:
    text = "销售员,1月,,2月,\n,目标,实际,目标,实际\n张三,5,6,7,8\n李四,5,6,7,8\n"
    raw = table(tmp_path, text)
    assert raw.headers == ("销售员", "1月 目标", "1月 实际", "2月 目标", "2月 实际")


def test_a_row_of_words_below_the_header_stays_data(tmp_path: Path) -> None:
    raw = table(tmp_path, "客户名称,区域,负责人\nA公司,华东,张三\nB公司,,李四\n")
    assert (raw.header_row, raw.read) == (1, 2)


def test_repeated_and_empty_names_stay_and_edges_are_trimmed(tmp_path: Path) -> None:
    raw = table(tmp_path, "订单号 ,\t金额\t,,金额\nSO1,1,x,2\nSO2,3,,4\n")
    assert raw.headers == ("订单号", "金额", "", "金额")
    assert cells(raw)[0] == ["SO1", "1", "x", "2"]


def test_wide_targets_by_month_have_a_header(tmp_path: Path) -> None:
    raw = table(tmp_path, "负责人,2024-01,2024-02,2024-03\n张三,100,200,300\n李四,1,2,3\n")
    assert raw.headers == ("负责人", "2024-01", "2024-02", "2024-03")


def test_data_without_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no header was found"):
        table(tmp_path, "1001,2024-06-01,50,A\n1002,2024-06-02,60,B\n")


def test_a_text_without_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no columns were found"):
        table(tmp_path, "Dear colleagues\nplease find the orders attached\n", "note.txt")


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadFile, match=r"orders\.csv: "):
        table(tmp_path, content)


def test_a_header_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    raw = table(tmp_path, "订单号,客户名称,金额\n")
    assert (raw.read, cells(raw)) == (0, [])


def test_a_long_file_is_read_in_order_and_whole(tmp_path: Path) -> None:
    lines = [f'SO{n},"line\nbreak, {n}",{n}' for n in range(120_000)]
    raw = table(tmp_path, "order_no,remark,amount\n" + "\n".join(lines))
    read = rows(raw)
    assert [row[0] for row in read] == list(range(2, 120_002))
    assert read[-1] == (120_001, "SO119999", "line\nbreak, 119999", "119999")


def test_a_short_row_deep_in_a_long_file_is_found(tmp_path: Path) -> None:
    lines = [f"SO{n},customer {n},{n}" for n in range(300_000)]
    lines[250_000] = "SO250000,customer"
    raw = table(tmp_path, "order_no,customer,amount\n" + "\n".join(lines) + "\n")
    assert [(one.row, one.count) for one in raw.damaged] == [(250_002, 2)]
