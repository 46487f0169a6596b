"""A pytest plugin that hides Qt: `-p no:pytest-qt -p tests.without_qt` proves that tests need no window.

Child processes started by a test are not touched. Not for tests/ui.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

HIDDEN = frozenset({"PySide6", "shiboken6", "pytestqt"})


class QtIsHidden(MetaPathFinder):
    """Makes `import PySide6` fail as it does where Qt is not installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse the hidden packages, leave every other to the usual finders."""
        if fullname.partition(".")[0] in HIDDEN:
            message = f"No module named {fullname!r}: hidden in this run"
            raise ModuleNotFoundError(message, name=fullname)
        return None


sys.meta_path.insert(0, QtIsHidden())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Stand in for the settings of the Qt plugin, which is absent: the configuration is strict."""
    for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
        parser.addini(name, "Unused here: settings of the Qt plugin.")
