"""The weekly meeting on a shared screen: progress, exceptions, next week; and the past ones."""

from ordertrack.ui.meeting import address, held, steps

if subject := address.opened():
    steps.show(subject)
else:
    held.show()
