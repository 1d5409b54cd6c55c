"""What pages are put together from: cards, trends, rankings, tables. Imports `frame`, `views`."""
