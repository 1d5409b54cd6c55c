"""The order ledger, and with `?order=NUMBER` the page of one order."""

from ordertrack.ui import ledger, order_card
from ordertrack.ui.ledger_url import order_number
from ordertrack.ui.page import open_page
from ordertrack.ui.words import tr

number = order_number()
if number:
    order_card.crumbs(number)
    view = open_page(number, scoped=False)
    order_card.show(view, number)
else:
    view = open_page(tr("Order ledger"), compared=False)
    ledger.show(view)
