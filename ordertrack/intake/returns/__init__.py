"""What takes back a sale: documents of returns, refunds, orders that came back."""
