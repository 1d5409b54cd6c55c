"""Customers: tiers, who stays, who is silent, and with `?who=` the page of one customer."""

from ordertrack.ui.customers import address
from ordertrack.ui.customers.everybody import show_everybody
from ordertrack.ui.customers.one import show_one

who = address.who()
if who and address.narrow_to(who):
    show_one(who)
else:
    show_everybody()
