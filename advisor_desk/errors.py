"""The three families of errors, sorted by who can act. No words for people live here.

A code is ASCII and permanent; `params` carry the figures that the sentence needs. The words for a
code are made in the user interface and the command line (`advisor_desk.ui.labels`,
`advisor_desk.cli.words`).
"""

from collections.abc import Mapping

Param = str | int | bool | None
"""What a parameter of an error or a reason may be: never a float, never a client's free text."""


class DeskError(Exception):
    """Root of the three families; never raised itself."""

    exit_status = 5

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Param] = params

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code}({shown})" if shown else self.code


class UserCanFix(DeskError):
    """The person at the desk can put this right: wrong passphrase, unreadable file, unknown client."""

    exit_status = 3


class OutsideFailed(DeskError):
    """Something outside the program failed: the disk is full, the folder is read-only, no network."""

    exit_status = 4


class DeskBug(DeskError):
    """Our mistake: a state that the program should never reach."""

    exit_status = 5


def places(error: BaseException) -> list[str]:
    """Modules and lines of our code that an error came through, the outermost first.

    Enough to find where it arose, and no client datum: what an error says may hold one.
    """
    found = []
    trace = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("advisor_desk"):
            found.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found


def origin(error: BaseException) -> str:
    """Module and line of our code where an error arose; `?` when it never was in our code."""
    return next(reversed(places(error)), "?")
