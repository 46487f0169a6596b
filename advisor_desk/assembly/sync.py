"""What a round takes from this machine."""

import random
import time
from collections.abc import Callable

from advisor_desk import __version__
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.sync.underway import Around


def sync_around(clock: Callable[[], float] = time.time) -> Around:
    """Surroundings of a round. `clock` gives seconds since 1970 in UTC."""
    return Around(
        clock=clock,
        ticks=time.monotonic,
        new_id=uuid7,
        chance=random.random,
        pause=time.sleep,
        program=__version__,
    )
