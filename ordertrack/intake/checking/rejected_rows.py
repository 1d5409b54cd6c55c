"""Rows that were rejected, and why, in the reader's language. Imports words and siblings."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path, PurePath

import polars as pl

from ordertrack.intake.checking.checked import Checked
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import OUR_ID, OUR_LINE, OURS, is_ours
from ordertrack.model.protection import JOINER
from ordertrack.words import Label, Text, t, translate

_PLACE = re.compile(r"\{(\w+)\}")
WHERE = t("{file} row {row}, {header}: {reason}")
WHERE_CELL = t("{header}: {reason}")
WHERE_ROW = t("{file} row {row}: {reason}")

REASONS: Mapping[str, Text] = {
    "blank": t("blank, and every row needs one."),
    "blank-amount": t("no amount, and none can be worked out from quantity and unit price."),
    "blank-day": t("neither a day nor a month such as 2024-06."),
    "blank-seen": t('"{other}" says nothing here, and every row needs a value.'),
    "blank-amount-seen": t(
        '"{other}" is no amount, and none can be worked out from quantity and unit price.'
    ),
    "order-blank-seen": t(
        '"{other}" says nothing here, and no other accepted line of order {value} does.'
    ),
    "two-customers": t(
        "order {value} stands for several customers: {other}. Give each its own order number."
    ),
    "two-days": t(
        "order {value} stands for several days: {other}. Give each its own order number."
    ),
    "order-blank": t("no accepted line of order {value} says it, and every order needs one."),
    "line-twice": t("line {value} stands twice with different contents. Number the lines apart."),
    "line-in-two-files": t(
        "line {value} says something else in another of these files."
        " Import the older file first and the newer one after it."
    ),
    "key-twice": t('"{value}", but other rows with the same key say: {other}. Keep the right one.'),
    "unknown-key": t(
        '"{value}" is neither in this import nor in the current release. Import it first.'
    ),
}

QUOTES = t("A text with a separator or a line break in it must stand in quotation marks.")
NOT_SAID = ("blank", "blank-amount", "order-blank")  # they have a twin that names what was seen
COLUMNS = ("file", "sheet", "row", "column", "value", "reason")
LABELS: Mapping[str, Label] = {
    "file": Label("file", "文件"),
    "row": Label("row", "原行号"),
    "column": Label("column", "问题列"),
    "reason": Label("reason", "原因"),
}


@dataclass(frozen=True)
class RejectedRows:
    """All rows rejected in an import.

    `path` is a Parquet file with `src` (place in `raw_tables`), `row`, `position` (of the cell;
    null where the whole row is meant), `value`, `code`, `other`, `line_no`; `texts` explains the
    codes.
    """

    raw_tables: Sequence[RawTable]
    path: Path | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows were rejected (a row may have several reasons)."""
        if self.path is None:
            return 0
        rows = pl.scan_parquet(self.path).select(pl.struct("src", "row").n_unique())
        return int(rows.collect().item())

    def frame(self, lang: str, limit: int | None = None) -> pl.DataFrame:
        """Return one line per reason, in the order of files and rows."""
        if self.path is None:
            return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String) | {"row": pl.UInt32})
        found = pl.scan_parquet(self.path).sort("src", "row", "position", nulls_last=True)
        explained = self._explained(found if limit is None else found.head(limit), lang)
        seen = pl.when(pl.col("code").str.ends_with("-seen")).then("other").otherwise("value")
        return explained.with_columns(value=seen).select(COLUMNS)

    def summary(self, lang: str) -> pl.DataFrame:
        """file, sheet, column, rows, reason (of the first such row): what to mend first."""
        if self.path is None:
            return pl.DataFrame(schema={"file": pl.String, "rows": pl.UInt32, "reason": pl.String})
        found = pl.scan_parquet(self.path)
        grouped = found.sort("src", "row").group_by("src", "position", "code", maintain_order=True)
        firsts = grouped.agg(pl.len().alias("rows"), pl.exclude("src", "position", "code").first())
        explained = self._explained(firsts.sort("rows", descending=True), lang)
        return explained.select("file", "sheet", "column", "rows", "reason")

    def to_mend(self, place: int, lang: str, limit: int | None = None) -> pl.DataFrame:
        """Return the rejected rows of a raw table.

        Columns: `row`, `reason`, `bad` (positions of cells with a fault), `line_no`, `key` (the
        same for the same row in any file) and the cells.
        """
        if self.path is None:
            return pl.DataFrame()
        mine = pl.scan_parquet(self.path).filter(pl.col("src") == place)
        explained = self._explained(mine.sort("row", "position", nulls_last=True), lang, near=True)
        rows = explained.group_by("row", maintain_order=True).agg(
            pl.col("reason").unique(maintain_order=True).str.join(" "),
            bad=pl.col("position").drop_nulls().unique().sort(),
            line_no=pl.col("line_no").first(),
        )
        rows = rows if limit is None else rows.head(limit)
        raw_table = self.raw_tables[place]
        cells = with_keys(raw_table, cells_of(raw_table, rows.get_column("row")))
        return rows.join(cells, left_on="row", right_on="_row", how="left", maintain_order="left")

    def files(self, lang: str) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield per raw table a name for the csv, and its rows with cells, reasons and place.

        It can be mended and imported again as it is: the columns that we add are ignored.
        """
        if self.path is None:
            return
        explained = self._explained(pl.scan_parquet(self.path).sort("src", "row", "position"), lang)
        given: set[str] = set()
        for place, raw_table in enumerate(self.raw_tables):
            mine = explained.filter(pl.col("src") == place)
            if mine.height:
                name = csv_name(raw_table, given)
                given.add(name)
                yield name, with_cells(raw_table, mine, lang)

    def _explained(self, found: pl.LazyFrame, lang: str, near: bool = False) -> pl.DataFrame:
        sources = pl.DataFrame(
            {
                "src": range(len(self.raw_tables)),
                "file": [raw_table.file for raw_table in self.raw_tables],
                "sheet": [raw_table.sheet for raw_table in self.raw_tables],
            },
            schema={"src": pl.Int32, "file": pl.String, "sheet": pl.String},
        )
        frame = found.collect().join(sources, on="src", how="left", maintain_order="left")
        frame = frame.join(
            self._headers(), on=["src", "position"], how="left", maintain_order="left"
        )
        return frame.with_columns(reason=self._reason(lang, near))

    def _headers(self) -> pl.DataFrame:
        cells = [
            (src, position, header)
            for src, raw_table in enumerate(self.raw_tables)
            for position, header in enumerate(raw_table.headers)
        ]
        schema = {"src": pl.Int32, "position": pl.Int32, "column": pl.String}
        return pl.DataFrame(cells, schema=schema, orient="row")

    def _reason(self, lang: str, near: bool) -> pl.Expr:
        """The whole sentence: file, row, column, what was seen, what to do.

        `near` the row itself, file and row are left out.
        """
        why = pl.lit("")
        for code, text in self.texts.items():
            why = pl.when(pl.col("code") == code).then(sentence_of(text, lang)).otherwise(why)
        place = pl.concat_str("file", "sheet", separator=" › ", ignore_nulls=True)
        places = {"file": place, "row": pl.col("row"), "header": pl.col("column")}
        at_cell = sentence_of(WHERE, lang, {**places, "reason": why})
        at_row = sentence_of(WHERE_ROW, lang, {**places, "reason": why})
        if near:
            at_cell, at_row = sentence_of(WHERE_CELL, lang, {**places, "reason": why}), why
        return pl.when(pl.col("column").is_null()).then(at_row).otherwise(at_cell)


def damage_code(src: int, long: bool) -> str:
    """Return the name of the reason "this row has another number of cells than the header"."""
    return f"damaged:{src}:{'long' if long else 'short'}"


def damage_texts(checked: Checked) -> dict[str, Text]:
    """Return what is said of the rows of a raw table whose cells cannot be told apart."""
    values = {
        "expected": len(checked.raw_table.headers),
        "why": checked.raw_table.damage_why or QUOTES,
    }
    long = t('{other} cells, the header has {expected}: "{value}". {why}', **values)
    short = t('it ends after {other} of {expected} cells: "{value}". {why}', **values)
    return {damage_code(checked.src, True): long, damage_code(checked.src, False): short}


def sentence_of(text: Text, lang: str, places: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
    """Return the sentence as an expression: `{value}` and `{other}` come from the row."""
    known = dict(text.values)
    parts: list[pl.Expr] = []
    for i, piece in enumerate(_PLACE.split(translate(text.template, lang))):
        if i % 2 == 0:
            parts.append(pl.lit(piece))
        elif piece in known:
            value = known[piece]
            parts.append(pl.lit(value.to(lang) if isinstance(value, (Label, Text)) else str(value)))
        else:
            expression = (places or {}).get(piece, pl.col(piece))
            parts.append(expression.cast(pl.String).fill_null(""))
    return pl.concat_str(parts)


def csv_name(raw_table: RawTable, given: Collection[str]) -> str:
    """Return a name that no other file has: every month's folder may hold an orders.csv."""
    stem = PurePath(raw_table.file).stem + (f"-{raw_table.sheet}" if raw_table.sheet else "")
    names = (f"{stem}{number}-set-aside.csv" for number in chain([""], map("-{}".format, count(2))))
    return next(name for name in names if name not in given)


