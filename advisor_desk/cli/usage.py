"""A wrong call of the command line as one sentence: argparse's findings become codes. No words here."""

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from advisor_desk.errors import UserCanFix

FIRST_OPTIONS = ("--book", "--as-of", "--json", "--lang")
"""Options of every command: they stand before it."""

_CHOICE = re.compile(
    r"argument (?P<argument>[^:]+): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.*)\)"
)
_UNKNOWN = re.compile(r"unrecognized arguments: (?P<argument>.+)")
_MISSING = re.compile(
    r"(?:the following arguments are required: |argument (?P<option>[^:]+): expected )(?P<argument>.+)"
)


class WrongUsage(UserCanFix):
    """The command was called in a way that it does not know. Codes `usage.*`."""

    exit_status = 2


class Grammar(argparse.ArgumentParser):
    """A parser that raises WrongUsage where argparse prints its own English and exits."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage for what argparse has found."""
        raise wrong_usage(message)


def wrong_usage(message: str) -> WrongUsage:
    """The code and parameters that argparse's message stands for."""
    if found := _UNKNOWN.fullmatch(message):
        first = found["argument"].split("=")[0].split(" ")[0]
        code = "usage.misplaced" if first in FIRST_OPTIONS else "usage.unknown"
        return WrongUsage(code, argument=found["argument"])
    if found := _CHOICE.fullmatch(message):
        choices = found["choices"].replace("'", "")
        return WrongUsage(
            "usage.choice", argument=found["argument"], value=found["value"].strip("'"), choices=choices
        )
    if found := _MISSING.fullmatch(message):
        return WrongUsage("usage.missing", argument=found["option"] or found["argument"])
    return WrongUsage("usage.wrong", problem=message)


def wrong_form(value: str, example: str) -> WrongUsage:
    """A value that cannot be read, and one that can."""
    return WrongUsage("usage.form", value=value, example=example)


def before_parsing(arguments: Sequence[str], option: str) -> str | None:
    """The value of one of the first options (its own name where it takes none), found without parsing.

    Needed for the language and form of an error about the arguments themselves.
    """
    for at, given in enumerate(arguments):
        if given == option:
            following = arguments[at + 1 : at + 2]
            return option if option == "--json" else next(iter(following), None)
        if given.startswith(f"{option}="):
            return given.partition("=")[2]
    return None
