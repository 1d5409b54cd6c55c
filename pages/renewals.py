"""Renewals: which customers are at risk, who follows up, what came of it."""

from ordertrack.ui.frame.language import localize
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.renewals import page
from ordertrack.views.tracking import renewals

page.show(open_page(localize(renewals.TITLE), compared=False))
