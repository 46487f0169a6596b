"""How many times as long as usual the counted tests run: `ADVISOR_TIMES=10 ./dev test --timeout 7200 FILES`.

The same tests are the normal run and the soak: kills, power cuts, flipped bits, races, restores, poison.
"""

import os
from typing import Final

TIMES: Final = int(os.environ.get("ADVISOR_TIMES", "1"))
"""1 in the normal run."""
