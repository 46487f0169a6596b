"""The desk's side of the line: one round, one order (sync.md, section 3.4). Knows neither SQL nor Qt."""
