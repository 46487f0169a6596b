"""Small choices of this person, such as column widths, kept in one JSON file. Never a client's data."""

import contextlib
import json
from pathlib import Path


class FilePrefs:
    """Satisfies `ui.pages.page.Prefs`: read once, kept in memory, written by `save`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_new = False
        self._kept: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                self._kept = {key: value for key, value in found.items() if isinstance(value, str)}

    def get(self, key: str) -> str | None:
        """What was kept under `key`."""
        return self._kept.get(key)

    def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        if self._kept.get(key) != value:
            self._kept[key] = value
            self._is_new = True

    def save(self) -> None:
        """Write what has changed; widths that cannot be kept are no reason to stop."""
        if not self._is_new:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_name(f"{self._path.name}.new")
            fresh.write_text(json.dumps(self._kept), encoding="utf-8")
            fresh.replace(self._path)
            self._is_new = False
