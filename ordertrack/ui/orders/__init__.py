"""The Orders page: the ledger and one order."""
