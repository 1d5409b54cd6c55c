"""Colours and fonts of what is written: those of the pages, told apart without red and green."""

from __future__ import annotations

SERIES = ("2F6FB0", "9DC3E6", "8E5AA8", "3E8E7E", "7F7F7F", "C98B6B", "3B4A66")
LINE = "E3A857"
TITLE = "16324A"
INK = "1F2D3D"
MUTED = "5B6B7B"
BAND = "D6E4F0"  # behind headings
PALE = "F3F6FA"  # behind tiles
RULE = "C5CED8"
VERDICTS = {"good": "2F5D8A", "bad": "A0497A", "": MUTED}  # always with the word for it
VERDICTS_ON_DARK = {"good": "7FB2E0", "bad": "D9A9C8"}
RISE, FALL, TOTAL = SERIES[1], "D9A9C8", MUTED  # dark letters are read on the first two

LATIN = "Calibri"
CHINESE = "Microsoft YaHei"
