"""First script of the frozen program: the same command as `advisor-desk`. Only the call lives here."""

import sys

from advisor_desk.cli import main

if __name__ == "__main__":
    sys.exit(main())
