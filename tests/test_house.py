"""What keeps the house in order: imports run one way, every sentence is said in Chinese too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bench import structure
from ordertrack import errors
from ordertrack.words import CATALOGUES, catalogue

ROOT = Path(__file__).parents[1]
OURS = sorted([*ROOT.glob("ordertrack/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])

GROUND = {"words", "errors", "settings", "period", "workdays", "filters", "access", "scope"}
GROUND |= {"progress", "release", "apart", "interrupts"}
BELOW_WAREHOUSE = GROUND | {"model", "facts", "records"}
BELOW_METRICS = BELOW_WAREHOUSE | {"warehouse"}
BELOW_VIEWS = BELOW_METRICS | {"metrics", "alerts"}
BELOW_UI = BELOW_VIEWS | {"views", "reports", "intake", "demo"}
MAY_IMPORT: dict[str, set[str]] = {
    "words": set(),
    "errors": {"words"},
    "settings": {"words", "errors", "workdays"},
    "period": {"words", "errors"},
    "workdays": {"words", "errors"},
    "progress": {"words"},
    "apart": set(),
    "interrupts": set(),
    "release": {"words"},
    "filters": {"words", "errors"},
    "access": {"words", "errors", "filters"},
    "scope": {"words", "errors", "period", "workdays", "filters", "access"},
    "model": {"words"},
    "facts": GROUND | {"model"},
    "records": GROUND | {"model"},
    "warehouse": BELOW_WAREHOUSE,
    "metrics": BELOW_METRICS,
    "alerts": BELOW_METRICS | {"metrics"},
    "views": BELOW_VIEWS,
    "reports": BELOW_VIEWS | {"views"},
    "intake": BELOW_METRICS,
    "demo": BELOW_METRICS | {"intake"},
    "ui": BELOW_UI,
    "cli": BELOW_UI,
    "__main__": {"cli", "interrupts"},
    "pages": BELOW_UI | {"ui"},
    "app": BELOW_UI | {"ui"},
}
# Inside a package, from the bottom up: a folder or module may import itself and the layers below
# it, none of its own layer. What is named in no layer stands on top.
INSIDE: dict[str, tuple[set[str], ...]] = {
    "warehouse": (
        {"processes"},
        {"schema", "storage", "storage_errors", "written"},
        {"data_files", "visible"},
        {"matched", "overlay", "verify"},
        {"archive", "delta", "publish", "reader"},
        {"upkeep"},
        {"backup"},
    ),
    "metrics": (
        {"model"},
        {"definitions"},
        {"catalog", "query"},
        {"notes", "orders"},
        {"evaluate", "rows"},
    ),
    "intake": (
        {"column_names", "context", "finding", "question", "raw_table", "raw_rows", "spellings"}
        | {"template", "values"},
        {"altered", "decisions", "mapping_types", "files"},
        {"mapping"},
        {"returns"},
        {"checking"},
        {"rows"},
        {"remembered", "result"},
        {"kept_aside", "mended_file"},
    ),
    "ui": ({"frame"}, {"parts"}),
}
LONGEST_CHAIN = 8  # modules of a package that stand on each other
SPEAK = {"t", "tr", "_"}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def part(path: Path) -> str:
    """The part of the house that a file belongs to: `metrics`, `intake.publish`, `pages`, `app`."""
    names = path.relative_to(ROOT).with_suffix("").parts
    if names[0] != "ordertrack":
        return names[0]
    dotted = ".".join(names[1:3])
    return dotted if dotted in MAY_IMPORT else names[1]


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported module with its line; `from package import x` counts as `package.x` too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written out in full"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_imports_run_one_way() -> None:
    wrong = []
    for path in OURS:
        here = part(path)
        allowed = MAY_IMPORT.get(here, set()) | {here.split(".")[0], "__version__"}
        for line, name in imported(parse(path)):
            there = name.split(".")[1:2]
            if name.startswith("ordertrack.") and there[0] not in allowed:
                wrong.append(f"{place(path)}:{line} {here} may not import {there[0]}")
    assert not wrong, "\n".join(wrong)


def layer(package: str, inside: str) -> int:
    layers = INSIDE[package]
    return next((i for i, names in enumerate(layers) if inside in names), len(layers))


def test_imports_run_one_way_inside_a_package_too() -> None:
    wrong = []
    for path in OURS:
        package = part(path)
        names = path.relative_to(ROOT).with_suffix("").parts
        if package not in INSIDE or names[2] == "__init__":
            continue
        for line, name in imported(parse(path)):
            there = name.split(".")[2:3]
            if not name.startswith(f"ordertrack.{package}.") or there[0] == names[2]:
                continue
            if layer(package, there[0]) >= layer(package, names[2]):
                wrong.append(f"{place(path)}:{line} {names[2]} may not import {there[0]}")
    assert not wrong, "\n".join(wrong)


def test_only_the_screens_know_streamlit_and_nothing_knows_pandas() -> None:
    wrong = []
    for path in OURS:
        for line, name in imported(parse(path)):
            package = name.split(".")[0]
            if package == "pandas" or (
                package == "streamlit" and part(path) not in ("ui", "pages", "app")
            ):
                wrong.append(f"{place(path)}:{line} imports {package}")
    assert not wrong, "\n".join(wrong)


# Who asks a release, and who may ask it on nobody's behalf: for the command line, the health of
# the warehouse and an import, and for the screens as long as there is no sign-in.
ASKS = {"facts", "warehouse", "metrics", "alerts", "intake", "cli", "app"}
SEES_EVERYTHING = {
    "app.py",
    "ordertrack/alerts/scan.py",
    "ordertrack/cli/checking.py",
    "ordertrack/cli/scope_options.py",
    "ordertrack/intake/mapping/doubts/shared_owners.py",
    "ordertrack/intake/returns/returned_lists.py",
    "ordertrack/intake/rows/names_to_ids.py",
    "ordertrack/intake/typed.py",  # what an edit replaces is that of the whole order
    "ordertrack/intake/rows/released.py",
    "ordertrack/ui/frame/data_source.py",
}


def test_only_few_ask_a_release_and_fewer_see_everything() -> None:
    """What metrics ask is tried with every kind of access (tests/metrics/test_access.py)."""
    asking = {
        place(path)
        for path in OURS
        if any(name.startswith("ordertrack.facts.select") for _, name in imported(parse(path)))
    }
    assert {part(ROOT / name) for name in asking} <= ASKS
    everything = {
        place(path)
        for path in OURS
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "everything"
        and ast.unparse(node) == "Access.everything"
    }
    assert everything <= SEES_EVERYTHING


def test_pages_are_short() -> None:
    long = {
        place(p): n for p in ROOT.glob("pages/*.py") if (n := len(p.read_text().split("\n"))) > 75
    }
    assert not long


# --- the large scale ------------------------------------------------------------------------------

MODULES = structure.sources(ROOT)
TOO_MANY = 25  # modules in a folder: a reader no longer finds his way
PARAMETERS = 6
OPTIONS = "typer makes the options of the command line from its parameters"
MAY_BE_WIDE = {
    "ordertrack.cli.importing.import_files": OPTIONS,
    "ordertrack.cli.alerts.alerts": OPTIONS,
    "ordertrack.cli.evaluation.customers": OPTIONS,
    "ordertrack.cli.evaluation.explain": OPTIONS,
    "ordertrack.cli.evaluation.list_hot_slow": OPTIONS,
    "ordertrack.cli.journal.target": OPTIONS,
    "ordertrack.cli.ledger.ledger": OPTIONS,
    "ordertrack.cli.metrics.metrics": OPTIONS,
    "ordertrack.cli.metrics.rows": OPTIONS,
}


def test_a_folder_can_be_looked_through() -> None:
    full = {folder: n for folder, n in structure.folder_sizes(ROOT).items() if n >= TOO_MANY}
    assert not full


def test_no_modules_import_one_another() -> None:
    assert not structure.circles(structure.imports(MODULES))


@pytest.mark.parametrize("package", INSIDE)
def test_no_chain_of_imports_is_long(package: str) -> None:
    assert len(structure.longest_chain(structure.imports(MODULES), package)) <= LONGEST_CHAIN


def test_no_function_has_many_parameters() -> None:
    wide = {
        name: structure.parameters(function)
        for name, function in structure.functions(MODULES)
        if structure.parameters(function) > PARAMETERS
    }
    assert not wide.keys() - MAY_BE_WIDE.keys()


# --- the disk -------------------------------------------------------------------------------------

TOUCHES_FILES = {"os", "shutil", "fcntl", "glob", "tempfile"}
FILE_METHODS = {
    "chmod", "glob", "iterdir", "mkdir", "read_bytes", "read_text", "rename", "rglob", "rmdir",
    "rmtree", "stat", "symlink_to", "touch", "unlink", "write_bytes", "write_text",
}  # fmt: skip


def file_work(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give the imports and calls that make, move, remove or look for files."""
    for line, name in imported(tree):
        if name.split(".")[0] in TOUCHES_FILES:
            yield line, f"import {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in FILE_METHODS:
            yield node.lineno, node.attr
        if isinstance(node, ast.Name) and node.id == "open":
            yield node.lineno, "open"


