"""Decisions. Pure functions: the date is passed in, results carry their reasons. No I/O, no clock."""
