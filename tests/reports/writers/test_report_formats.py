"""Every format is known by its ending, and writes a file of its kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordertrack.reports.writers.formats import FORMATS
from tests.reports.sample import sample

BEGINS = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>"}


@pytest.mark.parametrize("name", BEGINS)
def test_a_format_writes_a_file_of_its_kind(name: str) -> None:
    one = FORMATS[name]
    assert one.ending == name
    assert one.label.en and one.label.zh and "/" in one.mime
    assert one.write(replace(sample("en"), sections=())).startswith(BEGINS[name])
