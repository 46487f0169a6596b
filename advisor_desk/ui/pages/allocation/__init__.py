"""The screen 配置与试算: what a client could be offered and why, what is blocked, what was changed."""
