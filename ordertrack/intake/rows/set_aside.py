"""How much of an import is rejected for bad values: beyond a share, a person must say yes.

Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from ordertrack.intake.checking.checked import Checked, bad_code
from ordertrack.intake.checking.rejected_rows import damage_code
from ordertrack.intake.column_names import AMOUNT, ORDER_AMOUNT
from ordertrack.intake.decisions import LEAVE_OUT
from ordertrack.intake.finding import Finding
from ordertrack.intake.question import Choice, Question, QuestionKind
from ordertrack.intake.rows.sql import joined, literal
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.words import Text, t

_SHOWN = 70  # letters of a row that could not be read as one
KEPT = 100_000  # of one file; one with more faults is mended where it comes from
UNASKED = Decimal("0.01")  # the share of rows or money that may be set aside without a yes
_CONFLICTS = ("two-customers", "two-days")


def reject_damaged(workspace: Workspace, files: Iterable[Checked]) -> None:
    """Reject the rows that could not be read as rows: nobody knows which cell is which."""
    found = [
        (
            checked.src,
            one.row,
            one.text[:_SHOWN],
            damage_code(checked.src, one.count > len(checked.raw_table.headers)),
            str(one.count),
        )
        for checked in files
        for one in checked.raw_table.damaged
    ]
    if found:
        insert = "INSERT INTO rejected VALUES (?, ?, NULL, ?, ?, ?, NULL)"
        workspace.connection.executemany(insert, found)


def beyond_kept(workspace: Workspace, files: Iterable[Checked]) -> list[Finding]:
    """Warn of files of which not all rejected rows will wait to be mended after the publish."""
    query = "SELECT src, COUNT(DISTINCT row) AS rows FROM rejected GROUP BY src HAVING rows > ?"
    over = dict(workspace.connection.execute(query, [KEPT]).fetchall())
    return [
        Finding(
            "set-aside-beyond",
            "warning",
            t(
                "{file}: {count} rows are set aside; {kept} of them will wait here to be mended."
                " Download them all before publishing, or mend the export itself.",
                file=checked.raw_table.key,
                count=over[checked.src],
                kept=KEPT,
            ),
            over[checked.src] - KEPT,
        )
        for checked in files
        if checked.src in over
    ]


def ask_for_rejected(
    workspace: Workspace,
    all_checked: Sequence[Checked],
    rows: int,
    answered: Iterable[Question],
) -> list[Question]:
    """Ask whether to go on without rows that were rejected, of the `rows` that were read.

    Rows that a person leaves out with another answer do not count; those that an earlier import
    left out do, for nobody said it of these.
    """
    before = {one.kind for one in answered if one.remembered and one.answer == LEAVE_OUT}
    rejected = _rejected_rows(workspace, all_checked, before)
    if not rejected or rejected == rows:  # without a row there is nothing to publish
        return []
    money, of_money = _money(workspace, all_checked)
    shares = (Decimal(rejected) / max(rows, 1), abs(money / of_money) if of_money else Decimal(0))
    if max(shares) <= UNASKED:
        return []
    return [
        Question(
            "set-aside",
            "set-aside",
            "",
            _question(rejected, money, shares),
            (Choice("yes", t("Publish without them")),),
            rows=rejected,
        )
    ]


def _question(rows: int, money: Decimal, shares: tuple[Decimal, Decimal]) -> Text:
    share, of_money = (f"{float(share) * 100:.1f}%" for share in shares)
    if not money:
        return t(
            "Rows set aside for bad values: {count} ({share}). Publish without them?",
            count=rows,
            share=share,
        )
    return t(
        "Rows set aside for bad values: {count} ({share}), with an amount of {money} ({of_money} of"
        " all). Publish without them?",
        count=rows,
        share=share,
        money=f"{money:,.2f}",
        of_money=of_money,
    )


def _rejected_rows(
    workspace: Workspace, all_checked: Sequence[Checked], before: Collection[QuestionKind]
) -> int:
    """Make `bad_rows` (src, row): rejected for anything that no question of its own is about."""
    words = [
        bad_code(checked.src, cell.name)
        for checked in all_checked
        for cell in checked.cells
        if cell.allowed and "word" not in before
    ]
    conflicts = () if "conflict" in before else _CONFLICTS
    asked = joined(literal(code) for code in ("", *conflicts, *words))
    query = f"SELECT DISTINCT src, row FROM rejected WHERE code NOT IN ({asked})"
    return workspace.table("bad_rows", query)


def _money(workspace: Workspace, all_checked: Sequence[Checked]) -> tuple[Decimal, Decimal]:
    """The amounts of the rows in `bad_rows`, and of all rows."""
    amounts = {
        (checked.path, name): None
        for checked in all_checked
        for name in [n for n in (AMOUNT, ORDER_AMOUNT) if n in checked.columns][:1]
    }
    parts = [
        f"SELECT _src AS src, _row AS row, {name} AS amount FROM read_parquet({literal(path)})"
        for path, name in amounts
    ]
    if not parts:
        return Decimal(0), Decimal(0)
    found = (
        "SELECT SUM(amount) FILTER (WHERE b.row IS NOT NULL), SUM(amount)"
        f" FROM ({' UNION ALL '.join(parts)}) AS a"
        " LEFT JOIN bad_rows AS b ON b.src = a.src AND b.row = a.row"
    )
    ((money, of_money),) = workspace.run(found)
    return money or Decimal(0), of_money or Decimal(0)
