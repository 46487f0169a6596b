"""The command line: parses, assembles, prints. Decides nothing and knows no rule.

`main` is the entry point of `advisor-desk`; exit codes and JSON keys are a contract with scripts.
"""

from advisor_desk.cli.program import main

__all__ = ["main"]
