"""Actions: what was decided, by whom and until when, and whether it worked."""

from ordertrack.ui.actions import address, form, one, page
from ordertrack.ui.frame.language import localize
from ordertrack.ui.frame.page import open_page
from ordertrack.views.tracking import actions

view = open_page(localize(actions.TITLE), compared=False)
if subject := address.opened():
    one.show(view, subject)
elif address.planning():
    form.show_new(view)
else:
    page.show(view)
