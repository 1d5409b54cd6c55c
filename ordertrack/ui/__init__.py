"""The screens. The only package (with `pages/` and `app.py`) that imports streamlit.

| module    | what it holds                                                                     |
|-----------|-----------------------------------------------------------------------------------|
| shell     | the script that runs on every visit: language, the release watch; `menu`: the pages |
| page      | `open_page()`: title, strip, scope bar, and the `View` that a page works with      |
| state     | what the viewer has chosen, kept in the session and mirrored in the URL            |
| store     | the warehouse of this process and the release that is looked at                    |
| scopebar  | period, comparison, as-of, filters                                                 |
| filters   | the fields of the filters and their chips; `options`: the values they offer        |
| choose    | what widgets, clicks and chips call to change the scope                            |
| strip     | the line that always says release, data through, as-of and gaps                    |
| words     | the language of the session, `tr()` and `say()`                                    |
| formats   | numbers, days and changes as people read them                                      |
| figures   | evaluated metrics, kept by scope and release                                       |
| cards     | the KPI cards                                                                      |
| charts    | frames to plotly figures; `theme`: the colour of their words                       |
| trend     | revenue and delivery over time                                                     |
| leaders   | ranked lists per dimension; `ranking` counts them, `crumbs` lead back up           |
| moved     | what moved revenue most                                                            |
| definitions | the dictionary of the numbers                                                    |
| origin    | where a number comes from: formula, parts, rows, downloads                         |
| tables    | column settings, paging and downloads for tables of rows                           |
| ledger    | the order ledger; `ledger_*`: its columns, its table, what the URL asks of it      |
| order_card | one order's own page; `order_facts`, `order_promises`: what is written, what moved |
| verdicts  | "3 days late", "due in 5 days"                                                     |
| moments   | times that only say a day                                                          |
| import_page | the steps of an import; `uploads` holds what was dropped and said about it       |
| mapping   | how each file was understood; `import_*`: questions, accounting, preview, publish  |
| history   | the releases: look at, undo; `release_compare`: two of them beside each other      |
| releases  | how releases are named                                                             |
| welcome   | what an empty or unreadable warehouse shows                                        |
"""
