"""What the Reports page lists: files that were made, who wrote which text, what is made when.

Imports request, `views`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import polars as pl

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.period import Period
from ordertrack.records.journal import Entry, shown
from ordertrack.records.journal.report_kinds import EVERY_WEEK, FORMATS, REPORT_TEXT, REPORTS
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports.request import all_kinds
from ordertrack.reports.writers.appendix import said
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import LANGUAGES, Label, Text, t

WHO, WHEN = Label("Made by", "生成人"), Label("Made", "生成时间")
KILOBYTE = 1_000
MADE = {
    "report": Label("Report", "报告"),
    "period": Label("Period", "期间"),
    "scope": Label("Scope", "范围"),
    "lang": Label("Language", "语言"),
    "format": Label("Format", "格式"),
    "who": WHO,
    "made_at": WHEN,
    "release": Label("Release", "数据版本"),
    "as_of": Label("As of", "截止时点"),
    "size": Label("Size", "大小"),
}


def made_sheet(made: Sequence[MadeReport], lang: str) -> Sheet:
    """Return the reports that were made as a table, the newest first; the key is their id."""
    rows = [{"key": one.id, **made_texts(one, lang)} for one in made]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("key", *MADE), pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in MADE.items()))


def made_texts(one: MadeReport, lang: str) -> dict[str, str]:
    """Return what there is to say about a report that was made."""
    return {
        "report": _report(one.report).to(lang),
        "period": Period.parse(one.period).label(lang),
        "scope": scope_text(one.scope, lang),
        "lang": LANGUAGES.get(one.lang, one.lang),
        "format": FORMATS.get(one.format, Label(one.format, one.format)).to(lang),
        "who": one.who or formats.NONE,
        "made_at": formats.when(local_time(one.made_at)),
        "release": f"#{one.release}",
        "as_of": formats.when(one.as_of),
        "size": size_text(one.size),
    }


def _report(name: str) -> Label:
    """Return what a report is called; one of another version by its name."""
    known = all_kinds()
    return known[name].label if name in known else Label(name, name)


def scope_text(scope: Mapping[str, str], lang: str) -> str:
    """Return the filters of a report, their values as a URL has them."""
    filters = [
        said(DIMENSIONS[name].label.to(lang), value, lang)
        for name, value in scope.items()
        if name in DIMENSIONS
    ]
    return ("；" if lang == "zh" else "; ").join(filters) or t("everything").to(lang)


def size_text(size: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{size / KILOBYTE:,.0f} KB" if size < KILOBYTE**2 else f"{size / KILOBYTE**2:,.1f} MB"


# --- who wrote which text -------------------------------------------------------------------------

WRITTEN = {
    "when": Label("When", "时间"),
    "who": Label("Who", "谁"),
    "section": Label("Part of the report", "报告部分"),
    "before": Label("Before", "之前"),
    "after": Label("After", "之后"),
}


def entries_of(entries: Sequence[Entry], key: Mapping[str, str]) -> list[Entry]:
    """Return the entries about the texts of one report, whose subject begins with this key."""
    return [
        one
        for one in entries
        if (named := REPORT_TEXT.key_of(one.subject)) and all(named[k] == key[k] for k in key)
    ]


def history_sheet(entries: Sequence[Entry], sections: Mapping[str, Label], lang: str) -> Sheet:
    """Return who wrote which text of a report, the newest first."""
    rows = [
        {
            "when": formats.when(local_time(one.written_at)),
            "who": one.who,
            "section": _section(one, sections).to(lang),
            "before": _value(one, one.before, lang),
            "after": _value(one, one.after, lang),
        }
        for one in entries
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(WRITTEN, pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in WRITTEN.items()))


def _section(entry: Entry, sections: Mapping[str, Label]) -> Label:
    block = REPORT_TEXT.key_of(entry.subject)["block"]
    return sections.get(block, Label(block, block))


def _value(entry: Entry, value: Any, lang: str) -> str:
    found = shown(entry.kind, entry.field, value)
    return found.to(lang) if isinstance(found, Label | Text) else str(found)


# --- what is made when ----------------------------------------------------------------------------

WEEKDAYS = (
    *(Label("Monday", "周一"), Label("Tuesday", "周二"), Label("Wednesday", "周三")),
    *(Label("Thursday", "周四"), Label("Friday", "周五"), Label("Saturday", "周六")),
    Label("Sunday", "周日"),
)
SCHEDULED = {
    "report": MADE["report"],
    "when": Label("When", "何时"),
    "lang": MADE["lang"],
    "format": MADE["format"],
    "scope": MADE["scope"],
    "recipients": Label("Sent to", "发送给"),
    "last": Label("Last made", "上次生成"),
}
Runs = Mapping[str, tuple[datetime, str | None]]


def schedule_sheet(rows: Sequence[Mapping[str, Any]], runs: Runs, lang: str) -> Sheet:
    """Return which reports are made when; the key is their subject."""
    listed = [
        {
            "key": row["subject"],
            "report": REPORTS[row["report"]].to(lang),
            "when": when_text(row).to(lang),
            "lang": LANGUAGES[row["lang"]],
            "format": FORMATS[row["format"]].to(lang),
            "scope": scope_text(dict(parse_qsl(row["scope"] or "")), lang),
            "recipients": _names(row["recipients"], lang),
            "last": _last(runs.get(row["subject"]), lang),
        }
        for row in rows
    ]
    frame = pl.DataFrame(listed, schema=dict.fromkeys(("key", *SCHEDULED), pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in SCHEDULED.items()))


def _names(recipients: str | None, lang: str) -> str:
    """Return who gets a report."""
    company = t("the company's channels").to(lang)
    names = [company if name == "*" else name for name in (recipients or "").splitlines()]
    return formats.listed(names, lang) or formats.NONE


def when_text(row: Mapping[str, Any]) -> Text:
    """Say when a scheduled report is made."""
    if row["report"] in EVERY_WEEK:
        return t("every {day} at {time}", day=WEEKDAYS[row["day"] - 1], time=row["time"])
    return t("on day {day} of each month at {time}", day=row["day"], time=row["time"])


def _last(run: tuple[datetime, str | None] | None, lang: str) -> str:
    if run is None:
        return formats.NONE
    due, problem = run
    return said(formats.when(due), problem, lang) if problem else formats.when(due)
