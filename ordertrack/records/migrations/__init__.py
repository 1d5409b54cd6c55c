"""The history of the record store's tables, run by Alembic when the store is opened."""
