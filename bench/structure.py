"""How the house is built, in figures: `python -m bench.structure [ROOT]` for any checkout.

Modules per folder, import chains and circles, wide functions, private functions, lines of product
code. It reads the sources alone, nothing is imported.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGES = ("intake", "ui", "metrics", "warehouse")
FEW = 5  # folders and functions that are named
Function = ast.FunctionDef | ast.AsyncFunctionDef
Graph = Mapping[str, set[str]]


def files(root: Path) -> list[Path]:
    """Return the files of product code."""
    return sorted([*root.glob("ordertrack/**/*.py"), *root.glob("pages/*.py"), root / "app.py"])


def sources(root: Path) -> dict[str, ast.Module]:
    """Return the product's modules by dotted name; a package has the name of its folder."""
    found: dict[str, ast.Module] = {}
    for path in files(root):
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return found


def folder_sizes(root: Path) -> Counter[str]:
    """Return the number of modules in each folder, the package's own file among them."""
    paths = list(root.glob("ordertrack/**/*.py"))
    return Counter(str(path.parent.relative_to(root)) for path in paths)


def imports(modules: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Return the modules that each module imports when it is loaded, not inside its functions."""
    return {
        name: {found for found in imported(tree.body, modules) if found != name}
        for name, tree in modules.items()
    }


def imported(body: list[ast.stmt], modules: Mapping[str, ast.Module]) -> Iterator[str]:
    """Give the modules of ours that these statements import; types alone do not count."""
    for node in body:
        if isinstance(node, ast.ImportFrom):
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                if (found := name if name in modules else node.module or "") in modules:
                    yield found
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & modules.keys()
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from imported([*node.body, *node.orelse], modules)
        elif isinstance(node, ast.Try):
            yield from imported(node.body, modules)


def longest_chain(graph: Graph, package: str) -> list[str]:
    """Return the longest way from import to import that stays inside a package."""
    inside = {name for name in graph if f"{name}.".startswith(f"ordertrack.{package}.")}
    known: dict[str, list[str]] = {}

    def chain(name: str, above: frozenset[str]) -> list[str]:
        if name not in known:
            below = sorted((graph[name] & inside) - above)
            chains = [chain(other, above | {name}) for other in below]
            known[name] = [name, *max(chains, key=len, default=[])]
        return known[name]

    return max((chain(name, frozenset()) for name in sorted(inside)), key=len, default=[])


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of modules that import one another, directly or not."""
    reach = {name: reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reach[name] if name in reach[other]))
        for name in graph
        if name in reach[name]
    }
    return [list(group) for group in sorted(groups)]


def reachable(graph: Graph, start: str) -> set[str]:
    """Return what a module imports, directly or not; itself only when it stands in a circle."""
    found: set[str] = set()
    left = [*graph[start]]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += graph[name]
    return found


def functions(modules: Mapping[str, ast.Module]) -> Iterator[tuple[str, Function]]:
    """Give every function and method with its qualified name, those inside functions too."""
    for module, tree in modules.items():
        yield from functions_in(tree, module)


def functions_in(node: ast.AST, place: str) -> Iterator[tuple[str, Function]]:
    """Give the functions below a node of the syntax tree, which stands at `place`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield f"{place}.{child.name}", child
        named = isinstance(child, Function | ast.ClassDef)
        yield from functions_in(child, f"{place}.{child.name}" if named else place)


def parameters(function: Function) -> int:
    """Return how many parameters a function has, `self` and `cls` aside."""
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def is_private(function: Function) -> bool:
    """Return whether the name begins with one underscore."""
    return function.name.startswith("_") and not function.name.endswith("__")


def main(root: Path) -> None:
    """Print the figures of the checkout at `root`."""
    modules = sources(root)
    graph = imports(modules)
    print("modules per folder:")
    for folder, count in folder_sizes(root).most_common(FEW):
        print(f"  {count:3}  {folder}")
    print("longest import chain (modules):")
    for package in PACKAGES:
        chain = [
            name.removeprefix(f"ordertrack.{package}.") for name in longest_chain(graph, package)
        ]
        print(f"  {len(chain):3}  {package}: {' > '.join(chain)}")
    print(f"import circles: {circles(graph) or 'none'}")
    found = [(name, one) for name, one in functions(modules) if not one.name.startswith("__")]
    print("widest functions (parameters):")
    for name, one in sorted(found, key=lambda pair: -parameters(pair[1]))[:FEW]:
        print(f"  {parameters(one):3}  {name}")
    private = sum(is_private(one) for _, one in found)
    print(f"private functions: {private} of {len(found)}, {private / len(found):.0%}")
    lines = sum(len(path.read_text().splitlines()) for path in files(root))
    print(f"lines of product code: {lines:,} in {len(modules)} modules")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
