"""Deeds. What an advisor does, step by step; no Qt, no database library."""
