"""What stands around a table of periods: whether it holds targets, of which year and figure.

Title lines count most, then the sheet's name, then the file's: the first that says anything.
Imports model, words and siblings of its folder and the one above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Literal

from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.targets.figure_words import figure_named, has_target, says_target
from ordertrack.intake.mapping.targets.period_words import period_headers, sum_headers
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, spoken, strength
from ordertrack.words import Text, t

Speaks = Literal["targets", "other", "unclear"]
# What was reached, was before or was spent.
_REACHED = re.compile(
    r"达成|完成|实际|实绩|差额|差异|差距|偏差|进度|去年|上年|同期|累计|历史"
    r"|\b(?:actuals?|attain\w*|achiev\w*|reached|variance|gap|last year|prior|previous|ytd)\b"
)
_SPENT = re.compile(r"费用(?!率)|支出|开支|开销|成本(?!率)|\b(?:expenses?|costs?|spend|spending)\b")
# A year, but not that of a day or month (制表日期 2024-01-05), nor a fiscal one.
_YEAR = re.compile(
    r"(?<!\d)(?<!\d[-/~.至])(?<!fy)(?<!fy[ _-])((?:19|20)\d\d)(?!\d|\s*[-./_年]\s*\d|\s*财)",
    re.IGNORECASE,
)
_WHEN = re.compile(rf"{_YEAR.pattern}|年度?|全年|各?月度?|季度", re.IGNORECASE)
_WITH_MONTH = re.compile(r"(?:19|20)\d\d\s*[-/.年]?\s*[\dQq第一二三四]")
_BACK, _AHEAD = 10, 2


def speaks_of(raw_table: RawTable) -> Speaks:
    """Return whether its periods are of targets, of something else, or nobody says."""
    headers = raw_table.headers
    if any(strength(h, "expenses", "category") and fold(h) != "category" for h in headers):
        return "other"
    planned = [headers[at] for at in (*period_headers(headers), *sum_headers(headers))]
    first = [*raw_table.titles, *filter(says_target, planned)]
    for texts in (first, *_names(raw_table)):
        if said := {one for one in map(_speaks, texts) if one}:
            return said.pop() if len(said) == 1 else "unclear"
    return "targets" if any(strength(h, "targets", "measure") for h in headers) else "unclear"


def _speaks(text: str) -> Speaks | None:
    words = spoken(text)
    if _SPENT.search(words) and not figure_named(text):
        return "other"
    target = has_target(text) or named_targets(text)
    if _REACHED.search(words):
        return "unclear" if target else "other"
    return "targets" if target else None


def speaks_of_spending(raw_table: RawTable) -> bool:
    """Return whether title, sheet or file say that something was or will be spent."""
    texts = [*raw_table.titles, *(name for names in _names(raw_table) for name in names)]
    return any(_SPENT.search(spoken(text)) and not figure_named(text) for text in texts)


def named_targets(name: str) -> bool:
    """Return whether a file's or sheet's name has a word for targets in it, run together or not."""
    return any(word in fold(name) for word in ("target", "quota"))


def figure_of_table(raw_table: RawTable) -> tuple[str, str] | None:
    """Return the figure of which title, sheet or file say the targets are, and which of them."""
    for texts in (raw_table.titles, *_names(raw_table)):
        for text in filter(says_target, texts):
            if figure := figure_named(_WHEN.sub(" ", text)):
                return figure, text
    return None


def year_of(raw_table: RawTable, decisions: Decisions, today: date) -> Question:
    """Return of which year the periods are: settled by what stands around them, or asked."""
    around = [_years(texts) for texts in (raw_table.titles, *_names(raw_table))]
    said = [years for years in (_years_of_others(raw_table), *around) if years]
    sure = said[0][0] if len({year for years in said for year in years}) == 1 else None
    likely = said[0][0] if said else None
    offered = [str(today.year + by) for by in range(_AHEAD, -_BACK - 1, -1)]
    known = dict.fromkeys([*offered, *(year for years in said for year in years)])
    asked = Question(
        question_id("year", raw_table.key),
        "year",
        raw_table.key,
        t("Of which year are the months or quarters in {file}?", file=raw_table.key),
        tuple(Choice(year, Text(year)) for year in known),
        default=sure,
        suggested=likely,
    )
    if sure is None:
        return decisions.answer(asked)
    # What was said of another file with these headers is not said of this one, which says its own.
    return _answered_itself(asked, decisions)


def where_year_stands(raw_table: RawTable) -> str:
    """Return the title or name that says the year."""
    headers = (raw_table.headers[at] for at in period_headers(raw_table.headers))
    around = (raw_table.titles, *_names(raw_table))
    texts = [*headers, *(text for texts in around for text in texts)]
    return next((text for text in texts if _YEAR.search(text) or _WITH_MONTH.match(text)), "")


def stand_in(asked: Question, context: Context) -> str:
    """Return the year, or a likely one: nothing is published while it is open, but shown."""
    return asked.settled or asked.suggested or str(context.today.year)


def year_taken(raw_table: RawTable, asked: Question | None) -> list[Text]:
    if asked is None or asked.answer is not None or asked.default is None:
        return []
    return [
        t(
            'The months or quarters in {file} are read as those of {year}, as "{where}" says.',
            file=raw_table.key,
            year=asked.default,
            where=where_year_stands(raw_table),
        )
    ]


def _answered_itself(asked: Question, decisions: Decisions) -> Question:
    own = decisions.answers.get(asked.id)
    only = Decisions(answers={} if own is None else {asked.id: own})
    return only.answer(asked)


def _years_of_others(raw_table: RawTable) -> list[str]:
    """The years that some of the periods name, where others do not."""
    periods = period_headers(raw_table.headers).values()
    return sorted({year for period in periods if (year := period.partition("-")[0])})


def _years(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(year for text in texts for year in _YEAR.findall(text)))


def _names(raw_table: RawTable) -> tuple[list[str], list[str]]:
    return [raw_table.sheet or ""], [PurePath(raw_table.file).stem]
