"""Files in: from a CSV, Excel or HTML table to typed rows and rejected rows.

Knows nothing of the book that the rows go to, nor of any window. See README.md.
"""
