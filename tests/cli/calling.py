"""Calls the command line inside the test's own process and keeps what it printed."""

import contextlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.assembly.desk import create_book
from advisor_desk.cli.program import main
from advisor_desk.storage.keys import CHEAP
from advisor_desk.storage.opening import Surroundings

PASSPHRASE = "正确的口令 horse battery"
AS_OF = date(2026, 11, 20)


@dataclass(frozen=True)
class Ran:
    """How a run ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout: nothing stands before or behind it."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error of the document, whose sentence is also the only line on stderr."""
        error: dict[str, Any] = self.json["error"]
        assert list(self.json) == ["error"]
        assert list(error) == ["code", "message", "params"]
        assert self.err == error["message"] + "\n"
        return error


def call(*arguments: object, program: Callable[[Sequence[str]], int] = main) -> Ran:
    """Run one command. No exception may come out of it, and no traceback."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = program([str(argument) for argument in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
    ran = Ran(status, out.getvalue(), err.getvalue())
    assert "Traceback" not in ran.out + ran.err
    assert "desk.unexpected" not in ran.out
    return ran


def js(*arguments: object) -> Ran:
    """The same with `--json` and the tests' day."""
    return call("--json", "--as-of", AS_OF.isoformat(), *arguments)


def cheap_book(path: Path) -> str:
    """A new empty book whose passphrase is quick to try; its recovery key."""
    made = create_book(path, PASSPHRASE, Surroundings(cost=CHEAP, is_cheap_allowed=True))
    made.book.close()
    return made.recovery_key


def environment(patch: pytest.MonkeyPatch, folder: Path) -> Path:
    """The variables of a person who works in `folder`; the path of the book."""
    book = folder / "desk.book"
    patch.setenv("ADVISOR_DESK_DATA", str(folder / "data"))
    patch.setenv("ADVISOR_DESK_BOOK", str(book))
    patch.setenv("ADVISOR_DESK_PASSPHRASE", PASSPHRASE)
    patch.delenv("ADVISOR_DESK_LANG", raising=False)
    return book


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file of a bank's export."""
    path.write_bytes(text.encode(encoding))
    return path
