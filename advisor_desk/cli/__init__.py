"""The command line: parses, assembles, prints. Decides nothing and knows no rule.

`main` is the entry point of `advisor-desk`; exit codes and JSON keys are a contract with scripts.
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Without any argument the window opens at once."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments:
        # The grammar of the commands would cost a tenth of the time to the first paint.
        from advisor_desk.app.start import has_display, open_usual_window

        if has_display():
            return open_usual_window()
    from advisor_desk.cli.program import main as run

    return run(arguments)
