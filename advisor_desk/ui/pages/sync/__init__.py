"""The screen 同步与数据: what waits, what came back, conflicts, how old the data is."""
