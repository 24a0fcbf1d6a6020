"""The rules as a folder of pages that opens from a disk: every support with its prose, clauses, cases and what it opens.

`content` says what stands on a page, `pages` writes it in one language, `build` puts the files in their places. The same
rules give the same bytes.
"""
