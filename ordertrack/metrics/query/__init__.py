"""From a measure and a scope to SQL, and from SQL to counts."""
