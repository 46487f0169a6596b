"""Advisor Desk: a wealth advisor's offline workstation. Holds the version, imports nothing."""

__version__ = "0.1.0"
