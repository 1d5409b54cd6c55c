from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest
from reading import cells, rows, table, tables

from ordertrack.errors import BadFile
from ordertrack.intake.files.read import read

HEAD = "<tr><th>订单号</th><th>客户名称</th><th>下单时间</th><th>订单金额(元)</th></tr>"
ROW = "<tr><td>{}</td><td>甲公司</td><td>2024-06-01</td><td>{}</td></tr>"
OFFICE = "urn:schemas-microsoft-com:office:spreadsheet"


def page(*lines: str, charset: str = "utf-8") -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    return f"<html><head>{meta}</head><body><table>{''.join(lines)}</table></body></html>"


def book(*rows: str, more: str = "") -> str:
    head = f'<?xml version="1.0"?><Workbook xmlns="{OFFICE}" xmlns:ss="{OFFICE}">'
    sheet = f'<Worksheet ss:Name="订单"><Table>{"".join(rows)}</Table></Worksheet>'
    return f"{head}{sheet}{more}</Workbook>"


def line(*values: str, kind: str = "String", row: str = "<Row>") -> str:
    data = "".join(f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' for value in values)
    return f"{row}{data}</Row>"


NAMES = line("订单号", "客户名称", "下单时间", "订单金额(元)")


@pytest.mark.parametrize("name", ["导出.xls", "导出.html", "导出.htm", "导出.csv"])
def test_a_web_page_under_any_name_is_a_table(tmp_path: Path, name: str) -> None:
    raw = table(tmp_path, page(HEAD, ROW.format("S1", "1,200.00"), ROW.format("S2", "5万")), name)
    assert raw.headers == ("订单号", "客户名称", "下单时间", "订单金额(元)")
    assert rows(raw)[0] == (2, "S1", "甲公司", "2024-06-01", "1,200.00")
    assert raw.read == 2
    assert not raw.notes


@pytest.mark.parametrize("said", ["gb2312", "GBK", "utf-8", "x-nonsense"])
def test_a_page_in_gbk_is_read_whatever_it_says_of_itself(tmp_path: Path, said: str) -> None:
    raw = table(tmp_path, page(HEAD, ROW.format("S1", "1"), charset=said).encode("gbk"), "a.xls")
    assert cells(raw) == [["S1", "甲公司", "2024-06-01", "1"]]
    assert raw.encoding == "GB18030"


def test_a_page_in_big5_or_utf_16_is_read_too(tmp_path: Path) -> None:
    big = page("<tr><td>訂單編號<td>客戶名稱</tr><tr><td>S1<td>臺灣</tr>", charset="big5")
    assert cells(table(tmp_path / "a", big.encode("big5"), "a.xls")) == [["S1", "臺灣"]]
    wide = page(HEAD, ROW.format("S1", "1")).encode("utf-16")
    assert cells(table(tmp_path / "b", wide, "a.xls"))[0][1] == "甲公司"


def test_cells_over_several_rows_and_columns_fall_into_place(tmp_path: Path) -> None:
    body = (
        "<tr><td rowspan=2>S1</td><td rowspan=2>甲公司</td><td>2024-06-01</td><td>1</td></tr>"
        "<tr><td>2024-06-02</td><td>2</td></tr>"
        "<tr><td>S2</td><td colspan=2>乙公司</td><td>3</td></tr>"
    )
    assert cells(table(tmp_path, page(HEAD, body), "a.xls")) == [
        ["S1", "甲公司", "2024-06-01", "1"],
        ["S1", "甲公司", "2024-06-02", "2"],
        ["S2", "乙公司", "", "3"],
    ]


def test_an_amount_over_several_rows_counts_once(tmp_path: Path) -> None:
    body = (
        "<tr><td>S1</td><td>甲公司</td><td>2024-06-01</td><td rowspan=2>10</td></tr>"
        "<tr><td>S2</td><td>甲公司</td><td>2024-06-01</td></tr>"
    )
    raw = table(tmp_path, page(HEAD, body), "a.xls")
    assert [row[3] for row in cells(raw)] == ["10", ""]
    assert "count once" in str(raw.notes[0])


def test_text_cells_keep_their_zeros_and_numbers_their_hidden_digits(tmp_path: Path) -> None:
    body = (
        "<tr><td style='mso-number-format:\"\\@\"'>00123</td><td>甲&nbsp;公司</td>"
        "<td x:num='45444'>2024-06-01</td><td x:num='1234.5678'>1,235</td></tr>"
    )
    assert cells(table(tmp_path, page(HEAD, body), "a.xls")) == [
        ["00123", "甲 公司", "2024-06-01", "1234.5678"]
    ]


def test_what_nobody_sees_in_a_cell_is_none_of_it(tmp_path: Path) -> None:
    body = (
        "<tr><td><span style='display: none'>0001</span>S1</td><td>甲<script>x()</script></td>"
        "<td>2024-06-01<br></td><td>1</td></tr>"
    )
    assert cells(table(tmp_path, page(HEAD, body), "a.xls")) == [["S1", "甲", "2024-06-01", "1"]]


def test_a_table_inside_a_layout_is_found(tmp_path: Path) -> None:
    inner = f"<table>{HEAD}{ROW.format('S1', '1')}</table>"
    raw = table(tmp_path, page(f"<tr><td>Menu</td><td>{inner}</td></tr>"), "a.xls")
    assert cells(raw) == [["S1", "甲公司", "2024-06-01", "1"]]
    assert raw.sheet is None


def test_a_header_in_a_table_of_its_own_belongs_to_the_rows_below(tmp_path: Path) -> None:
    raw = table(tmp_path, page(HEAD, "</table><table>", ROW.format("S1", "1")), "a.xls")
    assert rows(raw) == [(2, "S1", "甲公司", "2024-06-01", "1")]


def test_two_tables_of_a_page_are_two_tables(tmp_path: Path) -> None:
    part = f"{HEAD}{ROW.format('S1', '1')}"
    found = tables(tmp_path, page(part, "</table><table>", part), "a.html")
    assert [raw.key for raw in found] == ["a.html › table 1", "a.html › table 2"]


def test_a_page_that_is_cut_off_or_has_no_table_is_refused(tmp_path: Path) -> None:
    whole = page(HEAD, ROW.format("S1", "1"), ROW.format("S2", "2"))
    with pytest.raises(BadFile, match="cut off"):
        table(tmp_path, whole[: whole.index("S2") + 4], "a.xls")
    with pytest.raises(BadFile, match="web page without a table"):
        table(tmp_path, "<html><body><form>Please log in</form></body></html>", "a.xls")


def test_an_xml_spreadsheet_is_read(tmp_path: Path) -> None:
    gap = (
        '<Row ss:Index="4"><Cell><Data ss:Type="String">007</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="DateTime">2024-06-01T09:30:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Number">1200.50</Data>'
        "<Comment><ss:Data>checked</ss:Data></Comment></Cell></Row>"
    )
    day = (
        '<Row><Cell><Data ss:Type="Number">12345678901234567</Data></Cell><Cell/>'
        '<Cell><Data ss:Type="DateTime">2024-06-02T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Number">3.0</Data></Cell></Row>'
    )
    raw = table(tmp_path, book(NAMES, gap, day), "导出.xls")
    assert raw.sheet == "订单"
    assert rows(raw) == [
        (4, "007", "", "2024-06-01 09:30:00", "1200.50"),
        (5, "1.23456789012346E+16", "", "2024-06-02", "3"),
    ]


def test_merged_and_hidden_cells_of_an_xml_spreadsheet_are_as_in_a_workbook(tmp_path: Path) -> None:
    first = (
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">S1</Data></Cell>'
        '<Cell><Data ss:Type="String">甲</Data></Cell></Row>'
    )
    second = '<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="String">乙</Data></Cell></Row>'
    state = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    more = f'<Worksheet ss:Name="旧"><Table>{NAMES}</Table>{state}</Worksheet>'
    raw = table(tmp_path, book(NAMES, first, second, more=more), "a.xml")
    assert [row[:2] for row in cells(raw)] == [["S1", "甲"], ["S1", "乙"]]
    assert raw.hidden_rows == 1
    assert raw.hidden_sheets == ("旧",)


def test_rows_of_a_page_with_other_numbers_of_cells_stand_aside(tmp_path: Path) -> None:
    good = [ROW.format(f"S{at}", at) for at in range(1, 7)]
    long = ROW.format("S7", "1</td><td>more")
    short = "<tr><td>S8</td><td>2024-06-01</td><td>5</td></tr>"
    end = "<tr><td>合计</td><td>9</td></tr><tr><td>导出时间：2024-07-01</td></tr>"
    raw = table(tmp_path, page(HEAD, *good, long, short, ROW.format("S9", "2"), end), "a.xls")
    assert [row[1] for row in rows(raw)] == ["S1", "S2", "S3", "S4", "S5", "S6", "S9"]
    assert [(one.row, one.count, one.cells) for one in raw.damaged] == [
        (8, 5, ("S7", "甲公司", "2024-06-01", "1 | more")),
        (9, 3, ("S8", "2024-06-01", "5", None)),
    ]
    assert (raw.read, raw.skipped, len(raw.headers)) == (11, {"total": 1, "footer": 1}, 4)


def test_spans_and_a_header_that_is_too_long_make_no_row_uneven(tmp_path: Path) -> None:
    wide = HEAD.replace("</tr>", "<th>操作</th></tr>")
    raw = table(tmp_path / "a", page(wide, ROW.format("S1", "1"), ROW.format("S2", "2")), "a.xls")
    assert (len(rows(raw)), raw.damaged) == (2, ())
    tall = '<tr><td>S1</td><td>甲</td><td>2024-06-01</td><td rowspan="2">7</td></tr>'
    below = "<tr><td>S2</td><td>乙</td><td>2024-06-02</td></tr>"
    full = '<tr><td colspan="4">备用</td></tr>'
    raw = table(tmp_path / "b", page(HEAD, tall, below, full, ROW.format("S3", "2")), "a.xls")
    assert (len(rows(raw)), raw.damaged) == (4, ())


def test_cells_beside_a_sheet_are_told(tmp_path: Path) -> None:
    good, odd = line("S1", "甲", "2024-06-01", "5"), line("S2", "甲", "2024-06-01", "5", "问小王")
    raw = table(tmp_path, book(NAMES, good, odd), "a.xls")
    assert [note.values for note in raw.notes] == [(("count", 1), ("row", 3), ("seen", "问小王"))]
    assert raw.read == 2 and not raw.damaged


def test_an_xml_spreadsheet_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = book(NAMES, line("S1", "甲", "2024-06-01", "1"))
    with pytest.raises(BadFile, match="cut off or damaged"):
        table(tmp_path, whole[:-40], "a.xls")


def test_entities_of_an_xml_spreadsheet_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    text = book(NAMES, line("S1", "&e;", "2024-06-01", "1")).replace("?>", f"?>{entity}", 1)
    found, _ = read([("a.xls", text.encode())], tmp_path / "staging")
    assert not any("secret" in cell for raw in found for row in cells(raw) for cell in row)


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_a_web_archive_is_read(tmp_path: Path, encoding: str) -> None:
    body = page(HEAD, ROW.format("S1", "1"), charset="gb2312").encode("gbk")
    coded = {"8bit": body, "quoted-printable": quopri.encodestring(body)}
    head = (
        "MIME-Version: 1.0\nX-Document-Type: Workbook\n"
        'Content-Type: multipart/related; boundary="--=_Next"\n\n----=_Next\n'
        f"Content-Location: file:///C:/sheet001.htm\nContent-Transfer-Encoding: {encoding}\n"
        'Content-Type: text/html; charset="gb2312"\n\n'
    ).encode()
    data = head + coded.get(encoding, base64.encodebytes(body)) + b"\n----=_Next--\n"
    for name in ("a.xls", "a.mht"):
        assert cells(table(tmp_path / name, data, name)) == [["S1", "甲公司", "2024-06-01", "1"]]


def test_a_page_beside_the_data_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "orders.csv").write_text("订单号,金额\nS1,1\n")
    (folder / "about.html").write_text("<html><body><p>About</p></body></html>")
    (folder / "settings.xml").write_text("<?xml version='1.0'?><settings/>")
    found, problems = read([folder], tmp_path / "staging")
    assert not problems
    assert [each.file for each in found[0].beside] == ["about.html", "settings.xml"]


