"""Text from data is shown letter by letter; a browser says so in tests/browser/test_text.py."""

from __future__ import annotations

import pytest

from ordertrack.views import charts, markup, movers
from ordertrack.words import Label, t


def test_marks_of_markdown_are_escaped() -> None:
    assert markup.markdown("张*、管 5~10mm [停产]") == r"张\*、管 5\~10mm \[停产\]"
    assert markup.markdown("A公司 (上海)") == "A公司 (上海)"
    image = markup.markdown("![](http://x.example/a.png)")
    assert image == r"!\[\](http:color[\:]//x.example/a.png)"


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (":material/face:", r":color[\:]material/face\:"),
        (":smile:", r":color[\:]smile\:"),
        ("www.evil.example", "www:color[.]evil.example"),
        ("a@b.example", "a:color[@]b.example"),
        ("a -> b", r"a -:color[\>] b"),
        ("--answer", "-:color[-]answer"),
    ],
)
def test_what_is_looked_for_again_after_parsing_is_broken_up(text: str, broken: str) -> None:
    assert markup.markdown(text) == broken


@pytest.mark.parametrize("text", ["- a", "+ a", "= a", "1. a", "2) a", "# a", "> a", "===", "---"])
def test_a_text_begins_no_list_line_or_heading(text: str) -> None:
    assert "\\" in markup.markdown(text) or ":color" in markup.markdown(text)
    assert markup.markdown(f"x\n\n{text}").startswith("x ")


def test_figures_and_days_stay_as_they_are() -> None:
    for text in ("2024-06-15", "-5.00", "+12%", "1.5", "3 days late"):
        assert markup.markdown(text) == text


def test_markdown_is_escaped_once() -> None:
    once = markup.markdown("[a]")
    assert markup.markdown(once) is once
    sentence = t("{file} row {row}", file="[a]", row=1200)
    assert sentence.to("en", markup.markdown) == r"\[a\] row 1200"
    nested = t("{name}: {values}", name=Label("A", "甲"), values=sentence)
    assert nested.to("en", markup.markdown) == r"A: \[a\] row 1200"
    assert nested.to("en") == "A: [a] row 1200"


def test_plotly_gets_no_tags_entities_or_formulas() -> None:
    assert markup.plotly("<a href='x'>$x$</a> &lt;") == (
        "&lt;a href='x'&gt;&#36;x&#36;&lt;/a&gt; &amp;lt;"
    )


def test_a_button_in_a_table_has_neither_icon_nor_menu() -> None:
    assert markup.button("A公司") == "A公司"
    for text in (":material/face: A", "[A, B]"):
        assert markup.button(text).endswith(text) and markup.button(text) != text


def test_two_names_cut_alike_have_a_bar_each() -> None:
    long = "A company with a very long name, branch "
    rows = [
        {"dimension": "customer", "key": key, "name": long + key, "now": 1, "then": 2, "change": -1}
        for key in ("C1", "C2")
    ]
    names = movers.names_of(rows, "en")
    assert len(set(names)) == 2 and names[0].endswith("(C1)")
    keys = [("customer", "C1"), ("customer", "C2")]
    same = charts.movers(["A", "A"], keys, [2, 1], ["", ""], ["", ""])
    assert len(set(same.data[0].y)) == 2
    assert list(same.layout.yaxis.ticktext) == ["A", "A"]
