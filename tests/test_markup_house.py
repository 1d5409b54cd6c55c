"""No page gives text from data to a place that reads Markdown without escaping it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("ordertrack/ui/**/*.py"), *ROOT.glob("pages/*.py")])

# What streamlit draws as Markdown: the words of these calls, and these keywords of every call.
READS_MARKDOWN = {
    *("markdown", "caption", "title", "header", "subheader", "metric", "write", "badge", "table"),
    *("info", "warning", "error", "success", "toast", "button", "download_button", "link_button"),
    *("form_submit_button", "expander", "popover", "status", "spinner"),
    *("checkbox", "toggle", "radio", "selectbox", "multiselect", "segmented_control", "pills"),
    *("text_input", "text_area", "number_input", "date_input", "file_uploader", "dialog", "tabs"),
}
KEYWORDS = {"help", "title", "label", "body", "text"}
WORDS = {"metric": 3}  # how many of the first arguments are words
VIEWS = ("tables.", "workdays.", "formats.", "movers.", "trend.", "menu.")  # no calls of streamlit
# They give Markdown, or figures and days in which there is no mark.
SAFE_CALLS = {"tr", "localize", "markdown", "Markdown", "int", "len"}
SAFE_MODULES = {"formats", "wording"}
# Functions of `views` that give Markdown or sentences without data; each was looked at.
SAID = {
    *("status_line", "summary", "brought", "changes", "stage_day", "scope_text", "account"),
    *("skipped_words", "stage_notes", "part_value", "raw_place"),
}
# Attributes whose text is ours: figures, labels of the model and of the catalogue.
OURS = {
    *("card.value", "card.delta", "card.beside", "card.help", "tile.value", "tile.beside"),
    *("metric.name", "release.number", "self.label", "stage.state"),
}
# Parameters that take words of ours: those who call them are looked at here, too.
TAKES_WORDS = {"label", "name", "hint", "title", "icon", "key", "hindrance", "note", "reason"}


def test_a_page_gives_no_text_from_data_to_markdown() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}: {what}" for path in PAGES for line, what in unsafe(path)
    }
    assert not found


def test_unescaped_text_is_found() -> None:
    def of(call: str) -> list[tuple[int, str]]:
        return list(_unsafe(ast.parse(f"def page(order, owner):\n    {call}")))

    assert of("st.markdown(order.note)")
    assert of("st.markdown(f':gray[{order.note}]')")
    assert of("st.caption(order['note'] + 'x')")
    assert of("words = f'{order.note}'; st.error(words)")
    assert of("st.button('x', help=owner)")
    assert of("st.table(order)")
    assert not of("st.markdown(f'**{markdown(order.note)}**')")
    assert not of("st.error(tr('{note}', note=order.note))")


def unsafe(path: Path) -> Iterator[tuple[int, str]]:
    """Give the line and the expression of every text that may be data and is not escaped."""
    yield from _unsafe(ast.parse(path.read_text(encoding="utf-8")))


def _unsafe(tree: ast.Module) -> Iterator[tuple[int, str]]:
    returns = {node.name: _annotated(node) for node in ast.walk(tree) if _is_function(node)}
    for function in filter(_is_function, ast.walk(tree)):
        bound = _bound(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            for words in _words(call):
                if not _safe(words, bound, returns):
                    yield words.lineno, ast.unparse(words)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef)


def _annotated(function: ast.FunctionDef) -> str:
    return ast.unparse(function.returns) if function.returns else ""


def _bound(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """Every name and what is put into it; loops over something give nothing that is known."""
    bound: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, (ast.NamedExpr, ast.AnnAssign)) else targets
        for target in targets:
            value = node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for one, part in zip(target.elts, value.elts, strict=True):
                    bound.setdefault(ast.unparse(one), []).append(part)
            elif isinstance(target, ast.Name) and value is not None:
                bound.setdefault(target.id, []).append(value)
    return bound


def _words(call: ast.Call) -> Iterator[ast.expr]:
    if not isinstance(call.func, ast.Attribute) or ast.unparse(call.func).startswith(VIEWS):
        return
    if call.func.attr in READS_MARKDOWN:
        yield from call.args[: WORDS.get(call.func.attr, 1)]
    elif call.func.attr not in ("progress", "page_link"):
        return
    yield from (word.value for word in call.keywords if word.arg in KEYWORDS)


def _safe(node: ast.expr, bound: dict[str, list[ast.expr]], returns: dict[str, str]) -> bool:
    def every(nodes: list[ast.expr]) -> bool:
        return all(_safe(one, bound, returns) for one in nodes)

    match node:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            values = [one for one in node.values if isinstance(one, ast.FormattedValue)]
            return every([one.value for one in values if one.format_spec is None])  # else a figure
        case ast.IfExp():
            return every([node.body, node.orelse])
        case ast.BinOp() | ast.BoolOp():
            return every([node.left, node.right] if isinstance(node, ast.BinOp) else node.values)
        case ast.Call():
            return _safe_call(node, returns)
        case ast.Subscript():  # of a constant of ours, or of names that were localized
            return ast.unparse(node.value).isupper() or _safe(node.value, bound, returns)
        case ast.Dict():
            return every([*node.values])
        case ast.DictComp():
            return every([node.value])
        case ast.ListComp():
            return every([node.elt])
        case ast.Attribute():
            return ast.unparse(node) in OURS
        case ast.Name():
            others = {name: values for name, values in bound.items() if name != node.id}
            return node.id in TAKES_WORDS or (
                node.id in bound and all(_safe(one, others, returns) for one in bound[node.id])
            )
    return False


def _safe_call(node: ast.Call, returns: dict[str, str]) -> bool:
    name = ast.unparse(node.func)
    first, _, last = name.rpartition(".")
    if last in SAFE_CALLS or last in SAID or first in SAFE_MODULES:
        return True
    if last == "join":
        return True  # of lines that were said before
    return returns.get(name) in ("Markdown", "Markdown | None")


def test_no_table_shows_text_that_would_be_run_where_it_is_pasted() -> None:
    calls = [
        (path, call)
        for path in sorted(ROOT.glob("ordertrack/ui/**/*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".dataframe")
    ]
    assert len(calls) == 1  # a test of the house keeps it the only one
    assert ast.unparse(calls[0][1].args[0]) == "styled(inert(fitting), quiet, tones or {})"
