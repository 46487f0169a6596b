"""One run of the command line: parse, dispatch, turn every error into a sentence and an exit status."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from advisor_desk.cli.arguments import LANGUAGES, Say, environment_language, parse
from advisor_desk.cli.output import Output
from advisor_desk.cli.usage import WrongUsage, before_parsing
from advisor_desk.errors import DeskBug, DeskError, OutsideFailed, origin

DONE = 0
ATTENTION = 1
USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (0 done, 1 attention, 2 usage, 3 to 5 see errors)."""
    return run(sys.argv[1:] if argv is None else argv, parse)


def run(arguments: Sequence[str], grammar: Callable[[Sequence[str], Say], argparse.Namespace]) -> int:
    """The same for any grammar: its options hold `run`, a function of options and output."""
    output = _output_for(arguments)
    try:
        options = grammar(arguments, output.words.say)
        status = int(options.run(options, output))
        # Whoever reads may have gone already: better noticed here than while Python ends.
        sys.stdout.flush()
    except BrokenPipeError:
        _look_away()
        return DONE
    except KeyboardInterrupt:
        return _told(output, OutsideFailed("desk.interrupted"))
    except Exception as error:  # noqa: BLE001 - the last line of defence: never a traceback on a terminal
        return _told(output, _as_ours(error, arguments))
    return status


def _output_for(arguments: Sequence[str]) -> Output:
    """The output that the arguments ask for, known before they are parsed: they may be wrong."""
    asked = before_parsing(arguments, "--lang")
    language = asked if asked in LANGUAGES else environment_language()
    return Output(as_json=before_parsing(arguments, "--json") is not None, language=language)


def _as_ours(error: Exception, arguments: Sequence[str]) -> DeskError:
    if isinstance(error, DeskError):
        return error
    if isinstance(error, UnicodeEncodeError):
        # Names of files may be any bytes; an argument that is kept or looked for must be text.
        strange = next((one for one in arguments if not _is_text(one)), None)
        if strange is not None:
            return WrongUsage("usage.no_text", value=strange.encode("utf-8", "replace").decode())
    if isinstance(error, OSError):
        return OutsideFailed("desk.system", errno=error.errno)
    return DeskBug("desk.unexpected", kind=type(error).__name__, where=origin(error))


def _told(output: Output, error: DeskError) -> int:
    try:
        output.error(error)
        sys.stdout.flush()
    except OSError:  # nobody reads any more, or what is written to is full
        _look_away()
    return error.exit_status


def _is_text(argument: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in argument)


def _look_away() -> None:
    """Nobody takes our output; Python would complain again while closing stdout."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
