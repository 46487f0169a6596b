"""Charts. matplotlib lives in `plots` only, which is imported in a worker after the first paint."""
