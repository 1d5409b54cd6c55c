"""Numbers for rows that have none: expenses, leads and complaints, made from what a row says.

So the same row has the same number in every export. A row that says more or less than one that is
known, and nothing else, is that one. Imports model, warehouse, words and its
siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.sql import agree, joined
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.model import TABLES, Table
from ordertrack.warehouse.schema import fields
from ordertrack.words import Label, listed, t

VOUCHERS = "expenses"  # a voucher may hold several bookings, and its numbers begin anew each month
_MADE = "'^[A-Z][0-9a-f]{16}(-[0-9]+)?$'"
_APART = "chr(31)"


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a table that arrive, with what tells one from the others."""

    table: Table
    columns: Sequence[str]

    @property
    def key(self) -> str:
        """Return the column of the number."""
        return self.table.key[0]

    @property
    def sure(self) -> list[str]:
        """Return the columns in which rows must agree to be one."""
        return list(self.table.identity)

    @property
    def perhaps(self) -> list[str]:
        """Return the columns that tell rows apart where both say something."""
        return list(self.table.apart)

    @property
    def said(self) -> list[str]:
        """Return those of both that the files have."""
        return [name for name in (*self.sure, *self.perhaps) if name in self.columns]


def with_numbers(workspace: Workspace, table: str, columns: Sequence[str]) -> list[str]:
    """Make `live_rows`, in which each row has a number; return its columns."""
    rows = _Rows(TABLES[table], columns)
    workspace.view_known(table, (*rows.sure, *rows.perhaps))
    _find_vouchers(workspace, rows)
    _number(workspace, rows)
    taken = _pair(workspace, rows)
    number = f"COALESCE(p.{rows.key}, n.{rows.key})"
    workspace.view(
        "live_rows",
        f"SELECT n.* EXCLUDE (_nr, _made, {rows.key}), {number} AS {rows.key}"
        " FROM numbered AS n LEFT JOIN paired AS p ON p._nr = n._nr",
    )
    _tell(workspace, rows, taken)
    return [*(name for name in columns if name != rows.key), rows.key]


def _find_vouchers(workspace: Workspace, rows: _Rows) -> None:
    """Make `vouchers`: numbers of the files that stand for several rows."""
    key = rows.key
    if rows.table.name != VOUCHERS or key not in rows.columns:
        workspace.table("vouchers", f"SELECT CAST(NULL AS VARCHAR) AS {key} WHERE FALSE")
        return
    other = " OR ".join(
        f"l.{name} <> k.{name}" for name in ("category", "amount") if name in rows.columns
    )
    month = "date_trunc('month', {}.day)"
    workspace.table(
        "vouchers",
        f"SELECT {key} FROM live WHERE {key} IS NOT NULL GROUP BY _src, {key} HAVING COUNT(*) > 1"
        f" UNION SELECT {key} FROM live WHERE {key} IS NOT NULL GROUP BY {key}"
        " HAVING COUNT(DISTINCT date_trunc('month', day)) > 1"
        f" UNION SELECT l.{key} FROM live AS l JOIN known_{rows.table.name} AS k USING ({key})"
        f" WHERE {month.format('l')} <> {month.format('k')} AND ({other})",
    )


def _number(workspace: Workspace, rows: _Rows) -> None:
    """Make `numbered`: the rows with their number, `_made` where it is made of what they say."""
    key = rows.key
    given = f"l.{key}" if key in rows.columns else "CAST(NULL AS VARCHAR)"
    own = f"{given} IS NOT NULL AND v.{key} IS NULL"
    parts = [f"'{name}=' || CAST(l.{name} AS VARCHAR)" for name in rows.said]
    digest = f"md5(concat_ws({_APART}, {given}, {joined(parts)}))"
    made = f"'{rows.table.name[0].upper()}' || substr({digest}, 1, 16)"
    rest = "" if key not in rows.columns else f" EXCLUDE ({key})"
    workspace.table(
        "digested",
        f"SELECT l.*{rest}, {given} AS _given, {made} AS _digest, NOT ({own}) AS _made"
        f" FROM live AS l LEFT JOIN vouchers AS v ON v.{key} = {given}",
    )
    place = "ROW_NUMBER() OVER (PARTITION BY _src, _digest ORDER BY _at)"
    workspace.table(
        "numbered",
        "SELECT * EXCLUDE (_given, _digest, _nth), CASE WHEN NOT _made THEN _given"
        f" WHEN _nth = 1 THEN _digest ELSE _digest || '-' || _nth END AS {key}"
        " FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY _at, _digest) AS _nr,"
        f" {place} AS _nth FROM digested)",
    )


