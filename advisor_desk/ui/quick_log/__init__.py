"""The quick log: one window of its own, used by keys alone."""
