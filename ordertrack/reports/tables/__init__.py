"""The tables of the evaluation template as workbooks, in its layout."""
