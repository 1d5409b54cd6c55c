"""What every page stands in: navigation, scope bar, URL state, language, empty states."""
