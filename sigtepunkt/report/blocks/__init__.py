"""One module for each kind of block on a page.

In: what the page reports on (`report.page_data`), or definitions, states and figures. Out: a block's HTML.
"""
