"""Rules that head office publishes in the tests of sync."""

from pathlib import Path

from advisor_desk import paths


def newer_rules(folder: Path) -> Path:
    """A file of the shipped rules under another name, in force since a day before the tests' day."""
    text = (paths.resources() / "rules" / "2026-11.toml").read_text("utf-8")
    text = text.replace('version = "2026-11"', 'version = "2026-11b"').replace("1990-01-01", "2026-11-15")
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path
