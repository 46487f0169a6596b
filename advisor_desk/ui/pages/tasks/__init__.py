"""The screen 任务与日历: a week with its days off, and what is overdue, open, recurring or of a plan."""
