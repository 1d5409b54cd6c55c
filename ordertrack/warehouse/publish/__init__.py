"""How staged rows become a release: draft, compare, upsert, derive, statistics."""
