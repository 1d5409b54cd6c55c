"""Tables of targets as planners draw them: a column per period, a column per figure."""
