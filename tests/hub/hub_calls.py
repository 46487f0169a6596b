"""Calls the hub's command line inside the test's own process and keeps what it printed."""

import contextlib
import io
from pathlib import Path

import pytest

from advisor_desk.hub.cli import main
from tests.cli.calling import Ran


def call(*arguments: object) -> Ran:
    """Run one command. No exception may come out of it, and no traceback."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
    ran = Ran(status, out.getvalue(), err.getvalue())
    assert "Traceback" not in ran.out + ran.err
    assert "desk.unexpected" not in ran.out
    return ran


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
