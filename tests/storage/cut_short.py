"""What is cut short at a fault point of the book, as when the program is killed there."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from advisor_desk.storage import fault_points


@contextmanager
def cut_short(point: str) -> Iterator[None]:
    """What runs inside must come to the point, and comes no further."""

    def stop(reached: str) -> None:
        if reached == point:
            raise KeyboardInterrupt

    with fault_points.watching(stop), pytest.raises(KeyboardInterrupt):
        yield
