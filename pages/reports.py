"""Reports: chosen, looked at, written over, made into a file, found again."""

from ordertrack.ui.reports.made import show_made
from ordertrack.ui.reports.page import open_reports, show_report
from ordertrack.ui.reports.schedules import show_schedules

view, chosen = open_reports()
show_report(view, chosen)
show_made()
show_schedules(view)
