"""Nouns: frozen values and code enums. No I/O, no clock, no words for people."""
