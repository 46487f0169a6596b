"""The screen 今日: what is to be done today, why, and in which order."""
