"""Charts. matplotlib lives in `plots` and `bars` only, imported in a worker after the first paint."""
