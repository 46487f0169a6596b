"""Moments of truth: one small function a trigger, run day by day by `engine.moments_of`."""
