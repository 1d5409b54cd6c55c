"""Tables of rows: column names and formats in both languages, paging, downloads.

Column names come from `model`; the derived columns of `grain` are named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.model import STATUSES, TABLES
from ordertrack.ui.frame.language import language, tr
from ordertrack.words import Label

PAGE = 50
EXCEL_ROWS = 50_000  # xlsxwriter takes about 9 s for them; more go out as csv
CSV_ROWS = 1_000_000

DERIVED: dict[str, Label] = {
    "key": Label("No.", "编号"),
    "name": Label("Name", "名称"),
    "now": Label("This period", "本期"),
    "then": Label("Compared period", "对比期"),
    "purchases": Label("Orders", "订单数"),
    "first_day": Label("First order", "首次下单"),
    "last_day": Label("Last order", "最近下单"),
    "value": Label("Counts as", "计入值"),
    "ordered_at": Label("Order date", "下单时间"),
    "order_day": Label("Order day", "下单日"),
    "customer": Label("Customer", "客户"),
    "sales_rep_name": Label("Salesperson", "销售负责人"),
    "promised_first": Label("First promise", "首次承诺日"),
    "promised_latest": Label("Latest promise", "最新承诺日"),
    "promise_changes": Label("Promise changes", "承诺变更次数"),
    "promised": Label("Promised", "承诺交付日"),
    "delivered": Label("Delivered", "实际交付时间"),
    "sales_rep": Label("Salesperson", "销售负责人"),
    "delivered_at": Label("Delivered", "实际交付时间"),
    "slack_first": Label("Days against first promise", "较首次承诺（天）"),
    "slack_latest": Label("Days against latest promise", "较最新承诺（天）"),
    "line_count": Label("Lines", "明细行数"),
    "lines_delivered": Label("Lines delivered", "已交付行数"),
    "first_product": Label("Product", "产品/服务"),
    "product_count": Label("Products", "产品数"),
    "complaint_count": Label("Complaints", "投诉数"),
    "finished_at": Label("Finished", "完结时间"),
    "customer_first_day": Label("Customer since", "客户首单日"),
    "lead_created_at": Label("Lead created", "线索创建时间"),
    "paid_at": Label("Paid", "回款时间"),
}


def named(column: str, lang: str) -> str:
    """What people call a column of any of our tables."""
    if column in DERIVED:
        return DERIVED[column].to(lang)
    for table in TABLES.values():
        for held in table.columns:
            if held.name == column:
                return held.label.to(lang)
    return column


def columns(frame: pl.DataFrame, *, hidden: Iterable[str] = ()) -> dict[str, Any]:
    """The `column_config` of a frame: names, number and day formats; hidden columns are None."""
    config: dict[str, Any] = {name: None for name in hidden}
    for name, dtype in frame.schema.items():
        if name not in config:
            config[name] = _column(name, dtype)
    return config


def _column(name: str, dtype: pl.DataType) -> Any:
    label = named(name, language())
    if dtype == pl.Date:
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if isinstance(dtype, pl.Datetime):
        return st.column_config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm")
    if dtype.is_decimal() or dtype.is_float():
        return st.column_config.NumberColumn(label, format="%,.2f")
    if dtype.is_integer():
        return st.column_config.NumberColumn(label, format="%,d")
    return st.column_config.TextColumn(label)


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as words: the status in the language of the session."""
    if "status" not in frame.columns:
        return frame
    words = {code: label.to(language()) for code, label in STATUSES.items()}
    return frame.with_columns(pl.col("status").replace(words))


def show(frame: pl.DataFrame, *, alt: str, key: str | None = None, **options: Any) -> Any:
    """A table as people read it; `options` go to `st.dataframe`."""
    return st.dataframe(
        readable(frame),
        column_config=columns(frame) | options.pop("column_config", {}),
        hide_index=True,
        placeholder="—",
        alt=alt,
        key=key,
        **options,
    )


def facts(pairs: Mapping[str, str]) -> None:
    """Names and what there is to say about them, one pair under the other."""
    with st.container(gap="xsmall"):
        for name, text in pairs.items():
            left, right = st.columns([1, 5], gap="small")
            left.markdown(f":small[:gray[{name}]]")
            right.markdown(f":small[{text}]")


def pages(count: int, key: str, size: int = PAGE) -> int:
    """The page switch under a long table; gives the offset of the first row to show."""
    last = max(1, -(-count // size))
    if last == 1:
        return 0
    return (st.pagination(last, key=key) - 1) * size


def downloads(fetch: Callable[[int], pl.DataFrame], count: int, name: str, key: str) -> None:
    """Buttons for csv and Excel. `fetch(limit)` runs when a button is clicked, not before.

    It runs outside the session, so it must not ask for the language or the state.
    """
    lang = language()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            "CSV",
            lambda: csv(fetch(CSV_ROWS), lang),
            f"{name}.csv",
            "text/csv",
            key=f"{key}_csv",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        st.download_button(
            "Excel",
            lambda: excel(fetch(EXCEL_ROWS), lang),
            f"{name}.xlsx",
            key=f"{key}_xlsx",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        if count > EXCEL_ROWS:
            st.caption(tr("Excel holds the first {count} rows.", count=EXCEL_ROWS))


def csv(frame: pl.DataFrame, lang: str) -> bytes:
    """Bytes that Excel opens with Chinese intact, and in which no cell is a formula."""
    titled = _harmless(frame).rename(titles(frame, lang))
    return b"\xef\xbb\xbf" + titled.write_csv().encode()


def excel(frame: pl.DataFrame, lang: str) -> bytes:
    """A workbook with one sheet; text stays text."""
    held = BytesIO()
    frame.rename(titles(frame, lang)).write_excel(held, autofit=True)
    return held.getvalue()


def titles(frame: pl.DataFrame, lang: str) -> dict[str, str]:
    """Column titles, made different where two columns share a name."""
    found: dict[str, str] = {}
    for name in frame.columns:
        title = named(name, lang)
        found[name] = f"{title} ({name})" if title in found.values() else title
    return found


def _harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """A leading = or @ would be run by a spreadsheet: an apostrophe keeps it text."""
    text = pl.selectors.string()
    starts = text.str.starts_with("=") | text.str.starts_with("@")
    return frame.with_columns(pl.when(starts).then("'" + text).otherwise(text).name.keep())
