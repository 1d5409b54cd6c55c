"""What was planned to be spent, and how much of it was."""

from __future__ import annotations

from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

BOTH = ("amount IS NOT NULL", "budget IS NOT NULL")
PLANNED = ("spent",)  # a plan counts before anything is spent
BUDGET = Measure(
    "planned_expenses",
    t("Budgets of bookings of the period, those of which nothing is spent yet included."),
    table="expense_facts",
    date="day",
    where=("budget IS NOT NULL",),
    without=PLANNED,
    value="budget",
    agg="sum",
    unit="money",
    row_columns=("budget",),
)
SPENT_OF_BUDGET = Measure(
    "spent_of_budget",
    t("Sales expenses of the period that have a budget."),
    table="expense_facts",
    date="day",
    where=BOTH,
    value="amount",
    agg="sum",
    unit="money",
    row_columns=("budget",),
)
BUDGET_OF_SPENT = Measure(
    "budget_of_spent",
    t("Budgets of the period's sales expenses, of those that have one."),
    table="expense_facts",
    date="day",
    where=BOTH,
    value="budget",
    agg="sum",
    unit="money",
    row_columns=("budget",),
    when_empty=t("No expense of this period has an amount and a budget above zero."),
)
WITHOUT_BUDGET = Measure(
    "expenses_without_budget",
    t("Sales expenses of the period without a budget: what they cost is held against none."),
    table="expense_facts",
    date="day",
    where=("budget IS NULL",),
)
NOT_SPENT = Measure(
    "budgets_without_expense",
    t("Budgets of the period without an amount spent: planned, and held against nothing yet."),
    table="expense_facts",
    date="day",
    where=("amount IS NULL", "budget IS NOT NULL"),
    without=PLANNED,
    row_columns=("budget",),
)
BOOKINGS = Measure(
    "bookings",
    t("Bookings of the period: what was spent, what was planned, or both."),
    table="expense_facts",
    date="day",
    without=PLANNED,
)
NEEDS = ("expenses.budget", "expenses.day")

# A plan is a target itself, and what was used of it an attainment: neither has a target.
METRICS = (
    Metric(
        "expense_budget",
        Label("Expense budget", "费用预算"),
        "targets",
        "money",
        None,
        BUDGET,
        Label(
            "Σ budget of the bookings of the period; bookings without a budget are counted "
            "beside it",
            "Σ期间各笔费用的预算；没有预算的费用另行计数",
        ),
        date="expense",
        unknown=(WITHOUT_BUDGET,),
        needs=NEEDS,
    ),
    Metric(
        "budget_use",
        Label("Budget used", "预算执行率"),
        "targets",
        "ratio",
        None,
        SPENT_OF_BUDGET,
        Label(
            "Σ expenses / Σ budget, over the bookings that have both; those that lack one of them "
            "are counted beside it",
            "Σ实际费用 / Σ预算，仅含两者都有的费用；缺少其一的另行计数",
        ),
        date="expense",
        denominator=BUDGET_OF_SPENT,
        unknown=(WITHOUT_BUDGET, NOT_SPENT),
        difference=True,
        needs=(*NEEDS, "expenses.amount"),
    ),
)
