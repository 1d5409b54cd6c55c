"""A report's texts can be written anew, and every figure refers to what it rests on."""

from __future__ import annotations

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
