"""A small report for the tests of asking, making and keeping: real figures, plain files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Basis, Document, Figure, Figures, Section
from ordertrack.reports.content.kinds import KINDS, Kind
from ordertrack.reports.writers.formats import FORMATS, Format
from ordertrack.views import formats
from ordertrack.words import Label, t
from tests.reports.sample import sample


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the small reports in the place of the monthly and the weekly one."""
    for name in ("monthly", "weekly"):
        label = Label(f"Small {name} report", f"小报告 {name}")  # no two choices look alike
        kind = Kind(name, label, t("A test."), ("html",), build)
        monkeypatch.setitem(KINDS, name, kind)  # type: ignore[arg-type]
    plain = Format(Label("Web page", "网页"), "text/html", write)
    monkeypatch.setitem(FORMATS, "html", plain)  # type: ignore[arg-type]


def build(context: Context) -> Document:
    """Return the sample with the orders of the period, their target and the late ones' cases."""
    document, view = sample(context.lang), context.view
    assert view.scope.period and view.release.data_through
    orders = view.evaluate(("orders",), (), view.scope)["orders"][0]
    figure = Figure("Orders", formats.value(orders, "count", "en"), orders, "count")
    counted = Figures((figure,), "Orders", document.sources()[0])
    targets = len(context.written("target"))
    first = Section("orders", f"Orders, {targets} targets", (counted,))
    basis = Basis(
        str(view.scope.filters),
        view.release.number,
        view.release.data_through,
        context.position,
        view.scope.as_of,
        (("promise_basis", view.scope.conventions.promise_basis),),
    )
    title = f"{document.title} {view.scope.period}"
    sections = (first, *document.sections)
    return replace(document, kind="monthly", title=title, basis=basis, sections=sections)


def write(document: Document) -> bytes:
    """Return the title, the number of orders, and the texts, as JSON."""
    (_, first), *_ = document.blocks()
    assert isinstance(first, Figures)
    said = {
        "title": document.title,
        "heading": document.sections[0].title,
        "orders": first.figures[0].number,
        "release": document.basis.release,
        "position": document.basis.position,
        "rules": document.basis.rules,
        "texts": document.drafts(),
    }
    return json.dumps(said, ensure_ascii=False).encode()
