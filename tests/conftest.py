"""What every test run needs before the product is imported: no display, no real user folder."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_USER_DATA = Path(tempfile.mkdtemp(prefix="advisor-desk-test-"))
os.environ["ADVISOR_DESK_DATA"] = str(_USER_DATA)

# Shared machines are slow at times: a deadline would fail a right program.
hypothesis.settings.register_profile("desk", deadline=None, print_blob=True)
hypothesis.settings.load_profile("desk")


def pytest_unconfigure() -> None:
    """Leave nothing behind in the system's temporary folder."""
    shutil.rmtree(_USER_DATA, ignore_errors=True)
