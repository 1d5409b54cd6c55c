"""The order ledger, and with `?order=NUMBER` the page of one order."""

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.orders.ledger import show_ledger
from ordertrack.ui.orders.ledger_url import order_number
from ordertrack.ui.orders.order_page import show_order, show_way_back

number = order_number()
if number:
    show_way_back(number)
    show_order(open_page(number, scoped=False), number)
else:
    show_ledger(open_page(tr("Order ledger"), compared=False))
