"""An invented book: people, products and three years of history, the same for the same seed and date.

Knows neither database nor Qt; yields typed rows like a file that was read.
"""
