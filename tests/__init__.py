"""Tests of Advisor Desk: unit/ mirrors the package, storage/ and journeys/ use real encrypted files."""
