"""A hub that takes a request and says nothing: whoever cancels need not wait for it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest

from advisor_desk.sync.awaited import awaited
from advisor_desk.sync.figures import CANCELLED, Wishes
from advisor_desk.sync.round import run_round
from advisor_desk.sync.transport import Destination, HubClient
from tests.hub_fake import FakeHub, enrolled
from tests.sync_fakes import Ticking


@dataclass
class SilentHub:
    """Reads what comes and answers nothing, until it is told to hang up."""

    url: str = ""
    has_been_asked: threading.Event = field(default_factory=threading.Event)
    hangs_up: threading.Event = field(default_factory=threading.Event)

    def serve(self, listening: socket.socket) -> None:
        """One connection."""
        connection, _ = listening.accept()
        with closing(connection):
            connection.recv(65_536)
            self.has_been_asked.set()
            self.hangs_up.wait()


@contextmanager
def silent_hub() -> Iterator[SilentHub]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        hub = SilentHub(f"http://127.0.0.1:{listening.getsockname()[1]}")
        serving = threading.Thread(target=hub.serve, args=(listening,))
        serving.start()
        try:
            yield hub
        finally:
            hub.hangs_up.set()
            serving.join()
            for thread in left_alone():
                thread.join()


def left_alone() -> list[threading.Thread]:
    """Requests for which nobody waits any more."""
    return [thread for thread in threading.enumerate() if thread.name == "desk-request"]


def test_a_round_that_is_cancelled_does_not_wait_for_the_answer() -> None:
    fake = FakeHub()
    book = enrolled(fake)
    book.record()
    with silent_hub() as hub:
        client = HubClient(
            Destination(hub.url), fake.device_id, book.keys, is_cancelled=hub.has_been_asked.is_set
        )
        with closing(client) as line:
            wishes = Wishes(cancelled=hub.has_been_asked.is_set)
            result = run_round(book, line, Ticking().around(), wishes)
        assert not hub.hangs_up.is_set()
        assert len(left_alone()) == 1
    assert (result.outcome, result.outbox) == (CANCELLED, 1)
    assert book.rounds == [CANCELLED]
    assert left_alone() == []


def test_what_is_awaited_is_told_as_it_was() -> None:
    def fails() -> None:
        raise LookupError("gone")

    left: list[str] = []
    assert awaited(lambda: 7, lambda: False, lambda: left.append("x")) == 7
    with pytest.raises(LookupError, match="gone"):
        awaited(fails, lambda: False, lambda: left.append("x"))
    assert left == []
