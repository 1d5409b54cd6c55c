"""Alerts: what is red, who handles it, what the rules are."""

from ordertrack.ui.alerts import early, one_case, page, rules
from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page

view = open_page(tr("Alerts"), compared=False)
found, position = page.load(view)
page.show_counts(view, found)
page.show_cases(view, found, position)
one_case.show_case(view, found)
one_case.show_cleared(view)
early.show_early_warnings(view)
rules.show_rules(view)
