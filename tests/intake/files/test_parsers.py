"""What goes wrong inside a parser comes back as a word about the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from polars.exceptions import PanicException

from ordertrack.errors import BadFile
from ordertrack.intake.files import parsers


@pytest.mark.parametrize("fault", [PanicException("index out of bounds"), KeyError("x")])
def test_a_fault_of_a_parser_is_no_lack_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def fails(*_args: object) -> None:
        raise fault

    monkeypatch.setattr(parsers, "read_parquet", fails)
    with pytest.raises(BadFile, match="cannot be read as a table"):
        parsers.parse("a.parquet", tmp_path / "a", "parquet", tmp_path / "raw", lambda _: None)
