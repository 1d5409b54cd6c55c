"""The screens. The only package (with `pages/` and `app.py`) that imports streamlit.

What the screens say comes from `views`; here are widgets, layout, the URL and what is kept between
two clicks. `frame` is what every page stands in, `parts` are what pages are put together from, and
each page has a folder of its own, which no other page imports. A function `show_x` draws `x`.
"""
