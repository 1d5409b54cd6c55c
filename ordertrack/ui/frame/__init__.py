"""What every page stands in.

| module         | what it holds                                                               |
|----------------|-----------------------------------------------------------------------------|
| shell          | the script that runs on every visit; `menu`: the pages                      |
| page           | `open_page()`: title, status line, scope bar, and the `View` of this run    |
| url_state      | what the viewer has chosen, kept in the session and mirrored in the URL     |
| scope_bar      | period, comparison, as-of; `filters`: their fields and chips                |
| scope_changes  | what widgets, clicks and chips call to change the scope                     |
| status_line    | the line that always says release, data through, as-of and gaps             |
| data_source    | the warehouse of this process and the release that is looked at             |
| cached_figures | evaluated metrics and rankings, kept by scope and release                   |
| language       | the language of the session, `tr()` and `localize()`; `theme`: its colours |
| demo_mark      | that the demo company is invented: on every page, in every download's name  |
| browser        | what only a script in the browser can set: Streamlit's words, Enter, history |
| empty_states   | what an empty or unreadable warehouse shows                                 |
"""
