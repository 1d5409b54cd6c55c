"""The tables of expenses: by category, and by channel with what each brought."""

from __future__ import annotations

from ordertrack.reports.content.context import Context
from ordertrack.views.evaluation import channels, costs
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.words import Label, Text, t

TITLE = Label("Expenses", "销售费用分析表")
CHANNELS = Label("Expenses by channel", "销售费用分析表（渠道）")


def sheet(context: Context) -> Sheet | Text:
    """Return the expenses of the period by category."""
    view = context.view
    if not costs.has_expenses(view):
        return t("There are no expenses in the data.")
    return costs.everything(view)


def by_channel(context: Context) -> Sheet | Text:
    """Return what each channel cost, and the customers and sales that it brought."""
    view = context.view
    if reason := channels.missing(view):
        return reason
    if "channel" not in view.dimensions:
        return t("The data names no channels.")
    return channels.with_budgets(channels.channels(view), view)
