"""The analysis report, a module for each of its parts; `report` puts them together."""
