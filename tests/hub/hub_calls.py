"""Calls the hub's command line inside the test's own process and keeps what it printed."""

from pathlib import Path

import pytest

from advisor_desk.hub.cli import main
from tests.cli import calling
from tests.cli.calling import Ran


def call(*arguments: object) -> Ran:
    """Run one command of the hub. No exception may come out of it, and no traceback."""
    return calling.call(*arguments, program=main)


def js(*arguments: object) -> Ran:
    """The same with `--json`."""
    return call("--json", *arguments)


def environment(patch: pytest.MonkeyPatch, folder: Path) -> Path:
    """The variables of somebody who runs a hub in `folder`; its data folder."""
    data = folder / "hub data"
    patch.setenv("ADVISOR_HUB_DATA", str(data))
    for name in ("ADVISOR_HUB_DB", "ADVISOR_HUB_DB_KEY", "ADVISOR_DESK_LANG"):
        patch.delenv(name, raising=False)
    return data