# --- lists between rules of dashes ---

RULE = "-" * 60
LIST = f"""Sales orders 01.06.2024

{RULE}
|SD Doc.   |Customer  |Doc. Date |  Net value|
{RULE}
|4711      |Alpha     |01.06.2024|   1.200,50|
|4712      |Beta AG   |02.06.2024|     100,00|
{RULE}
"""


def test_a_list_between_rules_is_a_table(tmp_path: Path) -> None:
    raw = table(tmp_path, LIST, "list.txt")
    assert raw.headers == ("SD Doc.", "Customer", "Doc. Date", "Net value")
    assert rows(raw) == [
        (6, "4711", "Alpha", "01.06.2024", "1.200,50"),
        (7, "4712", "Beta AG", "02.06.2024", "100,00"),
    ]


def test_further_pages_and_starred_sums_of_a_list_are_no_rows(tmp_path: Path) -> None:
    again = LIST.replace("4711 ", "4713 ").replace("4712 ", "4714 ")
    total = "|*         |          |          |   2.601,00|\n"
    raw = table(tmp_path, LIST + again + total + RULE + "\n", "list.txt")
    assert [row[0] for row in cells(raw)] == ["4711", "4712", "4713", "4714"]
    assert raw.skipped["total"] == 1


def test_a_list_that_is_cut_off_or_uneven_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cut off"):
        table(tmp_path, LIST.removesuffix(f"{RULE}\n"), "list.txt")
    with pytest.raises(BadFile, match="row 7 has 5 cells, the header has 4"):
        table(tmp_path, LIST.replace("Beta AG", "Beta|AG"), "list.txt")


def test_bars_without_rules_are_read_as_before(tmp_path: Path) -> None:
    raw = table(tmp_path, "order no|customer|amount\nS1|---|1\nS2|Beta|2\n", "list.txt")
    assert cells(raw) == [["S1", "---", "1"], ["S2", "Beta", "2"]]


def test_rows_in_one_cell_each_get_their_own_words(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="each of its rows stands in one cell"):
        table(tmp_path, '"Order no,Customer,Amount"\n"S1,""Alpha, Ltd"",3"\n')
