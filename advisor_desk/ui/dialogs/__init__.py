"""One question to a person a module."""
