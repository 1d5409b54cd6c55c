"""What pages and reports say: values in, frames, sentences and figures out; no streamlit.

A function takes a `View` (release, reader, scope, language) or plain values, asks `metrics`, and
gives back frames, strings, `Text`, plotly figures or small dataclasses. Nothing here knows a
session, and no page computes a number itself.

| module          | what it holds                                                                |
|-----------------|------------------------------------------------------------------------------|
| view            | the `View`: one look at the data                                             |
| formats         | numbers, days and changes as people read them                                |
| titles          | column titles of frames; `table_files`: frames as csv and Excel              |
| figures         | figures beside their comparisons, and over time                              |
| offered         | which metrics a card, a ranking, a trend can show, asked of the catalogue    |
| cards           | the KPI cards; `ranking`, `movers`, `trend`: the rest of the Overview        |
| origin          | where a number comes from                                                    |
| definitions     | what every number means                                                      |
| status          | what the numbers rest on: release, data through, as-of, gaps                 |
| filter_values   | the values of a dimension and what people call them                          |
| verdicts        | "3 days late", "due in 5 days"; `moments`: times that only say a day         |
| charts          | values to plotly figures                                                     |
| orders/         | the ledger's sentences, columns and rows; one order: headline, stages, lines |
| imports/        | how releases are named and what they brought; two of them compared           |
"""
