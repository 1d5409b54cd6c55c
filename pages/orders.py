"""The order ledger, and with `?order=NUMBER` the page of one order."""

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.orders import ledger, order_page
from ordertrack.ui.orders.ledger_url import order_number

number = order_number()
if number:
    order_page.crumbs(number)
    view = open_page(number, scoped=False)
    order_page.show(view, number)
else:
    view = open_page(tr("Order ledger"), compared=False)
    ledger.show(view)
