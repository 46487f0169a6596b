"""Long runs, each behind its own command: `python -m tests.soak.kill_saves --kills 20000`."""
