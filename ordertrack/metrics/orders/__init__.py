"""Orders one by one: the ledger, its search and export, one order, its timeline."""
