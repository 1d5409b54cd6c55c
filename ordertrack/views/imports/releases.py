"""How releases are named: when they were published, of what kind, what they brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from ordertrack.model import TABLES
from ordertrack.views import formats
from ordertrack.views.moments import local_time
from ordertrack.warehouse import Release
from ordertrack.words import Label, Text, t

KINDS: Mapping[str, Label] = {
    "import": Label("Import", "导入"),
    "undo": Label("Restored", "恢复"),
    "demo": Label("Demo", "演示"),
}
ReleaseOf = Callable[[int], Release]


def release_name(release: Release) -> str:
    """Return `#12 · 2024-06-15 17:30 · 王敏`."""
    published = formats.when(local_time(release.created_at))
    return " · ".join(part for part in (f"#{release.number}", published, release.who) if part)


def row_changes(new: int, changed: int, removed: int, lang: str) -> list[str]:
    """Return `12 new`, `3 changed`: only what there is."""
    words: tuple[Text | None, ...] = (
        t("{count} new", count=new) if new else None,
        t("{count} changed", count=changed) if changed else None,
        t("{count} removed", count=removed) if removed else None,
    )
    return [word.to(lang) for word in words if word]


def brought(release: Release, lang: str) -> str:
    """Say what a release changed, table by table."""
    parts = []
    for table, counts in release.counts.items():
        words = row_changes(*(counts.get(k, 0) for k in ("new", "changed", "removed")), lang)
        if words:
            parts.append(f"{TABLES[table].label.to(lang)} {formats.listed(words, lang)}")
    return " · ".join(parts) or t("no row changed").to(lang)


def what_is_back(release: Release, lang: str) -> str:
    """Say what a release brought back."""
    if not release.restores:
        said = t("Release #{number} is empty, as before the first import.", number=release.number)
    else:
        said = t(
            "Release #{number} holds what release #{before} held.",
            number=release.number,
            before=release.restores,
        )
    return said.to(lang)


def changes(release: Release, release_of: ReleaseOf, lang: str) -> str:
    """Say what a release brought; an undo brings back what was there before."""
    if release.kind != "undo":
        return brought(release, lang)
    number = release.restores
    if number is None:  # published before that was written down
        number = release_of(release.parent).parent if release.parent else None
    if number:
        return t("back to release #{number}", number=number).to(lang)
    return t("back to an empty warehouse").to(lang)


def in_short(release: Release, release_of: ReleaseOf, lang: str) -> str:
    """Say the same in few words, of all tables together."""
    if release.kind == "undo":
        return changes(release, release_of, lang)
    counts = release.counts.values()
    sums = (sum(count.get(kind, 0) for count in counts) for kind in ("new", "changed", "removed"))
    return formats.listed(row_changes(*sums, lang), lang) or t("no row changed").to(lang)


def file_names(release: Release) -> str | None:
    """Name the first file and say how many there are."""
    names = [str(file["file"]) for file in release.files]
    if len(names) < 2:
        return names[0] if names else None
    return f"({len(names)}) {names[0]} …"


def history(
    releases: Sequence[Release], viewed: Release | None, release_of: ReleaseOf, lang: str
) -> pl.DataFrame:
    """Return one row per release, the newest first.

    Columns: number, seen (which one is on screen, where that is not the newest), published, who,
    kind, files, orders, lines, changes, through, note.
    """
    older = viewed.number if viewed and viewed.number != releases[0].number else None
    rows = [
        {
            "number": f"#{release.number}",
            "seen": t("on screen").to(lang) if release.number == older else "",
            "published": local_time(release.created_at),
            "who": release.who or None,
            "kind": KINDS[release.kind].to(lang),
            "files": file_names(release),
            "orders": release.counts.get("orders", {}).get("rows"),
            "lines": release.counts.get("order_lines", {}).get("rows"),
            "changes": in_short(release, release_of, lang),
            "through": release.data_through,
            "note": release.note or None,
        }
        for release in releases
    ]
    texts = dict.fromkeys(("who", "files", "note"), pl.String)
    frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides=texts)
    return frame if older else frame.drop("seen")
