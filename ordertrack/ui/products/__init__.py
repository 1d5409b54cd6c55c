"""The Products page: what sells, at which margin and price, and what hardly sells any more."""
