"""What every command shares: which book, which date, whose passphrase, which rules."""

import argparse
import getpass
import os
import sys
from datetime import date, datetime
from pathlib import Path

from advisor_desk import paths
from advisor_desk.errors import UserCanFix

PASSPHRASE_VARIABLE = "ADVISOR_DESK_PASSPHRASE"  # noqa: S105 - the name of a variable, not its value


def book_path(options: argparse.Namespace) -> Path:
    """The book that the run is about."""
    named: Path | None = options.book
    return paths.default_book() if named is None else named.expanduser()


def as_of(options: argparse.Namespace) -> date:
    """The date that every dated figure obeys: the option, or today on this machine's calendar."""
    named: date | None = options.as_of
    return datetime.now().astimezone().date() if named is None else named


def passphrase(prompt: str) -> str:
    """The passphrase from the environment, or asked on the terminal.

    Raises UserCanFix("book.passphrase_needed") when there is neither; the end of input is a refusal.
    """
    return environment_passphrase() or _readable(_asked(prompt))


def new_passphrase(prompt: str, again: str, *, is_asked: bool = False) -> str:
    """A new passphrase, asked twice on a terminal unless the environment has it and `is_asked` is off.

    Raises UserCanFix("book.passphrases_differ").
    """
    given = "" if is_asked else environment_passphrase()
    if given:
        return given
    first = _readable(_asked(prompt))
    if first != _asked(again):
        raise UserCanFix("book.passphrases_differ")
    return first


def piped_passphrase() -> str:
    """A new passphrase from the first line of standard input, for scripts."""
    source = getattr(sys.stdin, "buffer", sys.stdin)
    return _readable(source.readline()).rstrip("\r\n")


def environment_passphrase() -> str:
    """The variable's bytes as UTF-8, whatever locale the script runs in; empty when it is not set."""
    if os.supports_bytes_environ:
        return _readable(os.environb.get(PASSPHRASE_VARIABLE.encode(), b""))
    return os.environ.get(PASSPHRASE_VARIABLE, "")


def _readable(passphrase: str | bytes) -> str:
    """Raises UserCanFix("book.passphrase_unreadable") for bytes that no keyboard will give again."""
    try:
        given = passphrase.encode() if isinstance(passphrase, str) else passphrase
        return given.decode()
    except UnicodeError:
        raise UserCanFix("book.passphrase_unreadable") from None


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise UserCanFix("book.passphrase_needed", variable=PASSPHRASE_VARIABLE)
    try:
        return getpass.getpass(prompt + " ", stream=sys.stderr)
    except EOFError:
        raise KeyboardInterrupt from None
