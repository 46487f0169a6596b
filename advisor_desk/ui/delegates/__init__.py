"""Painters of table cells: colours and fonts are cached, nothing is read."""
