"""The parts of the client page: one card a module, each with one `render`. The page puts them together."""