def test_only_the_storage_of_the_warehouse_works_on_files() -> None:
    folder = ROOT / "ordertrack" / "warehouse"
    found = {path: list(file_work(parse(path))) for path in folder.glob("**/*.py")}
    assert found.pop(folder / "storage.py")
    assert found.pop(folder / "processes.py")  # asks the system about processes
    assert not {place(path): work for path, work in found.items() if work}


# --- sentences ----------------------------------------------------------------------------------


def said(tree: ast.Module) -> Iterator[tuple[ast.Call, list[str] | None]]:
    """Every call that says a sentence, with its message ids; None when they are not literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name in SPEAK:
                yield node, literals(node.args[0])
            elif name in ERRORS and (texts := literals(node.args[0])):
                yield node, texts


def literals(node: ast.expr) -> list[str] | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        one, other = literals(node.body), literals(node.orelse)
        return one + other if one and other else None
    return None


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


SPEAKING = [path for path in OURS if part(path) not in ("words", "errors")]
# These hand on a sentence that somebody else wrote down.
HAND_ON = {"ordertrack/ui/frame/language.py"}


def test_every_sentence_is_literal() -> None:
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in SPEAKING
        if place(path) not in HAND_ON
        for call, sentences in said(parse(path))
        if sentences is None
    ]
    assert not wrong, "\n".join(wrong)


def test_every_sentence_is_said_in_chinese_too() -> None:
    known = catalogue()
    missing = {
        f"{place(path)}:{call.lineno} {sentence!r}"
        for path in SPEAKING
        for call, sentences in said(parse(path))
        for sentence in sentences or []
        if sentence and sentence not in known
    }
    assert not missing, "\n".join(sorted(missing))


def test_a_sentence_on_screen_is_given_all_its_values() -> None:
    wrong = []
    for path in SPEAKING:
        for call, sentences in said(parse(path)):
            if isinstance(call.func, ast.Name) and call.func.id == "tr":
                given = {keyword.arg for keyword in call.keywords}
                lacking = set().union(*map(places, sentences or [])) - given
                if lacking and None not in given:
                    wrong.append(f"{place(path)}:{call.lineno} {sorted(lacking)}")
    assert not wrong, "\n".join(wrong)


def test_chinese_fills_the_same_places_as_english() -> None:
    wrong = [en for en, zh in catalogue().items() if places(en) != places(zh)]
    assert not wrong, "\n".join(wrong)


def test_a_sentence_has_one_translation() -> None:
    seen: dict[str, tuple[str, str]] = {}
    wrong = []
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN", abort_invalid=True):
                english, chinese = str(message.id), str(message.string)
                if english and seen.setdefault(english, (chinese, path.name))[0] != chinese:
                    wrong.append(f"{path.name} and {seen[english][1]}: {english!r}")
    assert not wrong, "\n".join(wrong)


# --- the README ---------------------------------------------------------------------------------

README = ROOT / "README.md"


def test_readme_begins_with_the_two_commands() -> None:
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line.strip()]
    first = "\n".join(lines[:6])
    assert first.index("make run") < first.index("make test")


@pytest.mark.parametrize("folder", ["", "ordertrack"])
def test_readme_maps_every_file_and_folder(folder: str) -> None:
    readme = README.read_text(encoding="utf-8")
    names = {
        path.name
        for path in (ROOT / folder).iterdir()
        if not path.name.startswith((".", "__"))
        and path.name not in ("ordertrack.toml", "README.md")
    }
    assert not {name for name in names if name not in readme}


def test_readme_lists_every_setting() -> None:
    from ordertrack.settings import Settings

    readme = README.read_text(encoding="utf-8")
    assert not {name for name in Settings.model_fields if f"`{name}`" not in readme}


def test_readme_names_targets_that_exist() -> None:
    readme, makefile = README.read_text(encoding="utf-8"), (ROOT / "Makefile").read_text()
    named = {line.split()[1] for line in readme.splitlines() if line.startswith("make ")}
    assert named >= {"run", "test"}
    assert not {target for target in named if f"\n{target}:" not in makefile}


def test_every_table_goes_through_the_one_that_cuts_nothing_unseen() -> None:
    drawn = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "ordertrack/ui").rglob("*.py")
        if "st.dataframe(" in path.read_text(encoding="utf-8")
    }
    assert drawn == {"ordertrack/ui/parts/tables.py"}
