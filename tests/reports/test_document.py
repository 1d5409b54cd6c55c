"""A report's texts can be written anew, and every figure refers to what it rests on."""

from __future__ import annotations

from dataclasses import replace

from ordertrack.reports.content.document import Section, Source, Table
from ordertrack.reports.content.told_once import told_once
from tests.reports.sample import sample


def test_texts_that_people_wrote_take_the_place_of_drafts() -> None:
    draft = sample("en")
    assert draft.drafts()["core_text"] == "Revenue grew."
    written = draft.with_texts({"problems_text": "One\n\n two ", "gone": "nowhere"})
    assert written.drafts()["problems_text"] == "One\ntwo"
    assert written.drafts()["core_text"] == "Revenue grew."


def test_figures_of_one_source_have_one_reference() -> None:
    found = sample("en")
    assert [source.name for source in found.sources()] == ["Revenue", "Why orders were late"]
    assert found.reference(found.sources()[1]) == 2


def test_what_several_figures_rest_on_is_told_once() -> None:
    long = ("Revenue", "the sum of all lines of all orders by their day")
    sources = [Source(name, (("Period", "2024-12"), long)) for name in ("a", "b", "c")]
    tables = tuple(Table((), (), (), one.name, one) for one in (*sources, sources[1]))
    made = told_once(replace(sample("en"), sections=(Section("s", "S", tables),)))
    first, *others = [source.facts for source in made.sources()]
    assert first == (("Period", "2024-12"), long)
    assert others == [(("Period", "2024-12"), ("Revenue", "as in [1]"))] * 2
    assert len(made.sections[0].blocks) == 4
