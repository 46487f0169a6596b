"""One run of the command line: parse, dispatch, turn every error into a sentence and an exit status."""

import os
import sys
from collections.abc import Sequence

from advisor_desk.cli.arguments import parse
from advisor_desk.cli.output import Output
from advisor_desk.errors import DeskBug, DeskError, OutsideFailed

DONE = 0
ATTENTION = 1
USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (0 done, 1 attention, 2 usage, 3 to 5 see errors)."""
    options = parse(sys.argv[1:] if argv is None else argv)
    output = Output(as_json=options.json, language=options.lang)
    try:
        return int(options.run(options, output))
    except DeskError as error:
        output.error(error)
        return error.exit_status
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        output.error(OutsideFailed("desk.interrupted"))
        return OutsideFailed.exit_status
    except OSError as error:
        output.error(OutsideFailed("desk.system", errno=error.errno))
        return OutsideFailed.exit_status
    except Exception as error:  # noqa: BLE001 - the last line of defence: never a traceback on a terminal
        output.error(DeskBug("desk.unexpected", kind=type(error).__name__, where=_where(error)))
        return DeskBug.exit_status


def _where(error: BaseException) -> str:
    """Module and line of our code where the error arose: enough to find it, and no client datum."""
    place = "?"
    trace = error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name.startswith("advisor_desk"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
