"""The screen 分群: the whole book by tier, group, state and quintile."""
