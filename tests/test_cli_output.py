"""What the command line prints: text from data gives no orders to the terminal."""

from __future__ import annotations

import pytest

from ordertrack.cli import output
from ordertrack.words import t

HOSTILE = (
    "A\x1b[31mred\x1b]8;;http://x.example\x07link\r\n\u202egpj.exe [bold]x[/bold] :smile: \x9b2J"
)


def test_a_table_and_a_message_hold_no_orders(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table([(HOSTILE, False)], [[HOSTILE]])
    output.print_message(output.localize(t("{file} row {row}", file=HOSTILE, row=3)))
    printed = capsys.readouterr()
    for text in (printed.out, printed.err):
        assert not set(text) & set("\x1b\x07\r\x9b\u202e")
        assert r"\x1b[31mred" in text and "[bold]x[/bold] :smile:" in text


def test_a_message_of_ours_keeps_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_message("one\ntwo")
    assert capsys.readouterr().err == "one\ntwo\n"
