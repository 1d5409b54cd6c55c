"""Reports: chosen, looked at, written over, made into a file, found again, made by themselves."""

from ordertrack.ui.frame.scope_bar import show_scope_bar
from ordertrack.ui.reports.made import show_made
from ordertrack.ui.reports.page import open_reports, show_report
from ordertrack.ui.reports.schedules import show_schedules

view, part = open_reports()
if part == "report":
    show_report(view)
elif part == "made":
    show_made()
else:
    show_scope_bar(view, compared=False)
    show_schedules(view)