def with_cells(raw_table: RawTable, explained: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Return the original cells under their headers, then what we add to find the way back."""
    reasons = explained.group_by("row", maintain_order=True).agg(
        pl.col("reason").str.join(" "),
        pl.col("column").drop_nulls().unique(maintain_order=True).str.join(", "),
        pl.col("line_no").first(),
    )
    cells = cells_of(raw_table, reasons.get_column("row"), torn=False)
    keyed = with_keys(raw_table, cells_of(raw_table, reasons.get_column("row")))
    cells = cells.join(keyed.select("_row", "key"), on="_row", how="left")
    joined = cells.join(reasons, left_on="_row", right_on="row", how="left").sort("_row")
    names = distinct_headers(raw_table.headers)
    ours = {
        f"{OURS} {LABELS['file'].to(lang)}": pl.lit(raw_table.file),
        f"{OURS} {LABELS['row'].to(lang)}": pl.col("_row"),
        f"{OURS} {LABELS['column'].to(lang)}": pl.col("column"),
        f"{OURS} {LABELS['reason'].to(lang)}": pl.col("reason"),
        OUR_ID: pl.col("key"),
    }
    if joined.get_column("line_no").null_count() < joined.height:
        ours[OUR_LINE] = pl.col("line_no")
    return joined.select(
        *(pl.col(f"c{i}").alias(name) for i, name in enumerate(names)),
        *(expression.alias(name) for name, expression in ours.items()),
    )


def cells_of(raw_table: RawTable, rows: pl.Series, torn: bool = True) -> pl.DataFrame:
    """Return `_row` and the cells of these rows.

    Of those that could not be read as rows with `torn` what stood there, else nothing: a file with
    it would be taken for mended.
    """
    wanted = rows.cast(pl.UInt32)
    frame = pl.scan_parquet(raw_table.path).filter(pl.col("_row").is_in(wanted.implode())).collect()
    chosen = set(wanted)
    more = [
        {"_row": damaged.row}
        | ({f"c{at}": cell for at, cell in enumerate(damaged.cells)} if torn else {})
        for damaged in raw_table.damaged
        if damaged.row in chosen
    ]
    known = [name for name in frame.columns if name[1:].isdecimal() or name == "_row"]
    frame = frame.select(known)
    return pl.concat([frame, pl.DataFrame(more, schema=frame.schema)]).sort("_row")


def with_keys(raw_table: RawTable, cells: pl.DataFrame) -> pl.DataFrame:
    """Add `key`: what the row says of itself (our own download), else a sum over its own cells."""
    headers = raw_table.headers
    ids = [at for at, header in enumerate(headers) if header.strip() == OUR_ID]
    own = [at for at, header in enumerate(headers) if not is_ours(header)]
    seen: Counter[str] = Counter()
    keys = []
    for row in cells.iter_rows(named=True):
        said = "\x1f".join((*(headers[at] for at in own), *(row[f"c{at}"] or "" for at in own)))
        key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        nth, seen[key] = seen[key], seen[key] + 1
        known = row[f"c{ids[0]}"] if ids else None
        keys.append(known or (f"{key}-{nth}" if nth else key))
    return cells.with_columns(key=pl.Series(keys, dtype=pl.String))


def distinct_headers(headers: Sequence[str]) -> list[str]:
    """Headers as column names of one frame: repeated ones get joiners, which a csv leaves out.

    A file under other headers than before would be read in another way than before.
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for header in headers:
        names.append(header + JOINER * seen[header])
        seen[header] += 1
    return names
