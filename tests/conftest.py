"""What every test run needs before the product is imported: no display, no real user folder."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_USER_DATA = Path(tempfile.mkdtemp(prefix="advisor-desk-test-"))
os.environ["ADVISOR_DESK_DATA"] = str(_USER_DATA)

# Shared machines are slow at times: a deadline would fail a right program.
hypothesis.settings.register_profile("desk", deadline=None, print_blob=True)
hypothesis.settings.load_profile("desk")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in tests/soak is a long run, deselected unless asked for."""
    for item in items:
        if "soak" in item.path.parts:
            item.add_marker(pytest.mark.soak)


def pytest_unconfigure() -> None:
    """Leave nothing behind in the system's temporary folder."""
    shutil.rmtree(_USER_DATA, ignore_errors=True)
