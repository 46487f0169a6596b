"""Several deeds at the same time."""

import threading
from collections.abc import Callable, Iterable


def at_once(deeds: Iterable[Callable[[], object]]) -> None:
    """Do each in a thread of its own, and wait for all of them."""
    threads = [threading.Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
