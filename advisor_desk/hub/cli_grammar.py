"""The grammar of the hub's command line: parsers that say their help in the person's language.

A family of commands is a module with `add_to(commands)`: it adds parsers with Chinese help and sets `run`,
a function of options and output that returns the exit status.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn, TypeAlias

from advisor_desk.cli.arguments import Say
from advisor_desk.cli.output import Output
from advisor_desk.cli.usage import Grammar, WrongUsage, wrong_usage

FIRST_OPTIONS = ("--db", "--keys", "--json", "--lang")
"""Options of every command: they stand before it."""

Run = Callable[[argparse.Namespace, Output], int]
Commands: TypeAlias = "argparse._SubParsersAction[HubGrammar]"  # noqa: SLF001 - it has no other name


class HubGrammar(Grammar):
    """A parser whose help is translated when it is shown, and whose errors are sentences."""

    def __init__(self, *, say: Say, **settings: Any) -> None:
        self.say = say
        fixed = {"add_help": False, "allow_abbrev": False, "formatter_class": partial(_Said, say)}
        super().__init__(**{**settings, **fixed})
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def commands(self, dest: str, metavar: str) -> Commands:
        """Where commands of this one are added."""
        of_one_language: Any = partial(HubGrammar, say=self.say)
        made: Commands = self.add_subparsers(
            dest=dest, required=True, metavar=metavar, parser_class=of_one_language
        )
        return made

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage for what argparse has found."""
        found = wrong_usage(message)
        argument = str(found.params.get("argument", ""))
        if found.code in ("usage.unknown", "usage.misplaced") and _is_first(argument):
            raise WrongUsage("hub.misplaced", argument=argument)
        raise found


class _Said(argparse.HelpFormatter):
    """Help in the language of `say`."""

    def __init__(self, say: Say, prog: str) -> None:
        super().__init__(prog)
        self._say = say

    def add_text(self, text: str | None) -> None:
        super().add_text(text and self._say(text))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and self._say(action.help)


def add(commands: Commands, name: str, summary: str, run: Run | None = None) -> HubGrammar:
    """A command with its one line of help; `run` is what it does, None for a family of commands."""
    made = commands.add_parser(name, help=summary, description=summary)
    if run is not None:
        made.set_defaults(run=run)
    return made


def _is_first(argument: str) -> bool:
    return argument.split("=")[0].split(" ")[0] in FIRST_OPTIONS