def _pair(workspace: Workspace, rows: _Rows) -> int:
    """Make `paired`: known numbers of rows that say the same as those, but for what one leaves out.

    Return how many there are.
    """
    key, known = rows.key, f"known_{rows.table.name}"
    workspace.table("paired", f"SELECT _nr, {key} FROM numbered WHERE FALSE")
    old = f"regexp_matches(k.{key}, {_MADE}) OR k.{key} IN (FROM vouchers)"
    workspace.table(
        "unclaimed",
        f"SELECT k.* FROM {known} AS k ANTI JOIN numbered AS n ON n.{key} = k.{key} WHERE {old}",
    )
    workspace.table(
        "unknown",
        f"SELECT n._nr, {_all_of('n', rows)} FROM numbered AS n"
        f" ANTI JOIN {known} AS k ON k.{key} = n.{key} WHERE n._made",
    )
    while _pair_best(workspace, rows):
        pass
    return int(workspace.one("SELECT COUNT(*) FROM paired"))


def _all_of(alias: str, rows: _Rows) -> str:
    """Return the telling columns of a relation, null where the files lack them."""
    types = fields(rows.table.name)
    return joined(
        f"{alias}.{name}" if name in rows.columns else f"CAST(NULL AS {types[name]}) AS {name}"
        for name in (*rows.sure, *rows.perhaps)
    )


def _pair_best(workspace: Workspace, rows: _Rows) -> int:
    """Pair rows that are one another's best match; return how many."""
    key = rows.key
    same = agree(rows.sure, "u", "k")
    alike = " AND ".join(
        f"(u.{name} = k.{name} OR u.{name} IS NULL OR k.{name} IS NULL)" for name in rows.perhaps
    )
    agreed = " + ".join(f"COALESCE(u.{name} = k.{name}, FALSE)::INT" for name in rows.perhaps)
    found = workspace.table(
        "pairs",
        f"SELECT _nr, {key} FROM (SELECT *,"
        f" ROW_NUMBER() OVER (PARTITION BY _nr ORDER BY agreed DESC, {key}) AS mine,"
        f" ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY agreed DESC, _nr) AS theirs"
        f" FROM (SELECT u._nr, k.{key}, {agreed} AS agreed FROM unknown AS u"
        f" JOIN unclaimed AS k ON {same} AND {alike})) WHERE mine = 1 AND theirs = 1",
    )
    if found:
        workspace.run("INSERT INTO paired FROM pairs")
        workspace.run("DELETE FROM unknown WHERE _nr IN (SELECT _nr FROM pairs)")
        workspace.run(f"DELETE FROM unclaimed WHERE {key} IN (SELECT {key} FROM pairs)")
    return found


# --- what is told ---


def _tell(workspace: Workspace, rows: _Rows, taken: int) -> None:
    """Tell what the numbers rest on."""
    named = {"file": workspace.group.key, "table": rows.table.label}
    if taken:
        text = t(
            "{count} rows of {table} in {file} have no number and are taken for rows that are"
            " there, which say more or less: the same in {columns}. Numbers keep them apart.",
            **named,
            columns=_labels(rows, rows.sure),
            count=taken,
        )
        workspace.find(Finding("rows-taken-for-known", "warning", text, taken))
    if rows.table.name == VOUCHERS:
        _tell_vouchers(workspace, rows, named)
        _tell_other_amounts(workspace, rows, named)
        return
    count = int(workspace.one("SELECT COUNT(*) FROM numbered WHERE _made"))
    text = t(
        "{count} rows of {table} in {file} have no number: another export of them is known again by"
        " {columns}.",
        **named,
        columns=_labels(rows, rows.said),
        count=count,
    )
    workspace.find(Finding("numbers-made", "info", text, count))


def _labels(rows: _Rows, names: Sequence[str]) -> Label:
    return listed(rows.table.column(name).label for name in names)


def _tell_vouchers(workspace: Workspace, rows: _Rows, named: Mapping[str, object]) -> None:
    text = t(
        "{count} voucher numbers in {file} stand for several expenses, or for others than in"
        " another month ({examples}): each row counts.",
        **named,
    )
    query = f"SELECT {rows.key} FROM vouchers"
    workspace.find(workspace.counted("vouchers-of-several", "info", text, query))


def _tell_other_amounts(workspace: Workspace, rows: _Rows, named: Mapping[str, object]) -> None:
    """Tell of expenses beside known ones of another amount, in an export that overlaps.

    Whether these were corrected or came on top nobody can know without numbers.
    """
    known = f"known_{rows.table.name}"
    again = f"SELECT 1 FROM numbered AS n JOIN {known} AS k USING ({rows.key}) LIMIT 1"
    if not workspace.run(again):
        return
    rest = [name for name in rows.sure if name != "amount"]
    alike = agree([*rest, *(name for name in rows.perhaps if name != "budget")], "u", "k")
    query = (
        "SELECT concat_ws(' ', u.day, u.category, rtrim(rtrim(k.amount::VARCHAR, '0'), '.'), '/',"
        " rtrim(rtrim(u.amount::VARCHAR, '0'), '.'))"
        f" FROM unknown AS u JOIN unclaimed AS k ON {alike} AND u.amount <> k.amount"
    )
    text = t(
        "{count} expenses in {file} stand beside earlier ones of the same day and category with"
        " another amount ({examples}): both count. If they were corrected, undo the earlier"
        " import, or give each expense a number (费用单号).",
        **named,
    )
    workspace.find(workspace.counted("other-amounts", "warning", text, query))
