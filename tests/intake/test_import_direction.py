"""Inside intake imports run one way: shared types, values and files, mapping, checking, rows."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

INTAKE = Path(__file__).parents[2] / "ordertrack" / "intake"
LAYERS = {"values": 1, "files": 1, "mapping": 2, "checking": 3, "rows": 4}
ABOVE = {"__init__", "plan", "result", "publish", "template", "dictionary"}
MOST_IN_A_CHAIN = 8
MODULES = {path.relative_to(INTAKE).with_suffix("").parts: path for path in INTAKE.rglob("*.py")}
Module = tuple[str, ...]


def layer(module: Module) -> int:
    if len(module) > 1:
        return LAYERS[module[0]]
    return 5 if module[0] in ABOVE else 0


@cache
def imported(module: Module) -> frozenset[Module]:
    """The modules of intake that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ordertrack.intake"):
            names = (node.module or "").split(".")[2:]
            inner = [(*names, alias.name) for alias in node.names]
            found |= {name for name in (tuple(names), *inner) if name in MODULES}
    return frozenset(found)


def chain(module: Module, above: tuple[Module, ...] = ()) -> int:
    """How many modules stand on each other below this one, itself included."""
    assert module not in above, f"a circle: {[*above, module]}"
    return 1 + max((chain(one, (*above, module)) for one in imported(module)), default=0)


def test_no_module_imports_one_above_it() -> None:
    wrong = [(m, one) for m in MODULES for one in imported(m) if layer(one) > layer(m)]
    beside = [
        (m, one)
        for m in MODULES
        for one in imported(m)
        if layer(m) == layer(one) == 1 and m[0] != one[0]
    ]
    assert not wrong + beside


def test_no_chain_of_imports_is_long() -> None:
    assert max(map(chain, MODULES)) <= MOST_IN_A_CHAIN
