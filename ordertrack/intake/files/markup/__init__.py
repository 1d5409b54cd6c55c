"""Tables written in markup: web pages, XML spreadsheets and web archives saved as workbooks."""
