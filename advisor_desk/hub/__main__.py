"""`python -m advisor_desk.hub`: the same as the installed command. Only the call lives here."""

import sys

from advisor_desk.hub.cli import main

if __name__ == "__main__":
    sys.exit(main())
