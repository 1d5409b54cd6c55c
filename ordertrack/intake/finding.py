"""What a person should know about the data of an import. Imports words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ordertrack.words import Text, t

FEW = 3  # files of which each may be named

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Example:
    """One row that a finding speaks of."""

    file: str
    row: int
    order_no: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the data that a person should know; nothing was changed because of it.

    `kind` is stable ("delivery-before-order", …); `count` rows or orders; up to five examples.
    """

    kind: str
    severity: Severity
    text: Text
    count: int = 0
    examples: tuple[Example, ...] = ()


def summed(findings: Iterable[Finding]) -> list[Finding]:
    """Say once what holds for many files in the same words."""
    alike: dict[object, list[Finding]] = {}
    for place, finding in enumerate(findings):
        values = dict(finding.text.values)
        one_file = isinstance(values.pop("file", None), str)
        values.pop("count", None)
        same = (finding.kind, finding.severity, finding.text.template, repr(values))
        alike.setdefault(same if one_file else place, []).append(finding)
    return [each for group in alike.values() for each in _together(group)]


def _together(findings: Sequence[Finding]) -> Sequence[Finding]:
    if len(findings) <= FEW:
        return findings
    first, values = findings[0], dict(findings[0].text.values)
    count = sum(finding.count for finding in findings)
    others = t("{first} (and {others} other files)", first=values["file"], others=len(findings) - 1)
    values |= {"file": others} | ({"count": count} if "count" in values else {})
    examples = [example for finding in findings for example in finding.examples][:5]
    text = Text(first.text.template, tuple(values.items()))
    return [replace(first, text=text, count=count, examples=tuple(examples))]
