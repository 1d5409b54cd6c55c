"""A report that is kept is made again: the same file, or what differs is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ordertrack.access import Access
from ordertrack.errors import OrdertrackError
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports import archive, compare
from ordertrack.reports.again import basis_facts, keep_again, make_again
from ordertrack.reports.content.document import Document, Paragraph, Section, Table
from ordertrack.reports.making import context, make
from ordertrack.reports.request import all_kinds, request_of
from ordertrack.reports.writers.formats import FORMATS, Format
from ordertrack.scope import Scope
from ordertrack.warehouse import Warehouse, reader
from ordertrack.warehouse.backup import back_up, restore
from tests.reports import small
from tests.reports.sample import sample
from tests.shelves import line, open_warehouse, order, publish

ALL = Access.everything()


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    small.register(monkeypatch)


@pytest.fixture
def shop(home: Path) -> Warehouse:
    warehouse = open_warehouse(home)
    publish(warehouse, {"orders": [order("A", "2024-05-10")], "order_lines": [line("A")]})
    return warehouse


@pytest.fixture
def kept(shop: Warehouse) -> MadeReport:
    scope = Scope(datetime(2024, 6, 14, 12), access=ALL, filters=(("team", ("N",)),))
    request = request_of(shop, "monthly", scope, "en", (1, None))
    return archive.keep(shop, request, "html", make(shop, request, "html"), "王敏")


def test_it_is_the_same_file_and_puts_one_back_that_is_damaged_or_gone(
    shop: Warehouse, kept: MadeReport
) -> None:
    file = shop.storage.reports / kept.kept_as
    whole = file.read_bytes()
    publish(shop, {"orders": [order("B", "2024-05-11")], "order_lines": [line("B")]})
    for damage in (lambda: None, lambda: file.write_bytes(b"other"), file.unlink):
        damage()
        again = make_again(shop, kept, ALL)
        assert again.is_same and again.made.content == whole
        assert kept.checksum[:12] in again.verdict.to("en")
        assert keep_again(shop, again, "x") == kept
        assert file.read_bytes() == whole and archive.problem(shop, kept) is None
    assert shop.records.reports.all() == [kept]


def test_another_file_is_kept_beside_it_and_what_differs_is_told(
    shop: Warehouse, kept: MadeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(document: Document) -> bytes:
        return json.dumps(["now", document.title]).encode()

    monkeypatch.setitem(FORMATS, "html", Format(FORMATS["html"].label, "text/html", write))  # type: ignore[arg-type]
    again = make_again(shop, kept, ALL)
    told = [one.to("en") for one in again.differences]
    assert not again.is_same and "does not come out the same" in again.verdict.to("en")
    assert told[0].startswith("Only in the file that was kept: “{")
    assert told[1].startswith('Only in the new file: “["now", "Sales analysis')
    assert "Another version of ordertrack" in told[2]
    other = keep_again(shop, again, "x")
    assert keep_again(shop, make_again(shop, kept, ALL), "y") == other  # once
    assert {one.id for one in shop.records.reports.all()} == {kept.id, other.id}
    (shop.storage.reports / kept.kept_as).unlink()
    assert "damaged or gone" in make_again(shop, kept, ALL).differences[0].to("en")


def test_without_the_data_of_its_release_it_is_refused_with_the_reason(
    shop: Warehouse, kept: MadeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0)
    for day in ("2024-05-11", "2024-05-12"):
        publish(shop, {"orders": [order("A", day)], "order_lines": [line("A")]})
    shop.prune(1, "x")
    with pytest.raises(OrdertrackError, match="was pruned"):
        make_again(shop, kept, ALL)


def test_the_rules_of_a_report_are_those_that_were_in_force(
    shop: Warehouse, kept: MadeReport
) -> None:
    late = replace(kept, conventions={**kept.conventions, "promise_basis": "latest"})
    facts, other = (dict(basis_facts(shop, one, ALL, "en")) for one in (kept, late))
    assert facts["As of"] == "2024-06-14 12:00" and facts["Release of the data"] == "1"
    assert "N" in facts["Scope"] and "Promise" in facts
    assert {name for name in facts if facts[name] != other[name]} == {"Promise", "Late delivery"}
    assert "截止时点" in dict(basis_facts(shop, kept, ALL, "zh"))


def test_each_report_names_what_its_own_appendix_names(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real reports
    scope = Scope(datetime(2024, 6, 14, 12), access=ALL)
    for name, kind in all_kinds().items():
        asked = context(shop, request_of(shop, name, scope, "en", (1, None)))
        assert kind.basis(asked) == kind.build(asked).basis, name


def test_a_backup_goes_without_a_file_that_is_gone_and_says_so(
    shop: Warehouse, kept: MadeReport, tmp_path: Path
) -> None:
    (shop.storage.reports / kept.kept_as).unlink()
    made = back_up(shop.storage, shop.records, tmp_path / "all.zip")
    assert kept.file in made.missing[0].to("en")
    other = open_warehouse(tmp_path / "other")
    restore(other.storage, other.records, tmp_path / "all.zip", replace=False)
    problem = archive.problem(other, kept)
    assert problem is not None and f"report again {kept.id}" in problem.message()
    again = make_again(other, kept, ALL)
    assert again.is_same and keep_again(other, again, "x") == kept
    assert archive.problem(other, kept) is None


def plain(lang: str, text: str) -> Document:
    """The sample without its charts, with another text and another number."""
    document = sample(lang)
    [table] = [block for _, block in document.blocks() if isinstance(block, Table)]
    rows = ((text, *table.texts[0][1:]), table.texts[1])
    values = ((text, *table.values[0][1:]), table.values[1])
    blocks = (Paragraph(f"{text} grew."), replace(table, texts=rows, values=values))
    return replace(document, sections=(Section("core", "Core", blocks),))


@pytest.mark.parametrize("name", compare.READERS)
def test_what_two_files_say_otherwise_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real formats
    write = FORMATS[name].write
    before, now = write(plain("en", "Revenue")), write(plain("en", "Margin"))
    gone, come = (one.to("en") for one in compare.differences(before, now, name))
    assert "“Revenue grew" in gone and "“Revenue”" in gone and "Margin" not in gone
    assert "“Margin grew" in come and "“Margin”" in come and "Core" not in come
    [same] = compare.differences(before, write(plain("en", "Revenue")), name)
    unread = "only charts or the look differ" if name == "docx" else "only their look differs"
    assert unread in same.to("en")  # charts of Word are pictures


def test_a_pdf_is_not_compared_letter_by_letter() -> None:
    [told] = compare.differences(b"%PDF a", b"%PDF b", "pdf")
    assert "cannot be compared in this format" in told.to("en")
